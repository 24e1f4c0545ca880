// Asides: what platform and habit add to a post, and written-out URLs.
//
// The words are data (ground/lexicon/boilerplate.toml); the name of an entry says how far its words reach:
//   line      the whole line that opens with it       编辑于 2020-02-03 · 著作权归作者所有。…
//   sentence  to the end of its sentence or line, where it opens a line  利益相关：某厂员工。
//   opening   with the punctuation behind it, where it opens the text    谢邀。· 泻药，
//   tail      the words alone, wherever they stand    收起全文d · O网页链接
//   relay     says "handed on" and nothing else; read by relays.cpp
// A hashtag (#教育部回应高考会不会推迟#) says what a post is about and asserts nothing: it is an aside where it stands
// beside what is said, and a word of its sentence where the sentence needs it (这个#口罩#不好买).
//   fits: "谢邀。我觉得行。编辑于 2020-02-03" leaves 我觉得行。
//   does not: "没人谢邀我" keeps its words: an opening counts only where the text begins
#include "ground/text/hashtag.hpp"
#include "src/corpus/steps.hpp"

namespace agon {
namespace {

constexpr std::int64_t kLongestSentence = 240;  // bytes; what is longer is no formula

std::int64_t line_end(std::string_view text, std::int64_t from) {
    const std::size_t end = text.find('\n', static_cast<std::size_t>(from));
    return static_cast<std::int64_t>(end == std::string_view::npos ? text.size() : end);
}

/// True if only spaces, brackets and marks stand between the line's begin and `at`.
bool opens_line(std::string_view text, std::int64_t at) {
    const std::size_t before = text.rfind('\n', at == 0 ? 0 : static_cast<std::size_t>(at - 1));
    const std::size_t begin = at == 0 || before == std::string_view::npos ? 0 : before + 1;
    return !has_words(text.substr(begin, static_cast<std::size_t>(at) - begin));
}

std::int64_t sentence_end(std::string_view text, std::int64_t from) {
    const std::int64_t line = line_end(text, from);
    std::size_t at = static_cast<std::size_t>(from);
    while (static_cast<std::int64_t>(at) < line) {
        const char32_t c = next_code_point(text, at);
        if (c == U'。' || c == U'！' || c == U'!' || c == U'？' || c == U'；') return static_cast<std::int64_t>(at);
    }
    return line;
}

/// Past the marks and spaces that follow; the next word character stays.
std::int64_t past_marks(std::string_view text, std::int64_t from) {
    std::size_t at = static_cast<std::size_t>(from);
    while (at < text.size()) {
        std::size_t ahead = at;
        const char32_t c = next_code_point(text, ahead);
        if (c == U'\n' || c == U'“' || c == U'「' || c == U'《' || c == U'#' || c == U'@' || is_word_character(c))
            break;
        at = ahead;
    }
    return static_cast<std::int64_t>(at);
}

Span reach_of(std::string_view text, const LexiconMatch& match) {
    const std::string& name = match.entry->name;
    const Span none{match.span.begin, match.span.begin};
    if (name == "tail") return match.span;
    if (!opens_line(text, match.span.begin)) return none;
    if (name == "line") return {match.span.begin, line_end(text, match.span.end)};
    if (name == "sentence") {
        const Span reach{match.span.begin, sentence_end(text, match.span.end)};
        return reach.length() <= kLongestSentence ? reach : none;
    }
    if (name == "opening" && past_marks(text, 0) >= match.span.begin)
        return {match.span.begin, past_marks(text, match.span.end)};
    return none;
}

bool ends_with_word(std::string_view text) {
    std::size_t at = text.size();
    while (at > 0 && (static_cast<unsigned char>(text[at - 1]) & 0xC0) == 0x80) --at;
    return at > 0 && has_words(text.substr(at - 1));
}

/// Those that open the text or follow a mark or another of these, and those with which the text ends.
std::vector<Span> hashtags_beside(std::string_view text) {
    const std::vector<Span> all = hashtags_in(text);
    std::vector<Span> beside;
    for (const Span& tag : all) {
        const bool follows = !beside.empty() && beside.back().end == tag.begin;
        if (follows || !ends_with_word(text.substr(0, static_cast<std::size_t>(tag.begin)))) beside.push_back(tag);
    }
    std::size_t end = text.size();
    for (auto tag = all.rbegin(); tag != all.rend(); ++tag) {
        const auto after = static_cast<std::size_t>(tag->end);
        if (has_words(text.substr(after, end - after))) break;
        beside.push_back(*tag);
        end = static_cast<std::size_t>(tag->begin);
    }
    return beside;  // some twice: they are joined
}

bool in_url(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte > 0x20 && byte < 0x7F && c != '"' && c != '<' && c != '>' && c != '\'' && c != '|' && c != '\\';
}

}  // namespace

bool has_words(std::string_view text) {
    for (std::size_t at = 0; at < text.size();)
        if (is_word_character(next_code_point(text, at))) return true;
    return false;
}

std::vector<Span> find_asides(std::string_view text, const LexiconList& boilerplate) {
    std::vector<Span> spans = hashtags_beside(text);
    for (const LexiconMatch& match : boilerplate.find(text))
        if (const Span reach = reach_of(text, match); reach.length() > 0) spans.push_back(reach);
    return join_spans(std::move(spans));
}

std::vector<Span> find_urls(std::string_view text) {
    std::vector<Span> spans;
    for (std::size_t at = text.find("http"); at != std::string_view::npos; at = text.find("http", at)) {
        const std::string_view rest = text.substr(at);
        std::size_t length = rest.starts_with("http://") ? 7 : rest.starts_with("https://") ? 8 : 0;
        if (length == 0) {
            at += 4;
            continue;
        }
        while (length < rest.size() && in_url(rest[length])) ++length;
        while (std::string_view(".,;:!?)").find(rest[length - 1]) != std::string_view::npos) --length;
        spans.push_back({static_cast<std::int64_t>(at), static_cast<std::int64_t>(at + length)});
        at += length;
    }
    return spans;
}

}  // namespace agon
