// Numbers as people write them: digits, Chinese numerals, and both mixed.
//
// Idea: read the longest numeral at a place. Chinese numerals are read by section (万, 亿), within a section by unit
// (十, 百, 千); a lone digit in front of a unit is one (十 = 10). Two neighbouring digits in front of a unit are a
// range (六七十: 60 to 70; 三五百: 300 to 500). 几 stands for 3 to 9, 数 the same. Digits may be followed by 多, 余, 来
// or 几 and by a power (3.5亿, 100多万, 1万亿). 百分之, 分之 and 成 make shares. Fits: "两千三百亿", "1.2万亿",
// "三成多", "百分之十四". Does not fit: 一二 in "知其一二", which no unit follows; what is a quantity and what is an
// idiom is decided in quantities.cpp.
#include "ground/text/numerals.hpp"

#include <cmath>
#include <cstdlib>

namespace agon {
namespace {

int digit_of(char32_t c) {
    constexpr std::u32string_view digits = U"零一二三四五六七八九", formal = U"〇壹贰叁肆伍陆柒捌玖";
    if (const auto at = digits.find(c); at != std::u32string_view::npos) return static_cast<int>(at);
    if (const auto at = formal.find(c); at != std::u32string_view::npos) return static_cast<int>(at);
    if (c == U'两' || c == U'俩') return 2;
    return -1;
}

double small_power(char32_t c) {
    return c == U'十' || c == U'拾' ? 10 : c == U'百' || c == U'佰' ? 100 : c == U'千' || c == U'仟' ? 1000 : 0;
}
double large_power(char32_t c) {
    return c == U'万' || c == U'萬' ? 1e4 : c == U'亿' || c == U'億' ? 1e8 : 0;
}

bool is_figure(char32_t c) {
    return c >= U'0' && c <= U'9';
}
bool is_more(char32_t c) {
    return c == U'多' || c == U'余' || c == U'来';
}

char32_t at_or_none(const std::vector<Letter>& text, std::size_t i) {
    return i < text.size() ? text[i].c : U'\0';
}

/// Powers behind a number: 百万, 千亿, 万亿, with 多 or 几 before or between.
void read_powers(const std::vector<Letter>& text, std::size_t& i, Numeral& n) {
    for (;;) {
        std::size_t j = i;
        if (is_more(at_or_none(text, j)) || at_or_none(text, j) == U'几') ++j;
        const char32_t c = at_or_none(text, j);
        double power = small_power(c) > 0 ? small_power(c) : large_power(c);
        if (c == U'兆' && at_or_none(text, j + 1) != U'瓦' && at_or_none(text, j + 1) != U'字') power = 1e12;
        if (power == 0) return;
        if (c == U'十' && !n.scaled && n.han == false) return;  // "20十" is no number
        n.approximate = n.approximate || j > i;
        n.low *= power, n.high *= power;
        n.scaled = true;
        i = j + 1;
    }
}

/// 12,345.67 with a power behind.
bool read_figures(const std::vector<Letter>& text, std::size_t& i, Numeral& n) {
    if (!is_figure(at_or_none(text, i))) return false;
    std::string digits;
    std::size_t j = i;
    while (j < text.size()) {
        const char32_t c = text[j].c;
        if (is_figure(c)) {
            digits += static_cast<char>(c);
        } else if (c == U'.' && is_figure(at_or_none(text, j + 1)) && digits.find('.') == std::string::npos) {
            digits += '.';
        } else if (c == U',' && is_figure(at_or_none(text, j + 1)) && is_figure(at_or_none(text, j + 2)) &&
                   is_figure(at_or_none(text, j + 3)) && !is_figure(at_or_none(text, j + 4))) {
        } else {
            break;
        }
        ++j;
    }
    n.digits = static_cast<int>(digits.size());
    n.leading_zero = digits.size() > 1 && digits[0] == '0' && digits[1] != '.';
    n.low = n.high = std::strtod(digits.c_str(), nullptr);
    i = j;
    read_powers(text, i, n);
    return true;
}

/// One section below 万. `range` takes the second of two neighbouring digits.
struct Section {
    double low = 0, high = 0;
    bool any = false, range = false;
};

/// Reads 三千五百, 六七十, 几百, 一百多. Plain runs of digits (二〇一八) give their decimal value and count as `run`.
Section read_section(const std::vector<Letter>& text, std::size_t& i, Numeral& n) {
    Section s;
    double last_power = 1;
    while (i < text.size()) {
        const char32_t c = text[i].c;
        double low = digit_of(c), high = low;
        std::size_t j = i + 1;
        if (c == U'几' || (c == U'数' && small_power(at_or_none(text, j)) + large_power(at_or_none(text, j)) > 0)) {
            low = 3, high = 9;
            n.approximate = true;
        } else if (small_power(c) > 0) {
            low = high = 1, j = i;  // 十 alone is one ten
        } else if (low < 0) {
            break;
        } else if (const int next = digit_of(at_or_none(text, j)); next > low && low > 0) {
            const char32_t after = at_or_none(text, j + 1);
            if (small_power(after) + large_power(after) == 0 && !n.loose_range) break;
            high = next, ++j;  // 六七十
            n.approximate = true;
        } else if (low == 0) {  // 一千零五
            i = j;
            s.any = true;
            continue;
        }
        const double power = small_power(at_or_none(text, j));
        if (power > 0) {
            ++j;
            if (s.any && last_power <= power && last_power > 1) break;
            last_power = power;
        }
        s.low += low * (power > 0 ? power : 1), s.high += high * (power > 0 ? power : 1);
        if (power == 0 && s.any && last_power >= 100 && low == high && digit_of(at_or_none(text, i - 1)) < 0) {
            s.low += low * (last_power / 10 - 1), s.high = s.low;  // 三千五 = 3500
        }
        s.any = true;
        i = j;
        if (is_more(at_or_none(text, i)) && (power > 0) && large_power(at_or_none(text, i + 1)) > 0)
            n.approximate = true, ++i;
        if (power == 0) break;
    }
    return s;
}

bool read_digit_run(const std::vector<Letter>& text, std::size_t& i, Numeral& n) {
    std::size_t j = i;
    double value = 0;
    while (j < text.size() && digit_of(text[j].c) >= 0 && text[j].c != U'两')
        value = value * 10 + digit_of(text[j++].c);
    if (j - i < 4) return false;
    n.low = n.high = value;
    n.digits = static_cast<int>(j - i);
    i = j;
    return true;
}

bool read_han(const std::vector<Letter>& text, std::size_t& i, Numeral& n) {
    n.han = true;
    if (read_digit_run(text, i, n)) return true;
    const std::size_t begin = i;
    double low = 0, high = 0;
    bool any = false;
    while (i < text.size()) {
        const Section s = read_section(text, i, n);
        if (!s.any) break;
        double part_low = s.low, part_high = s.high, power = 1;
        while (large_power(at_or_none(text, i)) > 0) power *= large_power(at_or_none(text, i++)), n.scaled = true;
        if (at_or_none(text, i) == U'兆' && at_or_none(text, i + 1) != U'瓦') power *= 1e12, ++i, n.scaled = true;
        // 一亿二 = 1.2e8, 三万五 = 35,000
        if (any && power == 1 && part_low < 10 && part_low == part_high && n.last_power > 1e3 &&
            small_power(at_or_none(text, i - 1)) == 0)
            power = n.last_power / 10;
        if (any && power > n.last_power) {  // 一万二千亿: what stands before is scaled too
            low = (low + part_low) * power, high = (high + part_high) * power;
        } else {
            low += part_low * power, high += part_high * power;
        }
        any = true;
        n.last_power = power;
        if (power == 1) break;
        if (is_more(at_or_none(text, i))) break;
    }
    if (!any) {
        i = begin;
        return false;
    }
    if (is_more(at_or_none(text, i)) && large_power(at_or_none(text, i + 1)) > 0) {  // 三百多亿
        n.approximate = true;
        const double power = large_power(at_or_none(text, i + 1));
        low *= power, high *= power, i += 2;
        n.scaled = true;
    }
    for (std::size_t k = begin; k < i; ++k) n.scaled = n.scaled || small_power(text[k].c) > 0;
    n.low = low, n.high = high;
    return true;
}

bool read_plain(const std::vector<Letter>& text, std::size_t& i, Numeral& n) {
    return read_figures(text, i, n) || read_han(text, i, n);
}

bool starts(const std::vector<Letter>& text, std::size_t i, std::u32string_view word) {
    for (std::size_t k = 0; k < word.size(); ++k)
        if (at_or_none(text, i + k) != word[k]) return false;
    return true;
}

}  // namespace

std::vector<Letter> letters_of(std::string_view text) {
    std::vector<Letter> out;
    out.reserve(text.size() / 2);
    for (std::size_t at = 0; at < text.size();) {
        const auto begin = static_cast<std::int64_t>(at);
        char32_t c = next_code_point(text, at);
        if (c >= 0xFF01 && c <= 0xFF5E) c -= 0xFEE0;
        out.push_back({c, begin, static_cast<std::int64_t>(at)});
    }
    return out;
}

bool may_start_numeral(char32_t c) {
    return is_figure(c) || digit_of(c) >= 0 || small_power(c) > 0 || c == U'几' || c == U'数' || c == U'半';
}

std::optional<Numeral> read_numeral(const std::vector<Letter>& text, std::size_t begin, bool loose_range) {
    Numeral n;
    n.begin = begin;
    n.loose_range = loose_range;
    std::size_t i = begin;
    if (starts(text, i, U"百分之")) {
        i += 3;
        if (starts(text, i, U"百") && !starts(text, i, U"百分")) {
            n.low = n.high = 100, ++i;
        } else if (!read_plain(text, i, n)) {
            return std::nullopt;
        }
        if (at_or_none(text, i) == U'点' && digit_of(at_or_none(text, i + 1)) >= 0) {
            double place = 0.1;
            for (++i; digit_of(at_or_none(text, i)) >= 0; ++i, place /= 10)
                n.low += digit_of(text[i].c) * place, n.high = n.low;
        }
        n.share = true;
        n.end = i;
        return n;
    }
    if (!read_plain(text, i, n)) return std::nullopt;
    if (n.han && at_or_none(text, i) == U'点' && digit_of(at_or_none(text, i + 1)) >= 0) {  // 三点五
        double place = 0.1;
        for (++i; digit_of(at_or_none(text, i)) >= 0; ++i, place /= 10)
            n.low += digit_of(text[i].c) * place, n.high = n.low;
        read_powers(text, i, n);
    }
    if (starts(text, i, U"分之")) {
        Numeral over;
        std::size_t j = i + 2;
        if (read_plain(text, j, over) && n.low > 0) {
            n.low = n.high = 100 * over.low / n.low;
            n.share = true;
            n.fraction = true;
            n.end = j;
            return n;
        }
    }
    n.end = i;
    return n;
}

}  // namespace agon
