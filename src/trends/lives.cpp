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

struct StreamMonths {
    std::vector<std::int32_t> months;  // of every dated post, ascending
    std::int64_t posts_between(std::int32_t after, std::int32_t before) const {
        return std::lower_bound(months.begin(), months.end(), before) -
               std::upper_bound(months.begin(), months.end(), after);
    }
};

double silence(std::size_t posts, std::int64_t of, std::int64_t gap, double effect) {
    const double share = std::min(0.999, (static_cast<double>(posts) + 0.5) / (static_cast<double>(of) + 1));
    return std::pow(1 - share, static_cast<double>(gap) / effect);
}

void put(const Followed& f, const char* event, std::int32_t month, std::size_t posts, double chance, PostId post,
         Trends& out) {
    LifeEvent row;
    row.subject_kind = f.kind, row.subject = f.subject, row.label = f.label;
    row.event = event;
    row.month = year_month_of(month), row.year = row.month / 100;
    row.posts = static_cast<std::int64_t>(posts);
    row.chance = chance;
    row.post = post;
    out.events.push_back(std::move(row));
}

void live(const CaseIndex& index, const Followed& f, const StreamMonths& stream, Trends& out) {
    std::vector<std::pair<std::int32_t, std::size_t>> posts;  // month, place
    for (const std::size_t place : f.posts)
        if (const CivilDate& d = index.posts[place].date; d.month > 0)
            posts.emplace_back(month_index(d.year_month()), place);
    if (posts.size() < kLeastPosts) return;
    std::stable_sort(posts.begin(), posts.end());
    const double effect = design_effect(index.texts, f.posts);
    const auto post_at = [&](std::size_t i) { return index.posts[posts[i].second].clean->post; };
    const std::int32_t first = posts.front().first, last = posts.back().first, end = stream.months.back();
    const std::int64_t life = stream.posts_between(first - 1, last + 1);
    const std::int64_t before = stream.posts_between(INT32_MIN, first);
    if (const double chance = silence(posts.size(), life, before, effect);
        chance < kChance && first - stream.months.front() >= kShortestGap)
        put(f, "birth", first, posts.size(), chance, post_at(0), out);
    for (std::size_t i = 0; i + 1 < posts.size(); ++i) {
        if (posts[i + 1].first - posts[i].first <= kShortestGap || i + 1 < kLeastPosts) continue;
        const std::int64_t gap = stream.posts_between(posts[i].first, posts[i + 1].first);
        const double chance = silence(i + 1, stream.posts_between(first - 1, posts[i].first + 1), gap, effect);
        std::set<VoiceId> voices;
        for (std::size_t k = i + 1; k < posts.size(); ++k) voices.insert(index.posts[posts[k].second].clean->voice);
        if (chance >= kChance || voices.size() < 2) continue;
        put(f, "death", posts[i].first, i + 1, chance, post_at(i), out);
        put(f, "revival", posts[i + 1].first, posts.size() - i - 1, chance, post_at(i + 1), out);
    }
    const double chance = silence(posts.size(), life, stream.posts_between(last, INT32_MAX), effect);
    if (chance < kChance && end - last >= kShortestGap)
        put(f, "death", last, posts.size(), chance, post_at(posts.size() - 1), out);
}

}  // namespace

void find_lives(const CaseIndex& index, const std::vector<Followed>& subjects, Trends& out) {
    std::map<std::string, StreamMonths> streams;
    for (const Followed& f : subjects) {
        if (f.kind != "all") continue;
        StreamMonths& s = streams[f.stream];
        for (const std::size_t place : f.posts)
            if (const CivilDate& d = index.posts[place].date; d.month > 0)
                s.months.push_back(month_index(d.year_month()));
        std::sort(s.months.begin(), s.months.end());
    }
    for (const Followed& f : subjects)
        if (const auto stream = streams.find(f.stream);
            f.kind != "all" && stream != streams.end() && !stream->second.months.empty())
            live(index, f, stream->second, out);
}

}  // namespace agon
