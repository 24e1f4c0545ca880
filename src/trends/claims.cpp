// The same claim across posts: quantities with the same measure, entity, unit and stated year.
//
// Two values agree when their ranges, widened by a tolerance, touch: 2 % as written, 10 % where one of them says about,
// over or several. Values that agree with the first of a group form one value; a claim with a second value is a clash.
// Claims of one voice only are "single" and show nothing. Fits: "2023年美国逆差9400亿美元" in three posts and 1.06万亿
// in another. Does not fit: two wages of two people; so quantities without entity or without a year (wages, prices ...)
// are grouped only if both entity and year stand there, or the measure is one of a whole country (GDP, 顺差, 出生 ...).
// Besides, a figure of two digits and more that stands in several posts with the same measure and unit is one claim
// told again (agree), whatever year and entity are given or left out.
#include <algorithm>
#include <array>
#include <cmath>
#include <set>

#include "src/trends/steps.hpp"

namespace agon {
namespace {

constexpr std::array<std::string_view, 9> kOfWholes = {"GDP",      "人均GDP", "顺差", "逆差", "失业率",
                                                       "国产化率", "渗透率",  "人口", "关税"};

using Key = std::tuple<std::string, std::string, std::string, std::int32_t>;

bool may_be_shared(const NumberUse& use) {
    if (use.measure.empty() || use.unit.empty() || use.stream == "official") return false;
    if (use.dimension.starts_with("time") || use.dimension == "age") return false;
    const bool whole = std::find(kOfWholes.begin(), kOfWholes.end(), use.measure) != kOfWholes.end();
    return !use.entity.empty() && (use.about_year > 0 || whole);
}

/// A value fit to be known again: two significant digits at least, and no clock or calendar.
bool is_specific(const NumberUse& use) {
    if (use.measure.empty() || use.unit.empty() || use.stream == "official" || use.claim != 0 || use.low != use.high)
        return false;
    if (use.dimension.starts_with("time") || use.dimension == "age" || use.dimension == "people") return false;
    double value = std::abs(use.low);
    if (value == 0) return false;
    while (value >= 10) value /= 10;
    while (value < 1) value *= 10;
    return std::abs(value - std::round(value)) > 1e-6;
}

double slack(const NumberUse& use) {
    return use.approximate == 1 || !use.bound.empty() ? 0.10 : 0.02;
}
bool agrees(const NumberUse& a, const NumberUse& b) {
    const double tolerance = std::max(slack(a), slack(b));
    return a.low * (1 - tolerance) <= b.high && b.low * (1 - tolerance) <= a.high;
}

NumberClaim claim_of(const CaseTexts& index, const Key& key, const std::vector<std::size_t>& uses, const Trends& out) {
    NumberClaim claim;
    std::tie(claim.measure, claim.entity, claim.unit, claim.about_year) = key;
    std::set<PostId> posts;
    std::set<VoiceId> voices;
    std::vector<std::vector<std::size_t>> values;
    for (const std::size_t i : uses) {
        const NumberUse& use = out.numbers[i];
        posts.insert(use.post);
        voices.insert(use.voice);
        claim.low = claim.uses == 0 ? use.low : std::min(claim.low, use.low);
        claim.high = claim.uses == 0 ? use.high : std::max(claim.high, use.high);
        ++claim.uses;
        const auto group = std::find_if(values.begin(), values.end(),
                                        [&](const auto& value) { return agrees(out.numbers[value.front()], use); });
        if (group == values.end()) {
            values.push_back({i});
        } else {
            group->push_back(i);
        }
    }
    claim.posts = static_cast<std::int64_t>(posts.size());
    claim.voices = static_cast<std::int64_t>(voices.size());
    claim.values = static_cast<std::int64_t>(values.size());
    std::stable_sort(values.begin(), values.end(), [](const auto& l, const auto& r) { return l.size() > r.size(); });
    const auto most_voted = [&](const std::vector<std::size_t>& value) {
        PostId best{};
        std::int64_t votes = -2;
        for (const std::size_t i : value)
            if (const PlacedPost* p = index.find(out.numbers[i].post); p && p->post->votes > votes)
                votes = p->post->votes, best = out.numbers[i].post;
        return best;
    };
    claim.post = most_voted(values.front());
    if (values.size() > 1) claim.other_post = most_voted(values[1]);
    claim.verdict = claim.voices < 2 ? "single" : claim.values > 1 ? "clash" : "agree";
    claim.claim =
        stable_id(claim.measure + '\n' + claim.entity + '\n' + claim.unit + '\n' + std::to_string(claim.about_year));
    return claim;
}

}  // namespace

void group_claims(const CaseTexts& index, Trends& out) {
    std::map<Key, std::vector<std::size_t>> groups;
    for (std::size_t i = 0; i < out.numbers.size(); ++i)
        if (const NumberUse& use = out.numbers[i]; may_be_shared(use))
            groups[{use.measure, use.entity, use.unit, use.about_year}].push_back(i);
    for (const auto& [key, uses] : groups) {
        NumberClaim claim = claim_of(index, key, uses, out);
        if (claim.posts < 2) continue;
        for (const std::size_t i : uses) out.numbers[i].claim = claim.claim;
        out.number_claims.push_back(std::move(claim));
    }
    std::map<Key, std::vector<std::size_t>> repeated;
    for (std::size_t i = 0; i < out.numbers.size(); ++i)
        if (const NumberUse& use = out.numbers[i]; is_specific(use))
            repeated[{use.measure, use.text, use.unit, 0}].push_back(i);
    for (const auto& [key, uses] : repeated) {
        NumberClaim claim = claim_of(index, key, uses, out);
        if (claim.posts < 2 || claim.voices < 2) continue;
        claim.entity = out.numbers[uses.front()].entity;
        for (const std::size_t i : uses) {
            if (out.numbers[i].entity != claim.entity) claim.entity.clear();
            out.numbers[i].claim = claim.claim;
        }
        out.number_claims.push_back(std::move(claim));
    }
    std::stable_sort(out.number_claims.begin(), out.number_claims.end(),
                     [](const NumberClaim& l, const NumberClaim& r) { return l.voices > r.voices; });
}

}  // namespace agon
