// Quantities: a number with what it counts, normalised, with entity, measure and year from the same sentence.
//
// What counts as one is written for labellers in docs/labelling/trends.md. In short: a numeral with a unit (元, %, 倍,
// 人, 小时 ...) or with a power (2202亿). Not: calendar dates and clock times, ordinals (第三, 十四五), list numbers,
// names with figures in them (i5, 5G, C919), 一 and 两 before a classifier, and small Chinese numerals before weak
// classifiers (三个问题). Ranges (3-5亿, 三到五成), bounds (超过, 不到, 以上) and approximations (约, 多, 左右) are
// kept, not resolved. Fits: "2023年逆差约9400亿美元" -> 9.4e11 美元, approximate, about 2023, measure 逆差. Does not
// fit: "一二线城市", where neither numeral has a unit. Values are never corrected: what is written is what is compared.
#include <algorithm>
#include <array>
#include <cstdlib>

#include "ground/text/numerals.hpp"
#include "src/trends/mentions.hpp"

namespace agon {
namespace {

using Text = std::vector<Letter>;

bool starts(const Text& text, std::size_t i, std::u32string_view word) {
    for (std::size_t k = 0; k < word.size(); ++k)
        if (i + k >= text.size() || text[i + k].c != word[k]) return false;
    return true;
}
bool ends(const Text& text, std::size_t end, std::u32string_view word) {
    return end >= word.size() && starts(text, end - word.size(), word);
}
template <std::size_t N>
std::size_t starts_any(const Text& text, std::size_t i, const std::array<std::u32string_view, N>& words) {
    for (const auto word : words)
        if (starts(text, i, word)) return word.size();
    return 0;
}
template <std::size_t N>
std::size_t ends_any(const Text& text, std::size_t end, const std::array<std::u32string_view, N>& words) {
    for (const auto word : words)
        if (ends(text, end, word)) return word.size();
    return 0;
}
char32_t letter(const Text& text, std::size_t i) {
    return i < text.size() ? text[i].c : U'\0';
}
bool is_latin_letter(char32_t c) {
    return (c >= U'a' && c <= U'z') || (c >= U'A' && c <= U'Z');
}
bool is_figure(char32_t c) {
    return c >= U'0' && c <= U'9';
}

constexpr std::array<std::u32string_view, 13> kAbout = {U"大概", U"大约", U"接近", U"将近", U"差不多", U"左近", U"几乎",
                                                        U"上下", U"估计", U"约",   U"近",   U"大致",   U"快"};
constexpr std::array<std::u32string_view, 8> kOver = {U"超过", U"高达", U"多达", U"突破", U"不止", U"超", U"逾", U"过"};
constexpr std::array<std::u32string_view, 6> kAtLeast = {U"至少", U"起码", U"最少", U"最低", U"不低于", U"不少于"};
constexpr std::array<std::u32string_view, 6> kUnder = {U"不到", U"不足", U"低于", U"少于", U"没到", U"未满"};
constexpr std::array<std::u32string_view, 5> kAtMost = {U"最多", U"至多", U"顶多", U"不超过", U"最高"};
constexpr std::array<std::u32string_view, 8> kAboutBehind = {U"左右", U"上下", U"多",   U"余",
                                                             U"来",   U"出头", U"开外", U"的样子"};

struct Unit {
    const LexiconEntry* entry = nullptr;
    std::size_t length = 0;  // letters
};

/// The longest unit that starts at letter i.
Unit unit_at(std::string_view source, const Text& text, std::size_t i, const LexiconList& units) {
    if (i >= text.size()) return {};
    const auto begin = static_cast<std::size_t>(text[i].begin);
    const std::size_t last = std::min(i + 7, text.size() - 1);
    const std::string_view window = source.substr(begin, static_cast<std::size_t>(text[last].end) - begin);
    const auto found = units.find(window);
    if (found.empty() || found.front().span.begin != 0) return {};
    return {found.front().entry, count_code_points(window.substr(0, static_cast<std::size_t>(found.front().span.end)))};
}

/// A calendar year, month, day, clock time, ordinal, list number, part of a name: no quantity.
bool is_no_quantity(const Text& text, const Numeral& n, std::int32_t& year) {
    const std::size_t b = n.begin, e = n.end;
    const char32_t before = b > 0 ? text[b - 1].c : U'\0', behind = letter(text, e);
    const bool whole = n.low == n.high && n.low == static_cast<double>(static_cast<std::int64_t>(n.low));
    if (before == U'第' || before == U'前') return true;                       // 第三名, 前二十名
    if (n.han && n.low == 10 && n.high == 10 && behind == U'分') return true;  // 十分
    if (n.digits == 4 && !n.scaled && whole && n.low >= 1900 && n.low <= 2100 && behind == U' ' &&
        letter(text, e + 1) == U'年') {
        year = static_cast<std::int32_t>(n.low);
        return true;
    }
    if (behind == U'年' && !n.scaled && whole && n.digits == 4 && n.low >= 1000 && n.low <= 2100) {
        year = static_cast<std::int32_t>(n.low);
        return true;
    }
    if (n.digits == 4 && !n.scaled && whole && n.low >= 1900 && n.low <= 2100 && !n.share) {
        // 2015-2018年, 2011和2012两年, "2025目标": a bare year
        if (behind == U'-' || behind == U'—' || behind == U'~' || behind == U'至' || behind == U'到' ||
            behind == U'、' || behind == U'/' || behind == U'.' || behind == U'和') {
            year = static_cast<std::int32_t>(n.low);
            return true;
        }
    }
    if (behind == U'年' && n.digits == 2 && !n.han && whole) {
        const char32_t then = letter(text, e + 1);
        const bool lasting = then == U'来' || then == U'间' || then == U'后' || then == U'前' || then == U'内' ||
                             then == U'多' || then == U'历' || then == U'以' || then == U'的' || then == U'时';
        const bool calendar = n.leading_zero || (n.low >= 50 && !lasting) || then == U'代' || then == U'初' ||
                              then == U'底' || then == U'末' || then == U'春' || then == U'夏' || then == U'秋' ||
                              then == U'冬' || is_figure(then) || before == U'\'' || before == U'’';
        if (calendar) {
            year = static_cast<std::int32_t>(n.low) + (n.low < 50 ? 2000 : 1900);
            return true;
        }
    }
    if (starts(text, e, U"年代") || starts(text, e, U"世纪") || starts(text, e, U"后世")) return true;
    if (behind == U'后' && n.low >= 50 && n.low <= 99) return true;  // 90后
    if (behind == U'月' && whole && n.low >= 1 && n.low <= 12) return true;
    if ((behind == U'日' || behind == U'号') && whole && n.low >= 1 && n.low <= 31 && letter(text, e + 1) != U'人')
        return true;
    if ((behind == U'点' || behind == U'时' || behind == U':' || behind == U'：') && whole && n.low <= 24 &&
        !n.scaled && !starts(text, e, U"点钟的") && !(n.low >= 0 && starts(text, e, U"时间")))
        return true;
    if (is_latin_letter(before) || (before == U'-' && b > 1 && is_latin_letter(text[b - 2].c)) || before == U'.' ||
        before == U'/' || before == U'_' || before == U'@' || before == U'#')
        return true;
    if (starts(text, e, U"线城市") || starts(text, e, U"线") || starts(text, e, U"把手") ||
        starts(text, e, U"五规划") || starts(text, e, U"年计划") || starts(text, e, U"年规划"))
        return true;
    const char32_t two_before = b > 1 ? text[b - 2].c : U'\0';
    return (behind == U':' && is_figure(letter(text, e + 1))) || (before == U':' && is_figure(two_before));  // 1000:1
}

/// Four-figure years of the sentence with their places; 去年 and 今年 through the post's year.
struct StatedYear {
    std::int64_t begin = 0;
    std::int32_t year = 0;
};

void relative_years(const Text& text, std::int32_t post_year, std::vector<StatedYear>& years) {
    if (post_year <= 0) return;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (starts(text, i, U"去年")) years.push_back({text[i].begin, post_year - 1});
        if (starts(text, i, U"今年")) years.push_back({text[i].begin, post_year});
        if (starts(text, i, U"前年")) years.push_back({text[i].begin, post_year - 2});
        if (starts(text, i, U"明年")) years.push_back({text[i].begin, post_year + 1});
    }
}

/// What prefix and suffix say: about, over, at least ...
void read_bounds(const Text& text, std::size_t begin, std::size_t& end, NumberUse& use) {
    if (ends_any(text, begin, kAbout)) use.approximate = 1;
    if (ends_any(text, begin, kAtMost)) {
        use.bound = "at_most";
    } else if (ends_any(text, begin, kOver)) {
        use.bound = "over";
    } else if (ends_any(text, begin, kAtLeast)) {
        use.bound = "at_least";
    } else if (ends_any(text, begin, kUnder)) {
        use.bound = "under";
    }
    if (const std::size_t length = starts_any(text, end, kAboutBehind)) {
        use.approximate = 1;
        end += length;
    } else if (starts(text, end, U"以上") || starts(text, end, U"起步")) {
        use.bound = "at_least", end += 2;
    } else if (starts(text, end, U"以下") || starts(text, end, U"以内") || starts(text, end, U"之内")) {
        use.bound = "at_most", end += 2;
    }
}

struct Scan {
    std::string_view source;
    const Text& text;
    const LexiconList& units;
    std::vector<StatedYear> years;
    std::vector<NumberUse> found;
};

void put(Scan& scan, NumberUse use, std::size_t begin, std::size_t end) {
    use.begin = scan.text[begin].begin;
    use.end = scan.text[end - 1].end;
    use.text = std::string(
        scan.source.substr(static_cast<std::size_t>(use.begin), static_cast<std::size_t>(use.end - use.begin)));
    scan.found.push_back(std::move(use));
}

/// 一半, 过半, 翻一番, 翻倍: quantities without a plain numeral. Returns the letters read, 0 if none stands here.
std::size_t read_fixed(Scan& scan, std::size_t i) {
    struct Fixed {
        std::u32string_view word;
        double value;
        std::string_view unit, dimension;
    };
    constexpr std::array<Fixed, 15> fixed = {{{U"一大半", 50, "%", "share"},
                                              {U"一多半", 50, "%", "share"},
                                              {U"一小半", 50, "%", "share"},
                                              {U"一半", 50, "%", "share"},
                                              {U"过半", 50, "%", "share"},
                                              {U"半数", 50, "%", "share"},
                                              {U"翻了一番", 2, "倍", "multiple"},
                                              {U"翻一番", 2, "倍", "multiple"},
                                              {U"翻了两番", 4, "倍", "multiple"},
                                              {U"翻两番", 4, "倍", "multiple"},
                                              {U"翻了三番", 8, "倍", "multiple"},
                                              {U"翻了一倍", 2, "倍", "multiple"},
                                              {U"翻一倍", 2, "倍", "multiple"},
                                              {U"翻番", 2, "倍", "multiple"},
                                              {U"翻倍", 2, "倍", "multiple"}}};
    for (const Fixed& f : fixed) {
        if (!starts(scan.text, i, f.word)) continue;
        NumberUse use;
        use.low = use.high = f.value;
        use.unit = f.unit, use.dimension = f.dimension;
        if (f.word == U"一大半" || f.word == U"一多半" || f.word == U"过半") use.bound = "over";
        if (f.word == U"一小半") use.bound = "under";
        std::size_t end = i + f.word.size();
        read_bounds(scan.text, i, end, use);
        put(scan, use, i, end);
        return end - i;
    }
    return 0;
}

/// Words of scale behind figures in English: 5 billion, 3.5 mn.
double english_scale(const Text& text, std::size_t& i) {
    std::size_t j = i;
    while (letter(text, j) == U' ') ++j;
    constexpr std::array<std::pair<std::u32string_view, double>, 8> scales = {{{U"trillion", 1e12},
                                                                               {U"billion", 1e9},
                                                                               {U"million", 1e6},
                                                                               {U"thousand", 1e3},
                                                                               {U"Billion", 1e9},
                                                                               {U"Million", 1e6},
                                                                               {U"bn", 1e9},
                                                                               {U"mn", 1e6}}};
    for (const auto& [word, scale] : scales)
        if (starts(text, j, word) && !is_latin_letter(letter(text, j + word.size()))) {
            i = j + word.size();
            return scale;
        }
    // 8k, 3w, 2W as people write thousands and ten thousands
    const char32_t c = letter(text, i);
    if ((c == U'k' || c == U'K' || c == U'w' || c == U'W') && !is_latin_letter(letter(text, i + 1)) && i == j) {
        ++i;
        return c == U'k' || c == U'K' ? 1e3 : 1e4;
    }
    return 1;
}

std::string_view currency_before(const Text& text, std::size_t begin) {
    std::size_t b = begin;
    while (b > 0 && text[b - 1].c == U' ') --b;
    if (ends(text, b, U"$") || ends(text, b, U"USD") || ends(text, b, U"＄")) return "美元";
    if (ends(text, b, U"¥") || ends(text, b, U"￥") || ends(text, b, U"RMB") || ends(text, b, U"CNY")) return "元";
    if (ends(text, b, U"€") || ends(text, b, U"EUR")) return "欧元";
    if (ends(text, b, U"£")) return "英镑";
    return {};
}

/// 三成, 三成半, 三成多, 八折: tenths.
bool read_tenths(Scan& scan, const Numeral& n, std::size_t& end, NumberUse& use) {
    if (letter(scan.text, n.end) != U'成' || n.high > 10 || n.scaled) return false;
    for (const auto word :
         {U"成为", U"成了", U"成功", U"成本", U"成品", U"成员", U"成立", U"成人", U"成年", U"成绩", U"成果", U"成长"})
        if (starts(scan.text, n.end, word)) return false;
    use.low = n.low * 10, use.high = n.high * 10;
    end = n.end + 1;
    if (letter(scan.text, end) == U'半') use.low += 5, use.high += 5, ++end;
    use.unit = "%", use.dimension = "share";
    return true;
}

/// Whether a numeral with this unit is a quantity by the guide.
bool counts_as_quantity(const Numeral& n, const Unit& unit, std::string_view money) {
    if (n.share || !money.empty()) return true;
    if (n.han && !n.scaled && n.low == 3 && n.high == 9) return false;  // 几年, 几个
    if (!unit.entry) return n.scaled && n.high >= 1e4;
    const std::string& dimension = unit.entry->attribute("dimension");
    const bool strong = dimension == "money" || dimension == "share" || dimension == "multiple";
    if (n.han && n.low == 1 && n.high == 1 && !strong) return false;  // 一家, 一年
    if (n.han && !n.scaled && n.high == 2 && n.low == 2 && (dimension == "count" || dimension == "people"))
        return false;  // 两家, 两个人
    const bool weak = unit.entry->attribute("weak") == "1";
    if (weak && n.han && !n.scaled) return false;  // 三个问题
    return true;
}

struct Piece {
    Numeral n;
    std::size_t end = 0;
    Unit unit;
    double scale = 1;
};

Piece piece_at(const Scan& scan, const Numeral& n) {
    Piece piece{n, n.end, {}, 1};
    if (!n.han) piece.scale = english_scale(scan.text, piece.end);
    std::size_t at = piece.end;
    if (letter(scan.text, at) == U'多' || letter(scan.text, at) == U'余' || letter(scan.text, at) == U'来' ||
        (letter(scan.text, at) == U'几' && n.scaled)) {
        const Unit behind = unit_at(scan.source, scan.text, at + 1, scan.units);
        if (behind.entry) piece.n.approximate = true, ++at;
    }
    while (letter(scan.text, at) == U' ') ++at;
    piece.unit = unit_at(scan.source, scan.text, at, scan.units);
    if (piece.unit.entry && piece.unit.length == 1 && letter(scan.text, at) >= U'A' && letter(scan.text, at) <= U'Z')
        piece.unit = {};  // 5G, 128G, 4K
    // 3年级, 5分钟 against 分: the longest unit is taken; a unit that begins a longer word is none
    if (piece.unit.entry) {
        const std::size_t behind = at + piece.unit.length;
        const std::string& name = piece.unit.entry->name;
        const bool longer_word =
            (name == "年" && (starts(scan.text, behind, U"级") || starts(scan.text, behind, U"代"))) ||
            (name == "分" && (starts(scan.text, behind, U"之") || starts(scan.text, behind, U"析"))) ||
            (name == "人" && (starts(scan.text, behind, U"称") || starts(scan.text, behind, U"行"))) ||
            (name == "米" && starts(scan.text, behind, U"栏")) ||
            (name == "家" && (starts(scan.text, behind, U"庭") || starts(scan.text, behind, U"长"))) ||
            (is_latin_letter(letter(scan.text, behind - 1)) && is_latin_letter(letter(scan.text, behind)));
        if (longer_word) piece.unit = {};
    }
    if (piece.unit.entry) piece.end = at + piece.unit.length;
    return piece;
}

bool range_mark(char32_t c) {
    return c == U'-' || c == U'~' || c == U'—' || c == U'–' || c == U'至' || c == U'到' || c == U'～' || c == U'－';
}

/// Joins "3-5亿", "100万到200万", "30%~40%" into one range where the second piece fits the first.
bool join_range(Scan& scan, const Piece& first, Piece& second) {
    std::size_t i = first.end;
    if (!range_mark(letter(scan.text, i))) return false;
    while (range_mark(letter(scan.text, i))) ++i;
    const auto n = read_numeral(scan.text, i, false);
    if (!n) return false;
    std::int32_t ignored = 0;
    if (is_no_quantity(scan.text, *n, ignored) && !range_mark(scan.text[n->begin - 1].c)) return false;
    second = piece_at(scan, *n);
    if (first.unit.entry && second.unit.entry && first.unit.entry->name != second.unit.entry->name) return false;
    if (first.unit.entry && !second.unit.entry && !second.n.share) return false;
    return first.n.share == second.n.share || second.unit.entry != nullptr;
}

/// 1/3 as a share; dates (10/6) and other pairs stay as they are.
Numeral with_slash(const Text& text, const Numeral& n) {
    if (letter(text, n.end) != U'/' || n.han || n.scaled || n.low < 1) return n;
    const auto under = read_numeral(text, n.end + 1, false);
    if (!under || under->han || under->scaled || under->low <= n.low || under->low > 10) return n;
    if (letter(text, under->end) == U'/' || (n.begin > 0 && text[n.begin - 1].c == U'/')) return n;
    Numeral fraction = n;
    fraction.low = fraction.high = 100 * n.low / under->low;
    fraction.share = fraction.fraction = true;
    fraction.end = under->end;
    return fraction;
}

/// "-2.2%", "负百分之三": a minus that is no dash between two things.
bool is_negative(const Text& text, std::size_t begin) {
    if (begin == 0) return false;
    if (text[begin - 1].c == U'负') return true;
    if (text[begin - 1].c != U'-' && text[begin - 1].c != U'−') return false;
    return begin < 2 || !(is_latin_letter(text[begin - 2].c) || may_start_numeral(text[begin - 2].c) ||
                          text[begin - 2].c == U'%' || text[begin - 2].c == U'-');
}

/// What follows a unit and belongs to the value: 两倍半, 三年半, 6块2.
double behind_unit(const Text& text, std::size_t& end) {
    if (letter(text, end) == U'半' && letter(text, end - 1) != U'半') {
        ++end;
        return 0.5;
    }
    if (letter(text, end - 1) != U'块') return 0;
    const auto tenths = read_numeral(text, end, false);
    if (!tenths || tenths->end != end + 1 || tenths->low > 9 || tenths->high != tenths->low) return 0;
    if (letter(text, end + 1) == U'个' || letter(text, end + 1) == U'年' || letter(text, end + 1) == U'天') return 0;
    ++end;
    return tenths->low / 10;
}

std::size_t read_quantity(Scan& scan, std::size_t i) {
    if (const std::size_t fixed = read_fixed(scan, i)) return fixed;
    const std::size_t begin = i;
    auto read = read_numeral(scan.text, i, false);
    if (!read) return 0;
    if (const auto loose = read_numeral(scan.text, i, true);
        loose && loose->end > read->end && letter(scan.text, loose->end) == U'成')
        read = loose;
    const Numeral n = with_slash(scan.text, *read);
    std::int32_t year = 0;
    if (!n.fraction && is_no_quantity(scan.text, n, year)) {
        if (year > 0) scan.years.push_back({scan.text[i].begin, year});
        return n.end - i;
    }
    NumberUse use;
    std::size_t end = n.end;
    if (read_tenths(scan, n, end, use)) {
        use.approximate = n.approximate ? 1 : 0;
        read_bounds(scan.text, i, end, use);
        put(scan, use, i, end);
        return end - i;
    }
    Piece first = piece_at(scan, n), second;
    const std::string_view money = currency_before(scan.text, i);
    Piece last = first;
    use.low = n.low * first.scale, use.high = n.high * first.scale;
    if (join_range(scan, first, second)) {
        last = second;
        use.high = second.n.high * second.scale;
        // "3-5亿": the power of the second holds for the first where nothing else makes sense
        if (!first.n.scaled && second.n.scaled && !first.unit.entry && use.low > 0) {
            double power = 1;
            while (use.low * power * 100 < use.high && power < 1e12) power *= 10;
            for (const double p : {1e12, 1e8, 1e4, 1e3, 1e2, 10.0})
                if (power >= p * 0.1 && use.low * p <= use.high) {
                    power = p;
                    break;
                }
            use.low *= power;
        }
        if (use.low > use.high) last = first, use.high = n.high * first.scale;
    }
    const Unit unit = last.unit.entry ? last.unit : first.unit;
    if (is_negative(scan.text, i) && use.low == use.high) use.low = use.high = -use.low, --i;
    if (!counts_as_quantity(last.n.scaled || !last.n.han ? last.n : first.n, unit, money)) return n.end - begin;
    end = last.end;
    if (unit.entry && last.end > last.n.end) {
        const double rest = behind_unit(scan.text, end);
        use.low += rest, use.high += rest;
    }
    use.approximate = first.n.approximate || last.n.approximate ? 1 : 0;
    if (n.share) {
        use.unit = "%", use.dimension = "share";
    } else if (!money.empty() && (!unit.entry || unit.entry->attribute("dimension") != "money")) {
        use.unit = money, use.dimension = "money";
    } else if (unit.entry) {
        const double factor = std::strtod(unit.entry->attribute("factor").c_str(), nullptr);
        use.low *= factor, use.high *= factor;
        use.unit = unit.entry->name, use.dimension = unit.entry->attribute("dimension");
    } else {
        use.dimension = "unstated";
    }
    read_bounds(scan.text, i, end, use);
    put(scan, use, i, end);
    return end - begin;
}

/// The nearest match before the number within `before` characters, else behind it within `behind`.
const LexiconMatch* nearest(std::string_view text, const std::vector<LexiconMatch>& matches, const NumberUse& use,
                            std::int64_t before, std::int64_t behind) {
    const LexiconMatch* best = nullptr;
    for (const LexiconMatch& m : matches)
        if (m.span.end <= use.begin && characters_between(text, m.span.end, use.begin) <= before) best = &m;
    if (best) return best;
    for (const LexiconMatch& m : matches)
        if (m.span.begin >= use.end && characters_between(text, use.end, m.span.begin) <= behind) return &m;
    return nullptr;
}

}  // namespace

