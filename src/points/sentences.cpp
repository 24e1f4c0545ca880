#include "src/points/sentences.hpp"

#include <algorithm>

namespace agon {

PointReadings::PointReadings() = default;
PointReadings::PointReadings(PointReadings&&) noexcept = default;
PointReadings& PointReadings::operator=(PointReadings&&) noexcept = default;
PointReadings::~PointReadings() = default;

Sentences::Sentences(const Threads& threads, const Segments& segments, const Lexicon& lexicon, const Words& words,
                     const QualityModel& quality)
    : threads_(threads),
      segments_(segments),
      lexicon_(lexicon),
      words_(words),
      quality_(quality),
      read_(segments.segments.size()) {
    place_.reserve(segments.segments.size());
    for (std::size_t i = 0; i < segments.segments.size(); ++i) {
        place_[segments.segments[i].segment] = i;
        of_post_[segments.segments[i].post].push_back(&segments.segments[i]);
    }
    for (const Post& post : threads.posts)
        if (post.newest) posts_[post.post] = &post;
}

const std::vector<const Segment*>& Sentences::of_post(PostId id) const {
    static const std::vector<const Segment*> kNone;
    const auto found = of_post_.find(id);
    return found == of_post_.end() ? kNone : found->second;
}

const Post* Sentences::post(PostId id) const {
    const auto found = posts_.find(id);
    return found == posts_.end() ? nullptr : found->second;
}

Sentences::Read& Sentences::read_of(const Segment& s) {
    return read_[static_cast<std::size_t>(&s - segments_.segments.data())];
}

const std::vector<std::string>& Sentences::words(const Segment& s) {
    std::optional<std::vector<std::string>>& words = read_of(s).words;
    if (!words) words = words_.content_words(s.text);
    return *words;
}

const Worth& Sentences::worth(const Segment& s) {
    std::optional<Worth>& worth = read_of(s).worth;
    if (!worth) worth = worth_of(s, lexicon_, quality_);
    return *worth;
}

const std::vector<SectorView>& Sentences::sector_views() {
    if (sector_views_) return *sector_views_;
    std::vector<const std::vector<const Segment*>*> posts;
    for (const auto& [id, segments] : of_post_)
        if (segments.front()->stream == "public") posts.push_back(&segments);
    std::sort(posts.begin(), posts.end(),
              [](const auto* l, const auto* r) { return l->front()->post < r->front()->post; });
    sector_views_ = read_sectors(posts, threads_, lexicon_);
    return *sector_views_;
}

}  // namespace agon
