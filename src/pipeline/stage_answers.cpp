#include "src/pipeline/stage_answers.hpp"

#include <limits>

#include "ground/text/text.hpp"

namespace agon {
namespace {

constexpr Portions of_texts{128, 64};
// Two or three minutes of the reader on two cores.
constexpr Portions of_readings{128, 1};
// A quarter of a second of the argument judge on two cores.
constexpr std::size_t pairs_at_once = 64;

}  // namespace

KeptAnswers& StageAnswers::of(const std::string& model, const std::string& digest, std::size_t answer_bytes) {
    const std::string maker =
        sha256_hex("agon " AGON_VERSION "\n" + std::to_string(kAnswersVersion) + '\n' + model + '\n' + digest + '\n');
    kept_.push_back(KeptAnswers::open(disk_, case_folder_ + "/kept/" + stage_ + '-' + model + ".answers", maker,
                                      answer_bytes, &left_, held_));
    return kept_.back();
}

const Encoder& StageAnswers::encoder(const std::string& model, const Encoder& asked, How how) {
    KeptAnswers& kept = of(model, asked.digest(), static_cast<std::size_t>(asked.width()) * sizeof(float));
    return *encoders_.emplace_back(keeping(asked, kept, how == How::in_portions ? of_texts : Portions()));
}

const Judge& StageAnswers::judge(const std::string& model, const Judge& asked, How how) {
    KeptAnswers& kept = of(model, asked.digest(), kShareBytes);
    return *judges_.emplace_back(keeping(asked, kept, how == How::in_portions ? of_readings : Portions()));
}

const ReplyJudge& StageAnswers::reply_judge(const std::string& model, const ReplyJudge& asked, How how) {
    KeptAnswers& kept = of(model, asked.digest(), kShareBytes);
    return *reply_judges_.emplace_back(keeping(asked, kept, how == How::in_portions ? of_readings : Portions()));
}

const ArgumentJudge& StageAnswers::argument_judge(const std::string& model, const ArgumentJudge& asked,
                                                  const std::function<bool()>& stop) {
    KeptAnswers& kept = of(model, asked.digest(), sizeof(double));
    // Where it is stopped, what was said until then is saved, and not before.
    const Portions portions =
        stop ? Portions{pairs_at_once, std::numeric_limits<std::size_t>::max(), &stop} : Portions();
    return *argument_judges_.emplace_back(keeping(asked, kept, portions));
}

const Judge& StageAnswers::kept_judge(const std::string& model, const Judge& asked, std::size_t& unread) {
    return *judges_.emplace_back(only_kept(asked, of(model, asked.digest(), kShareBytes), unread));
}

const ArgumentJudge& StageAnswers::kept_arguments(const std::string& model, const ArgumentJudge& asked,
                                                  std::size_t& unread) {
    return *argument_judges_.emplace_back(only_kept(asked, of(model, asked.digest(), sizeof(double)), unread));
}

Result<void> StageAnswers::save() {
    for (KeptAnswers& kept : kept_) TRY_VOID(kept.save());
    return {};
}

}  // namespace agon
