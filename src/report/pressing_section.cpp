// Which question presses hardest, how sure that is, and which concerns run through all debates.
#include <algorithm>

#include "src/report/composer.hpp"

namespace agon {
namespace {

void write_ranking(Composer& c) {
    c.put_chart(
        "ranking",
        "The debates by salience in percent: voices, posts, votes, years, questions, disagreement and recency weighed "
        "together; and the places that each takes when the voices are drawn again.",
        "各争论的热度（百分制，由人数、帖数、赞同数、年数、提问数、分歧和新近程度合成），以及对发言者重新抽样时各自所占"
        "的名次。");
    c.put(BlockKind::table_head, "Question\tVoices\tSalience\tRank\tBest rank\tWorst rank",
          "问题\t发言者\t热度\t名次\t最好名次\t最差名次");
    for (const Debate& d : c.m().debates.debates) {
        if (d.rank > 10) break;
        Line row = c.line(BlockKind::table_row);
        c.short_headline(row, d);
        row.say("\t").figure(count_rows("camps/voices", {in_debate(d)}));
        row.say("\t").figure(value_of("debates/debates", "percent", "salience", {in_debate(d)}));
        for (const char* column : {"rank", "rank_low", "rank_high"})
            row.say("\t").figure(value_of("debates/debates", "sum", column, {in_debate(d)}), "plain");
        c.put(std::move(row));
    }
}

/// How the sides of each debate stand, with intervals; corrected where enough posts were coded.
void write_camps_chart(Composer& c) {
    const auto& debates = c.m().debates.debates;
    const bool any =
        std::any_of(debates.begin(), debates.end(), [&](const Debate& d) { return d.rank <= 6 && is_corrected(c, d); });
    if (any)
        c.put_chart(
            "camps",
            "How the sides stand: share of each camp among all voices of a debate, with the interval that its "
            "size allows; where enough posts were coded by people, share and interval are corrected for the "
            "programme’s errors, and the voices are those it read. What is left argues both ways or could not "
            "be placed.",
            "双方比例：每一阵营占该争论全部发言者的百分比及其区间；人工编码足够之处，百分比和区间已按程序的误差修"
            "正，人数则为程序读出之数。余下的两面都说或无法归类。");
    else
        c.put_chart("camps",
                    "How the sides stand: share of each camp among all voices of a debate, with the interval that its "
                    "size allows; what is left argues both ways or could not be placed.",
                    "双方比例：每一阵营占该争论全部发言者的百分比及其区间；余下的两面都说或无法归类。");
    c.put(BlockKind::table_head, "Camp\tShare in %\tLow\tHigh\tVoices", "阵营\t百分比\t下限\t上限\t人数");
    for (const Debate& d : c.m().debates.debates) {
        if (d.rank > 6) break;
        if (c.tables().answer(voices_of(d, Pole::a)) + c.tables().answer(voices_of(d, Pole::b)) == 0) continue;
        Line question = c.line(BlockKind::table_row);
        c.short_headline(question, d);
        question.say("\t\t\t\t").figure(count_rows("camps/voices", {in_debate(d)}));
        c.put(std::move(question));
        for (const Camp& camp : c.m().camps.camps) {
            if (camp.debate != d.debate || (camp.pole != Pole::a && camp.pole != Pole::b)) continue;
            const std::vector<Condition> where = {in_debate(d), {"pole", "=", std::string(enum_name(camp.pole))}};
            Line row = c.line(BlockKind::table_row);
            c.camp(row, d, camp.pole);
            const char* table = is_corrected(c, d) ? "coding/camps" : "camps/camps";
            for (const char* column : {"share", "share_low", "share_high"})
                row.say("\t").figure(value_of(table, "percent", column, where));
            row.say("\t").figure(voices_of(d, camp.pole));
            c.put(std::move(row));
        }
    }
}

/// What a concern is called; an id that is not here keeps its own name.
std::string concern_name(const Composer& c, const std::string& concern) {
    static const std::map<std::string, std::pair<const char*, const char*>> names = {
        {"dignity_of_workers", {"the dignity of workers", "劳动者的尊严"}},
        {"working_conditions", {"working hours and conditions", "工时和劳动条件"}},
        {"inequality", {"inequality", "不平等"}},
        {"births", {"births and family", "生育和家庭"}},
        {"housing", {"housing", "住房"}},
        {"jobs", {"jobs and careers", "就业和前途"}},
        {"education", {"education and advancement", "教育和上升"}},
        {"health_care", {"health and old age", "医疗和养老"}},
        {"hukou", {"hukou and migrants", "户籍和外来人口"}},
        {"environment", {"the environment", "环境"}},
        {"food_safety", {"product and food safety", "产品和食品安全"}},
        {"autonomy", {"technological autonomy", "技术自主"}},
        {"rule_of_law", {"fairness and the rule of law", "公平和法治"}},
        {"freedom", {"freedom and speech", "自由和言论"}},
        {"national_standing", {"national standing", "国家地位"}},
        {"trust", {"trust", "信任"}}};
    const auto found = names.find(concern);
    if (found == names.end()) return concern;
    return c.chinese() ? found->second.second : found->second.first;
}

/// A sentence that holds one of the words that name the concern outright: the first of its list. What merely belongs to
/// it (关系 to fairness) counts, but as an example it would puzzle.
std::optional<Passage> concern_example(const Composer& c, const std::string& concern) {
    constexpr std::size_t plain_words = 4;
    const LexiconEntry* entry = c.lexicon().list("concerns").entry(concern);
    if (!entry) return std::nullopt;
    const auto last = entry->words.begin() + static_cast<std::ptrdiff_t>(std::min(plain_words, entry->words.size()));
    std::optional<Passage> best;
    for (const Row& row : c.tables().rows("trends/concerns")) {
        const auto segment = static_cast<SegmentId>(row.number("segment"));
        if (row.text("concern") != concern || row.text("stream") == "official" || !c.m().segment.contains(segment) ||
            std::find(entry->words.begin(), last, row.text("cue")) == last)
            continue;
        Passage passage = c.m().passage(segment);
        if (passage.text.find(row.text("cue")) == std::string::npos || !c.may_quote(passage)) continue;
        const auto score = [](const Passage& x) { return quotability(x) + x.segment->claim_score; };
        if (quotability(passage) > 0 && (!best || score(passage) > score(*best))) best = std::move(passage);
    }
    return best;
}

/// The concerns after the first that cross debates too, each with its voices; none if fewer than two do.
void write_other_concerns(Composer& c, Paragraph& p, const std::vector<const Row*>& others) {
    if (others.size() < 2) return;
    p.sentence(c.t("After it come {list}.", "其后是{list}。"),
               {{"list", [&](Line& l) {
                     c.list(l, others, [&](const Row* other) {
                         const std::string& name = other->text("concern");
                         c.name_as(l, "trends/concern_reach", "concern", name, concern_name(c, name));
                         l.say(c.t(" (", "（"))
                             .figure(value_of("trends/concern_reach", "sum", "voices", {{"concern", "=", name}}))
                             .say(c.t(")", " 人）"));
                     });
                 }}});
}

void write_concern(Composer& c, Paragraph& p) {
    const std::vector<Row> rows = c.tables().rows("trends/concern_reach");
    const Row* first = nullptr;
    std::vector<const Row*> others;
    for (const Row& row : rows) {
        if (row.number("rank") == 1) first = &row;
        if (row.number("rank") > 1 && row.number("rank") <= 4 && row.number("debates") >= 2 &&
            row.number("voices") >= 5)
            others.push_back(&row);
    }
    if (!first || first->number("voices") < 5 || first->number("debates") < 2) return;
    const std::string concern = first->text("concern");
    const std::vector<Condition> where = {{"concern", "=", concern}};
    p.sentence(
        c.t("The subject with the widest reach across the debates is {concern}: {voices} voices touch on it, and it "
            "comes up in {debates} debates.",
            "跨越各个争论、谈到的人最多的话题是{concern}：有 {voices} 人谈到，见于 {debates} 个争论。"),
        {{"concern",
          [&](Line& l) { c.name_as(l, "trends/concern_reach", "concern", concern, concern_name(c, concern)); }},
         {"voices", [&](Line& l) { l.figure(value_of("trends/concern_reach", "sum", "voices", where)); }},
         {"debates", [&](Line& l) { l.figure(value_of("trends/concern_reach", "sum", "debates", where)); }}});
    if (const std::optional<Passage> example = concern_example(c, concern))
        p.sentence(c.t("{Author} [{year}] {says}: {quote}", "{author} [{year}] {says}：{quote}"), c.speaker(*example));
    write_other_concerns(c, p, others);
}

/// True if the debate comes first in at least 95 of 100 resamples of the voices.
bool leads_surely(const Composer& c, const Debate& d) {
    for (const Row& row : c.tables().rows("debates/debates"))
        if (row.number("debate") == static_cast<std::int64_t>(d.debate) && row.has("first_share"))
            return row.real("first_share") >= 0.95;
    return d.rank_high <= 1;
}

}  // namespace

void write_pressing(Composer& c) {
    const auto& debates = c.m().debates.debates;
    if (debates.size() < 2) return;
    c.put(BlockKind::heading, "What presses hardest", "什么最紧迫");
    const Debate &first = debates[0], &second = debates[1];
    const Line::Slots slots = {
        {"first", [&](Line& l) { c.short_headline(l, first); }},
        {"second", [&](Line& l) { c.short_headline(l, second); }},
        {"n", [&](Line& l) { l.figure(count_rows("camps/voices", {in_debate(first)})); }},
        {"n2", [&](Line& l) { l.figure(count_rows("camps/voices", {in_debate(second)})); }},
        {"posts", [&](Line& l) { l.figure(count_distinct("camps/stances", "post", {in_debate(first)})); }},
        {"worst",
         [&](Line& l) { l.figure(value_of("debates/debates", "sum", "rank_high", {in_debate(first)}), "plain"); }}};
    Paragraph p = c.paragraph();
    if (leads_surely(c, first))
        p.sentence(
            c.t("One question stands out. “{first}” keeps the first place in at least nineteen of twenty resamples of "
                "the voices; with {n} voices and {posts} posts it draws more people than “{second}” ({n2}).",
                "有一个问题格外突出：“{first}”在对发言者的重抽样中，二十次里至少十九次居首；它有 {n} 人、{posts} "
                "篇帖子，多于“{second}”的 {n2} 人。"),
            slots);
    else
        p.sentence(
            c.t("No single question can be called the hottest. By salience, which weighs years, disagreement and "
                "recency beside the number of voices, “{first}” comes first and “{second}” second; when the voices are "
                "drawn again the first falls as low as place {worst}.",
                "没有哪个问题可以称为最热。热度除人数外还计入年数、分歧和新近程度，按热度“{first}”居首，“{second}"
                "”其次；对发言者重新抽样时，居首者可能落到第 {worst} 位。"),
            slots);
    write_concern(c, p);
    c.put(std::move(p));
    write_ranking(c);
    write_camps_chart(c);
}

}  // namespace agon
