// Inside of room points: the sentences of a case, found by id and read when first asked for.
//
// What stands here follows from threads and texts alone, so that it need not be made again when a correction changes
// debates or camps (PointReadings).
#pragma once

#include <optional>
#include <unordered_map>

#include "src/points/points.hpp"

namespace agon {

/// What a sentence is worth as an argument, whatever is argued about; see argument_quality().
struct Worth {
    double log_odds = 0;       // QualityModel::log_odds()
    bool bare_figure = false;  // a figure, and no word of cause, condition, judgement, duty or generality
};

class Sentences {
  public:
    /// All but `quality` are kept as views and must outlive this.
    Sentences(const Threads& threads, const Segments& segments, const Lexicon& lexicon, const Words& words,
              const QualityModel& quality);

    const Segment& segment(SegmentId id) const { return segments_.segments[place_.at(id)]; }
    /// In the order of the post; empty where it has none.
    const std::vector<const Segment*>& of_post(PostId id) const;
    /// The newest revision; null if there is none.
    const Post* post(PostId id) const;
    /// Content words in order, a word as often as it stands there. REQUIRES of this and the next: a segment of the
    /// case.
    const std::vector<std::string>& words(const Segment& s);
    const Worth& worth(const Segment& s);
    /// The model of worth().
    const QualityModel& quality() const { return quality_; }
    /// What the public posts of the case say of who leads a sector, without debate and pole; by post.
    const std::vector<SectorView>& sector_views();

  private:
    struct Read {
        std::optional<std::vector<std::string>> words;
        std::optional<Worth> worth;
    };
    Read& read_of(const Segment& s);

    const Threads& threads_;
    const Segments& segments_;
    const Lexicon& lexicon_;
    const Words& words_;
    QualityModel quality_;
    std::unordered_map<SegmentId, std::size_t> place_;
    std::unordered_map<PostId, std::vector<const Segment*>> of_post_;
    std::unordered_map<PostId, const Post*> posts_;
    std::vector<Read> read_;  // by place
    std::optional<std::vector<SectorView>> sector_views_;
};

Worth worth_of(const Segment& s, const Lexicon& lexicon, const QualityModel& quality);
/// See Sentences::sector_views(). `posts`: of each public post its segments, by id.
std::vector<SectorView> read_sectors(const std::vector<const std::vector<const Segment*>*>& posts,
                                     const Threads& threads, const Lexicon& lexicon);

}  // namespace agon
