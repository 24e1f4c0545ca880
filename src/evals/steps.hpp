// Inside of room evals: the single evals and the measures they share.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "ground/lexicon/lexicon.hpp"
#include "src/evals/evals.hpp"
#include "src/vectors/vectors.hpp"

namespace agon {

Result<std::vector<Score>> eval_debates(Disk& disk, const EvalOptions& options);
Result<std::vector<Score>> eval_sample(Disk& disk, const EvalOptions& options);
Result<std::vector<Score>> eval_stance(Disk& disk, const EvalOptions& options);
Result<std::vector<Score>> eval_claims(Disk& disk, const EvalOptions& options);
Result<std::vector<Score>> eval_points(Disk& disk, const EvalOptions& options);
Result<std::vector<Score>> eval_trends(Disk& disk, const EvalOptions& options);
Result<std::vector<Score>> eval_relations(Disk& disk, const EvalOptions& options);
Result<std::vector<Score>> eval_groups(Disk& disk, const EvalOptions& options);
Result<std::vector<Score>> eval_campus(Disk& disk, const EvalOptions& options);
Result<std::vector<Score>> eval_translations(Disk& disk, const EvalOptions& options);

/// How the files of eval/gold know a text that they do not hold: the first 16 digits of its SHA-256.
std::string gold_digest(std::string_view text);
/// By the digest of their texts; of several alike the first.
std::map<std::string, const Segment*> segments_by_digest(const Segments& segments);

/// Part of eval_stance: a text of the case that was labelled, under a question held out (forum_stances.cpp).
struct ForumStance {
    std::string statement, contrary, text;
    std::string label, turned;  // beside the statement, beside the contrary: for, against, neither
};
/// Those whose text the case has.
Result<std::vector<ForumStance>> read_forum_stances(Disk& disk, const EvalOptions& options);

/// Part of eval_relations: quality.hpp on the sentences of the sample that were graded.
Result<void> score_quality(Disk& disk, const std::string& data, const Threads& threads, const Segments& segments,
                           const Vectors& vectors, std::vector<Score>& scores);

/// Part of eval_relations: sentences that were labelled for a side, in the case's camps (sentence_sides.cpp).
Result<void> score_sides(Disk& disk, const EvalOptions& options, const Segments& segments, std::vector<Score>& scores);

/// Part of eval_relations: pairs of sentences labelled for whether they make the same argument (same_argument.cpp).
Result<void> score_same_argument(Disk& disk, const EvalOptions& options, const Segments& segments,
                                 std::vector<Score>& scores);

// Parts of eval_trends (change_points.cpp, labelled_sentences.cpp).
void score_changes(std::vector<Score>& scores);
/// Frames of actors; words of concerns and moods, in the case's sentences that were labelled (labelled_sentences.cpp).
Result<void> score_labelled_sentences(Disk& disk, const EvalOptions& options, const Lexicon& lexicon,
                                      std::vector<Score>& scores);
/// False alarms on the case's own posts with their dates dealt out anew: every subject, every shuffle.
Result<void> score_shuffled(Disk& disk, const std::string& folder, std::vector<Score>& scores);

/// Mean F1 over the labels that occur in `gold`. Pairs by index; sizes must agree.
double macro_f1(const std::vector<std::string>& gold, const std::vector<std::string>& given);
double accuracy(const std::vector<std::string>& gold, const std::vector<std::string>& given);
/// The chance that one of the label `wanted` scores above another; equal scores count half; 0 without both kinds.
double area_under_curve(const std::vector<std::string>& gold, std::string_view wanted,
                        const std::vector<double>& scores);
/// chrF of a whole set, 0 to 100, as sacrebleu computes it; texts by index, sizes must agree.
double character_f(const std::vector<std::string>& wanted, const std::vector<std::string>& given);
/// Adjusted mutual information of two labelings (N. Vinh, J. Epps, J. Bailey, JMLR 2010), arithmetic normaliser.
double adjusted_mutual_information(const std::vector<std::string>& left, const std::vector<std::string>& right);
/// Harmonic mean of homogeneity and completeness (A. Rosenberg, J. Hirschberg, 2007).
double v_measure(const std::vector<std::string>& gold, const std::vector<std::string>& given);
/// Wilson's 95 % interval of hits among items, into low and high of the score.
void set_wilson(Score& score, std::int64_t hits);

}  // namespace agon
