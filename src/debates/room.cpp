// The case as room debates looks things up in it, held from one set of corrections to the next.
#include <algorithm>

#include "ground/model/geometry.hpp"
#include "src/debates/steps.hpp"

namespace agon {
namespace {

constexpr std::size_t kMostGroupings = 4;

}  // namespace

DebateReadings::DebateReadings() = default;
DebateReadings::DebateReadings(DebateReadings&&) noexcept = default;
DebateReadings& DebateReadings::operator=(DebateReadings&&) noexcept = default;
DebateReadings::~DebateReadings() = default;

DebateRoom::DebateRoom(const Threads& all_threads, const Segments& all_segments, const Vectors& all_vectors,
                       const Lexicon& lexicon, const Words& all_words)
    : threads(all_threads),
      segments(all_segments),
      vectors(all_vectors),
      words(all_words),
      mean(vectors.segments.mean()),
      evidence(count_threads(threads, segments, vectors, mean, lexicon)),
      title_words(words_of_titles(evidence, words)),
      fits(segments, vectors, mean) {
    place.reserve(segments.segments.size());
    for (std::size_t i = 0; i < segments.segments.size(); ++i)
        place[static_cast<std::int64_t>(segments.segments[i].segment)] = i;
}

DebateRoom& DebateRoom::of(DebateReadings& readings, const Threads& threads, const Segments& segments,
                           const Vectors& vectors, const Lexicon& lexicon, const Words& words) {
    if (!readings.room_) readings.room_ = std::make_unique<DebateRoom>(threads, segments, vectors, lexicon, words);
    return *readings.room_;
}

const std::vector<std::string>& DebateRoom::words_of(SegmentId id) {
    const auto [at, fresh] = segment_words_.try_emplace(static_cast<std::int64_t>(id));
    if (fresh) at->second = words.content_words(segment(id).text);
    return at->second;
}

void DebateRoom::hold_centres(const std::vector<std::size_t>& which) {
    const CentreMaker centres{segments, vectors, mean};
    for (const std::size_t i : which)
        if (evidence[i].centre.empty()) static_cast<ThreadCentre&>(evidence[i]) = centres.of(evidence[i]);
}

const std::vector<ThreadGroup>& DebateRoom::groups(const std::vector<bool>& debated) {
    auto known = std::find_if(groups_.begin(), groups_.end(), [&](const auto& held) { return held.first == debated; });
    if (known == groups_.end()) {
        if (groups_.size() == kMostGroupings) groups_.pop_back();
        const CentreMaker centres{segments, vectors, mean};
        groups_.emplace_front(debated, group_threads(evidence, title_words, debated, {},
                                                     [&](std::size_t i) { return centres.of(evidence[i]); }));
        known = groups_.begin();
    }
    std::rotate(groups_.begin(), known, known + 1);
    return groups_.front().second;
}

}  // namespace agon
