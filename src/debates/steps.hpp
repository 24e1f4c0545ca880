// Inside of room debates: the steps of discovery.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <unordered_map>

#include "src/debates/debatedness.hpp"
#include "src/debates/fits.hpp"

namespace agon {

/// What a question's title asks and between which poles.
struct QuestionShape {
    QuestionForm form = QuestionForm::open;
    std::string pole_a, pole_b;  // either_or: the two sides as written; else empty
    std::string proposition;     // the statement it puts up, see proposition.hpp; may be empty
    bool who_leads = false;      // asks who should lead, the state or the market
    int approach = 0;            // which of them a yes, or the first pole, is for: state 1, market -1; 0: not known
};
QuestionShape shape_of_question(const std::string& title, const Lexicon& lexicon);
/// The same of a title without Chinese characters, less what lexicons say.
QuestionShape shape_of_english(const std::string& title);
/// Of a question whose form, poles and proposition are filled in; asks_who_leads() wants its approach too.
int approach_of(const QuestionShape& question, const Lexicon& lexicon);
bool asks_who_leads(const QuestionShape& question, const std::string& title, const Lexicon& lexicon);
/// Words in the text that take something back (不, 取消, 过时 ...), each once.
int count_reversals(std::string_view text);

/// For each question of a debate: agreeing with its proposition (or first pole) is a vote for the debate's pole a (1),
/// for its pole b (-1), or not known (0). `debate` is the shape of the naming question; where `threads` holds the same
/// object the answer is 1. Errors: the encoder's.
Result<std::vector<int>> orientations_of(const QuestionShape& debate, const std::vector<const QuestionShape*>& threads,
                                         const Encoder& encoder);

/// Where a thread stands among the others: centred on the case, unit length, of its segments, of its title, and of
/// both. 6 KB; empty where it is not held.
struct ThreadCentre {
    std::vector<float> body, title, centre;
};

/// A public thread with what was counted in it.
struct ThreadEvidence : ThreadCentre {
    const Thread* thread = nullptr;
    QuestionShape shape;
    std::vector<std::size_t> segments;  // indices into Segments, in order
    Evidence counts;
};

/// Works centres out. All must outlive this.
struct CentreMaker {
    const Segments& segments;
    const Vectors& vectors;
    const std::vector<float>& mean;  // of all segment vectors
    ThreadCentre of(const ThreadEvidence& thread) const;
};
/// A case of no more threads holds the centres of all; a larger one (posts of a microblog, each its own thread) those
/// that its debates need.
constexpr std::size_t most_threads_with_centres = 65536;
/// By thread id, all but the debatedness; with centres up to most_threads_with_centres.
std::vector<ThreadEvidence> count_threads(const Threads& threads, const Segments& segments, const Vectors& vectors,
                                          const std::vector<float>& mean, const Lexicon& lexicon);
/// Fills in the debatedness. Errors: those of `title_encoder`, whose vectors of titles the model reads.
Result<void> weigh_threads(std::vector<ThreadEvidence>& evidence, const Vectors& vectors, const DebatednessModel& model,
                           const Encoder& title_encoder);

/// Of each thread's title the content words, sorted, each once.
using TitleWords = std::vector<std::vector<std::string>>;
TitleWords words_of_titles(const std::vector<ThreadEvidence>& evidence, const Words& words);

/// Indices into the evidence, ascending.
struct ThreadGroup {
    std::vector<std::size_t> threads;
    std::vector<std::vector<std::size_t>> parts;  // the group at a finer resolution
    double stability = 1;
};
struct GroupingOptions {
    double resolution = 0.03;      // mean nearness above the yardsticks from which threads are one debate
    double step = 0.03;            // how far the coarser and the finer of the three resolutions stand off
    double finer = 0.15;           // above `resolution`: that of sub-questions
    double least_stability = 0.5;  // below it a group is cut into its finer parts
};
/// Threads that are one debate each; only those marked in `debated` (by index) enter, the others are the background.
/// REQUIRES: the centres of those debated are held. `centre_of` gives the others', of an index; unused where all are.
std::vector<ThreadGroup> group_threads(const std::vector<ThreadEvidence>& evidence, const TitleWords& title_words,
                                       const std::vector<bool>& debated, const GroupingOptions& options,
                                       const std::function<ThreadCentre(std::size_t)>& centre_of = {});

/// The question that names a group, and the group's centre. REQUIRES: the group is not empty, its centres are held.
const ThreadEvidence& naming_thread(const std::vector<ThreadEvidence>& evidence, const std::vector<std::size_t>& group);
std::vector<float> centre_of_group(const std::vector<ThreadEvidence>& evidence, const std::vector<std::size_t>& group);

/// Whether at least two of the group's questions, and half of them or more, ask who should lead, the state or the
/// market: then no single one of them says what the debate is about, and each is turned by its own words.
bool is_of_who_leads(const std::vector<ThreadEvidence>& evidence, const std::vector<std::size_t>& group);

/// Fills salience with its parts, rank, rank interval and share of first ranks, and sorts by rank.
void rank_debates(std::vector<Debate>& debates, const std::vector<Member>& members, const DebateRoom& room,
                  const DebateOptions& options);

/// The case as the steps look things up in it, with what they work out of it alone.
struct DebateRoom {
    /// All must outlive this.
    DebateRoom(const Threads& threads, const Segments& segments, const Vectors& vectors, const Lexicon& lexicon,
               const Words& words);
    /// The one of `readings`, made if there is none.
    static DebateRoom& of(DebateReadings& readings, const Threads& threads, const Segments& segments,
                          const Vectors& vectors, const Lexicon& lexicon, const Words& words);

    const Segment& segment(SegmentId id) const { return segments.segments[place.at(static_cast<std::int64_t>(id))]; }
    /// Content words of a segment, read when first asked for.
    const std::vector<std::string>& words_of(SegmentId id);
    /// Works out the centres of these threads where they are not held yet.
    void hold_centres(const std::vector<std::size_t>& which);
    /// Groups of the threads that are debated. REQUIRES: their centres are held.
    const std::vector<ThreadGroup>& groups(const std::vector<bool>& debated);

    const Threads& threads;
    const Segments& segments;
    const Vectors& vectors;
    const Words& words;
    std::vector<float> mean;  // of all segment vectors
    std::vector<ThreadEvidence> evidence;
    TitleWords title_words;                               // by place in the evidence
    std::unordered_map<std::int64_t, std::size_t> place;  // SegmentId -> segments
    SegmentFits fits;

  private:
    std::unordered_map<std::int64_t, std::vector<std::string>> segment_words_;
    // Of what was debated in the last runs, the last one first: a correction that is taken back finds its groups.
    std::deque<std::pair<std::vector<bool>, std::vector<ThreadGroup>>> groups_;
};

}  // namespace agon
