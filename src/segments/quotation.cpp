#include "src/segments/quotation.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "ground/text/text.hpp"

namespace agon {
namespace {

constexpr std::array<std::string_view, 17> unnamed_openings = {
    "有人说",     "总有人说", "有些人说", "很多人说", "评论区有人", "楼上说",   "高赞说",   "你说",    "都说",
    "经常有人说", "常有人说", "网上说",   "老是说",   "他们说",     "某些人说", "评论里说", "评论区说"};
constexpr std::array<std::string_view, 13> verbs = {"说道", "说过", "说",   "表示", "认为", "指出", "写道",
                                                    "称",   "强调", "回应", "回答", "透露", "坦言"};
constexpr std::array<std::string_view, 6> own = {"我", "我们", "咱", "咱们", "本人", "笔者"};
constexpr std::array<std::string_view, 5> english_verbs = {" said", " says", " wrote", " argued", " argues"};

struct Quoted {
    std::size_t before = 0;  // bytes of the unit before the first opening mark
    int letters = 0, all_letters = 0;
};

bool opens(char32_t c) {
    return c == U'“' || c == U'「' || c == U'『';
}
bool closes(char32_t c) {
    return c == U'”' || c == U'」' || c == U'』';
}

Quoted quoted_part(std::string_view unit) {
    Quoted part{unit.size(), 0, 0};
    int depth = 0;
    for (std::size_t at = 0; at < unit.size();) {
        const std::size_t begin = at;
        const char32_t c = next_code_point(unit, at);
        if (opens(c)) {
            if (part.before == unit.size()) part.before = begin;
            ++depth;
        } else if (closes(c)) {
            depth = std::max(0, depth - 1);
        } else if (is_word_character(c)) {
            ++part.all_letters;
            part.letters += depth > 0 ? 1 : 0;
        }
    }
    return part;
}

std::string_view without_end(std::string_view text, std::initializer_list<std::string_view> endings) {
    for (bool again = true; again;) {
        again = false;
        for (const std::string_view ending : endings)
            if (!ending.empty() && text.ends_with(ending)) {
                text.remove_suffix(ending.size());
                again = true;
            }
    }
    return text;
}

/// The name before a verb of saying at the end of `lead`, nothing if there is no such verb.
std::string_view speaker_of(std::string_view lead) {
    lead = without_end(lead, {"：", ":", "，", ",", " "});
    for (const std::string_view verb : verbs) {
        if (!lead.ends_with(verb)) continue;
        std::string_view name =
            without_end(lead.substr(0, lead.size() - verb.size()), {"曾经", "曾", "就", "也", "还", "都", "又", " "});
        for (const std::string_view mark : {"，", "。", "；", "！", "？", "：", "、", " ", "\t"})
            if (const auto at = name.rfind(mark); at != std::string_view::npos) name = name.substr(at + mark.size());
        return name;
    }
    for (const std::string_view verb : english_verbs) {
        if (!lead.ends_with(verb)) continue;
        std::string_view name = lead.substr(0, lead.size() - verb.size());
        for (const std::string_view mark : {". ", ", ", "; ", "? ", "! "})
            if (const auto at = name.rfind(mark); at != std::string_view::npos) name = name.substr(at + mark.size());
        return name;
    }
    return {};
}

}  // namespace

int open_quotations(std::string_view unit, int open) {
    for (std::size_t at = 0; at < unit.size();) {
        const char32_t c = next_code_point(unit, at);
        open = opens(c) ? open + 1 : closes(c) ? std::max(0, open - 1) : open;
    }
    return open;
}

Quotation quotation_in(std::string_view unit, bool marked_up) {
    if (unit.starts_with("//@") || unit.starts_with("@")) {
        const auto end = std::min(unit.find(':'), unit.find("："));
        const auto begin = unit.find('@') + 1;
        if (end != std::string_view::npos && end - begin <= 60)
            return {true, std::string(unit.substr(begin, end - begin))};
    }
    const Quoted part = quoted_part(unit);
    for (const std::string_view opening : unnamed_openings)
        if (unit.starts_with(opening) && (part.before < unit.size() || unit.find("：") != std::string_view::npos))
            return {true, ""};
    if (marked_up) return {true, ""};
    if (part.before == unit.size() || part.letters * 2 < part.all_letters) return {};
    const std::string_view name = speaker_of(unit.substr(0, part.before));
    constexpr std::size_t longest_name = 45;  // bytes: a longer one is a clause
    if (name.empty() || name.size() > longest_name || std::find(own.begin(), own.end(), name) != own.end()) return {};
    return {true, std::string(name)};
}

}  // namespace agon
