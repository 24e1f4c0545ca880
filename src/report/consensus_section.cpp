// What is common ground: which sectors the state or the market is said to lead, as sentences, heat map and table.
#include <algorithm>

#include "src/report/composer.hpp"

namespace agon {
namespace {

constexpr const char* kSectors = "points/sectors";
constexpr const char* kApproaches[] = {"state", "market", "mixed"};

struct Sector {
    std::string name;
    std::map<std::string, std::set<std::int64_t>> voices;  // by approach
    std::set<std::int64_t> all;
    std::size_t of(const char* approach) const {
        const auto found = voices.find(approach);
        return found == voices.end() ? 0 : found->second.size();
    }
};

/// Sectors with at least so many voices, the most named first.
std::vector<Sector> sectors_with(const Composer& c, std::size_t least) {
    std::map<std::string, Sector> by_name;
    for (const Row& row : c.tables().rows(kSectors)) {
        Sector& s = by_name[row.text("sector")];
        s.name = row.text("sector");
        s.voices[row.text("approach")].insert(row.number("voice"));
        s.all.insert(row.number("voice"));
    }
    std::vector<Sector> out;
    for (auto& [name, sector] : by_name)
        if (sector.all.size() >= least) out.push_back(std::move(sector));
    std::stable_sort(out.begin(), out.end(),
                     [](const Sector& x, const Sector& y) { return x.all.size() > y.all.size(); });
    if (out.size() > 12) out.resize(12);
    return out;
}

/// Whether some question under debate names the state's way of doing things, and so asks who should lead. A market in
/// it says nothing: "如何看待当前的房地产市场？".
bool asks_who_leads(const Composer& c) {
    return std::any_of(c.m().debates.debates.begin(), c.m().debates.debates.end(),
                       [&](const Debate& d) { return c.lexicon().list("state").contains_any(d.question); });
}

/// Some voices in a hundred name a sector and who should lead it; where nobody asks that question, fewer are an aside
/// in a talk about something else.
bool speaks_of_sectors(const Composer& c, const std::vector<Sector>& sectors) {
    constexpr std::int64_t voices_for_each = 100;
    std::set<std::int64_t> voices;
    for (const Sector& s : sectors) voices.insert(s.all.begin(), s.all.end());
    const std::vector<Condition> read = {{"fate", "=", "analysed"}, {"stream", "=", "public"}};
    return asks_who_leads(c) ||
           std::ssize(voices) * voices_for_each >= c.tables().answer(count_distinct("corpus/posts", "voice", read));
}

Query cell(const std::string& sector, const char* approach) {
    return count_distinct(kSectors, "voice", {{"sector", "=", sector}, {"approach", "=", approach}});
}
Query share(const std::string& sector, const char* approach) {
    return {kSectors,
            "share_distinct",
            "voice",
            {{"sector", "=", sector}, {"approach", "=", approach}},
            {{"sector", "=", sector}}};
}

Line::Slots slots_of(Composer& c, const Sector& s) {
    const bool market = s.of("market") > s.of("state");
    const char *more = market ? "market" : "state", *less = market ? "state" : "market";
    return {{"sector", [&c, &s](Line& l) { c.name_of(l, kSectors, "sector", s.name); }},
            {"leader", [&c, market](Line& l) { l.say(market ? c.t("the market", "市场") : c.t("the state", "国家")); }},
            {"other", [&c, market](Line& l) { l.say(market ? c.t("the state", "国家") : c.t("the market", "市场")); }},
            {"share", [&s, more](Line& l) { l.share_of_all(share(s.name, more)); }},
            {"n", [&s, more](Line& l) { l.figure(cell(s.name, more)); }},
            {"k", [&c, &s, less](Line& l) {
                 if (s.of(less) == 0 && !c.chinese())
                     l.none(count_rows(kSectors, {{"sector", "=", s.name}, {"approach", "=", less}}), "none");
                 else
                     l.figure(cell(s.name, less));
             }}};
}

/// A sentence that names the sector itself and says who should lead it as the count's larger part does, the plainer the
/// better.
void quote_sector(Composer& c, Paragraph& p, const Sector& sector) {
    const std::string approach = sector.of("market") > sector.of("state") ? "market" : "state";
    const LexiconEntry* entry = c.lexicon().list("sectors").entry(sector.name);
    if (!entry) return;
    std::optional<Passage> best;
    double most = 0;
    for (const Row& row : c.tables().rows(kSectors)) {
        const auto segment = static_cast<SegmentId>(row.number("segment"));
        if (row.text("sector") != sector.name || row.text("approach") != approach || !c.m().segment.contains(segment))
            continue;
        Passage passage = c.m().passage(segment);
        const bool names = std::any_of(entry->words.begin(), entry->words.end(), [&](const std::string& word) {
            return passage.text.find(word) != std::string::npos;
        });
        const double score = row.real("weight") + quotability(passage);
        if (names && c.may_quote(passage) && quotability(passage) >= 0 && score > most) {
            most = score;
            best = std::move(passage);
        }
    }
    if (best)
        p.sentence(c.t("{Author} [{year}] {says}: {quote}", "{author} [{year}] {says}：{quote}"), c.speaker(*best));
}

void write_sectors(Composer& c, const std::vector<Sector>& told) {
    Paragraph p = c.paragraph();
    p.sentence(
        asks_who_leads(c)
            ? c.t("Part of the quarrel between state and market dissolves where users speak of one sector at a time.",
                  "一旦逐个行业来谈，国家还是市场的争执就缓和了一部分。")
            : c.t("Who should lead, the state or the market, is answered sector by sector where it comes up.",
                  "该由国家还是市场主导，凡是谈到的地方，都因行业而异。"));
    for (std::size_t i = 0; i < told.size() && i < 4; ++i) {
        if (told[i].of("state") == told[i].of("market")) continue;
        p.sentence(i % 2 == 0 ? c.t("For {sector}, {n} voices name {leader} as what should lead and {k} name {other}.",
                                    "说到{sector}，{n} 人主张由{leader}主导，{k} 人主张由{other}主导。")
                              : c.t("In {sector} the count is {n} for {leader} to {k} for {other}.",
                                    "{sector}则是 {n} 人主张{leader}、{k} 人主张{other}。"),
                   slots_of(c, told[i]));
        if (i == 0) quote_sector(c, p, told[i]);
    }
    c.put(std::move(p));
}

/// Statements that voices of both camps make, at most one a debate and two in all: the table is best first, and what
/// comes later in it is often no agreement.
void write_agreements(Composer& c, Paragraph& p) {
    std::set<std::int64_t> debates;
    for (const Row& row : c.tables().rows("points/consensus")) {
        const auto segment = static_cast<SegmentId>(row.number("segment"));
        if (debates.size() == 2 || row.number("voices_a") < 2 || row.number("voices_b") < 2 ||
            !c.m().segment.contains(segment))
            continue;
        const auto& all = c.m().debates.debates;
        const auto d = std::find_if(all.begin(), all.end(), [&](const Debate& debate) {
            return static_cast<std::int64_t>(debate.debate) == row.number("debate");
        });
        const Passage passage = c.m().passage(segment);
        if (d == all.end() || !c.may_quote(passage) || quotability(passage) < 0.3 ||
            !debates.insert(row.number("debate")).second)
            continue;
        const std::vector<Condition> where = {{"point", "=", std::to_string(row.number("point"))},
                                              {"debate", "=", std::to_string(row.number("debate"))}};
        Line::Slots slots = c.speaker(passage);
        slots["question"] = [&](Line& l) { c.short_headline(l, *d); };
        slots["campA"] = [&](Line& l) { c.camp(l, *d, Pole::a); };
        slots["campB"] = [&](Line& l) { c.camp(l, *d, Pole::b); };
        slots["a"] = [&](Line& l) { l.figure(value_of("points/consensus", "sum", "voices_a", where)); };
        slots["b"] = [&](Line& l) { l.figure(value_of("points/consensus", "sum", "voices_b", where)); };
        const bool read = row.text("told_by") != "likeness";
        p.sentence(
            debates.size() == 1
                ? read ? c.t("On “{question}” one statement is made on both sides, by {a} of {campA} and {b} of "
                             "{campB}. {Author} [{year}] {says}: {quote}",
                             "在“{question}”上，有一句话双方都说：{campA}有 {a} 人，{campB}有 {b} 人。{author} "
                             "[{year}] {says}：{quote}")
                       : c.t("On “{question}” voices of both sides come near one statement, {a} of {campA} and {b} of "
                             "{campB}. {Author} [{year}] {says}: {quote}",
                             "在“{question}”上，有一句话双方都有人说得相近：{campA}有 {a} 人，{campB}有 {b} "
                             "人。{author} "
                             "[{year}] {says}：{quote}")
                : c.t("The two sides also meet on “{question}”, {a} voices from one and {b} from the other. "
                      "{Author} [{year}] {says}: {quote}",
                      "在“{question}”上双方也有交集，一边 {a} 人，另一边 {b} 人。{author} [{year}] "
                      "{says}：{quote}"),
            slots);
    }
}

void write_table(Composer& c, const std::vector<Sector>& sectors) {
    c.put_chart(
        "heat",
        "Who should lead, sector by sector: voices that speak of the sector and, in the same sentence, of the lead of "
        "the state, the market or both.",
        "分行业看由谁主导：在同一句话里提到该行业并说明由国家、市场或两者主导的发言者人数。");
    c.put(BlockKind::table_head, "Sector\tState\tMarket\tBoth", "行业\t国家\t市场\t两者");
    for (const Sector& s : sectors) {
        Line row = c.line(BlockKind::table_row);
        c.name_of(row, kSectors, "sector", s.name);
        for (const char* approach : kApproaches) row.say("\t").figure(cell(s.name, approach));
        c.put(std::move(row));
    }
}

}  // namespace

void write_consensus_finding(Composer& c) {
    const std::vector<Sector> told = sectors_with(c, 8);
    if (!speaks_of_sectors(c, told)) return;
    for (const Sector& s : told) {
        const std::size_t a = s.of("state"), b = s.of("market");
        if (a == b) continue;
        Paragraph p = c.paragraph(BlockKind::bullet);
        p.sentence(
            c.t("Who should lead is answered sector by sector: for {sector}, {n} voices name {leader} and {k} name "
                "{other}.",
                "由谁主导，要看是哪个行业：说到{sector}，{n} 人认为应由{leader}主导，{k} 人认为应由{other}主导。"),
            slots_of(c, s));
        c.put(std::move(p));
        return;
    }
}

void write_consensus(Composer& c) {
    const std::vector<Sector> told = sectors_with(c, 5);
    const std::vector<Sector> shown = sectors_with(c, 3);
    const bool sectors = !told.empty() && shown.size() >= 2 && speaks_of_sectors(c, shown);
    if (sectors) {
        const auto clear = [&](const char* more, const char* less) {
            constexpr std::size_t by = 2;
            return std::any_of(told.begin(), told.end(),
                               [&](const Sector& s) { return s.of(more) >= s.of(less) + by; });
        };
        if (clear("state", "market") && clear("market", "state"))
            c.put(BlockKind::heading, "Common ground: different sectors, different recipes",
                  "共识：不同行业，不同办法");
        else
            c.put(BlockKind::heading, "Sector by sector: the state or the market", "逐个行业看：国家还是市场");
        write_sectors(c, told);
    }
    Paragraph agreed = c.paragraph();
    write_agreements(c, agreed);
    if (!sectors && !agreed.empty()) c.put(BlockKind::heading, "Common ground", "共识");
    c.put(std::move(agreed));
    if (sectors && c.form().parts == Parts::all) write_table(c, shown);
}

}  // namespace agon
