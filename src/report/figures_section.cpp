// Which figures are argued over: a figure of a post that a reply takes up, disputes or grants.
#include <algorithm>

#include "src/report/composer.hpp"

namespace agon {
namespace {

constexpr const char* kReplies = "trends/figure_replies";
constexpr std::size_t kDisputes = 3;          // exchanges shown
constexpr std::ptrdiff_t kEnoughReplies = 3;  // fewer make no section

/// A reply and the sentence whose figure it takes up.
struct Exchange {
    double score = 0;
    const char* told_as = nullptr;  // group of phrases
    Passage answered, reply;
};

std::vector<Condition> with_outcome(const char* outcome) {
    return {{"debate", "!=", "0"}, {"outcome", "=", outcome}};
}

bool in_a_debate(const Row& row, std::string_view outcome) {
    return row.number("debate") != 0 && row.text("outcome") == outcome;
}

/// What a reply does to the figure: grants it, says that it is more, sets a figure of its own against it, or, with the
/// same figure beside its own, reads it in another way.
const char* told_as(const Row& row, const Passage& reply) {
    constexpr std::string_view more[] = {"说少了", "说低了", "夸少了", "低估", "不止", "哪止"};
    if (row.text("outcome") == "granted") return "figure_granted";
    if (std::find(std::begin(more), std::end(more), row.text("cue")) != std::end(more)) return "figure_raised";
    if (row.text("other_text").empty()) return "figure_disputed";
    return reply.text.find(row.text("answered_text")) == std::string::npos ? "figure_against" : "figure_read";
}

/// The exchanges of this outcome that read well by themselves, the best first.
std::vector<Exchange> exchanges_of(const Composer& c, std::string_view outcome) {
    std::vector<Exchange> found;
    for (const Row& row : c.tables().rows(kReplies)) {
        const auto answered = static_cast<SegmentId>(row.number("answered_segment"));
        const auto reply = static_cast<SegmentId>(row.number("segment"));
        if (!in_a_debate(row, outcome) || !c.m().segment.contains(answered) || !c.m().segment.contains(reply)) continue;
        Exchange e{0, nullptr, c.m().passage(answered), c.m().passage(reply)};
        e.told_as = told_as(row, e.reply);
        const double first = quotability(e.answered), second = quotability(e.reply);
        if (first < 0 || second < -1) continue;
        e.score = first + second + (row.text("other_text").empty() ? 0 : 0.5);
        found.push_back(std::move(e));
    }
    std::stable_sort(found.begin(), found.end(), [](const auto& x, const auto& y) { return x.score > y.score; });
    return found;
}

/// Writes up to `most` of them, each post once.
std::size_t write_exchanges(Composer& c, Paragraph& paragraph, const char* outcome, std::size_t most) {
    std::size_t written = 0;
    std::set<PostId> posts;
    for (const Exchange& e : exchanges_of(c, outcome)) {
        if (written == most || posts.contains(e.answered.post->post) || !c.may_quote(e.answered) ||
            !c.may_quote(e.reply))
            continue;
        posts.insert(e.answered.post->post);
        Line::Slots slots = c.speaker(e.answered);
        add_second(slots, c.speaker(e.reply));
        paragraph.sentence(c.phrase(e.told_as, static_cast<std::int64_t>(e.reply.segment->segment)), slots);
        ++written;
    }
    return written;
}

}  // namespace

void write_figures(Composer& c) {
    const auto& rows = c.tables().rows(kReplies);
    const auto taken_up =
        std::count_if(rows.begin(), rows.end(), [](const Row& row) { return row.number("debate") != 0; });
    const auto disputed =
        std::count_if(rows.begin(), rows.end(), [](const Row& row) { return in_a_debate(row, "disputed"); });
    if (taken_up < kEnoughReplies || disputed == 0) return;
    c.put(BlockKind::heading, "Figures in dispute", "有争议的数字");
    Paragraph p = c.paragraph();
    p.sentence(c.t("Figures are argued over as well: in {n} replies a figure of the post answered is taken up again, "
                   "and {d} of these dispute it.",
                   "数字本身也是争论的对象：有 {n} 条回复重提了对方给出的数字，其中 {d} 条提出质疑。"),
               {{"n",
                 [&](Line& l) {
                     l.figure(count_rows(kReplies, {{"debate", "!=", "0"}}));
                 }},
                {"d", [&](Line& l) { l.figure(count_rows(kReplies, with_outcome("disputed"))); }}});
    if (!c.told()) {
        write_exchanges(c, p, "disputed", kDisputes);
        write_exchanges(c, p, "granted", 1);
    }
    c.put(std::move(p));
}

}  // namespace agon
