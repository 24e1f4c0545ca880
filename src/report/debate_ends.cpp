// How the section of a debate closes, and what follows the last one: the debates without a section, the arguments as a
// tree.
#include <algorithm>

#include "src/report/composer.hpp"

namespace agon {
namespace {

constexpr const char* kDivides = "points/divides";

/// A sentence with the first eight of them.
void name_debates(Composer& c, Paragraph& p, std::string_view pattern, const std::vector<const Debate*>& debates) {
    p.sentence(pattern);
    const std::size_t named = std::min<std::size_t>(debates.size(), 8);
    for (std::size_t i = 0; i < named; ++i) {
        Line& l = p.line();
        if (!c.chinese()) l.say(" ");
        l.fill("“{question}”", {{"question", [&](Line& to) { c.short_headline(to, *debates[i]); }}});
        l.say(c.t(" (", "（")).figure(count_rows("camps/voices", {in_debate(*debates[i])}));
        l.say(c.t(" voices)", " 人）")).say(i + 1 == named ? c.t(".", "。") : c.t(";", "；"));
    }
}

}  // namespace

void write_divide(Composer& c, const Debate& d) {
    for (const Divide& divide : c.m().points.divides) {
        if (divide.debate != d.debate || !c.m().segment.contains(divide.segment_a) ||
            !c.m().segment.contains(divide.segment_b))
            continue;
        const std::vector<std::string> terms_a = c.sayable(divide.terms_a, 4), terms_b = c.sayable(divide.terms_b, 4);
        const Passage a = c.m().passage(divide.segment_a), b = c.m().passage(divide.segment_b);
        const bool quotable = c.may_quote(a) && c.may_quote(b) && a.post->author != b.post->author;
        const bool none = divide.terms_a.empty() && divide.terms_b.empty(), only_a = !terms_a.empty();
        Line::Slots slots = c.speaker(a);
        add_second(slots, c.speaker(b));
        slots["terms_a"] = [&](Line& l) { c.say_words(l, kDivides, "terms_a", terms_a, in_debate(d)); };
        slots["terms_b"] = [&](Line& l) { c.say_words(l, kDivides, "terms_b", terms_b, in_debate(d)); };
        slots["terms"] = slots[only_a ? "terms_a" : "terms_b"];
        slots["camp"] = [&](Line& l) { c.camp(l, d, only_a ? Pole::a : Pole::b); };
        const char* group = nullptr;
        if (!terms_a.empty() && !terms_b.empty())
            group = quotable ? "divide" : "divide_told";
        else if (!terms_a.empty() || !terms_b.empty())
            group = "divide_one";
        else if (quotable)
            group = "divide_plain";
        else if (none)
            group = "divide_none";
        if (!group) return;
        Paragraph p = c.paragraph();
        p.sentence(c.phrase(group, static_cast<std::int64_t>(d.debate)), slots);
        return c.put(std::move(p));
    }
}

void write_unwritten(Composer& c, const Unwritten& unwritten) {
    struct Why {
        Substance substance;
        std::string_view one, several, chinese;
    };
    constexpr Why reasons[] = {
        {Substance::dispute, "At this length there was no room for one further question:",
         "At this length there was no room for these questions:", "限于篇幅，下列问题没有展开："},
        {Substance::one_sided,
         "One further question drew argument, but its other side has not voices enough for a section:",
         "Other questions drew argument, but one side of each has not voices enough for a section:",
         "下列问题也有人争论，但有一方的人太少，不足以单列一节："},
        {Substance::few_placed,
         "One further question drew argument, but not enough of its voices could be placed on a side for a section of "
         "its "
         "own:",
         "Other questions drew argument, but not enough of their voices could be placed on a side for a section of "
         "their own:",
         "下列问题也有人争论，但能归入某一方的发言者太少，不足以单列一节："},
        {Substance::silent, "On one further question no sentence was found that speaks for a side by itself:",
         "On these questions no sentence was found that speaks for a side by itself:",
         "下列问题上没有找到能独立代表某一方的句子："}};
    if (unwritten.empty()) return;
    c.put(BlockKind::heading, "Also debated", "其他争论");
    Paragraph p = c.paragraph();
    for (const Why& why : reasons)
        if (const auto found = unwritten.find(why.substance); found != unwritten.end())
            name_debates(c, p, c.t(found->second.size() == 1 ? why.one : why.several, why.chinese), found->second);
    c.put(std::move(p));
}

void write_tree(Composer& c) {
    if (c.leads().size() < 4) return;
    c.put_chart(
        "tree",
        "The arguments at a glance: for each question its camps with their voices, under each camp one sentence "
        "for each line of argument and the voices that come near it.",
        "论据一览：每个问题列出各阵营及其人数，每个阵营之下每条思路各举一句，并列出说法相近的人数。");
    c.put(BlockKind::table_head, "Camp\tArgument\tVoices", "阵营\t论据\t人数");
    const KeyPoint* last = nullptr;
    for (const auto& [point, passage] : c.leads()) {
        if (!last || last->debate != point->debate || last->pole != point->pole) {
            const auto& debates = c.m().debates.debates;
            const auto d = std::find_if(debates.begin(), debates.end(), [wanted = point->debate](const Debate& debate) {
                return debate.debate == wanted;
            });
            Line row = c.line(BlockKind::table_row);
            c.camp(row, *d, point->pole);
            row.say("\t\t").figure(voices_of(*d, point->pole));
            c.put(std::move(row));
        }
        last = point;
        Line row = c.line(BlockKind::table_row);
        row.say("\t");
        c.say_quote(row, passage);
        c.say_short_form(row, *point);
        row.say("\t").figure(count_distinct("points/matches", "voice", {{"point", "=", id_text(point->point)}}));
        c.put(std::move(row));
    }
}

}  // namespace agon
