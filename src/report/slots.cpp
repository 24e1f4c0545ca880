#include "src/report/slots.hpp"

#include <algorithm>

namespace agon {
namespace {

constexpr std::string_view kOpen = "⟦", kClose = "⟧";

/// What a number can count, behind it and with the blank between.
constexpr std::string_view kCounted[] = {" voices",  " posts",   " threads",   " questions", " upvotes",
                                         " readers", " debates", " readings",  " others",    " official texts",
                                         " of them", " records", " arguments", " people",    " years"};
constexpr std::string_view kCountedInChinese[] = {" 位发言者", " 人",     " 篇帖子", " 个提问", " 个赞",
                                                  " 个争论",   " 个问题", " 篇",     " 次",     " 年",
                                                  " 条",       " 个人",   " 位",     " 人点赞", " 篇官方文本"};
constexpr std::string_view kOpeningQuotes[] = {"“", "「"};
constexpr std::string_view kClosingQuotes[] = {"”", "」"};

/// Finds the end of a slot that begins with marks[slot.mark] and what it takes in besides.
class SlotEnd {
  public:
    SlotEnd(const Block& block, bool chinese, Slot& slot) : block_(block), chinese_(chinese), slot_(slot) {}

    void find() {
        take_before();
        take_mark();
        while (take_mark() || take_quote() || take_bracket() || take_counted() || take_stop()) {
        }
    }

  private:
    std::string_view rest() const { return std::string_view(block_.text).substr(slot_.end); }
    bool move_to(std::size_t end) {
        slot_.end = end;
        while (slot_.mark < block_.marks.size() && block_.marks[slot_.mark].begin < static_cast<std::int64_t>(end))
            ++slot_.mark;
        return true;
    }
    void take_before() {
        const std::string_view text = block_.text;
        for (const std::string_view quote : kOpeningQuotes)
            if (text.substr(0, slot_.begin).ends_with(quote)) slot_.begin -= quote.size();
    }
    /// The mark that begins where the slot ends now.
    bool take_mark() {
        if (slot_.mark == block_.marks.size()) return false;
        const Mark& next = block_.marks[slot_.mark];
        if (slot_.mark > slot_.first_mark && next.begin != static_cast<std::int64_t>(slot_.end)) return false;
        return move_to(static_cast<std::size_t>(next.end));
    }
    bool take_quote() {
        for (const std::string_view quote : kClosingQuotes)
            if (rest().starts_with(quote) && !closed_) return closed_ = true, move_to(slot_.end + quote.size());
        return false;
    }
    bool take_bracket() {
        if (!rest().starts_with(" [")) return false;
        const std::size_t close = block_.text.find(']', slot_.end);
        return close != std::string::npos && move_to(close + 1);
    }
    bool take_counted() {
        if (slot_.mark - slot_.first_mark != 1 || block_.marks[slot_.first_mark].kind != MarkKind::figure || counted_)
            return false;
        counted_ = true;
        for (const std::string_view sign : {" %", "%"})
            if (rest().starts_with(sign)) return move_to(slot_.end + sign.size());
        std::string_view longest;
        const auto look = [&](const auto& words) {
            for (const std::string_view word : words)
                if (rest().starts_with(word) && word.size() > longest.size()) longest = word;
        };
        chinese_ ? look(kCountedInChinese) : look(kCounted);
        const std::string_view behind = rest().substr(longest.size());
        const bool whole = chinese_ || behind.empty() || (behind[0] | 32) < 'a' || (behind[0] | 32) > 'z';
        return !longest.empty() && whole && move_to(slot_.end + longest.size());
    }
    /// The full stop that closes a sentence with a quote at its end.
    bool take_stop() {
        const bool noted = block_.marks[slot_.mark - 1].kind == MarkKind::note;
        for (const std::string_view stop : {".", "。"})
            if (noted && rest().starts_with(stop)) return move_to(slot_.end + stop.size());
        return false;
    }

