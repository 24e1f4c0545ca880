#include "src/pipeline/stage_answers.hpp"

#include "ground/text/text.hpp"

namespace agon {
namespace {

constexpr Portions of_texts{128, 64};
// Two or three minutes of the reader on two cores.
constexpr Portions of_readings{128, 1};

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

const ArgumentJudge& StageAnswers::argument_judge(const std::string& model, const ArgumentJudge& asked) {
    return *argument_judges_.emplace_back(keeping(asked, of(model, asked.digest(), sizeof(double))));
}

Result<void> StageAnswers::save() {
    for (KeptAnswers& kept : kept_) TRY_VOID(kept.save());
    return {};
}

}  // namespace agon
