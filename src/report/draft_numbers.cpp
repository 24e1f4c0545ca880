// Does a draft say the numbers of its original?
//
// Idea: numerals of the original are read by the reader of quantities (三千五百, 1.2万亿, 三成, 百分之十四), those of
// the draft by a small one for English (1.2 million, twenty-one thousand, 30 %). What the original counts must be found
// in the draft, and a figure or a thousand and more in the draft must be found in the original. Fits: 两百三十亿 and
// "23 billion". Not asked for: small Chinese numerals, which often count nothing (一个, 三心二意), powers without a
// digit (千万别, 百姓), 几 and fractions; and 18年 may be 2018. Does not fit: "a dozen" for 十二, which is held against
// the draft.
#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "ground/text/numerals.hpp"
#include "src/report/drafts.hpp"

namespace agon {
namespace {

struct NumberWord {
    std::string_view word;
    double value;
};
constexpr NumberWord kSmall[] = {
    {"zero", 0},      {"one", 1},       {"two", 2},       {"three", 3},    {"four", 4},     {"five", 5},
    {"six", 6},       {"seven", 7},     {"eight", 8},     {"nine", 9},     {"ten", 10},     {"eleven", 11},
    {"twelve", 12},   {"thirteen", 13}, {"fourteen", 14}, {"fifteen", 15}, {"sixteen", 16}, {"seventeen", 17},
    {"eighteen", 18}, {"nineteen", 19}, {"twenty", 20},   {"thirty", 30},  {"forty", 40},   {"fifty", 50},
    {"sixty", 60},    {"seventy", 70},  {"eighty", 80},   {"ninety", 90}};
constexpr NumberWord kPowers[] = {{"hundred", 1e2},   {"thousand", 1e3}, {"million", 1e6}, {"billion", 1e9},
                                  {"trillion", 1e12}, {"k", 1e3},        {"m", 1e6},       {"bn", 1e9}};

bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

template <std::size_t size>
const NumberWord* find_word(const NumberWord (&words)[size], std::string_view word) {
    const auto found = std::find_if(std::begin(words), std::end(words), [&](const auto& w) { return w.word == word; });
    return found == std::end(words) ? nullptr : found;
}

/// Words and figures of a text in lower case; other characters part them. "C919" is one piece, "1,200.5" too.
std::vector<std::string> pieces_of(std::string_view text) {
    std::vector<std::string> pieces;
    std::string piece;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        const bool inside =
            (c == ',' || c == '.') && i > 0 && is_digit(text[i - 1]) && i + 1 < text.size() && is_digit(text[i + 1]);
        if (is_letter(c) || is_digit(c) || inside) {
            if (c != ',') piece += static_cast<char>(is_letter(c) ? c | 32 : c);
            continue;
        }
        if (!piece.empty()) pieces.push_back(std::move(piece));
        piece.clear();
    }
    if (!piece.empty()) pieces.push_back(std::move(piece));
    return pieces;
}

/// The powers behind pieces[at - 1], multiplied; moves `at` past them.
double powers_at(const std::vector<std::string>& pieces, std::size_t& at) {
    double power = 1;
    while (at < pieces.size()) {
        const NumberWord* found = find_word(kPowers, pieces[at]);
        if (!found) break;
        power *= found->value, ++at;
    }
    return power;
}

/// twenty-one thousand three hundred; starts at a word of kSmall or at "a hundred".
EnglishNumber read_words(const std::vector<std::string>& pieces, std::size_t& at) {
    double total = 0, section = 0;
    while (at < pieces.size()) {
        if (const NumberWord* small = find_word(kSmall, pieces[at])) {
            section += small->value;
        } else if (const NumberWord* power = find_word(kPowers, pieces[at]); power && power->word.size() > 2) {
            section = std::max(section, 1.0) * power->value;
            if (power->value > 100) total += section, section = 0;
        } else if (pieces[at] != "and" || at + 1 == pieces.size() || !find_word(kSmall, pieces[at + 1]) ||
                   total + section < 100) {
            break;
        }
        ++at;
    }
    return {total + section, false};
}

bool begins_word_number(const std::vector<std::string>& pieces, std::size_t at) {
    if (find_word(kSmall, pieces[at])) return true;
    const NumberWord* power = find_word(kPowers, pieces[at]);
    return power && power->word.size() > 2 && at > 0 && (pieces[at - 1] == "a" || pieces[at - 1] == "one");
}

/// What a numeral of the original may be in English.
struct Meant {
    double low = 0, high = 0;
    bool asked_for = false;  // it must be in the draft
};

bool has_digit_word(const std::vector<Letter>& text, const Numeral& n) {
    constexpr std::u32string_view digits = U"一二三四五六七八九两";
    for (std::size_t i = n.begin; i < n.end; ++i)
        if (digits.find(text[i].c) != std::u32string_view::npos) return true;
    return false;
}

bool is_latin(const std::vector<Letter>& text, std::size_t i) {
    return i < text.size() && text[i].c < 128 && is_letter(static_cast<char>(text[i].c));
}

std::vector<Meant> numbers_meant(const std::string& original) {
    const std::vector<Letter> text = letters_of(original);
    std::vector<Meant> found;
    for (std::size_t i = 0; i < text.size();) {
        const bool may = may_start_numeral(text[i].c) || text[i].c == U'百';
        const auto n = may ? read_numeral(text, i, true) : std::nullopt;
        if (!n || n->end <= i) {
            ++i;
            continue;
        }
        i = n->end;
        const bool in_name = !n->han && ((n->begin > 0 && is_latin(text, n->begin - 1)) || is_latin(text, n->end));
        if (in_name) continue;
        const char32_t after = n->end < text.size() ? text[n->end].c : U'\0';
        const bool century_left_out = after == U'年' && n->low < 100;
        const bool counts = !n->han || n->share || (n->scaled && has_digit_word(text, *n));
        const bool plain = !n->fraction && !n->approximate && after != U'成' && !century_left_out;
        found.push_back({n->low, n->high, counts && plain});
        if (after == U'成') found.push_back({10 * n->low, 10 * n->high, false});
        if (century_left_out)
            for (const double century : {1900.0, 2000.0}) found.push_back({n->low + century, n->high + century, false});
    }
    return found;
}

bool is_in(double value, const Meant& meant) {
    const double slack = 1e-9 * std::max(1.0, std::abs(value));
    return value >= meant.low - slack && value <= meant.high + slack;
}

}  // namespace

