#include "ground/model/onnx_encoder.hpp"

#include <cmath>
#include <cstdlib>

#include "ground/model/own_network.hpp"
#include "ground/model/tiles.hpp"

namespace agon {
namespace {

constexpr std::size_t texts_of_tile = 8;
constexpr std::int64_t widest = 65536;

class OnnxEncoder final : public Encoder {
  public:
    OnnxEncoder(OwnNetwork own, std::size_t output) : own_(std::move(own)), output_(output) {
        name_ = "onnx " + own_.folder;
    }

    std::int32_t width() const override { return width_; }
    const std::string& name() const override { return name_; }
    const std::string& digest() const override { return own_.digest; }

    /// Encodes one text to learn how wide the rows are. To be called once, before anything else.
    Result<void> find_width() {
        TRY(const std::vector<float> row, row_of("width"));
        width_ = static_cast<std::int32_t>(row.size());
        return {};
    }

    Result<std::vector<float>> encode(const std::vector<std::string_view>& texts, int threads) const override {
        const auto width = static_cast<std::size_t>(width_);
        std::vector<float> values(texts.size() * width);
        TRY_VOID(try_each(texts.size(), texts_of_tile, threads,
                          [&](std::size_t i) { return put_row(texts[i], values.data() + i * width); }));
        return values;
    }

  private:
    Result<void> put_row(std::string_view text, float* into) const {
        TRY(const std::vector<float> row, row_of(text));
        if (row.size() != static_cast<std::size_t>(width_)) return wrong("its rows are not all of one width");
        std::copy(row.begin(), row.end(), into);
        return {};
    }

    /// Of unit length.
    Result<std::vector<float>> row_of(std::string_view text) const {
        const std::string whole = own_.settings.prefix + std::string(text);
        TRY(const OpenVinoNetwork::Output output,
            own_.run(own_.tokenizer.one(whole, own_.settings.most_pieces), output_));
        const std::vector<std::int64_t>& shape = output.shape;
        const bool by_piece = shape.size() == 3;
        if ((!by_piece && shape.size() != 2) || shape.front() != 1 || shape.back() < 1 || shape.back() > widest ||
            output.values.empty())
            return wrong("its output is neither a row a piece nor one row");
        const auto width = static_cast<std::size_t>(shape.back());
        const std::size_t pieces = !by_piece || own_.settings.pooling == "first" ? 1 : output.values.size() / width;
        std::vector<double> sums(width, 0.0);
        for (std::size_t p = 0; p < pieces; ++p)
            for (std::size_t d = 0; d < width; ++d) sums[d] += static_cast<double>(output.values[p * width + d]);
        double squares = 0;
        for (const double sum : sums) squares += sum * sum;
        if (!(squares > 0) || !std::isfinite(squares)) return wrong("it gives a text no direction");
        std::vector<float> row(width);
        for (std::size_t d = 0; d < width; ++d) row[d] = static_cast<float>(sums[d] / std::sqrt(squares));
        return row;
    }

    Error wrong(const char* what) const { return {ErrorCode::model_damaged, own_.model, 0, -1, what}; }

    OwnNetwork own_;
    std::size_t output_;
    std::string name_;
    std::int32_t width_ = 0;
};

}  // namespace

Result<std::unique_ptr<Encoder>> load_onnx_encoder(const std::string& folder, const std::string& openvino, Disk& disk) {
    TRY(OwnNetwork own, OwnNetwork::load(folder, openvino, disk));
    TRY(const std::size_t output, own.output_place({"sentence_embedding", "last_hidden_state", "token_embeddings"}));
    auto encoder = std::make_unique<OnnxEncoder>(std::move(own), output);
    TRY_VOID(encoder->find_width());
    return std::unique_ptr<Encoder>(std::move(encoder));
}

std::string openvino_folder(const std::string& data) {
    if (const char* set = std::getenv("AGON_OPENVINO"); set && *set) return set;
    return data + "/.deps/openvino";
}

}  // namespace agon