std::vector<NumberUse> numbers_in(std::string_view source, std::int32_t post_year, const Lexicon& lexicon) {
    const Text text = letters_of(source);
    Scan scan{source, text, lexicon.list("units"), {}, {}};
    for (std::size_t i = 0; i < text.size();) {
        const std::size_t read = may_start_numeral(text[i].c) || starts(text, i, U"百分之") || starts(text, i, U"翻") ||
                                         starts(text, i, U"过半")
                                     ? read_quantity(scan, i)
                                     : 0;
        i += read > 0 ? read : 1;
    }
    if (scan.found.empty()) return {};
    relative_years(text, post_year, scan.years);
    const auto measures = lexicon.list("measures").find(source);
    std::vector<LexiconMatch> entities;
    for (const NamedActor& a : named_actors(source, lexicon.list("actors"))) entities.push_back({a.span, a.entry});
    if (entities.empty()) entities = lexicon.list("self").find(source);
    if (entities.empty()) entities = lexicon.list("sectors").find(source);
    for (NumberUse& use : scan.found) {
        if (const LexiconMatch* m = nearest(source, measures, use, 16, 6)) use.measure = m->entry->name;
        if (const LexiconMatch* m = nearest(source, entities, use, 40, 12)) use.entity = m->entry->name;
        std::int64_t best = -1;
        for (const StatedYear& y : scan.years) {
            if (y.begin > use.begin && best >= 0) continue;
            if (y.begin <= use.begin && y.begin >= best) best = y.begin, use.about_year = y.year;
            if (best < 0) use.about_year = y.year;
        }
    }
    return scan.found;
}

void find_numbers(const CaseTexts& index, const Lexicon& lexicon, Trends& out) {
    for (const PlacedPost& placed : index.posts)
        for (const Segment* s : placed.segments)
            for (NumberUse& use : numbers_in(s->text, s->year, lexicon)) {
                use.segment = s->segment, use.post = s->post, use.voice = s->voice;
                use.stream = s->stream, use.year = s->year;
                out.numbers.push_back(std::move(use));
            }
}

}  // namespace agon
