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
#include <set>

#include "src/trends/steps.hpp"

namespace agon {
namespace {

constexpr std::int32_t kHalfWidth = 3;  // months
constexpr std::int64_t kLeastVoices = 10;
constexpr std::array<std::string_view, 3> kGrains = {"year", "quarter", "month"};

std::int32_t period_of(const CivilDate& date, std::size_t grain) {
    return grain == 0 ? date.year : grain == 1 ? date.year_quarter() : date.year_month();
}

using Voices = std::set<VoiceId>;

struct Counts {
    std::int64_t posts = 0;
    Voices voices;
};
using Series = std::map<std::int32_t, Counts>;

Series series_of(const CaseIndex& index, const std::vector<std::size_t>& posts, std::size_t grain) {
    Series series;
    for (const std::size_t place : posts) {
        const PlacedPost& p = index.posts[place];
        const std::int32_t period = period_of(p.date, grain);
        if (period == 0) continue;
        Counts& c = series[period];
        ++c.posts;
        c.voices.insert(p.clean->voice);
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

std::map<std::int32_t, std::int64_t> voices_of(const Series& series) {
    std::map<std::int32_t, std::int64_t> counts;
    for (const auto& [period, c] : series) counts[period] = static_cast<std::int64_t>(c.voices.size());
    return counts;
}

}  // namespace

std::vector<Followed> followed_subjects(const CaseIndex& index, const Trends& trends) {
    std::vector<Followed> subjects;
    std::map<std::string, std::set<std::size_t>> streams;
    for (std::size_t i = 0; i < index.posts.size(); ++i) streams[index.posts[i].clean->stream].insert(i);
    const auto put = [&](std::string kind, std::string subject, std::string label, std::string stream,
                         const std::set<std::size_t>& posts) {
        subjects.push_back(
            {std::move(kind), std::move(subject), std::move(label), std::move(stream), {posts.begin(), posts.end()}});
    };
    const auto place = [&](PostId post, std::set<std::size_t>& posts) {
        if (const auto at = index.place_of.find(static_cast<std::int64_t>(post)); at != index.place_of.end())
            posts.insert(at->second);
    };
    for (const auto& [stream, posts] : streams) put("all", stream, stream, stream, posts);
    std::map<DebateId, std::set<std::size_t>> debates;
    for (const Member& m : index.debates.members) place(m.post, debates[m.debate]);
    std::map<std::pair<DebateId, Pole>, std::set<std::size_t>> camps;
    for (const PostStance& s : index.camps.stances) place(s.post, camps[{s.debate, s.pole}]);
    for (const Debate& d : index.debates.debates) {
        const std::string id = std::to_string(static_cast<std::int64_t>(d.debate));
        put("debate", id, d.question, "public", debates[d.debate]);
        put("camp", id + ":a", d.pole_a.empty() ? d.question : d.pole_a, "public", camps[{d.debate, Pole::a}]);
        put("camp", id + ":b", d.pole_b.empty() ? d.question : d.pole_b, "public", camps[{d.debate, Pole::b}]);
    }
    std::map<PointId, std::set<std::size_t>> points;
    for (const PointMatch& m : index.points.matches) place(m.post, points[m.point]);
    for (const KeyPoint& k : index.points.points)
        put("point", std::to_string(static_cast<std::int64_t>(k.point)), k.terms, "public", points[k.point]);
    std::map<std::tuple<std::string, std::string>, std::set<std::size_t>> terms, actors;
    for (const TermUse& use : trends.terms) place(use.post, terms[{use.term, use.stream}]);
    for (const ActorUse& use : trends.actors) place(use.post, actors[{use.actor, use.stream}]);
    for (const auto& [key, posts] : terms) put("term", std::get<0>(key), std::get<0>(key), std::get<1>(key), posts);
    for (const auto& [key, posts] : actors)
        if (posts.size() >= 5) put("actor", std::get<0>(key), std::get<0>(key), std::get<1>(key), posts);
    return subjects;
}

void count_periods(const CaseIndex& index, const std::vector<Followed>& subjects, Trends& out) {
    std::map<std::string, std::array<std::map<std::int32_t, std::int64_t>, 3>> active;
    for (const Followed& f : subjects)
        if (f.kind == "all")
            for (std::size_t grain = 0; grain < 3; ++grain)
                active[f.stream][grain] = voices_of(series_of(index, f.posts, grain));
    for (const Followed& f : subjects)
        for (std::size_t grain = 0; grain < 3; ++grain) {
            const Series series = series_of(index, f.posts, grain);
            const auto own = voices_of(series);
            for (const auto& [period, counts] : series) {
                Period row;
                row.subject_kind = f.kind, row.subject = f.subject, row.label = f.label, row.stream = f.stream;
                row.grain = kGrains[grain];
                row.period = period;
                row.posts = counts.posts;
                row.voices = own.at(period);
                const auto& all = active[f.stream][grain];
                row.active_voices = all.contains(period) ? all.at(period) : row.voices;
                row.rate = 1000.0 * static_cast<double>(row.voices) / static_cast<double>(row.active_voices);
                row.smoothed = grain == 2 ? smoothed_rate(own, all, period) : row.rate;
                out.periods.push_back(std::move(row));
            }
        }
}

void follow_camps(const CaseIndex& index, Trends& out) {
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

void follow_time(const CaseIndex& index, const Words& words, Trends& out) {
    out.periods.clear(), out.change_points.clear(), out.events.clear();
    out.camp_years.clear(), out.side_changes.clear();
    const std::vector<Followed> subjects = followed_subjects(index, out);
    count_periods(index, subjects, out);
    find_changes(index, subjects, words, out);
    find_lives(index, subjects, out);
    follow_camps(index, out);
}

}  // namespace agon
