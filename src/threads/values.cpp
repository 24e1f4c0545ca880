// Small values: times, counts, authors, ids; the same rules for every format.
//
// Time. Zhihu writes epoch seconds, exports of Chinese platforms local time in China, others UTC. agon keeps the second
// in UTC, the year in +08:00, so that years of two platforms are the same years, and what was written: 2020-12-31 23:30
// on Zhihu is 1609428600 and belongs to 2020 whatever the machine's zone.
// DEVIATION: China kept summer time in 1986-1991; it is ignored.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdlib>

#include "ground/text/date.hpp"
#include "src/threads/reading.hpp"

namespace agon {
namespace {

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t' || text.back() == '\r')) text.remove_suffix(1);
    return text;
}

/// Takes up to `most` digits off the front; -1: none there.
int take_number(std::string_view& text, std::size_t most) {
    int value = 0;
    std::size_t count = 0;
    while (count < most && count < text.size() && is_digit(text[count])) value = value * 10 + (text[count++] - '0');
    text.remove_prefix(count);
    return count == 0 ? -1 : value;
}

bool take_one_of(std::string_view& text, std::string_view marks) {
    if (text.empty() || marks.find(text.front()) == std::string_view::npos) return false;
    text.remove_prefix(1);
    return true;
}

Moment moment_at(std::int64_t seconds, TimePrecision precision) {
    return {seconds, civil_date(seconds).year, precision};
}

std::optional<std::int64_t> midnight(int year, int month, int day) {
    using namespace std::chrono;
    const year_month_day date{std::chrono::year{year}, std::chrono::month{static_cast<unsigned>(month)},
                              std::chrono::day{static_cast<unsigned>(day)}};
    if (year < 1900 || year > 2200 || !date.ok()) return std::nullopt;
    return sys_days{date}.time_since_epoch().count() * std::int64_t{86400};
}

/// "Z", "+08:00", "+0800" or nothing: seconds east of Greenwich.
std::optional<std::int64_t> read_zone(std::string_view text, std::int64_t none) {
    text = trimmed(text);
    if (text.empty()) return none;
    if (text == "Z" || text == "z" || text == "UTC") return 0;
    const bool west = text.front() == '-';
    if (!take_one_of(text, "+-")) return std::nullopt;
    const int hours = take_number(text, 2);
    take_one_of(text, ":");
    const int minutes = text.empty() ? 0 : take_number(text, 2);
    if (hours < 0 || hours > 14 || minutes < 0 || minutes > 59 || !text.empty()) return std::nullopt;
    const std::int64_t seconds = hours * 3600 + minutes * 60;
    return west ? -seconds : seconds;
}

/// All digits: a year, a date or an epoch, told apart by their length.
std::optional<Moment> read_digits(std::string_view text, std::int64_t none) {
    const std::int64_t value = std::strtoll(std::string(text).c_str(), nullptr, 10);
    if (text.size() == 4) {
        const auto day = midnight(static_cast<int>(value), 1, 1);
        if (!day) return std::nullopt;
        return moment_at(*day - none, TimePrecision::year);
    }
    if (text.size() == 8) {
        const auto day = midnight(static_cast<int>(value / 10000), static_cast<int>(value / 100 % 100),
                                  static_cast<int>(value % 100));
        if (!day) return std::nullopt;
        return moment_at(*day - none, TimePrecision::day);
    }
    if (text.size() == 9 || text.size() == 10) return moment_at(value, TimePrecision::second);
    if (text.size() == 12 || text.size() == 13) return moment_at(value / 1000, TimePrecision::second);
    return std::nullopt;
}

std::optional<Moment> read_clock(std::string_view text, std::int64_t day, std::int64_t none) {
    const int hours = take_number(text, 2);
    if (!take_one_of(text, ":")) return std::nullopt;
    const int minutes = take_number(text, 2);
    int seconds = 0;
    TimePrecision precision = TimePrecision::minute;
    if (take_one_of(text, ":")) {
        seconds = take_number(text, 2);
        precision = TimePrecision::second;
        if (take_one_of(text, ".,")) take_number(text, 9);
    }
    if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59 || seconds < 0 || seconds > 60) return std::nullopt;
    const auto zone = read_zone(text, none);
    if (!zone) return std::nullopt;
    return moment_at(day + hours * 3600 + minutes * 60 + seconds - *zone, precision);
}

