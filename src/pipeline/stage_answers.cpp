#include "src/pipeline/stage_answers.hpp"

#include <algorithm>

#include "ground/text/text.hpp"

namespace agon {
namespace {

constexpr std::size_t texts_of_portion = 128, portions_between_saves = 64;

class EncoderInPortions final : public Encoder {
  public:
    EncoderInPortions(const Encoder& keeping, KeptAnswers& kept) : keeping_(keeping), kept_(kept) {}
    std::int32_t width() const override { return keeping_.width(); }
    const std::string& name() const override { return keeping_.name(); }
    const std::string& digest() const override { return keeping_.digest(); }
    Result<std::vector<float>> encode(const std::vector<std::string_view>& texts, int threads) const override {
        // All that will be asked is looked up first: a save drops what nobody asked for.
        for (const std::string_view text : texts) kept_.find(question_key({text}));
        std::vector<float> all;
        all.reserve(texts.size() * static_cast<std::size_t>(width()));
        std::size_t portion = 0;
        for (std::size_t begin = 0; begin < texts.size(); begin += texts_of_portion) {
            const std::size_t end = std::min(texts.size(), begin + texts_of_portion);
            const auto rows = keeping_.encode(
                {texts.begin() + static_cast<std::ptrdiff_t>(begin), texts.begin() + static_cast<std::ptrdiff_t>(end)},
                threads);
            if (!rows || ++portion % portions_between_saves == 0) TRY_VOID(kept_.save());
            if (!rows) return rows.error();
            all.insert(all.end(), rows->begin(), rows->end());
        }
        return all;
    }

  private:
    const Encoder& keeping_;
    KeptAnswers& kept_;
};

}  // namespace

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

const Encoder& StageAnswers::encoder_in_portions(const std::string& model, const Encoder& asked) {
    const Encoder& keeping = encoder(model, asked);
    return *encoders_.emplace_back(std::make_unique<EncoderInPortions>(keeping, kept_.back()));
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
