// Births, deaths and revivals of a debate, term, point or actor, by the expectation of silence.
//
// While a subject lives it has a share of all posts of its stream. A gap in which the stream had n posts and the
// subject none is a death when, at that share, the chance of none was below 1 in 20, i.e. (1 - share)^n < .05, and the
// gap lasted at least six months. What comes after such a gap, with two voices or more, is a revival; a gap that lasts
// to the end of the stream is a death. Birth is the first post, told only if the stream ran for as surprising a time
// before it. Fits: a term with 30 of 1000 posts until 2018 and 0 of 500 after. Does not fit: a term with 3 uses in all,
// whose share is so small that no gap surprises; it gets no row.
#include <algorithm>
#include <cmath>
#include <set>

#include "src/trends/steps.hpp"

namespace agon {
namespace {

constexpr double kChance = 0.05;
constexpr std::int32_t kShortestGap = 6;  // months
constexpr std::size_t kLeastPosts = 5;

/// Of the stream, strictly between two months.
std::int64_t posts_between(const StreamTimes& stream, std::int32_t after, std::int32_t before) {
    return std::lower_bound(stream.months.begin(), stream.months.end(), before) -
           std::upper_bound(stream.months.begin(), stream.months.end(), after);
}

double silence(std::size_t posts, std::int64_t of, std::int64_t gap, double effect) {
    const double share = std::min(0.999, (static_cast<double>(posts) + 0.5) / (static_cast<double>(of) + 1));
    return std::pow(1 - share, static_cast<double>(gap) / effect);
}

void put(const Followed& f, const char* event, std::int32_t month, std::size_t posts, double chance, PostId post,
         Course& out) {
    LifeEvent row;
    row.subject_kind = f.kind, row.subject = f.subject, row.label = f.label;
    row.event = event;
    row.month = year_month_of(month), row.year = row.month / 100;
    row.posts = static_cast<std::int64_t>(posts);
    row.chance = chance;
    row.post = post;
    out.events.push_back(std::move(row));
}

}  // namespace

void find_lives(const CaseTexts& texts, const Followed& f, const StreamTimes& stream, double effect, Course& out) {
    std::vector<std::pair<std::int32_t, std::size_t>> posts;  // month, place
    for (const std::size_t place : f.posts)
        if (const CivilDate& d = texts.posts[place].date; d.month > 0)
            posts.emplace_back(month_index(d.year_month()), place);
    if (posts.size() < kLeastPosts) return;
    std::stable_sort(posts.begin(), posts.end());
    const auto post_at = [&](std::size_t i) { return texts.posts[posts[i].second].clean->post; };
    const std::int32_t first = posts.front().first, last = posts.back().first, end = stream.months.back();
    const std::int64_t life = posts_between(stream, first - 1, last + 1);
    const std::int64_t before = posts_between(stream, INT32_MIN, first);
    if (const double chance = silence(posts.size(), life, before, effect);
        chance < kChance && first - stream.months.front() >= kShortestGap)
        put(f, "birth", first, posts.size(), chance, post_at(0), out);
    for (std::size_t i = 0; i + 1 < posts.size(); ++i) {
        if (posts[i + 1].first - posts[i].first <= kShortestGap || i + 1 < kLeastPosts) continue;
        const std::int64_t gap = posts_between(stream, posts[i].first, posts[i + 1].first);
        const double chance = silence(i + 1, posts_between(stream, first - 1, posts[i].first + 1), gap, effect);
        if (chance >= kChance) continue;
        std::set<VoiceId> voices;
        for (std::size_t k = i + 1; k < posts.size(); ++k) voices.insert(texts.posts[posts[k].second].clean->voice);
        if (voices.size() < 2) continue;
        put(f, "death", posts[i].first, i + 1, chance, post_at(i), out);
        put(f, "revival", posts[i + 1].first, posts.size() - i - 1, chance, post_at(i + 1), out);
    }
    const double chance = silence(posts.size(), life, posts_between(stream, last, INT32_MAX), effect);
    if (chance < kChance && end - last >= kShortestGap)
        put(f, "death", last, posts.size(), chance, post_at(posts.size() - 1), out);
}

}  // namespace agon
