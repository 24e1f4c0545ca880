// Inside of room debates: the steps of discovery.
#pragma once

#include <map>
#include <unordered_map>

#include "src/debates/debatedness.hpp"

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

/// A public thread with what was counted in it.
struct ThreadEvidence {
    const Thread* thread = nullptr;
    QuestionShape shape;
    std::vector<std::size_t> segments;  // indices into Segments, in order
    Evidence counts;
    std::vector<float> centre;  // of question and segments, centred on the case
};
/// By thread id.
std::vector<ThreadEvidence> weigh_threads(const Threads& threads, const Segments& segments, const Vectors& vectors,
                                          const std::vector<float>& mean, const Lexicon& lexicon,
                                          const DebatednessModel& model);

/// Groups of indices into `evidence`, each a debate; only threads of at least `least` debatedness enter.
std::vector<std::vector<std::size_t>> group_threads(const std::vector<ThreadEvidence>& evidence, const Words& words,
                                                    double least);

/// Fills salience, rank and rank interval, and sorts by rank.
void rank_debates(std::vector<Debate>& debates, const std::vector<Member>& members, const Segments& segments,
                  std::int32_t resamples);

}  // namespace agon
