// The trained judge: questions in chunks to the encoder, then to the stance network, over threads.
//
// A chunk encodes each of its different strings once. Of a text 64 pieces are read, of a target 24, of the post
// answered 32, as in training: what a post says to a target is mostly said early, and longer posts come in segments.
#include <algorithm>
#include <map>

#include "ground/model/fixed_exponential.hpp"
#include "ground/model/judge.hpp"
#include "ground/model/stance_network.hpp"
#include "ground/model/tiles.hpp"
#include "ground/text/text.hpp"

namespace agon {
namespace {

constexpr std::size_t most_pieces = 64;
constexpr std::size_t most_target_pieces = 24;
constexpr std::size_t most_answered_pieces = 32;
constexpr std::size_t chunk = 192;

/// The different strings of a chunk, encoded.
struct Strings {
    std::map<std::string_view, std::size_t> number;
    std::vector<std::string_view> texts;
    std::vector<DeepRows> rows;
    std::vector<float> vectors;

    std::size_t add(std::string_view text) {
        const auto [place, added] = number.emplace(text, texts.size());
        if (added) texts.push_back(text);
        return place->second;
    }
};

DeepRows first_rows(const DeepRows& rows, std::size_t most) {
    return {rows.begin(), rows.begin() + static_cast<std::ptrdiff_t>(std::min(rows.size(), most * deep_width))};
}

class TrainedJudge final : public Judge {
  public:
    TrainedJudge(const Encoder& encoder, StanceNetwork network, std::string digest, std::array<float, 3> shares)
        : encoder_(encoder), network_(std::move(network)), digest_(std::move(digest)), shares_(shares) {}

    const std::string& name() const override { return name_; }
    const std::string& digest() const override { return digest_; }
    Result<std::vector<StanceAnswer>> judge(std::span<const StanceQuestion> questions, int threads) const override;

  private:
    Result<void> encode(Strings& strings, int threads) const;
    StanceAnswer answer(const StanceQuestion& question, const Strings& strings) const;

    const Encoder& encoder_;
    StanceNetwork network_;
    std::string name_ = "trained stance judge (training/stance.py)";
    std::string digest_;
    std::array<float, 3> shares_;  // added to the logits
};

Result<void> TrainedJudge::encode(Strings& strings, int threads) const {
    TRY(strings.vectors, encoder_.encode(strings.texts, threads));
    TRY(const PieceFeatures features, encoder_.encode_pieces(strings.texts, most_pieces, threads));
    const auto width = static_cast<std::size_t>(encoder_.piece_width());
    strings.rows.resize(strings.texts.size());
    for_each_tile(strings.texts.size(), threads, [&](std::size_t t) {
        const std::span rows(features.rows);
        strings.rows[t] = network_.deepen(
            rows.subspan(features.begin[t] * width, (features.begin[t + 1] - features.begin[t]) * width));
    });
    return {};
}

StanceAnswer TrainedJudge::answer(const StanceQuestion& question, const Strings& strings) const {
    const auto width = static_cast<std::size_t>(encoder_.width());
    const std::size_t text = strings.number.at(question.text), target = strings.number.at(question.target);
    const DeepRows target_rows = first_rows(strings.rows[target], most_target_pieces);
    DeepRows answered;
    if (!question.answered.empty())
        answered = first_rows(strings.rows[strings.number.at(question.answered)], most_answered_pieces);
    std::array<float, 3> logits = network_.logits({&strings.rows[text], strings.vectors.data() + text * width},
                                                  {&target_rows, strings.vectors.data() + target * width},
                                                  question.answered.empty() ? nullptr : &answered);
    for (std::size_t c = 0; c < 3; ++c) logits[c] += shares_[c];
    const float highest = std::max({logits[0], logits[1], logits[2]});
    std::array<double, 3> shares{};
    for (std::size_t c = 0; c < 3; ++c)
        shares[c] = static_cast<double>(fixed_exponential((logits[c] - highest) / network_.temperature()));
    const double sum = shares[0] + shares[1] + shares[2];
    return {shares[0] / sum, shares[1] / sum, shares[2] / sum};
}

Result<std::vector<StanceAnswer>> TrainedJudge::judge(std::span<const StanceQuestion> questions, int threads) const {
    std::vector<StanceAnswer> answers(questions.size());
    for (std::size_t begin = 0; begin < questions.size(); begin += chunk) {
        const std::size_t end = std::min(questions.size(), begin + chunk);
        Strings strings;
        for (std::size_t i = begin; i < end; ++i) {
            strings.add(questions[i].text);
            strings.add(questions[i].target);
            if (!questions[i].answered.empty()) strings.add(questions[i].answered);
        }
        TRY_VOID(encode(strings, threads));
        for_each_tile(end - begin, threads,
                      [&](std::size_t i) { answers[begin + i] = answer(questions[begin + i], strings); });
    }
    return answers;
}

}  // namespace

Result<std::unique_ptr<Judge>> load_trained_judge(const std::string& folder, const std::string& network,
                                                  const Encoder& encoder, Disk& disk, std::string_view material) {
    constexpr std::array<std::string_view, set_count> sets = {"iam_zh",  "iam_en", "cstance", "mtcsd", "zscsd",
                                                              "nlpcc_a", "kpa",    "iac",     "other"};
    const auto* const set = std::find(sets.begin(), sets.end(), material);
    if (!material.empty() && set == sets.end())
        return Error{ErrorCode::usage, "", 0, -1, "no set is called " + std::string(material)};
    const std::string projection_path = folder + "/projection.npz", network_path = folder + "/" + network;
    for (const std::string& path : {projection_path, network_path})
        if (!disk.exists(path)) return Error{ErrorCode::model_missing, path, 0, -1, "part of the checkout"};
    if (encoder.piece_width() != 1280 || encoder.width() != 512)
        return Error{ErrorCode::model_damaged, network_path, 0, -1, "needs the embedded encoder's rows"};
    TRY(std::string projection_bytes, disk.read_file(projection_path));
    TRY(std::string network_bytes, disk.read_file(network_path));
    std::string digest = sha256_hex(encoder.digest() + sha256_hex(projection_bytes) + sha256_hex(network_bytes));
    TRY(const ArrayArchive projection, ArrayArchive::open(std::move(projection_bytes), projection_path));
    TRY(const ArrayArchive weights, ArrayArchive::open(std::move(network_bytes), network_path));
    TRY(StanceNetwork made, StanceNetwork::load(projection, weights, network_path));
    const auto shares =
        material.empty() ? std::array<float, 3>{} : made.share_of_set(static_cast<std::size_t>(set - sets.begin()));
    return std::unique_ptr<Judge>(std::make_unique<TrainedJudge>(encoder, std::move(made), std::move(digest), shares));
}

}  // namespace agon
