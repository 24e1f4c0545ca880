// Inside of room points: its steps over one debate.
#pragma once

#include <map>
#include <set>
#include <tuple>
#include <unordered_map>

#include "src/points/points.hpp"
#include "src/points/sentences.hpp"

namespace agon {

/// A row of PairJudges::sentences for every Chinese segment that a camp may count.
struct SentenceRows {
    std::int32_t width = 0;
    std::vector<float> values;
    std::unordered_map<SegmentId, std::size_t> place{};
    std::vector<float> mean{};  // of all rows

    /// The segment's row without what all rows share; empty where it has none.
    std::vector<float> centred_row(SegmentId id) const;
    const float* row(SegmentId id) const {
        const auto found = place.find(id);
        return found == place.end() ? nullptr : values.data() + found->second * static_cast<std::size_t>(width);
    }
};

/// How many of the nearest texts are read for a sentence whose voices are counted.
inline std::size_t texts_to_count(std::size_t texts) {
    constexpr std::size_t least = 60;
    return std::max(least, texts / 10);
}

/// Everything the steps look things up in, built once.
struct PointRoom {
    const Threads& threads;
    const Segments& segments;
    const Vectors* vectors;         // of the matching judge's encoder
    const SentenceRows& sentences;  // of Chinese segments in camps: likeness.hpp
    const Debates& debates;
    const Camps& camps;
    const Encoder& encoder;
    const Matcher& matcher;
    const Judge& judge;
    const ArgumentJudge* arguments;  // null: none reads who makes an argument
    const Lexicon& lexicon;
    const Words& words;
    Sentences& read;                                 // what texts say by themselves
    std::set<std::pair<PostId, PostId>> rejected{};  // from, to: the analyst says that this is no answer
    std::map<std::pair<DebateId, PostId>, const PostStance*> stance{};
    std::map<std::tuple<DebateId, PostId, PostId>, double> same_side_odds{};  // debate, reply, post answered
    std::map<DebateId, std::string> questions{};                              // of a debate all, a line each

    const Segment& segment(SegmentId id) const { return read.segment(id); }
    static Sentences& read_of(PointReadings& readings, const Threads& threads, const Segments& segments,
                              const Lexicon& lexicon, const Words& words, const QualityModel& quality);
    static std::vector<float>& segment_rows_of(PointReadings& readings) { return readings.rows_.segments; }
    static std::vector<float>& sentence_rows_of(PointReadings& readings) { return readings.rows_.sentences; }
    MatchText seen(const Segment& s) const;
    /// The best way to tell that the group allows. `may_read` false: without the argument judge.
    ToldBy way_to_tell(const MatchGroup& group, bool may_read = true) const {
        if (!has_sentence_rows(group)) return ToldBy::matching;
        return may_read && arguments != nullptr ? ToldBy::reading : ToldBy::likeness;
    }
    /// Who may make which argument; by nearness, where it is read afterwards.
    Result<ArgumentMatches> argument_matches(const MatchGroup& group, ToldBy by, int thread_count) const;
    /// Who makes which. Where it is read: each point's nearest `most` texts and those in `always`.
    Result<ArgumentMatches> read_matches(const MatchGroup& group, ToldBy by, std::size_t most,
                                         const std::vector<std::size_t>& always, int thread_count) const;
};

/// A sentence that can stand for its camp, with how well it does: its quality on the question asked and how surely it
/// alone speaks for the camp, multiplied.
struct Speaking {
    const Segment* sentence = nullptr;
    Pole pole = Pole::a;
    double weight = 0;
    double heard = 0;  // share of both camps' candidates in which the judge hears this camp less; 0.5 in the middle
};

/// The arguing sentences of both camps of a debate against the key points chosen for either.
struct DebateMatches {
    std::vector<const Segment*> texts;
    std::vector<Pole> poles;  // of each text's post
    std::vector<const Segment*> points;
    std::vector<Pole> pole_of_point;
    std::vector<float> match;  // [text][point], 0 but for the two surest points of each text
    float makes_from = 1;      // probability from which a text makes a point
    std::vector<Speaking> speaking;

    bool makes(std::size_t text, std::size_t point) const { return match[text * points.size() + point] >= makes_from; }
};

/// A sentence that says something without what stands around it, judged by its form only.
bool can_stand_alone(std::string_view text);
/// 0 to 1: how well the sentence would stand as an argument on the debate's question (QualityModel).
double argument_quality(const PointRoom& room, const Segment& s, const Debate& debate);
std::set<std::string> words_of_debate(const PointRoom& room, const Debate& debate);

Result<DebateMatches> find_key_points(const PointRoom& room, const Debate& debate, const PointOptions& options,
                                      Points& out);
/// The sentences that speak best for each camp, whether or not others make the same argument.
void find_statements(const PointRoom& room, const Debate& debate, const DebateMatches& matched, Points& out);
void find_relations(const PointRoom& room, const Debate& debate, Points& out);
void find_divide(const PointRoom& room, const Debate& debate, const DebateMatches& matched, Points& out);
Result<void> find_consensus(const PointRoom& room, const Debate& debate, const PointOptions& options, Points& out);
void find_sector_views(const PointRoom& room, Points& out);
/// Groups of people who vote alike, for every thread whose posts were voted on.
void find_voters(const PointRoom& room, Points& out);
/// Who takes the same sides in several debates.
void find_allies(const Camps& camps, Points& out);
void count_sector_cells(const std::vector<SectorView>& views, std::vector<SectorCell>& out);

}  // namespace agon
