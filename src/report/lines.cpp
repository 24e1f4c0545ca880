// Marked lines.
#include "src/report/lines.hpp"

#include <array>

#include "src/report/pseudonyms.hpp"
#include "src/report/quantity.hpp"

namespace agon {
namespace {

constexpr std::int64_t kLeastShown = 5;

/// Without line ends; other control characters, and the two that XML has no place for, as spaces: a tab would part a
/// table's cells.
std::string on_one_line(std::string_view text) {
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t begin = at;
        const char32_t c = next_code_point(text, at);
        if (c == U'\n' || c == U'\r') continue;
        out += c < 0x20 || c == 0xFFFE || c == 0xFFFF ? " " : text.substr(begin, at - begin);
    }
    return out;
}

/// True if the answer is a number of voices, or a share of them; or of posts in a debate, behind which no more voices
/// can stand.
bool counts_people(const Query& query) {
    return query.column.starts_with("voice") || (query.table == "camps/stances" && query.column == "post") ||
           query.table == "camps/voices" || query.table == "points/voters" || query.table == "points/group_votes" ||
           query.table == "points/debate_pairs" || query.table == "points/allies" ||
           query.table == "points/allies_standings" || query.table == "camps/camps" || query.table == "coding/camps";
}

/// True if the answer rests on one to four voices.
bool people_in(const CaseTables& tables, const Query& query) {
    if (query.op == "percent") {  // camps/camps, coding/camps: a row's share; its voices say how many
        Query voices = query;
        voices.op = "sum";
        voices.column = "voices";
        const std::int64_t number = tables.answer(voices);
        return number > 0 && number < kLeastShown;
    }
    const bool share = query.op == "share" || query.op == "share_distinct";
    const std::int64_t number = share ? tables.part_and_whole(query).first : tables.answer(query);
    return number > 0 && number < kLeastShown;
}

void set_place(Mark& m, const Passage& cited) {
    m.post = static_cast<std::int64_t>(cited.post->post);
    m.source = cited.post->source;
    m.source_begin = cited.source_begin;
    m.source_end = cited.source_end;
    m.encoding = std::string(enum_name(cited.post->body_encoding));
    m.is_html = cited.post->body_is_html;
}

void set_place(Mark& m, const Thread& thread) {
    m.thread = static_cast<std::int64_t>(thread.thread);
    m.source = thread.source;
    m.source_begin = thread.title_begin;
    m.source_end = thread.title_end;
    m.encoding = std::string(enum_name(thread.title_encoding));
}

}  // namespace

std::string grouped(std::int64_t value) {
    std::string digits = std::to_string(value < 0 ? -value : value);
    for (std::size_t at = digits.size(); at > 3; at -= 3) digits.insert(at - 3, ",");
    return (value < 0 ? "-" : "") + digits;
}

std::string hundredths(std::int64_t value) {
    const std::int64_t size = value < 0 ? -value : value;
    std::string digits = std::to_string(size % 100);
    if (digits.size() < 2) digits.insert(0, "0");
    return (value < 0 ? "-" : "") + std::to_string(size / 100) + "." + digits;
}

namespace {

/// Quotation marks, and those around words that hold such marks themselves: 「要不要“进厂”？」.
struct QuotationMarks {
    std::string_view open, close;
};
constexpr QuotationMarks kOuter = {"“", "”"}, kOther = {"「", "」"};
static_assert(kOuter.open.size() == kOther.open.size(), "marks behind keep their places");

}  // namespace

bool Line::holds_quotes(std::size_t begin) const {
    return block_.text.find(kOuter.open, begin) != std::string::npos;
}

Mark& Line::mark(MarkKind kind, std::string_view given) {
    const std::string text = on_one_line(given);
    Mark m;
    m.kind = kind;
    m.begin = static_cast<std::int64_t>(block_.text.size());
    if (kind == MarkKind::name || kind == MarkKind::quote || kind == MarkKind::title)
        capital_ = false;  // as the source writes it
    m.may_rise =
        kind == MarkKind::word || kind == MarkKind::translation || kind == MarkKind::gloss || kind == MarkKind::term;
    m.raised = capital_ && !text.empty() && text[0] >= 'a' && text[0] <= 'z';
    say(text);
    m.end = static_cast<std::int64_t>(block_.text.size());
    block_.marks.push_back(std::move(m));
    return block_.marks.back();
}

Line& Line::say(std::string_view words) {
    if (words.empty()) return *this;
    const std::size_t at = block_.text.size();
    block_.text += words;
    char& first = block_.text[at];
    if (capital_ && first >= 'a' && first <= 'z') first = static_cast<char>(first - 'a' + 'A');
    capital_ = false;
    return *this;
}

