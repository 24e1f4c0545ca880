// Sentences of a line, then units of a sentence. See boundaries.hpp for the idea.
#include "src/segments/boundaries.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace agon {
namespace {

constexpr std::int64_t longest_kept_quotation = 240;  // bytes; longer quotations are cut into their own sentences
constexpr int shortest_thought = 8;                   // letters on each side of a ； that closes

struct Character {
    char32_t code;
    std::int64_t begin, end;
};

using Line = std::vector<Character>;

template <std::size_t count>
bool is_one_of(char32_t c, const char32_t (&set)[count]) {
    return std::find(set, set + count - 1, c) != set + count - 1;  // without the closing zero
}

bool is_space(char32_t c) {
    return is_one_of(c, U" \r\t\u3000\u00A0\u200B\uFEFF");
}
bool is_end(char32_t c) {
    return is_one_of(c, U"。！？!?｡");
}
bool is_closer(char32_t c) {
    return is_one_of(c, U"”’」』）)】》\"]");
}
bool is_weak(char32_t c) {
    return is_one_of(c, U"，,：:；;…—、");
}
bool is_digit(char32_t c) {
    return c >= U'0' && c <= U'9';
}
bool is_latin(char32_t c) {
    return (c >= U'a' && c <= U'z') || (c >= U'A' && c <= U'Z');
}
char32_t closer_of(char32_t opener) {
    constexpr char32_t pairs[][2] = {{U'“', U'”'},   {U'‘', U'’'}, {U'「', U'」'}, {U'『', U'』'},
                                     {U'（', U'）'}, {U'(', U')'}, {U'【', U'】'}, {U'《', U'》'}};
    for (const auto& pair : pairs)
        if (pair[0] == opener) return pair[1];
    return 0;
}

std::vector<Line> lines_of(std::string_view text) {
    std::vector<Line> lines(1);
    for (std::size_t at = 0; at < text.size();) {
        const auto begin = static_cast<std::int64_t>(at);
        const char32_t c = next_code_point(text, at);
        if (c == U'\n' || c == 0x2028 || c == 0x2029)
            lines.emplace_back();
        else
            lines.back().push_back({c, begin, static_cast<std::int64_t>(at)});
    }
    return lines;
}

int letters_in(const Line& line, std::size_t begin, std::size_t end) {
    int letters = 0;
    for (std::size_t i = begin; i < end; ++i) letters += is_word_character(line[i].code) ? 1 : 0;
    return letters;
}

/// The longest first: where a bracket that opens at `i` and closes soon ends, else nothing.
std::optional<std::size_t> end_of_short_bracket(const Line& line, std::size_t i) {
    const char32_t closer = closer_of(line[i].code);
    if (closer == 0) return std::nullopt;
    int depth = 0;
    for (std::size_t j = i; j < line.size() && line[j].end - line[i].begin <= longest_kept_quotation; ++j) {
        depth += line[j].code == line[i].code ? 1 : line[j].code == closer ? -1 : 0;
        if (depth == 0) return j;
    }
    return std::nullopt;
}

/// Behind a web address that begins at `i`, or `i`.
std::size_t behind_address(const Line& line, std::size_t i) {
    constexpr std::u32string_view scheme = U"http";
    if (i + 8 > line.size()) return i;
    for (std::size_t k = 0; k < scheme.size(); ++k)
        if (line[i + k].code != scheme[k]) return i;
    std::size_t end = i + 4;
    while (end < line.size() && line[end].code > U' ' && line[end].code < 0x7F) ++end;
    return end;
}

/// Whether the full stop at `i` closes a sentence.
bool is_full_stop(const Line& line, std::size_t i) {
    const char32_t next = i + 1 < line.size() ? line[i + 1].code : U' ';
    if (i == 0 || next == U'.' || is_latin(next) || is_digit(next) || next == U',') return false;
    const char32_t before = line[i - 1].code;
    if (is_han(before)) return true;
    std::size_t word = i;
    while (word > 0 && (is_latin(line[word - 1].code) || line[word - 1].code == U'.')) --word;
    std::string letters;
    for (std::size_t k = word; k < i; ++k) letters += static_cast<char>(line[k].code | 0x20);
    constexpr std::array<std::string_view, 18> shortened = {"mr",  "mrs", "ms", "dr",  "prof", "st",
                                                            "vs",  "etc", "no", "vol", "pp",   "fig",
                                                            "inc", "ltd", "co", "jr",  "e.g",  "i.e"};
    if (std::find(shortened.begin(), shortened.end(), letters) != shortened.end()) return false;
    if (letters.size() == 1 && !is_han(next)) return false;  // an initial
    std::size_t ahead = i + 1;
    while (ahead < line.size() && is_space(line[ahead].code)) ++ahead;
    const bool goes_on = ahead < line.size() && line[ahead].code >= U'a' && line[ahead].code <= U'z';
    return !(goes_on && letters.find('.') != std::string::npos);  // "in the U.S. alone"
}

/// Where a list number such as "1." "2、" "（3）" "①" at `i` ends and which number it is; 0: none.
std::pair<std::size_t, int> list_number(const Line& line, std::size_t i) {
    if (line[i].code >= 0x2460 && line[i].code <= 0x2473) return {i + 1, static_cast<int>(line[i].code - 0x2460) + 1};
    const bool bracketed = line[i].code == U'（' || line[i].code == U'(';
    std::size_t at = i + (bracketed ? 1 : 0);
    int number = 0, digits = 0;
    for (; at < line.size() && is_digit(line[at].code) && digits < 2; ++at, ++digits)
        number = number * 10 + static_cast<int>(line[at].code - U'0');
    if (digits == 0 && at < line.size()) {
        constexpr std::u32string_view ten = U"一二三四五六七八九十";
        const auto found = ten.find(line[at].code);
        if (found == std::u32string_view::npos) return {i, 0};
        number = static_cast<int>(found) + 1;
        ++at;
        if (at >= line.size() || !(bracketed || line[at].code == U'、')) return {i, 0};
    }
    if (at >= line.size() || number == 0) return {i, 0};
    const char32_t mark = line[at].code;
    if (bracketed ? mark != U'）' && mark != U')' : !is_one_of(mark, U".、．)）")) return {i, 0};
    if (at + 1 < line.size() && is_digit(line[at + 1].code)) return {i, 0};  // 3.5
    return {at + 1, number};
}

/// Starts of list items inside a line: numbers that count 1, 2, ... or go on from one at the start of the line.
std::vector<std::size_t> list_starts(const Line& line) {
    std::vector<std::size_t> starts;
    int expected = 0;
    for (std::size_t i = 0; i < line.size(); ++i) {
        const bool free = i == 0 || is_space(line[i - 1].code) || is_end(line[i - 1].code) ||
                          is_weak(line[i - 1].code) || line[i - 1].code == U'.' ||
                          (is_han(line[i - 1].code) && line[i].code >= 0x2460);
        if (!free && !(is_han(line[i - 1].code) && expected > 1 && is_digit(line[i].code))) continue;
        const auto [end, number] = list_number(line, i);
        if (number == 0 || (expected > 0 ? number != expected : number != 1 && i > 0)) continue;
        starts.push_back(i);
        expected = number + 1;
        i = end - 1;
    }
    if (starts.size() == 1 && starts.front() > 0) starts.clear();
    return starts;
}

bool leans_on_before(const Line& line, std::size_t i) {
    return i < line.size() && is_one_of(line[i].code, U"而但却则也就并还又且所因于即更甚");
}

/// Whether the ； at `i` stands between two thoughts: enough on both sides and no 而, 但 behind it.
bool parts_thoughts(const Line& line, std::size_t begin, std::size_t i) {
    std::size_t next = i + 1;
    while (next < line.size() && is_space(line[next].code)) ++next;
    if (leans_on_before(line, next)) return false;
    std::size_t end = next;
    while (end < line.size() && !is_end(line[end].code) && line[end].code != U'；' && line[end].code != U';') ++end;
    return letters_in(line, begin, i) >= shortest_thought && letters_in(line, next, end) >= shortest_thought;
}

/// The end of the sentence that begins at `begin`: one behind its last character.
std::size_t sentence_end(const Line& line, std::size_t begin, const std::vector<std::size_t>& stops) {
    const auto [behind_number, number] = list_number(line, begin);
    for (std::size_t i = number > 0 ? behind_number : begin; i < line.size();) {
        if (i > begin && std::binary_search(stops.begin(), stops.end(), i)) return i;
        if (const std::size_t behind = behind_address(line, i); behind > i) {
            i = behind;
            continue;
        }
        const auto close = end_of_short_bracket(line, i);
        const auto stop = std::upper_bound(stops.begin(), stops.end(), i);
        if (close && (stop == stops.end() || *stop > *close)) {
            const bool whole = *close > i + 1 && is_end(line[*close - 1].code) && i > begin &&
                               (line[i - 1].code == U'：' || line[i - 1].code == U':' || line[i - 1].code == U'，');
            i = *close + 1;
            if (!whole || (i < line.size() && is_one_of(line[i].code, U"的，,；;、"))) continue;
        } else {
            const char32_t c = line[i].code;
            const bool doubled = c == U'。' && i + 1 < line.size() && line[i + 1].code == U'。';
            const bool closes = is_end(c) ? !doubled || letters_in(line, begin, i) >= shortest_thought
                                          : (c == U'.' && is_full_stop(line, i)) ||
                                                ((c == U'；' || c == U';') && parts_thoughts(line, begin, i));
            ++i;
            if (!closes) {
                while (doubled && i < line.size() && line[i].code == U'。') ++i;
                continue;
            }
        }
        while (i < line.size() && (is_end(line[i].code) || is_one_of(line[i].code, U"~～….") ||
                                   (is_closer(line[i].code) && line[i].code != U'"')))
            ++i;
        return i;
    }
    return line.size();
}

/// Leaves out space, list numbers, bullets, 第一， and boilerplate before, and space behind.
Span trimmed(std::string_view text, const Line& line, std::size_t begin, std::size_t end, const UnitWords& words) {
    const auto skippable = [](char32_t c) { return is_space(c) || is_one_of(c, U"-–—•·●○■◆★*#>，,、；;：:。"); };
    constexpr std::array<std::u32string_view, 12> ordinals = {U"首先", U"其次", U"再次", U"最后", U"第一", U"第二",
                                                              U"第三", U"第四", U"第五", U"一是", U"二是", U"三是"};
    for (bool again = true; again && begin < end;) {
        again = false;
        while (begin < end && skippable(line[begin].code)) ++begin;
        if (begin >= end) break;
        if (const auto [behind, number] = list_number(line, begin); number > 0 && behind < end) {
            begin = behind;
            again = true;
            continue;
        }
        for (const auto ordinal : ordinals)
            if (begin + 3 < end && line[begin].code == ordinal[0] && line[begin + 1].code == ordinal[1] &&
                (is_one_of(line[begin + 2].code, U"，,、：:") || ordinal[1] == U'是')) {
                begin += 2;
                again = true;
            }
        const std::string_view rest = text.substr(static_cast<std::size_t>(line[begin].begin),
                                                  static_cast<std::size_t>(line[end - 1].end - line[begin].begin));
        const auto found = words.boilerplate.find(rest.substr(0, 60));
        if (again || found.empty() || found.front().span.begin != 0 || found.front().entry->name != "opening") continue;
        std::size_t behind = begin;
        while (behind < end && line[behind].begin < line[begin].begin + found.front().span.end) ++behind;
        if (behind >= end || !skippable(line[behind].code)) continue;
        begin = behind;
        again = true;
    }
    while (end > begin && (is_space(line[end - 1].code) || is_one_of(line[end - 1].code, U"，、"))) --end;
    return begin < end ? Span{line[begin].begin, line[end - 1].end} : Span{0, 0};
}

/// Places inside [begin, end) behind which a clause begins.
std::vector<std::size_t> clause_starts(const Line& line, std::size_t begin, std::size_t end) {
    std::vector<std::size_t> starts;
    for (std::size_t i = begin; i + 1 < end;) {
        if (const auto close = end_of_short_bracket(line, i); close && *close < end) {
            i = *close + 1;
            continue;
        }
        const char32_t c = line[i].code, next = line[i + 1].code;
        const bool gap = is_space(c) && i > begin && is_han(line[i - 1].code) && is_han(next);
        const bool comma =
            is_weak(c) && c != U'、' && !(is_digit(next) && c == U',') && !is_weak(next) && !is_end(next);
        ++i;
        if (gap || comma || (is_end(c) && !is_end(next) && !is_closer(next))) starts.push_back(i);
    }
    return starts;
}

/// The best of the clause starts in (begin, end] to cut at, so that at most `longest` bytes come before; 0: none.
std::size_t best_cut(std::string_view text, const Line& line, std::size_t begin, const std::vector<std::size_t>& starts,
                     const UnitWords& words, std::int64_t longest) {
    std::size_t best = 0;
    int best_worth = -1;
    for (const std::size_t start : starts) {
        const std::int64_t before = line[start].begin - line[begin].begin;
        if (start <= begin || before < longest / 4) continue;
        if (before > longest && best > 0) break;
        const auto turn = words.contrast.find(text.substr(static_cast<std::size_t>(line[start].begin), 24));
        const char32_t mark = line[start - 1].code;
        const int worth = (!turn.empty() && turn.front().span.begin == 0 ? 4 : 0) +
                          (is_one_of(mark, U"；;—…") || is_end(mark) ? 2 : 0) + (leans_on_before(line, start) ? 0 : 1);
        if (worth >= best_worth || before > longest) {
            best = start;
            best_worth = worth;
        }
    }
    return best;
}

void add_units(std::string_view text, const Line& line, std::size_t begin, std::size_t end, const UnitWords& words,
               std::int64_t longest, std::vector<Unit>& out) {
    const std::vector<std::size_t> starts = clause_starts(line, begin, end);
    bool cut_before = false;
    while (begin < end) {
        std::size_t cut = end;
        if (line[end - 1].end - line[begin].begin > longest) {
            cut = best_cut(text, line, begin, starts, words, longest);
            if (cut == 0) cut = end;
        }
        Unit unit{trimmed(text, line, begin, cut, words), {}, cut_before, cut < end};
        for (const std::size_t start : starts)
            if (const std::int64_t at = line[start].begin; at > unit.span.begin && at < unit.span.end)
                unit.clause_cuts.push_back(at);
        if (letters_in(line, begin, cut) > 0 && unit.span.length() > 0) out.push_back(std::move(unit));
        cut_before = true;
        begin = cut;
    }
}

/// `starts` and the characters of the line at which a border lies, ascending.
std::vector<std::size_t> with_borders(std::vector<std::size_t> starts, const Line& line,
                                      const std::vector<std::int64_t>& borders) {
    if (borders.empty() || line.empty()) return starts;
    for (std::size_t i = 0; i < line.size(); ++i)
        if (std::binary_search(borders.begin(), borders.end(), line[i].begin)) starts.push_back(i);
    std::sort(starts.begin(), starts.end());
    return starts;
}

}  // namespace

std::vector<Unit> units_of(std::string_view text, const UnitWords& words, std::int64_t longest_bytes,
                           const std::vector<std::int64_t>& borders) {
    std::vector<Unit> units;
    for (const Line& line : lines_of(text)) {
        const std::vector<std::size_t> stops = with_borders(list_starts(line), line, borders);
        for (std::size_t begin = 0; begin < line.size();) {
            const std::size_t end = sentence_end(line, begin, stops);
            add_units(text, line, begin, end, words, longest_bytes, units);
            begin = end;
        }
    }
    return units;
}

}  // namespace agon