bool take_word(std::string_view& text, std::string_view word) {
    if (!text.starts_with(word)) return false;
    text.remove_prefix(word.size());
    return true;
}

/// The next word, up to a space or comma.
std::string_view take_token(std::string_view& text) {
    const std::size_t begin = std::min(text.find_first_not_of(" ,"), text.size());
    text.remove_prefix(begin);
    const std::size_t end = std::min(text.find_first_of(" ,"), text.size());
    const std::string_view token = text.substr(0, end);
    text.remove_prefix(end);
    return token;
}

/// 1 to 12, or 0.
int month_called(std::string_view name) {
    constexpr std::string_view months = "JanFebMarAprMayJunJulAugSepOctNovDec";
    if (name.size() < 3) return 0;
    const std::size_t at = months.find(name.substr(0, 3));
    return at == std::string_view::npos || at % 3 != 0 ? 0 : static_cast<int>(at / 3) + 1;
}

/// Zones that RFC 822 and Java's Date write by name.
std::optional<std::int64_t> zone_called(std::string_view name) {
    constexpr std::pair<std::string_view, int> zones[] = {
        {"GMT", 0},  {"UTC", 0},  {"UT", 0},   {"EST", -5}, {"EDT", -4}, {"CST", -6}, {"CDT", -5}, {"MST", -7},
        {"MDT", -6}, {"PST", -8}, {"PDT", -7}, {"WIB", 7},  {"CET", 1},  {"CEST", 2}, {"BST", 1},  {"JST", 9}};
    for (const auto& [zone, hours] : zones)
        if (zone == name) return hours * std::int64_t{3600};
    return read_zone(name, 0);
}

/// "[Sat,] 17 Nov 2018 05:09[:36] GMT" and "Sat Nov 17 05:09:36 +0800 2018"; a zone that is not known is no time.
std::optional<Moment> read_named_month(std::string_view text, std::int64_t none) {
    std::string_view first = take_token(text);
    if (!first.empty() && !is_digit(first.front()) && month_called(first) == 0) first = take_token(text);
    std::string_view second = take_token(text);
    const bool month_first = month_called(first) != 0;
    const int month = month_called(month_first ? first : second);
    std::string_view day_text = month_first ? second : first;
    const int day = take_number(day_text, 2);
    std::string_view year_text, clock, zone;
    if (month_first) {
        clock = take_token(text);
        zone = take_token(text);
        year_text = take_token(text);
        if (year_text.empty()) std::swap(zone, year_text);  // ctime() names no zone
    } else {
        year_text = take_token(text);
        clock = take_token(text);
        zone = take_token(text);
    }
    if (month == 0 || day < 0 || year_text.size() != 4) return std::nullopt;
    const auto date = midnight(take_number(year_text, 4), month, day);
    if (!date) return std::nullopt;
    if (clock.empty()) return moment_at(*date - none, TimePrecision::day);
    const auto east = zone.empty() ? none : zone_called(zone);
    if (!east) return std::nullopt;
    auto moment = read_clock(clock, *date, 0);
    if (!moment) return std::nullopt;
    return moment_at(moment->seconds - *east, moment->precision);
}

}  // namespace

std::int64_t zone_of(std::string_view platform) {
    constexpr std::string_view elsewhere[] = {
        "reddit",   "hackernews", "stackexchange", "polis",   "twitter",     "x",        "tiktok",  "instagram",
        "facebook", "linkedin",   "youtube",       "threads", "telegram",    "discord",  "4chan",   "8kun",
        "tumblr",   "imgur",      "gab",           "parler",  "truthsocial", "mastodon", "bluesky", "9gag"};
    const bool is_elsewhere = std::find(std::begin(elsewhere), std::end(elsewhere), platform) != std::end(elsewhere);
    return is_elsewhere ? 0 : platform_zone_seconds;
}

