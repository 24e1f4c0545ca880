#include "ground/model/late_encoder.hpp"

#include <mutex>

namespace agon {
namespace {

class LateEncoder final : public Encoder {
  public:
    LateEncoder(EncoderFacts facts, LoadEncoder load) : facts_(std::move(facts)), load_(std::move(load)) {}
    std::int32_t width() const override { return facts_.width; }
    const std::string& name() const override { return facts_.name; }
    const std::string& digest() const override { return facts_.digest; }
    std::int32_t piece_width() const override { return facts_.piece_width; }
    Result<std::vector<float>> encode(const std::vector<std::string_view>& texts, int threads) const override {
        if (texts.empty()) return std::vector<float>{};
        TRY(const Encoder* encoder, loaded());
        return encoder->encode(texts, threads);
    }
    Result<PieceFeatures> encode_pieces(const std::vector<std::string_view>& texts, std::size_t most,
                                        int threads) const override {
        if (texts.empty()) return PieceFeatures{{0}, {}};
        TRY(const Encoder* encoder, loaded());
        return encoder->encode_pieces(texts, most, threads);
    }

  private:
    Result<const Encoder*> loaded() const {
        const std::lock_guard lock(one_at_a_time_);
        if (!encoder_) {
            TRY(encoder_, load_());
            VERIFY(encoder_->digest() == facts_.digest && encoder_->width() == facts_.width &&
                   encoder_->piece_width() == facts_.piece_width);
        }
        return static_cast<const Encoder*>(encoder_.get());
    }

    EncoderFacts facts_;
    LoadEncoder load_;
    mutable std::mutex one_at_a_time_;
    mutable std::unique_ptr<Encoder> encoder_;
};

}  // namespace

std::unique_ptr<Encoder> encoder_when_asked(EncoderFacts facts, LoadEncoder load) {
    return std::make_unique<LateEncoder>(std::move(facts), std::move(load));
}

}  // namespace agon
