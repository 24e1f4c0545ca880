// How it changed: the camps' shares before and after the middle of a debate, the busiest years, voices that moved.
#include <algorithm>

#include "src/report/composer.hpp"
#include "src/report/quantity.hpp"

namespace agon {
namespace {

constexpr const char* kStances = "camps/stances";

/// Voices of a pole among those that take a side, in the years before or from `year` on.
Query share_in_years(const Debate& d, Pole pole, std::int64_t year, bool before) {
    const Condition years =
        before ? Condition{"year", "<=", std::to_string(year - 1)} : Condition{"year", ">=", std::to_string(year)};
    const Condition dated{"year", ">=", "1"};
    return {kStances,
            "share_distinct",
            "voice",
            {in_debate(d), years, dated, {"pole", "=", std::string(enum_name(pole))}},
            {in_debate(d), years, dated, {"pole", "in", "a|b"}}};
}

/// The year from which on half of a debate's posts with a side were written; 0 if there are too few to halve.
std::int64_t middle_year(const Composer& c, const Debate& d) {
    std::vector<std::int64_t> years;
    for (const PostStance& s : c.m().camps.stances)
        if (s.debate == d.debate && s.year > 0 && (s.pole == Pole::a || s.pole == Pole::b)) years.push_back(s.year);
    if (years.size() < 20) return 0;
    std::sort(years.begin(), years.end());
    const std::int64_t middle = years[years.size() / 2];
    return middle > years.front() ? middle : 0;
}

struct Shift {
    const Debate* debate = nullptr;
    std::int64_t year = 0;
    Trend trend = Trend::steady;
};

std::vector<Shift> shifts_of(const Composer& c) {
    std::vector<Shift> out;
    for (const Debate& d : c.m().debates.debates) {
        const std::int64_t year = middle_year(c, d);
        if (year == 0 || d.rank > 8) continue;
        const auto [k1, n1] = c.tables().part_and_whole(share_in_years(d, Pole::a, year, true));
        const auto [k2, n2] = c.tables().part_and_whole(share_in_years(d, Pole::a, year, false));
        // A share of fewer than five voices may not be told where the report is shared, nor what follows from it.
        const bool few = std::min({k1, n1 - k1, k2, n2 - k2}) < 5 && std::max({k1, k2}) > 0;
        if (c.shared() && few) continue;
        if (n1 >= 8 && n2 >= 8) out.push_back({&d, year, trend_word(k1, n1, k2, n2)});
    }
    return out;
}

Line::Slots slots_of(Composer& c, const Shift& s) {
    const Debate& d = *s.debate;
    const Pole pole = s.trend == Trend::shrinking ? Pole::b : Pole::a;  // told from the side that grew
    const std::int64_t year = s.year;
    return {
        {"question", [&c, &d](Line& l) { c.short_headline(l, d); }},
        {"camp", [&c, &d, pole](Line& l) { c.camp(l, d, pole); }},
        {"trend", [&d, pole, year](
                      Line& l) { l.trend(share_in_years(d, pole, year, true), share_in_years(d, pole, year, false)); }},
        {"year",
         [&d, year](Line& l) {
             l.figure(value_of(kStances, "min", "year", {in_debate(d), {"year", ">=", std::to_string(year)}}), "plain");
         }},
        {"before", [&d, pole, year](Line& l) { l.figure(share_in_years(d, pole, year, true)); }},
        {"after", [&d, pole, year](Line& l) { l.figure(share_in_years(d, pole, year, false)); }}};
}

void write_timeline(Composer& c) {
    std::vector<const Debate*> shown;
    for (const Debate& d : c.m().debates.debates)
        if (d.first_year > 0 && shown.size() < 6) shown.push_back(&d);
    std::set<std::int64_t> years;
    for (const PostStance& s : c.m().camps.stances)
        if (s.year > 0) years.insert(s.year);
    if (shown.empty() || years.size() < 3) return;
    c.put_chart("timeline", "Posts of each debate, year by year.", "各争论历年的帖子数。");
    Line head = c.line(BlockKind::table_head);
    head.say(c.t("Year", "年份"));
    for (const Debate* d : shown) {
        head.say("\t");
        c.short_headline(head, *d);
    }
    c.put(std::move(head));
    for (const std::int64_t year : years) {
        const Condition in{"year", "=", std::to_string(year)};
        Line row = c.line(BlockKind::table_row);
        row.figure(value_of(kStances, "max", "year", {in}), "plain");
        for (const Debate* d : shown) row.say("\t").figure(count_distinct(kStances, "post", {in_debate(*d), in}));
        c.put(std::move(row));
    }
}

/// A voice that changed sides, in its own words where they read.
void write_changed_voices(Composer& c, Paragraph& p) {
    const std::vector<Condition> where = {{"changed", "=", "1"}};
    const std::int64_t changed = c.tables().answer(count_distinct("camps/voices", "voice", where));
    if (changed < 2) return;
    p.sentence(c.t("{N} voices are seen to change their mind: they argue for one side in one year and for the other in "
                   "another.",
                   "看得出改变立场的人不多：{n} 位发言者前后年份站在不同的一边。"),
               {{"n", [&](Line& l) { l.figure(count_distinct("camps/voices", "voice", where)); }}});
}

}  // namespace

void write_change_finding(Composer& c) {
    for (const Shift& s : shifts_of(c)) {
        if (s.trend == Trend::steady) continue;
        Paragraph p = c.paragraph(BlockKind::bullet);
        p.sentence(
            c.t("Opinion has moved on “{question}”: since {year}, {camp} have a {trend} share, {after} % of those who "
                "take a side against {before} % before.",
                "在“{question}”上看法有变：{year} 年以来，{camp}的比例{trend}，占表明立场者的 {after}%，此前为 "
                "{before}%。"),
            slots_of(c, s));
        c.put(std::move(p));
        return;
    }
}

void write_change(Composer& c) {
    const std::vector<Shift> shifts = shifts_of(c);
    if (shifts.empty()) return;
    c.put(BlockKind::heading, "How the debate has changed", "争论如何变化");
    Paragraph p = c.paragraph();
    std::size_t told = 0;
    for (const Shift& s : shifts) {
        if (s.trend == Trend::steady) continue;
        ++told;
        p.sentence(
            c.t("On “{question}”, {camp} hold a {trend} share: {before} % of those who took a side before {year}, "
                "{after} % since.",
                "在“{question}”上，{camp}的比例{trend}：{year} 年之前占表明立场者的 {before}%，此后占 {after}%。"),
            slots_of(c, s));
    }
    if (told < shifts.size()) {
        const auto steady =
            std::find_if(shifts.begin(), shifts.end(), [](const Shift& s) { return s.trend == Trend::steady; });
        const Query before = share_in_years(*steady->debate, Pole::a, steady->year, true),
                    after = share_in_years(*steady->debate, Pole::a, steady->year, false);
        if (told == 0)
            p.sentence(c.t("No shift between the sides can be shown in any of the larger debates.",
                           "在几个较大的争论中，都看不出双方力量有确定的变化。"));
        p.sentence(
            c.tables().answer(before) == c.tables().answer(after)
                ? c.t("On “{question}” the share of {camp} stayed at {after} % of those who take a side, before {year} "
                      "as since.",
                      "在“{question}”上，{camp}在 {year} 年前后都占表明立场者的 {after}%。")
                : c.t("On “{question}” the share of {camp} was {before} % of those who take a side before {year} and "
                      "is "
                      "{after} % since, a difference too small for the number of voices to tell.",
                      "在“{question}”上，{camp}在 {year} 年之前占表明立场者的 {before}%，此后为 "
                      "{after}%，以这样的人数不足以断定有变化。"),
            slots_of(c, *steady));
    }
    write_changed_voices(c, p);
    c.put(std::move(p));
    write_timeline(c);
}

}  // namespace agon
