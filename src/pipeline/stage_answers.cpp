#include "src/pipeline/stage_answers.hpp"

#include "ground/text/text.hpp"

namespace agon {
namespace {

constexpr Portions of_texts{128, 64};
// Two or three minutes of the reader on two cores.
constexpr Portions of_readings{128, 1};
// A quarter of a second of the argument judge on two cores.
constexpr Portions of_pairs{64, 1000000};

/// Asks the judge until `stop` says not to.
class StoppedArguments final : public ArgumentJudge {
  public:
    StoppedArguments(const ArgumentJudge& judge, std::function<bool()> stop) : judge_(judge), stop_(std::move(stop)) {}
    const std::string& name() const override { return judge_.name(); }
    const std::string& digest() const override { return judge_.digest(); }
    Result<std::vector<double>> judge(std::span<const ArgumentQuestion> questions, int threads) const override {
        if (stop_()) return Error{ErrorCode::stage_missing, "", 0, -1, "points"};
        return judge_.judge(questions, threads);
    }

  private:
    const ArgumentJudge& judge_;
    std::function<bool()> stop_;
};

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
    if (!stop) return *argument_judges_.emplace_back(keeping(asked, kept));
    argument_judges_.push_back(std::make_unique<StoppedArguments>(asked, stop));
    return *argument_judges_.emplace_back(keeping(*argument_judges_.back(), kept, of_pairs));
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
