#include "ground/text/hashtag.hpp"

namespace agon {
namespace {

constexpr std::size_t kShortest = 2, kLongest = 40;  // code points

}  // namespace

Span hashtag_at(std::string_view text, std::size_t at) {
    const Span none{static_cast<std::int64_t>(at), static_cast<std::int64_t>(at)};
    if (at >= text.size() || text[at] != '#') return none;
    std::size_t points = 0, i = at + 1;
    bool names_something = false;
    for (; i < text.size() && text[i] != '#'; ++points) {
        if (points == kLongest) return none;
        const char32_t c = next_code_point(text, i);
        if (c == U'\n' || c == U'\r') return none;
        names_something = names_something || is_word_character(c);
    }
    if (i >= text.size() || points < kShortest || !names_something || text[at + 1] == ' ' || text[i - 1] == ' ')
        return none;
    return {none.begin, static_cast<std::int64_t>(i + 1)};
}

std::vector<Span> hashtags_in(std::string_view text) {
    std::vector<Span> found;
    for (std::size_t at = text.find('#'); at != std::string_view::npos; at = text.find('#', at)) {
        const Span span = hashtag_at(text, at);
        if (span.length() > 0) found.push_back(span);
        at = span.length() > 0 ? static_cast<std::size_t>(span.end) : at + 1;
    }
    return found;
}

}  // namespace agon
