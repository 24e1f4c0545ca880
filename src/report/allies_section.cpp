// Which sides go together across debates: pairs of debates in which the side taken in one tells the side taken in the
// other, and groups of people who take the same sides.
#include <algorithm>

#include "src/report/composer.hpp"

namespace agon {
namespace {

constexpr const char *kPairs = "points/debate_pairs", *kAllies = "points/allies",
                     *kStandings = "points/allies_standings";
constexpr std::size_t kMostPairs = 4, kMostDebates = 3;

const Debate* debate_of(const Composer& c, std::int64_t id) {
    for (const Debate& d : c.m().debates.debates)
        if (static_cast<std::int64_t>(d.debate) == id) return &d;
    return nullptr;
}

struct Pair {
    const Debate *debate = nullptr, *other = nullptr;
    std::int64_t voices = 0;
};

/// Those that go together, the ones with most voices first.
std::vector<Pair> aligned_pairs(const Composer& c) {
    std::vector<Pair> out;
    for (const Row& row : c.tables().rows(kPairs)) {
        const std::string& alignment = row.text("alignment");
        if (alignment != "alike" && alignment != "crossed") continue;
        const Debate *debate = debate_of(c, row.number("debate")), *other = debate_of(c, row.number("other_debate"));
        if (debate != nullptr && other != nullptr) out.push_back({debate, other, row.number("voices")});
    }
    std::stable_sort(out.begin(), out.end(), [](const Pair& l, const Pair& r) { return l.voices > r.voices; });
    out.resize(std::min(out.size(), kMostPairs));
    return out;
}

Line::Slots slots_of(Composer& c, const Pair& pair) {
    const std::vector<Condition> where = {
        in_debate(*pair.debate), {"other_debate", "=", std::to_string(static_cast<std::int64_t>(pair.other->debate))}};
    const auto figure = [where](const char* column) {
        return [where, column](Line& l) { l.figure(value_of(kPairs, "sum", column, where)); };
    };
    return {{"question", [&c, pair](Line& l) { c.short_headline(l, *pair.debate); }},
            {"other", [&c, pair](Line& l) { c.short_headline(l, *pair.other); }},
            {"campA", [&c, pair](Line& l) { c.camp(l, *pair.debate, Pole::a); }},
            {"campB", [&c, pair](Line& l) { c.camp(l, *pair.debate, Pole::b); }},
            {"to", [&c, pair](Line& l) { c.camp(l, *pair.other, Pole::a); }},
            {"n", figure("voices")},
            {"a", figure("from_a")},
            {"aa", figure("from_a_to_a")},
            {"b", figure("from_b")},
            {"ba", figure("from_b_to_a")}};
}

struct Standing {
    std::int64_t a = 0, b = 0;
    double share() const { return static_cast<double>(a) / static_cast<double>(std::max<std::int64_t>(a + b, 1)); }
};

/// A debate and where each group stands in it.
struct Parting {
    const Debate* debate = nullptr;
    std::map<std::int64_t, Standing> of_group;
    double difference() const {
        const auto less = [](const auto& l, const auto& r) { return l.second.share() < r.second.share(); };
        const auto ends = std::minmax_element(of_group.begin(), of_group.end(), less);
        return of_group.size() < 2 ? 0 : ends.second->second.share() - ends.first->second.share();
    }
};

/// The debates on which the groups are farthest apart.
std::vector<Parting> partings_of(const Composer& c) {
    std::map<std::int64_t, Parting> by_debate;
    for (const Row& row : c.tables().rows(kStandings)) {
        Parting& parting = by_debate[row.number("debate")];
        parting.debate = debate_of(c, row.number("debate"));
        parting.of_group[row.number("group")] = {row.number("voices_a"), row.number("voices_b")};
    }
    std::vector<Parting> out;
    for (auto& [debate, parting] : by_debate)
        if (parting.debate != nullptr && parting.difference() > 0) out.push_back(std::move(parting));
    std::stable_sort(out.begin(), out.end(),
                     [](const Parting& l, const Parting& r) { return l.difference() > r.difference(); });
    out.resize(std::min(out.size(), kMostDebates));
    return out;
}

void write_groups(Composer& c, const std::vector<Parting>& partings) {
    if (partings.empty()) return;
    const Condition placed = {"group", ">=", "1"};
    Paragraph p = c.paragraph();
    p.sentence(c.t("Of the voices that take a side in three debates or more, {n} fall into {groups} groups that take "
                   "the same sides, farther apart than chance would put them.",
                   "在三个及以上争论中表态的发言者里，{n} 人分为 {groups} 个立场相近的群体，其差别大于偶然所致。"),
               {{"n", [placed](Line& l) { l.figure(count_distinct(kAllies, "voice", {placed})); }},
                {"groups", [placed](Line& l) { l.figure(count_distinct(kAllies, "group", {placed})); }}});
    for (const Parting& parting : partings) {
        const Debate& debate = *parting.debate;
        bool first = true;
        for (const auto& [group, standing] : parting.of_group) {
            const std::vector<Condition> where = {in_debate(debate), {"group", "=", std::to_string(group)}};
            const Line::Slots slots = {
                {"question", [&](Line& l) { c.short_headline(l, debate); }},
                {"group", [&c, group = group](Line& l) { c.say_group(l, group); }},
                {"campA", [&](Line& l) { c.camp(l, debate, Pole::a); }},
                {"campB", [&](Line& l) { c.camp(l, debate, Pole::b); }},
                {"a", [&](Line& l) { l.figure(value_of(kStandings, "sum", "voices_a", where)); }},
                {"b", [&](Line& l) { l.figure(value_of(kStandings, "sum", "voices_b", where)); }}};
            if (first)
                p.sentence(c.t("On “{question}”, {group} counts {a} of {campA} and {b} of {campB}",
                               "在“{question}”上，{group}有 {a} 人属于{campA}，{b} 人属于{campB}"),
                           slots);
            else
                p.line().fill(c.t("; {group} {a} and {b}", "；{group}分别为 {a} 人和 {b} 人"), slots);
            first = false;
        }
        p.line().say(c.t(".", "。"));
    }
    c.put(std::move(p));
}

}  // namespace

void write_allies(Composer& c) {
    const std::vector<Pair> pairs = aligned_pairs(c);
    const std::vector<Parting> partings = partings_of(c);
    if (pairs.empty() && partings.empty()) return;
    c.put(BlockKind::heading, "Which sides go together", "哪些立场连在一起");
    Paragraph p = c.paragraph();
    for (const Pair& pair : pairs)
        p.sentence(
            c.t("{N} voices take a side both on “{question}” and on “{other}”. Of the {a} who on the first stand with "
                "{campA}, {aa} stand on the second with {to}; of the {b} with {campB}, {ba}.",
                "{n} 位发言者在“{question}”和“{other}”上都表了态。前一问中{campA}有 {a} 人，其中 {aa} "
                "人在后一问中属于{to}；前一问中{campB}有 {b} 人，其中 {ba} 人在后一问中属于{to}。"),
            slots_of(c, pair));
    c.put(std::move(p));
    write_groups(c, partings);
}

void say_no_allies(Composer& c, Paragraph& p) {
    const Query sided = count_distinct("camps/voices", "voice", {{"pole", "in", "a|b"}});
    const Query unrelated = count_rows(kPairs, {{"alignment", "=", "unrelated"}});
    if (c.tables().answer(count_rows(kAllies, {})) == 0) return;  // nobody is met twice
    if (!aligned_pairs(c).empty() || !partings_of(c).empty()) return;
    const Line::Slots slots = {{"n", [](Line& l) { l.figure(count_distinct(kAllies, "voice", {})); }},
                               {"all", [sided](Line& l) { l.figure(sided); }},
                               {"pairs", [unrelated](Line& l) { l.figure(unrelated); }}};
    p.sentence(c.tables().answer(unrelated) > 0
                   ? c.t("Of {all} voices that take a side {n} do so in two debates or more; in the {pairs} pairs of "
                         "debates where they are enough to ask, the side taken in one does not tell the side taken in "
                         "the other.",
                         "{all} 位表明立场者中，{n} 人在不止一个争论中表态；在人数足以比较的 {pairs} "
                         "对争论里，看不出一处的立场与另一处的立场相关。")
                   : c.t("Of {all} voices that take a side {n} do so in two debates or more, not enough to say which "
                         "sides go together.",
                         "表明立场的 {all} 人中，{n} 人在不止一个争论中表态，不足以看出哪些立场连在一起。"),
               slots);
}

}  // namespace agon