std::vector<EnglishNumber> english_numbers(std::string_view text) {
    const std::vector<std::string> pieces = pieces_of(text);
    std::vector<EnglishNumber> found;
    for (std::size_t at = 0; at < pieces.size();) {
        const std::string& piece = pieces[at];
        if (begins_word_number(pieces, at)) {
            found.push_back(read_words(pieces, at));
            continue;
        }
        ++at;
        char* end = nullptr;
        if (!is_digit(piece[0])) continue;
        const double value = std::strtod(piece.c_str(), &end);
        const std::string rest = end;
        if (rest.empty())
            found.push_back({value * powers_at(pieces, at), true});
        else if (const NumberWord* power = find_word(kPowers, rest))  // 300k
            found.push_back({value * power->value, true});
        else if (rest == "s" || rest == "st" || rest == "nd" || rest == "rd" || rest == "th")
            found.push_back({value, true});
    }
    return found;
}

bool same_numbers(const std::string& original, const std::string& text) {
    const std::vector<Meant> meant = numbers_meant(original);
    const std::vector<EnglishNumber> said = english_numbers(text);
    for (const Meant& m : meant)
        if (m.asked_for && std::none_of(said.begin(), said.end(), [&](const auto& s) { return is_in(s.value, m); }))
            return false;
    return std::all_of(said.begin(), said.end(), [&](const EnglishNumber& s) {
        if (!s.digits && s.value < 1000) return true;
        return std::any_of(meant.begin(), meant.end(), [&](const Meant& m) { return is_in(s.value, m); });
    });
}

}  // namespace agon