    const Block& block_;
    bool chinese_, closed_ = false, counted_ = false;
    Slot& slot_;
};

/// Numbers and words of quantity are shown; of everything that somebody wrote a model is told no more than what it is.
std::string told_of(const Block& block, const Slot& slot) {
    const Mark& first = block.marks[slot.first_mark];
    const std::string text = block.text.substr(slot.begin, slot.end - slot.begin);
    for (std::size_t i = slot.first_mark; i < slot.mark; ++i)
        if (block.marks[i].kind == MarkKind::note) return "a quotation, which ends its sentence";
    switch (first.kind) {
        case MarkKind::figure:
            return "a number: " + text;
        case MarkKind::word:
            return "a quantity: " + text;
        case MarkKind::name:
            return "an author";
        case MarkKind::title:
            return "a question or an answer to it";
        case MarkKind::translation:
            return first.part.empty() ? "a question" : "the people of a camp";
        default:
            return "a term";
    }
}

}  // namespace

std::string slot_name(std::size_t number) {
    return std::string(kOpen) + std::to_string(number) + std::string(kClose);
}

SlottedText slotted(const Block& block, bool chinese) {
    SlottedText out;
    std::size_t at = 0;
    for (std::size_t mark = 0; mark < block.marks.size();) {
        Slot slot;
        slot.begin = static_cast<std::size_t>(block.marks[mark].begin);
        slot.end = slot.begin;
        slot.first_mark = slot.mark = mark;
        SlotEnd(block, chinese, slot).find();
        slot.begin = std::max(slot.begin, at);
        mark = slot.mark;
        slot.told = told_of(block, slot);
        slot.closes = slot.told.ends_with("ends its sentence");
        slot.raised = block.marks[slot.first_mark].raised &&
                      slot.begin == static_cast<std::size_t>(block.marks[slot.first_mark].begin);
        out.gaps.push_back(block.text.substr(at, slot.begin - at));
        at = slot.end;
        out.slots.push_back(std::move(slot));
        out.text += out.gaps.back() + slot_name(out.slots.size());
    }
    out.gaps.push_back(block.text.substr(at));
    out.text += out.gaps.back();
    return out;
}

bool read_slots(const std::string& text, ReadSlots& found) {
    std::size_t at = 0;
    for (;;) {
        const std::size_t open = text.find(kOpen, at);
        found.gaps.push_back(text.substr(at, open == std::string::npos ? open : open - at));
        if (found.gaps.back().find(kClose) != std::string::npos) return false;
        if (open == std::string::npos) return true;
        const std::size_t begin = open + kOpen.size(), close = text.find(kClose, begin);
        if (close == std::string::npos || close == begin || close - begin > 3) return false;
        std::size_t number = 0;
        for (std::size_t i = begin; i < close; ++i) {
            if (text[i] < '0' || text[i] > '9') return false;
            number = 10 * number + static_cast<std::size_t>(text[i] - '0');
        }
        found.numbers.push_back(number);
        at = close + kClose.size();
    }
}

Block refilled(const Block& block, const SlottedText& before, const std::vector<std::string>& gaps,
               std::vector<std::pair<std::int64_t, std::int64_t>>& places) {
    VERIFY(gaps.size() == before.slots.size() + 1);
    Block out;
    out.kind = block.kind;
    for (std::size_t i = 0; i < before.slots.size(); ++i) {
        const Slot& slot = before.slots[i];
        out.text += gaps[i];
        const std::size_t begin = out.text.size();
        out.text += std::string_view(block.text).substr(slot.begin, slot.end - slot.begin);
        const std::string_view in_front = std::string_view(out.text).substr(0, begin);
        const std::size_t last = in_front.find_last_not_of(' ');
        const bool begins =
            last == std::string_view::npos || std::string_view(".!?").find(in_front[last]) != std::string_view::npos ||
            (i > 0 && before.slots[i - 1].closes && gaps[i].find_first_not_of(' ') == std::string::npos);
        char& first = out.text[begin];
        const bool whole = slot.begin == static_cast<std::size_t>(block.marks[slot.first_mark].begin);
        if (begins && whole && block.marks[slot.first_mark].may_rise && first >= 'a' && first <= 'z')
            first = static_cast<char>(first - 32);
        if (!begins && slot.raised && first >= 'A' && first <= 'Z') first = static_cast<char>(first + 32);
        for (std::size_t m = slot.first_mark; m < slot.mark; ++m) {
            Mark moved = block.marks[m];
            moved.begin += static_cast<std::int64_t>(begin) - static_cast<std::int64_t>(slot.begin);
            moved.end += static_cast<std::int64_t>(begin) - static_cast<std::int64_t>(slot.begin);
            out.marks.push_back(std::move(moved));
        }
        places.emplace_back(begin, out.text.size());
    }
    out.text += gaps.back();
    return out;
}

}  // namespace agon
