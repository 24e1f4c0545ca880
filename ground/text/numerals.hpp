// Reading one numeral, in digits or Chinese. See numerals.cpp.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "ground/text/text.hpp"

namespace agon {

/// A code point, full width folded to half, and its bytes.
struct Letter {
    char32_t c = 0;
    std::int64_t begin = 0, end = 0;
};
std::vector<Letter> letters_of(std::string_view text);

/// A numeral at letters [begin, end). A share is in percent.
struct Numeral {
    std::size_t begin = 0, end = 0;
    double low = 0, high = 0;
    bool han = false;          // Chinese numerals only
    bool scaled = false;       // holds 十, 百, 千, 万, 亿 or 兆
    bool share = false;        // 百分之, 分之
    bool fraction = false;     // 分之, not 百分之
    bool approximate = false;  // 多, 几, a range of digits
    bool leading_zero = false;
    bool loose_range = false;  // 七八 before 成 or a measure is a range
    int digits = 0;            // characters of a run of figures
    double last_power = 1;
};
bool may_start_numeral(char32_t c);
/// The longest numeral that starts at letter `begin`. `loose_range`: two neighbouring digits are a range even without a
/// power behind them (七八成).
std::optional<Numeral> read_numeral(const std::vector<Letter>& text, std::size_t begin, bool loose_range);

}  // namespace agon