std::optional<Moment> read_moment(std::string_view text, std::int64_t zone_seconds) {
    text = trimmed(text);
    if (text.empty() || text == "0" || text == "null") return Moment{};
    std::string_view digits = text;
    if (const std::size_t dot = digits.find(".0");
        dot != std::string_view::npos && digits.substr(dot + 1).find_first_not_of('0') == std::string_view::npos)
        digits = digits.substr(0, dot);  // epochs that passed through a column of doubles
    if (std::all_of(digits.begin(), digits.end(), is_digit)) return read_digits(digits, zone_seconds);
    if (!is_digit(text.front()) || text.size() < 6 || (!is_digit(text[3]) && is_digit(text.front())))
        return read_named_month(text, zone_seconds);
    const int year = take_number(text, 4);
    if (!take_one_of(text, "-/.") && !take_word(text, "年")) return std::nullopt;
    const int month = take_number(text, 2);
    if (!take_one_of(text, "-/.") && !take_word(text, "月")) return std::nullopt;
    const int day_number = take_number(text, 2);
    take_word(text, "日");
    const auto day = midnight(year, month, day_number);
    if (!day) return std::nullopt;
    if (text.empty()) return moment_at(*day - zone_seconds, TimePrecision::day);
    if (!take_one_of(text, " T")) return std::nullopt;
    return read_clock(trimmed(text), *day, zone_seconds);
}

std::optional<std::int64_t> read_count(std::string_view text) {
    text = trimmed(text);
    if (text.empty() || text == "null") return -1;
    const bool below_zero = take_one_of(text, "-");
    std::string number;
    while (!text.empty() && (is_digit(text.front()) || text.front() == '.' || text.front() == ',')) {
        if (text.front() != ',') number.push_back(text.front());
        text.remove_prefix(1);
    }
    if (number.empty() || number.size() > 15 || !is_digit(number.front()) ||
        std::count(number.begin(), number.end(), '.') > 1)
        return std::nullopt;
    text = trimmed(text);
    double scale = 1;
    if (text == "万" || text == "w" || text == "W")
        scale = 10000;
    else if (text == "k" || text == "K" || text == "千")
        scale = 1000;
    else if (!text.empty())
        return std::nullopt;
    const std::size_t dot = std::min(number.find('.'), number.size());
    double value = 0;  // by hand: strtod follows the locale
    for (std::size_t i = 0; i < number.size(); ++i)
        if (i != dot) value = value * 10 + (number[i] - '0');
    for (std::size_t i = dot + 1; i < number.size(); ++i) value /= 10;
    if (value * scale > 1e15) return std::nullopt;  // nobody counts so far, and doubles do not either
    return below_zero ? 0 : std::llround(value * scale);
}

AuthorKind author_kind_of(std::string_view name, std::string_view key) {
    if (name == "匿名用户" || name == "匿名") return AuthorKind::anonymous;
    for (const std::string_view closed : {"已注销", "「已注销」", "[已注销]", "已重置", "[已重置]", "[deleted]",
                                          "用户已注销", "帐号已注销", "账号已注销"})
        if (name == closed) return AuthorKind::closed;
    if (name == "知乎用户" || name == "[unknown]" || (name.empty() && key.empty())) return AuthorKind::unknown;
    return AuthorKind::named;
}

ThreadId thread_id(std::string_view platform, std::string_view native_id) {
    return static_cast<ThreadId>(stable_id({platform, "\nthread\n", native_id}));
}

AuthorId author_id(std::string_view platform, std::string_view person) {
    return static_cast<AuthorId>(stable_id({platform, "\nauthor\n", person}));
}

PostId post_id(std::string_view platform, PostKind kind, std::string_view native_id) {
    return static_cast<PostId>(stable_id({platform, "\n", enum_name(kind), "\n", native_id}));
}

PostId post_id(std::string_view platform, std::string_view native_id) {
    return static_cast<PostId>(stable_id({platform, "\npost\n", native_id}));
}

std::string derived_id(std::string_view thread, std::string_view author, std::string_view text) {
    std::string whole;
    for (const std::string_view part : {thread, std::string_view("\n"), author, std::string_view("\n"), text})
        whole += part;
    return "~" + sha256_hex(whole).substr(0, 24);
}

bool is_derived_id(std::string_view native_id) {
    return native_id.starts_with('~');
}

std::string thread_of_post(PostKind kind, std::string_view native_post_id) {
    return std::string(enum_name(kind)) + ':' + std::string(native_post_id);
}

std::string stem_of(const std::string& name) {
    const std::size_t dot = name.rfind('.');
    return dot == std::string::npos || dot == 0 ? name : name.substr(0, dot);
}

std::string date_of(const std::string& name) {
    const std::string date = name.substr(0, std::min<std::size_t>(10, name.size()));
    if (date.size() < 10 || date[4] != '-' || date[7] != '-') return "";
    if (name.size() > 10 && is_digit(name[10])) return "";
    const auto moment = read_moment(date);
    return moment && moment->precision == TimePrecision::day ? date : "";
}

}  // namespace agon
