// Words of a text as the matching judge counts them. The English part must equal words() and stem() of
// training/matching.py.
#include <algorithm>
#include <array>
#include <set>

#include "src/points/matching.hpp"

namespace agon {
namespace {

const std::set<std::string_view>& stop_words() {
    static const std::set<std::string_view> words{
        "a",     "an",    "the",    "of",    "to",   "in",      "and",   "or",   "for",   "is",    "are",
        "be",    "it",    "that",   "this",  "with", "as",      "on",    "by",   "at",    "from",  "their",
        "they",  "them",  "its",    "was",   "were", "has",     "have",  "had",  "not",   "no",    "can",
        "will",  "would", "should", "could", "do",   "does",    "did",   "who",  "which", "what",  "we",
        "you",   "he",    "she",    "his",   "her",  "our",     "your",  "i",    "if",    "so",    "than",
        "then",  "there", "these",  "those", "but",  "because", "more",  "most", "very",  "just",  "also",
        "about", "into",  "over",   "such",  "one",  "people",  "being", "been", "may",   "might", "must"};
    return words;
}

std::string stem_of(std::string_view word) {
    constexpr std::array<std::string_view, 19> suffixes{"ations", "ation", "ments", "ment", "ingly", "ings", "ing",
                                                        "edly",   "ies",   "ied",   "ness", "ers",   "er",   "ed",
                                                        "es",     "ly",    "s",     "e",    "y"};
    for (const std::string_view suffix : suffixes)
        if (word.ends_with(suffix) && word.size() >= suffix.size() + 3)
            return std::string(word.substr(0, word.size() - suffix.size()));
    return std::string(word);
}

bool is_latin_word_byte(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '\'';
}

}  // namespace

std::vector<MatchWord> match_words(std::string_view text, const Words& words) {
    std::vector<MatchWord> found;
    bool beyond_latin = false;
    for (std::size_t i = 0; i < text.size();) {
        if (!is_latin_word_byte(text[i])) {
            beyond_latin = beyond_latin || static_cast<unsigned char>(text[i]) >= 0x80;
            ++i;
            continue;
        }
        std::string word;
        for (; i < text.size() && is_latin_word_byte(text[i]); ++i)
            word += text[i] >= 'A' && text[i] <= 'Z' ? static_cast<char>(text[i] - 'A' + 'a') : text[i];
        if (!stop_words().contains(word)) found.push_back({stem_of(word), word});
    }
    if (beyond_latin)
        for (std::string& word : words.content_words(text)) {
            std::size_t at = 0;
            if (is_han(next_code_point(word, at))) found.push_back({word, std::move(word)});
        }
    return found;
}

}  // namespace agon
