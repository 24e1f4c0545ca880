// Inside of room report: what is held against a draft of a translation. See draft_checks.cpp and draft_numbers.cpp.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "src/report/report.hpp"

namespace agon {

/// A number in an English text, in digits or words: 1.2 million, twenty-one thousand, 30 percent.
struct EnglishNumber {
    double value = 0;
    bool digits = false;  // written with digits
};
/// Figures inside names (C919, 5G) are none.
std::vector<EnglishNumber> english_numbers(std::string_view text);

/// True if each number of the Chinese original is in the English text and no other one is.
bool same_numbers(const std::string& original, const std::string& text);
/// True if countries, firms and people of the lexicon and words in Latin letters are the same in both.
bool same_names(const std::string& original, const std::string& text, const Lexicon& lexicon);
/// True if both deny something or neither does.
bool same_negation(const std::string& original, const std::string& text);
/// True for a line of English: words, no Chinese, of a fitting length, not in a loop.
bool is_whole_line(const std::string& original, const std::string& text);

/// Words of Latin letters and digits in lower case; an apostrophe inside a word stays, as '.
std::vector<std::string> latin_words(std::string_view text);
/// True if everybody of the lexicon, and every word with a capital, that `text` (Chinese or English) names is named in
/// one of `about`.
bool names_nobody_else(const std::vector<std::string>& about, const std::string& text, const Lexicon& lexicon);
/// True if `text` denies nothing plainly, or one of `about` may.
bool denies_nothing_else(const std::vector<std::string>& about, const std::string& text);

}  // namespace agon
