// Inside of room camps: what is asked of the judge, what replies say, and how both settle into stances.
#pragma once

#include <map>
#include <span>
#include <unordered_map>

#include "ground/model/judge.hpp"
#include "ground/model/named_weights.hpp"
#include "src/camps/camps.hpp"

namespace agon {

/// What the judge said of one text of a post.
struct Heard {
    double odds = 0, weight = 0;
};
/// What the judge knows of a post in one debate. Odds are natural logarithms: positive for pole a, negative for pole b.
struct DebatePost {
    PostId post{};
    VoiceId voice{};
    PostId answers{};
    ThreadId thread{};
    std::int32_t year = 0;
    std::int64_t votes = 0;
    std::int32_t depth = 0;              // replies above it: 0 answers the question itself
    std::vector<std::size_t> segments;   // indices of its members that are no quotations
    std::vector<double> segment_odds;    // what the judge says of each
    std::vector<double> segment_weight;  // how much of a stance each can carry
    JudgedBy judged_by = JudgedBy::attention;
    std::vector<Heard> heard;      // what the judge said of each text put to it
    double odds = 0;               // of its own words together
    double lean = 0;               // -1 (b) .. 1 (a), after replies and likenesses
    bool weighs_both = false;      // words of weighing both sides, or own segments of both poles
    std::optional<Pole> placed{};  // where the analyst says that it stands
};

struct Room {
    Room(const Segments& segments, const Vectors& vectors, const Lexicon& lexicon);
    /// Those of a post lie together; empty where it has none.
    std::span<const Segment> of_post(PostId post) const;

    const Segments& segments;
    const Vectors& vectors;
    const Lexicon& lexicon;
    /// Of a segment of that post, among the segments. REQUIRES: it is there.
    std::size_t place_of(PostId post, SegmentId segment) const;

  private:
    std::unordered_map<PostId, std::pair<std::size_t, std::size_t>> ranges_;  // begin and end of its segments
};

// ---- asking.cpp: own words
// -------------------------------------------------------------------------------------------
/// The debate's posts with their members, in post order.
std::vector<DebatePost> posts_of(DebateId debate, const Debates& debates, const Room& room);
/// Asks the judges of every post and fills judged_by, segment_odds, segment_weight, odds and weighs_both. `left` is how
/// many questions the pair network may still be asked in this case.
Result<void> ask_judges(std::vector<DebatePost>& posts, const Debate& debate, const Debates& debates, const Room& room,
                        const CampJudges& judges, QuestionsLeft& left, int threads);

// ---- replies.cpp: a reply and the post it answers
// --------------------------------------------------------------------
class ReplyModel {
  public:
    /// Weights of models/reply.toml, made by training/reply.py. Errors: model_missing, model_damaged.
    static Result<ReplyModel> load(Disk& disk, const std::string& file);
    static const std::vector<std::string>& mark_names();
    /// One number a mark, in the order of mark_names().
    static std::vector<double> marks_of(std::string_view reply, std::string_view answered, std::int32_t depth,
                                        bool own_again, const Lexicon& lexicon);
    /// Log-odds that the reply stands on the side of the post that it answers, if both take a side.
    double same_side_odds(const std::vector<double>& marks) const;
    const std::string& digest() const { return weights_.digest; }

  private:
    NamedWeights weights_;
};

/// One row for each of `posts` that answers another of them by another voice, in the order of posts.
Result<std::vector<ReplySide>> read_replies(DebateId debate, const std::vector<DebatePost>& posts, const Room& room,
                                            const ReplyModel& marks, const CampJudges& judges, QuestionsLeft& left,
                                            int threads);

// ---- settling.cpp: from single odds to a debate
// ----------------------------------------------------------------------
/// Half the log-odds that two posts stand alike; negative: that they stand apart.
struct Tie {
    std::size_t left = 0, right = 0;
    double strength = 0;
    bool by_likeness = false;  // says that they stand alike more than others do, not that they stand alike
};
/// How far a log-odds that was heard is believed: shift + slope * odds is the log-odds that it is so.
struct Believed {
    double shift = 0, slope = 1;
};
/// Of the reply model's log-odds of the same side; lessons.hpp says what is believed where nobody has placed posts.
struct ReplyBelief {
    Believed believed;
    bool is_known = false;  // learned from enough replies between placed posts
};
std::vector<Tie> ties_between(const std::vector<DebatePost>& posts, const Room& room,
                              const std::vector<ReplySide>& replies, const ReplyBelief& belief, int threads);
/// Leans in -1 .. 1, from each post's own odds and its ties. |strength| of all ties of a pair together under 18.
std::vector<double> settle(const std::vector<double>& odds, const std::vector<Tie>& ties);

// ---- counting.cpp: stances to voices and camps
// -----------------------------------------------------------------------
void combine_voices(DebateId debate, const std::vector<PostStance>& stances, Camps& out);
void count_camps(DebateId debate, const std::vector<PostStance>& stances, Camps& out);

}  // namespace agon
