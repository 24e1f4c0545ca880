// Judges: how a text stands to a target.
#pragma once

#include <cmath>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ground/model/encoder.hpp"

namespace agon {

/// What a judge is asked. The views must outlive the call.
struct StanceQuestion {
    std::string_view text;
    std::string_view target;    // a statement ("government should pick industries") or a thing
    std::string_view answered;  // the post that the text answers; empty: none
};

/// Probabilities; they add up to 1.
struct StanceAnswer {
    double in_favour = 0;
    double against = 0;
    double neither = 1;
};

/// Log-odds of for against against. `smoothing` is added to both: a text that is neither says little.
inline double log_odds(const StanceAnswer& answer, double smoothing) {
    return std::log(answer.in_favour + smoothing) - std::log(answer.against + smoothing);
}
constexpr double pair_smoothing = 0.02;  // for the pair network (bench/stance_ablation.py)

/// What answers one kind of question. Thread rule: const calls from any thread.
template <class Question, class Answer>
class JudgeOf {
  public:
    virtual ~JudgeOf() = default;
    virtual const std::string& name() const = 0;
    /// sha256 over all that the answers depend on besides the questions.
    virtual const std::string& digest() const = 0;
    /// One answer a question, in order. Bits do not depend on batch, order or threads.
    virtual Result<std::vector<Answer>> judge(std::span<const Question> questions, int threads) const = 0;
};
using Judge = JudgeOf<StanceQuestion, StanceAnswer>;

/// The trained judge of `folder` (models/stance): projection.npz and `network`. Keeps `encoder`, which must outlive it
/// and must be the embedded one, whose rows it was trained on. `material` names the labelled set (training/stance.py)
/// whose shares of labels are taken as given; empty: none, as on threads of no known shares. Errors: model_missing,
/// model_damaged, usage (no such set).
Result<std::unique_ptr<Judge>> load_trained_judge(const std::string& folder, const std::string& network,
                                                  const Encoder& encoder, Disk& disk, std::string_view material = {});

/// Whether a reply takes the side of the post that it answers; the three add up to 1.
struct ReplyQuestion {
    std::string_view reply, answered;  // must outlive the call
};
struct ReplyAnswer {
    double agrees = 0, disagrees = 0, neither = 1;
};

using ReplyJudge = JudgeOf<ReplyQuestion, ReplyAnswer>;

/// Whether two sentences of one debate make the same argument: whoever lists arguments would put both under one entry
/// (docs/labelling/arguments.md).
struct ArgumentQuestion {
    std::string_view head, other;  // must outlive the call
};

using ArgumentJudge = JudgeOf<ArgumentQuestion, double>;  // the probability that they do
/// Of a judge that was not to be asked now (only_kept): less than any probability.
inline constexpr double not_read = -1;

/// The pair network (pair_network.hpp) of `folder` (models/pair), once for both questions. Its replies are Chinese.
struct PairJudges {
    std::unique_ptr<Judge> stance;
    std::unique_ptr<ReplyJudge> reply;
    std::unique_ptr<Encoder> sentences;  // of Chinese sentences, for likeness of meaning; none: no map for the network
    std::unique_ptr<ArgumentJudge> arguments;  // of Chinese sentences; none: no arguments.npz for the network
};
/// `network` is a file of the folder; sentences.npz beside it may hold the map of `sentences`, arguments.npz the
/// changes to the network by which it tells arguments apart, which are read from `disk` when first asked; the disk must
/// outlive this. Errors: model_missing, model_damaged.
Result<PairJudges> load_pair_judges(const std::string& folder, const std::string& network, Disk& disk);

/// The statement as a judge is best asked: without quotation marks, and without a last clause that only says once more
/// what is rejected ("应该劝年轻人“进厂”，少去送外卖" -> "应该让年轻人进厂"): beside two clauses a judge takes a word
/// of the second for the target. Words that the pair network misreads in a statement, 劝 and 不让, give way to others.
std::string plain_statement(std::string_view statement);

/// The statement that one who is for `statement` is against: one word of its modal, verdict or denial is turned
/// ("应该" and "不应该", "禁止" and "允许"), else a word of rejection is set in front. Asking for both and taking the
/// difference takes off what a judge reads in a text whatever is asked. The same rules as training/stance_sets.py.
std::string opposite_of(std::string_view statement);

}  // namespace agon
