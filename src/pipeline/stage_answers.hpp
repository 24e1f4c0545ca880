// What the models said to one stage, kept in the case for the next run: CASE/kept/STAGE-MODEL.answers.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "ground/model/kept_answers.hpp"

namespace agon {

/// Raised by one whenever code that turns a question and a model's weights into an answer changes a bit of any answer;
/// whatever older code kept is asked again.
inline constexpr int kAnswersVersion = 1;

/// Models for one stage that ask only for what the case does not hold. `model` tells the files of a stage apart. What
/// is returned lives as long as this. Thread rule: one thread at a time.
class StageAnswers {
  public:
    /// `left`: answers that earlier runs of this process asked for no more. `held`: files as they left them, if they
    /// are to be held.
    StageAnswers(Disk& disk, std::string case_folder, std::string stage, LeftAnswers& left, HeldAnswerFiles* held)
        : disk_(disk), case_folder_(std::move(case_folder)), stage_(std::move(stage)), left_(left), held_(held) {}

    /// In portions: a model that is dear to ask or may fail on the way; what it said until then is saved.
    enum class How : std::uint8_t { at_once, in_portions };
    const Encoder& encoder(const std::string& model, const Encoder& asked, How how = How::at_once);
    const Judge& judge(const std::string& model, const Judge& asked, How how = How::at_once);
    const ReplyJudge& reply_judge(const std::string& model, const ReplyJudge& asked, How how = How::at_once);
    /// In portions where there is a `stop`, which must outlive this: once it says so, judging ends with stage_missing.
    const ArgumentJudge& argument_judge(const std::string& model, const ArgumentJudge& asked,
                                        const std::function<bool()>& stop);
    /// See only_kept(). `unread` must outlive this.
    const Judge& kept_judge(const std::string& model, const Judge& asked, std::size_t& unread);
    const ArgumentJudge& kept_arguments(const std::string& model, const ArgumentJudge& asked, std::size_t& unread);
    KeptAnswers& of(const std::string& model, const std::string& digest, std::size_t answer_bytes);
    /// Of all that were taken from this. Errors: the disk's.
    Result<void> save();

  private:
    Disk& disk_;
    std::string case_folder_, stage_;
    LeftAnswers& left_;
    HeldAnswerFiles* held_;
    std::deque<KeptAnswers> kept_;
    std::vector<std::unique_ptr<Encoder>> encoders_;
    std::vector<std::unique_ptr<Judge>> judges_;
    std::vector<std::unique_ptr<ReplyJudge>> reply_judges_;
    std::vector<std::unique_ptr<ArgumentJudge>> argument_judges_;
};

}  // namespace agon
