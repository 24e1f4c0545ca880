// Key points: short real sentences that cover a camp's arguments.
//
// Candidates are clear statements of 10 to 70 characters by posts of the camp. Two segments make the same argument when
// half the cosine of their vectors and half the overlap of their rare words exceed a threshold (the bare cosine matches
// by topic only). Greedily the candidate that covers most voices not yet covered becomes a key point, until none covers
// least_voices more. A segment belongs to its best key point only.
// Source of the greedy cover: G. Nemhauser et al. 1978; of the task: R. Bar-Haim et al., From Arguments to Key Points,
// 2020.
#include <algorithm>
#include <cmath>
#include <set>

#include "ground/model/geometry.hpp"
#include "src/points/steps.hpp"

namespace agon {
namespace {

constexpr double kSameArgument = 0.18;
constexpr std::size_t kMostUnits = 4000;  // per camp; the most claim-like ones, the cost is quadratic
constexpr std::size_t kMostCandidates = 800;

struct Unit {
    const Segment* segment = nullptr;
    std::vector<float> vector;
    std::vector<std::pair<std::string, double>> words;  // sorted, unit length
    bool candidate = false;
};

bool starts_with_pointer(std::string_view text) {
    for (const std::string_view word :
         {"这",   "那",   "他",   "它",   "她", "其", "但", "所以", "因此", "而", "然后", "另外",
          "此外", "同时", "比如", "例如", "第", "1",  "2",  "3",    "4",    "5",  "楼上", "@"})
        if (text.starts_with(word)) return true;
    return false;
}

double overlap(const Unit& left, const Unit& right) {
    double sum = 0;
    std::size_t i = 0, j = 0;
    while (i < left.words.size() && j < right.words.size()) {
        const int order = left.words[i].first.compare(right.words[j].first);
        if (order == 0)
            sum += left.words[i++].second * right.words[j++].second;
        else if (order < 0)
            ++i;
        else
            ++j;
    }
    return sum;
}

double likeness(const Unit& left, const Unit& right) {
    const double cosine = static_cast<double>(
        dot(left.vector.data(), right.vector.data(), static_cast<std::int32_t>(left.vector.size())));
    return 0.5 * cosine + 0.5 * overlap(left, right);
}

std::vector<Unit> units_of(const PointRoom& room, DebateId debate, Pole pole) {
    std::vector<Unit> units;
    for (const Member& m : room.debates.members) {
        if (m.debate != debate) continue;
        const auto stance = room.stance.find({debate, m.post});
        const Segment& s = room.segment(m.segment);
        if (stance == room.stance.end() || stance->second->pole != pole || s.kind == SegmentKind::quotation) continue;
        Unit unit;
        unit.segment = &s;
        units.push_back(std::move(unit));
    }
    std::stable_sort(units.begin(), units.end(),
                     [](const Unit& l, const Unit& r) { return l.segment->claim_score > r.segment->claim_score; });
    if (units.size() > kMostUnits) units.resize(kMostUnits);
    std::map<std::string, double> frequency;
    for (Unit& unit : units) {
        unit.vector = centred(room.vectors.segments.row(static_cast<std::int64_t>(unit.segment->segment)), room.mean);
        std::set<std::string> unique;
        for (std::string& word : room.words.content_words(unit.segment->text)) unique.insert(std::move(word));
        for (const std::string& word : unique) {
            frequency[word] += 1;
            unit.words.emplace_back(word, 0);
        }
    }
    for (Unit& unit : units) {
        double length = 0;
        for (auto& [word, weight] : unit.words) {
            weight = std::log(1 + static_cast<double>(units.size()) / frequency[word]);
            length += weight * weight;
        }
        for (auto& [word, weight] : unit.words) weight /= std::sqrt(length);
    }
    return units;
}

void mark_candidates(std::vector<Unit>& units) {
    std::size_t count = 0;
    for (Unit& unit : units) {
        const std::size_t characters = count_code_points(unit.segment->text);
        unit.candidate = count < kMostCandidates && unit.segment->kind == SegmentKind::statement && characters >= 10 &&
                         characters <= 70 && unit.words.size() >= 3 && !starts_with_pointer(unit.segment->text);
        count += unit.candidate ? 1 : 0;
    }
}

using Matches = std::vector<std::pair<std::size_t, double>>;

std::vector<Matches> matches_of_candidates(const std::vector<Unit>& units) {
    std::vector<Matches> matches(units.size());
    for (std::size_t c = 0; c < units.size(); ++c) {
        if (!units[c].candidate) continue;
        for (std::size_t u = 0; u < units.size(); ++u)
            if (const double score = u == c ? 1.0 : likeness(units[c], units[u]); score >= kSameArgument)
                matches[c].emplace_back(u, score);
    }
    return matches;
}

/// Greedy cover; returns the chosen candidates in order.
std::vector<std::size_t> choose(const std::vector<Unit>& units, const std::vector<Matches>& matches,
                                const PointOptions& options) {
    std::vector<std::size_t> chosen;
    std::set<VoiceId> covered;
    while (chosen.size() < static_cast<std::size_t>(options.most_points)) {
        std::size_t best = units.size();
        double best_gain = 0;
        for (std::size_t c = 0; c < units.size(); ++c) {
            if (!units[c].candidate) continue;
            const bool redundant = std::any_of(chosen.begin(), chosen.end(), [&](std::size_t other) {
                return likeness(units[c], units[other]) >= kSameArgument;
            });
            if (redundant) continue;
            std::set<VoiceId> fresh;
            double quality = 0;
            for (const auto& [u, score] : matches[c]) {
                if (!covered.contains(units[u].segment->voice)) fresh.insert(units[u].segment->voice);
                quality += score;
            }
            if (static_cast<std::int64_t>(fresh.size()) < options.least_voices) continue;
            const double gain = static_cast<double>(fresh.size()) + 0.01 * quality;
            if (gain > best_gain) best_gain = gain, best = c;
        }
        if (best == units.size()) break;
        chosen.push_back(best);
        for (const auto& [u, score] : matches[best]) covered.insert(units[u].segment->voice);
    }
    return chosen;
}

}  // namespace

void find_key_points(const PointRoom& room, DebateId debate, Pole pole, const PointOptions& options, Points& out) {
    std::vector<Unit> units = units_of(room, debate, pole);
    mark_candidates(units);
    const std::vector<Matches> matches = matches_of_candidates(units);
    const std::vector<std::size_t> chosen = choose(units, matches, options);
    std::map<std::size_t, std::pair<double, std::size_t>> home;  // unit -> (score, place in chosen)
    for (std::size_t place = 0; place < chosen.size(); ++place)
        for (const auto& [u, score] : matches[chosen[place]])
            if (auto& best = home[u]; score > best.first) best = {score, place};
    std::vector<KeyPoint> points;
    std::vector<std::vector<PointMatch>> matched(chosen.size());
    for (std::size_t place = 0; place < chosen.size(); ++place) {
        const Segment& s = *units[chosen[place]].segment;
        KeyPoint point;
        point.point = static_cast<PointId>(stable_id("point\n" + std::to_string(static_cast<std::int64_t>(debate)) +
                                                     '\n' + std::to_string(static_cast<std::int64_t>(s.segment))));
        point.debate = debate;
        point.pole = pole;
        point.segment = s.segment;
        point.post = s.post;
        std::set<VoiceId> voices;
        std::set<PostId> posts;
        for (const auto& [u, best] : home) {
            if (best.second != place) continue;
            const Segment& member = *units[u].segment;
            matched[place].push_back(
                {point.point, debate, member.segment, member.post, member.voice, member.year, best.first});
            voices.insert(member.voice);
            posts.insert(member.post);
            if (member.year > 0) {
                point.first_year = point.first_year == 0 ? member.year : std::min(point.first_year, member.year);
                point.last_year = std::max(point.last_year, member.year);
            }
        }
        point.voices = static_cast<std::int64_t>(voices.size());
        point.posts = static_cast<std::int64_t>(posts.size());
        points.push_back(point);
    }
    std::vector<std::size_t> order(points.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t l, std::size_t r) { return points[l].voices > points[r].voices; });
    std::int32_t rank = 0;
    for (const std::size_t i : order) {
        if (points[i].voices < options.least_voices) continue;
        points[i].rank = ++rank;
        out.points.push_back(points[i]);
        out.matches.insert(out.matches.end(), matched[i].begin(), matched[i].end());
    }
}

}  // namespace agon
