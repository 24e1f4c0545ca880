// Inside of room debates: the steps of discovery.
#pragma once

#include <map>
#include <unordered_map>

#include "src/debates/debates.hpp"

namespace agon {

/// What a question's title asks and between which poles.
struct QuestionShape {
    QuestionForm form = QuestionForm::open;
    std::string pole_a, pole_b;  // either_or: the two sides as written; else empty
    std::string proposition;     // the statement it puts up, see proposition.hpp; may be empty
};
QuestionShape shape_of_question(const std::string& title, const Lexicon& lexicon);

/// For each question of a debate: agreeing with its proposition (or first pole) is a vote for the debate's pole a (1),
/// for its pole b (-1), or not known (0). `debate` is the shape of the naming question; where `threads` holds the same
/// object the answer is 1. Errors: the encoder's.
Result<std::vector<int>> orientations_of(const QuestionShape& debate, const std::vector<const QuestionShape*>& threads,
                                         const Encoder& encoder);

/// What was counted in one thread.
struct ThreadEvidence {
    const Thread* thread = nullptr;
    QuestionShape shape;
    std::vector<std::size_t> segments;  // indices into Segments, in order
    std::int64_t voices = 0, posts = 0, votes = 0;
    std::int64_t approving = 0, rejecting = 0;  // posts whose cues lean one way
    std::int64_t replies = 0, disagreeing_replies = 0;
    double argument_density = 0;  // share of segments with claim score of .5 or more
    double debatedness = 0;
    std::vector<float> centre;  // of question and segments, centred
    std::map<std::string, double> title_words;
};
std::vector<ThreadEvidence> weigh_threads(const Threads& threads, const Corpus& corpus, const Segments& segments,
                                          const Vectors& vectors, const std::vector<float>& mean,
                                          const Lexicon& lexicon, const Words& words);

/// Groups of indices into `evidence`, each a debate; only threads that pass enter.
std::vector<std::vector<std::size_t>> group_threads(const std::vector<ThreadEvidence>& evidence,
                                                    const DebateOptions& options);

/// Fills salience, rank and rank interval, and sorts by rank.
void rank_debates(std::vector<Debate>& debates, const std::vector<Member>& members, const Segments& segments,
                  std::int32_t resamples);

}  // namespace agon
