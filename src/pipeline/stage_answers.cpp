#include "src/pipeline/stage_answers.hpp"

#include "ground/text/text.hpp"

namespace agon {

KeptAnswers& StageAnswers::of(const std::string& model, const std::string& digest, std::size_t answer_bytes) {
    const std::string maker =
        sha256_hex("agon " AGON_VERSION "\n" + std::to_string(kAnswersVersion) + '\n' + model + '\n' + digest + '\n');
    kept_.push_back(KeptAnswers::open(disk_, case_folder_ + "/kept/" + stage_ + '-' + model + ".answers", maker,
                                      answer_bytes, &left_));
    return kept_.back();
}

const Encoder& StageAnswers::encoder(const std::string& model, const Encoder& asked) {
    KeptAnswers& kept = of(model, asked.digest(), static_cast<std::size_t>(asked.width()) * sizeof(float));
    return *encoders_.emplace_back(keeping(asked, kept));
}

const Judge& StageAnswers::judge(const std::string& model, const Judge& asked) {
    return *judges_.emplace_back(keeping(asked, of(model, asked.digest(), kShareBytes)));
}

const ReplyJudge& StageAnswers::reply_judge(const std::string& model, const ReplyJudge& asked) {
    return *reply_judges_.emplace_back(keeping(asked, of(model, asked.digest(), kShareBytes)));
}

Result<void> StageAnswers::save() {
    for (KeptAnswers& kept : kept_) TRY_VOID(kept.save());
    return {};
}

}  // namespace agon