Line& Line::fill(std::string_view pattern, const Slots& slots) {
    std::size_t at = 0;
    while (at < pattern.size()) {
        const std::size_t open = std::min(pattern.find('{', at), pattern.size());
        std::string_view before = pattern.substr(at, open - at);
        if (open == pattern.size()) {
            say(before);
            break;
        }
        const std::size_t close = pattern.find('}', open);
        VERIFY(close != std::string_view::npos);
        std::string name(pattern.substr(open + 1, close - open - 1));
        const bool capital = name[0] >= 'A' && name[0] <= 'Z';
        if (capital) name[0] = static_cast<char>(name[0] - 'A' + 'a');
        const auto slot = slots.find(name);
        at = close + 1;
        if (slot == slots.end()) {  // nothing to say: its brackets go too
            VERIFY(before.ends_with(" [") && pattern.substr(at).starts_with("]"));
            say(before.substr(0, before.size() - 2));
            at += chinese_ && pattern.substr(at).starts_with("] ") ? 2 : 1;
            continue;
        }
        say(before);
        const std::size_t begin = block_.text.size();
        capital_ = capital;
        slot->second(*this);
        capital_ = false;
        if (before.ends_with(kOuter.open) && pattern.substr(at).starts_with(kOuter.close) && holds_quotes(begin)) {
            block_.text.replace(begin - kOuter.open.size(), kOuter.open.size(), kOther.open);
            say(kOther.close);
            at += kOuter.close.size();
        }
    }
    return *this;
}

Line& Line::figure(const Query& query, const std::string& format) {
    const std::int64_t value = tables_->answer(query);
    // A share of few people is as telling as their number, so it goes too.
    const bool withheld = names_->mode != NamesMode::verbatim && counts_people(query) && people_in(*tables_, query);
    const bool is_share = query.op == "share" || query.op == "share_distinct" || query.op == "percent";
    const char* instead = is_share ? "–" : "<5";  // "<5 %" would say something else
    Mark& m = mark(MarkKind::figure, withheld                 ? instead
                                     : format == "plain"      ? std::to_string(value)
                                     : format == "hundredths" ? hundredths(value)
                                                              : grouped(value));
    m.query = query;
    m.format = withheld ? "withheld" : format;
    return *this;
}

Mark& Line::word(std::string_view text, const char* format, const Query& query) {
    Mark& m = mark(MarkKind::word, text);
    m.query = query;
    m.format = format;
    return m;
}

Line& Line::share_of_all(const Query& query) {
    const auto [part, whole] = tables_->part_and_whole(query);
    word(words_of(share_word(part, whole), chinese_), "share", query);
    return *this;
}

Line& Line::balance(const Query& query) {
    const auto [part, whole] = tables_->part_and_whole(query);
    word(words_of(balance_word(part, whole), chinese_), "balance", query);
    return *this;
}

Line& Line::trend(const Query& before, const Query& after) {
    const auto [k1, n1] = tables_->part_and_whole(before);
    const auto [k2, n2] = tables_->part_and_whole(after);
    word(words_of(trend_word(k1, n1, k2, n2), chinese_), "trend", after).other = before;
    return *this;
}

Line& Line::none(const Query& query, std::string_view text) {
    word(text, "none", query);
    return *this;
}

Line& Line::lead(const Query& query) {
    const std::int64_t way = tables_->answer(query);
    word(words_of(way > 0 ? Lead::first : way < 0 ? Lead::second : Lead::open, chinese_), "lead", query);
    return *this;
}

Line& Line::leads(const Query& value, const Query& greatest, std::string_view text) {
    word(text, "leads", value).other = greatest;
    return *this;
}

Line& Line::quote(const Passage& cited) {
    set_place(mark(MarkKind::quote, cited.text), cited);
    return *this;
}

Line& Line::translation(const Passage& cited, const TranslationUsed& used) {
    Mark& m = mark(MarkKind::translation, used.text);
    set_place(m, cited);
    m.digest = used.digest;
    return *this;
}

Line& Line::title_translation(const Thread& thread, const TranslationUsed& used, const std::string& part) {
    Mark& m = mark(MarkKind::translation, used.text);
    set_place(m, thread);
    m.digest = used.digest;
    m.part = part;
    return *this;
}

Line& Line::maker(const TranslationUsed& used) {
    Mark& m = mark(MarkKind::name, used.maker);
    m.field = "maker";
    m.digest = used.digest;
    return *this;
}

Line& Line::writer(const std::string& model) {
    mark(MarkKind::name, model).field = "writer";
    return *this;
}

Line& Line::label(const std::string& name, std::int64_t entry, const std::string& model) {
    mark(MarkKind::label, name).number = entry;
    say(chinese_ ? "［由 " : " [named by ").writer(model).say(chinese_ ? " 命名］" : "]");
    return *this;
}

