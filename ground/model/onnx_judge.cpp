#include "ground/model/onnx_judge.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "ground/model/own_network.hpp"
#include "ground/model/tiles.hpp"

namespace agon {
namespace {

constexpr std::size_t questions_of_tile = 8;
constexpr std::array<const char*, 3> words = {"for", "against", "neither"};

class OnnxJudge final : public Judge {
  public:
    OnnxJudge(OwnNetwork own, std::size_t output, std::array<std::size_t, 3> places)
        : own_(std::move(own)), output_(output), places_(places), name_("onnx " + own_.folder) {}

    const std::string& name() const override { return name_; }
    const std::string& digest() const override { return own_.digest; }

    Result<std::vector<StanceAnswer>> judge(std::span<const StanceQuestion> questions, int threads) const override {
        std::vector<StanceAnswer> answers(questions.size());
        TRY_VOID(try_each(questions.size(), questions_of_tile, threads,
                          [&](std::size_t i) { return answer(questions[i], answers[i]); }));
        return answers;
    }

  private:
    Result<void> answer(const StanceQuestion& question, StanceAnswer& into) const {
        TRY(const OpenVinoNetwork::Output output,
            own_.run(own_.tokenizer.two(question.text, question.target, own_.settings.most_pieces), output_));
        std::array<double, 3> shares{};
        double sum = 0;
        bool fits = output.shape == std::vector<std::int64_t>{1, 3};
        for (std::size_t k = 0; fits && k < shares.size(); ++k) {
            // Against the largest, so that none overflows.
            const float largest = *std::max_element(output.values.begin(), output.values.end());
            shares[k] = std::exp(static_cast<double>(output.values[places_[k]]) - static_cast<double>(largest));
            sum += shares[k];
        }
        fits = fits && std::isfinite(sum) && sum > 0;
        if (!fits) return Error{ErrorCode::model_damaged, own_.model, 0, -1, "its output is not three numbers"};
        into = {shares[0] / sum, shares[1] / sum, shares[2] / sum};
        return {};
    }

    OwnNetwork own_;
    std::size_t output_;
    std::array<std::size_t, 3> places_;  // of for, against and neither among the three numbers
    std::string name_;
};

}  // namespace

Result<std::unique_ptr<Judge>> load_onnx_judge(const std::string& folder, const std::string& openvino, Disk& disk) {
    TRY(OwnNetwork own, OwnNetwork::load(folder, openvino, disk));
    const std::vector<std::string>& labels = own.settings.labels;
    std::array<std::size_t, 3> places{};
    for (std::size_t k = 0; k < words.size(); ++k) {
        const auto found = std::find(labels.begin(), labels.end(), words[k]);
        if (labels.size() != words.size() || found == labels.end())
            return Error{ErrorCode::bad_value, folder + "/agon.toml", 0, -1,
                         "labels must name the three outputs: \"for\", \"against\", \"neither\" in their order"};
        places[k] = static_cast<std::size_t>(found - labels.begin());
    }
    TRY(const std::size_t output, own.output_place({"logits"}));
    std::unique_ptr<Judge> judge = std::make_unique<OnnxJudge>(std::move(own), output, places);
    // One question now: what cannot judge is said before a case is read.
    TRY_VOID(judge->judge(std::vector<StanceQuestion>{{"width", "width", ""}}, 1));
    return judge;
}

}  // namespace agon
