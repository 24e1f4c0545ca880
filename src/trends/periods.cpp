// Subjects by year, quarter and month, as rates per active voice; camps by year; people who changed sides.
//
// A platform that grows has more posts on everything. So a subject's rate is its voices per 1000 voices that posted
// anything in the stream in that period. Months are also smoothed: an Epanechnikov kernel of three months to each side,
// applied to both counts, subject and active voices. At the ends the kernel is cut and what is left of it is scaled to
// one on both counts alike, so that neither end sinks (edge correction by renormalising, M. C. Jones, Simple boundary
// correction for kernel density estimation, Statistics and Computing 3, 1993). The dates of the first and last post of
// the stream are the ends. Fits: a subject with a steady share in a growing stream is flat. Does not fit: months
// without any active voice, which have no rate and no row.
#include <algorithm>
#include <array>

#include "src/trends/steps.hpp"

namespace agon {
namespace {

constexpr std::int32_t kHalfWidth = 3;  // months
constexpr std::int64_t kLeastVoices = 10;
constexpr std::array<std::string_view, 3> kGrains = {"year", "quarter", "month"};

std::int32_t period_of(const CivilDate& date, std::size_t grain) {
    return grain == 0 ? date.year : grain == 1 ? date.year_quarter() : date.year_month();
}

struct Counts {
    std::int64_t posts = 0, voices = 0;
};

/// Posts and voices by period. Pairs are sorted instead of kept in sets of voices: there are hundreds of thousands.
std::map<std::int32_t, Counts> series_of(const CaseTexts& texts, const std::vector<std::size_t>& posts,
                                         std::size_t grain) {
    std::vector<std::pair<std::int32_t, VoiceId>> pairs;
    pairs.reserve(posts.size());
    for (const std::size_t place : posts)
        if (const std::int32_t period = period_of(texts.posts[place].date, grain); period != 0)
            pairs.emplace_back(period, texts.posts[place].clean->voice);
    std::sort(pairs.begin(), pairs.end());
    std::map<std::int32_t, Counts> series;
    for (std::size_t i = 0; i < pairs.size(); ++i) {
        Counts& counts = series[pairs[i].first];
        ++counts.posts;
        if (i == 0 || pairs[i] != pairs[i - 1]) ++counts.voices;
    }
    return series;
}

double smoothed_rate(const std::map<std::int32_t, std::int64_t>& subject,
                     const std::map<std::int32_t, std::int64_t>& all, std::int32_t month) {
    double hits = 0, active = 0;
    const std::int32_t center = month_index(month);
    for (std::int32_t shift = -kHalfWidth; shift <= kHalfWidth; ++shift) {
        const auto at = all.find(year_month_of(center + shift));
        if (at == all.end()) continue;  // outside the stream: the rest of the kernel carries the weight
        const double u = static_cast<double>(shift) / (kHalfWidth + 1);
        const double weight = 1 - u * u;
        active += weight * static_cast<double>(at->second);
        if (const auto own = subject.find(at->first); own != subject.end())
            hits += weight * static_cast<double>(own->second);
    }
    return active > 0 ? 1000 * hits / active : 0;
}

std::map<std::int32_t, std::int64_t> voices_of(const std::map<std::int32_t, Counts>& series) {
    std::map<std::int32_t, std::int64_t> counts;
    for (const auto& [period, c] : series) counts[period] = c.voices;
    return counts;
}

}  // namespace

StreamTimes times_of(const CaseTexts& texts, const std::vector<std::size_t>& posts) {
    StreamTimes times;
    for (std::size_t grain = 0; grain < kGrains.size(); ++grain)
        times.active[grain] = voices_of(series_of(texts, posts, grain));
    for (const std::size_t place : posts)
        if (const CivilDate& d = texts.posts[place].date; d.month > 0)
            times.months.push_back(month_index(d.year_month()));
    std::sort(times.months.begin(), times.months.end());
    if (times.months.empty()) return times;
    times.posts_in_month.resize(static_cast<std::size_t>(times.months.back() - times.months.front()) + 1);
    for (const std::int32_t month : times.months)
        ++times.posts_in_month[static_cast<std::size_t>(month - times.months.front())];
    return times;
}

void count_periods(const CaseTexts& texts, const Followed& subject, const StreamTimes& stream, Course& out) {
    for (std::size_t grain = 0; grain < kGrains.size(); ++grain) {
        const auto series = series_of(texts, subject.posts, grain);
        const auto own = voices_of(series);
        const auto& all = stream.active[grain];
        for (const auto& [period, counts] : series) {
            Period row;
            row.subject_kind = subject.kind, row.subject = subject.subject;
            row.label = subject.label, row.stream = subject.stream;
            row.grain = kGrains[grain];
            row.period = period;
            row.posts = counts.posts;
            row.voices = counts.voices;
            row.active_voices = all.contains(period) ? all.at(period) : row.voices;
            row.rate = 1000.0 * static_cast<double>(row.voices) / static_cast<double>(row.active_voices);
            row.smoothed = grain == 2 ? smoothed_rate(own, all, period) : row.rate;
            out.periods.push_back(std::move(row));
        }
    }
}

void follow_camps(const CaseIndex& index, Trends& out) {
    out.camp_years.clear(), out.side_changes.clear();
    std::map<std::pair<DebateId, std::int32_t>, std::map<VoiceId, std::pair<bool, bool>>> sides;
    std::map<std::pair<DebateId, VoiceId>, std::vector<const PostStance*>> posts;
    for (const PostStance& s : index.camps.stances) {
        if (s.pole == Pole::unclear) continue;
        if (s.year > 0) {
            auto& [a, b] = sides[{s.debate, s.year}][s.voice];
            a = a || s.pole != Pole::b, b = b || s.pole != Pole::a;
        }
        if (s.pole != Pole::both) posts[{s.debate, s.voice}].push_back(&s);
    }
    for (const auto& [key, voices] : sides) {
        CampYear row;
        row.debate = key.first, row.year = key.second;
        for (const auto& [voice, side] : voices) {
            ++row.voices;
            row.voices_a += side.first && !side.second ? 1 : 0;
            row.voices_b += side.second && !side.first ? 1 : 0;
        }
        const ShareInterval share = share_of(row.voices_a, row.voices_a + row.voices_b);
        row.share_a = share.share, row.share_a_low = share.low, row.share_a_high = share.high;
        row.verdict = row.voices_a + row.voices_b < kLeastVoices ? "not_enough" : "enough";
        out.camp_years.push_back(std::move(row));
    }
    for (auto& [key, stances] : posts) {
        std::stable_sort(stances.begin(), stances.end(), [&](const PostStance* l, const PostStance* r) {
            return index.find(l->post)->post->created_seconds < index.find(r->post)->post->created_seconds;
        });
        const PostStance *first = stances.front(), *last = stances.back();
        const PlacedPost *from = index.find(first->post), *to = index.find(last->post);
        if (first->pole == last->pole || from->date.year == 0 ||
            from->post->created_seconds >= to->post->created_seconds)
            continue;
        out.side_changes.push_back({key.first, key.second, first->pole, last->pole, first->post, last->post,
                                    from->date.year, to->date.year, from->date.text(), to->date.text(),
                                    std::min(first->confidence, last->confidence)});
    }
}

}  // namespace agon