Line& Line::tally(const std::string& kind, bool shown, std::int64_t number) {
    Mark& m = mark(MarkKind::tally, std::to_string(number));
    m.field = kind;
    m.format = shown ? "shown" : "withheld";
    return *this;
}

Line& Line::gloss(const TranslationUsed& used, bool with_term) {
    Mark& m = mark(MarkKind::gloss, with_term ? used.original + " " + used.text : used.text);
    m.part = used.original;
    m.digest = used.digest;
    return *this;
}

Line& Line::author(const Post& post) {
    const bool unsigned_official = post.author_name.empty() && post.stream == "official";
    const std::string name = unsigned_official ? (chinese_ ? "官方文本" : "Official text")
                             : names_->mode == NamesMode::pseudonyms
                                 ? pseudonym(names_->key, static_cast<std::int64_t>(post.author), chinese_)
                                 : post.author_name;
    Mark& m = mark(MarkKind::name, !name.empty() ? name : chinese_ ? "佚名" : "Unnamed user");
    m.post = static_cast<std::int64_t>(post.post);
    m.field = "author";
    return *this;
}

Line& Line::someone(const Post& post, bool another) {
    const bool capital = capital_;
    // Chinese patterns leave room before a name, which may be Latin; before these words there is none.
    if (chinese_ && block_.text.ends_with(' ')) block_.text.pop_back();
    // By the post, so that a page of nameless posts does not say one word thirty times.
    constexpr std::array in_chinese = {"另一位用户", "另一名网友", "另一位发帖者"};
    constexpr std::array in_english = {"another user", "another writer", "somebody else"};
    const auto which = static_cast<std::size_t>(static_cast<std::int64_t>(post.post) % 3);
    std::string shown = chinese_  ? (another ? in_chinese[which] : "一位用户")
                        : another ? in_english[which]
                                  : "one user";
    if (capital && !chinese_) shown[0] = static_cast<char>(shown[0] - 'a' + 'A');
    Mark& m = mark(MarkKind::name, shown);
    m.may_rise = true;
    m.raised = capital && !chinese_;
    m.post = static_cast<std::int64_t>(post.post);
    m.field = "author";
    return *this;
}

Line& Line::year(const Post& post) {
    Mark& m = mark(MarkKind::name, post.created_year > 0 ? std::to_string(post.created_year)
                                   : chinese_            ? "日期不详"
                                                         : "n.d.");
    m.post = static_cast<std::int64_t>(post.post);
    m.field = "year";
    return *this;
}

Line& Line::platform(const Post& post) {
    Mark& m = mark(MarkKind::name, post.platform);
    m.post = static_cast<std::int64_t>(post.post);
    m.field = "platform";
    return *this;
}

Line& Line::native_id(const Post& post) {
    Mark& m = mark(MarkKind::name, post.native_id);
    m.post = static_cast<std::int64_t>(post.post);
    m.field = "native_id";
    return *this;
}

Line& Line::bytes(const Passage& cited) {
    Mark& m = mark(MarkKind::name, std::to_string(cited.source_begin) + "-" + std::to_string(cited.source_end));
    m.post = static_cast<std::int64_t>(cited.post->post);
    m.field = "bytes";
    m.source_begin = cited.source_begin;
    m.source_end = cited.source_end;
    return *this;
}

Line& Line::digest(const Passage& cited) {
    Mark& m = mark(MarkKind::name, cited.post->source.substr(0, 16));
    m.post = static_cast<std::int64_t>(cited.post->post);
    m.field = "sha256";
    return *this;
}

Line& Line::title(const Thread& thread) {
    set_place(mark(MarkKind::title, thread.title), thread);
    return *this;
}

Line& Line::pole(const Thread& thread, const std::string& text) {
    Mark& m = mark(MarkKind::title, text);
    m.thread = static_cast<std::int64_t>(thread.thread);
    m.field = "pole";
    return *this;
}

Line& Line::term(const std::string& table, const std::string& column, const std::string& value,
                 const TranslationUsed* named) {
    Mark& m = mark(MarkKind::term, named ? named->text : value);
    if (named) m.digest = named->digest;
    m.query = {table, "count", "", {{column, "=", value}}, {}};
    m.part = value;
    return *this;
}

Line& Line::word_of(const std::string& table, const std::string& column, const std::string& value, const Condition& row,
                    const TranslationUsed* named) {
    Mark& m = mark(MarkKind::term, named ? named->text : value);
    if (named) m.digest = named->digest;
    m.query = {table, "count", "", {{column, "has", value}, row}, {}};
    m.part = value;
    return *this;
}

Line& Line::note(std::int64_t number, const Post& post) {
    Mark& m = mark(MarkKind::note, std::to_string(number));
    m.number = number;
    m.post = static_cast<std::int64_t>(post.post);
    return *this;
}

}  // namespace agon
