// Where people coded a sample of the posts: shares corrected for the judge's errors, and how far judge and coders
// agree. The numbers are those of room coding; without its tables no sentence here is written.
#include <algorithm>

#include "src/report/composer.hpp"

namespace agon {
namespace {

constexpr const char* kDebates = "coding/debates";
const std::vector<Condition> kAll = {{"debate", "=", "0"}};

std::function<void(Line&)> figure_of(Query query, const std::string& format = "integer") {
    return [query = std::move(query), format](Line& l) { l.figure(query, format); };
}

std::function<void(Line&)> share_of(const Debate& d, Pole pole, const std::string& table, const std::string& column) {
    return figure_of(value_of(table, "percent", column, {in_debate(d), {"pole", "=", std::string(enum_name(pole))}}));
}

}  // namespace

bool is_corrected(const Composer& c, const Debate& debate) {
    return c.tables().has("coding/camps") && c.tables().answer(count_rows("coding/camps", {in_debate(debate)})) > 0;
}

Line::Slots corrected_slots(Composer& c, const Debate& d) {
    Line::Slots slots = {{"campA", [&c, &d](Line& l) { c.camp(l, d, Pole::a); }},
                         {"campB", [&c, &d](Line& l) { c.camp(l, d, Pole::b); }},
                         {"posts", figure_of(count_distinct("coding/codes", "post", {in_debate(d)}))},
                         {"lead", [&d](Line& l) { l.lead(value_of(kDebates, "sum", "lead", {in_debate(d)})); }}};
    for (const auto& [name, pole] : {std::pair{"x", Pole::a}, {"y", Pole::b}}) {
        slots[name] = share_of(d, pole, "coding/camps", "share");
        slots[std::string(name) + "l"] = share_of(d, pole, "coding/camps", "share_low");
        slots[std::string(name) + "h"] = share_of(d, pole, "coding/camps", "share_high");
        slots[std::string(name) + "r"] = share_of(d, pole, "camps/camps", "share");
    }
    return slots;
}

void say_coding(Composer& c, Paragraph& p) {
    if (!c.tables().has(kDebates) || c.tables().answer(count_rows(kDebates, kAll)) == 0) return;
    const auto of_all = [](const char* column) { return value_of(kDebates, "sum", column, kAll); };
    const std::int64_t coders = c.tables().answer(of_all("coders"));
    const Line::Slots slots = {
        {"posts", figure_of(of_all("posts"))},
        {"debates", figure_of(count_rows(kDebates, {{"debate", "!=", "0"}}))},
        {"coders", figure_of(of_all("coders"))},
        {"codes", figure_of(of_all("codes"))},
        {"same", figure_of(of_all("same"))},
        {"alpha", figure_of(value_of(kDebates, "percent", "alpha", kAll), "hundredths")},
        {"judge", figure_of(value_of(kDebates, "percent", "alpha_judge", kAll), "hundredths")},
        {"corrected", figure_of(count_rows(kDebates, {{"debate", "!=", "0"}, {"corrected", "=", "1"}}))}};
    if (coders == 1)
        p.sentence(c.t("One person who did not see the programme’s readings coded a random sample of {posts} posts "
                       "(debates: {debates}); how far a second coder would agree is not known.",
                       "有一人在看不到程序判断的情况下为随机抽取的 {posts} 篇帖子编码（涉及 {debates} "
                       "个争论）；另一位编码者会在多大程度上同意，不得而知。"),
                   slots);
    else
        p.sentence(c.t("{Coders} people who did not see the programme’s readings coded a random sample of {posts} "
                       "posts (debates: {debates}).",
                       "{coders} 人在看不到程序判断的情况下为随机抽取的 {posts} 篇帖子编码（涉及 {debates} 个争论）。"),
                   slots);
    if (c.tables().answer(of_all("alpha_measured")) > 0)
        p.sentence(c.t("Between them Krippendorff’s alpha, which is one where all agree and zero where they agree as "
                       "by chance, is {alpha}.",
                       "编码者之间的 Krippendorff α（完全一致为一，与随机一致无异为零）为 {alpha}。"),
                   slots);
    p.sentence(c.t("Of {codes} codes {same} say what the programme says; alpha between it and the coders is {judge}.",
                   "{codes} 个编码中有 {same} 个与程序的判断相同；程序与编码者之间的 α 为 {judge}。"),
               slots);
    p.sentence(c.t("In debates with forty coded posts or more ({corrected} here) the shares of the camps are corrected "
                   "for the errors found, with an interval that holds the error of the coded sample too.",
                   "凡编码帖子达到四十篇的争论（本文有 {corrected} "
                   "个），阵营比例已按所发现的误差修正，其区间也包含编码样本的误差。"),
               slots);
}

}  // namespace agon
