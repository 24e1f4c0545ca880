// The stance network: piece rows and sentence vectors of a text, a target and the post answered -> three numbers.
//
// Decomposable attention (A. Parikh et al., A Decomposable Attention Model for Natural Language Inference, EMNLP 2016),
// trained by training/stance.py, which says what each set of labels gave:
//   row          the encoder's 1280 numbers of a piece, projected to 192, then 128 with relu
//   compare      each row attends to the rows of the other side; relu of a linear map of (row, what it saw, their
//                product, their distance); mean and maximum over the rows
//   joined       text/target, target/text, and if a post is answered: that post/target, text/post; beside them the two
//                sentence vectors with product and distance
//   out          one hidden layer, then for, against, neither
// Fits: "不应该" beside what the target affirms: the row knows its neighbours, the comparison sees the contrast.
// Does not fit: irony, and arguments whose side needs knowledge ("A fact of history" -> for).
//
// All sums run in index order over floats without contraction, so every build gives the same bits.
#pragma once

#include <array>
#include <span>
#include <vector>

#include "ground/model/array_archive.hpp"

namespace agon {

constexpr std::size_t projected_width = 192;
constexpr std::size_t deep_width = 128;
constexpr std::size_t set_count = 9;  // sets of labels that training/stance.py learns from

/// A matrix kept as bytes in the file and as floats here: value = lowest[column] + scale[column] * byte.
struct PackedMatrix {
    std::size_t rows = 0, columns = 0;
    std::vector<float> values;  // row after row
    std::vector<float> bias;    // per column; empty: none
};

/// Rows of deep_width numbers.
using DeepRows = std::vector<float>;

class StanceNetwork {
  public:
    static Result<StanceNetwork> load(const ArrayArchive& projection, const ArrayArchive& network,
                                      const std::string& file_for_errors);

    /// Encoder rows (encoder_width each) to deep rows. REQUIRES: rows.size() divides by encoder_width.
    DeepRows deepen(std::span<const float> rows) const;

    struct Side {
        const DeepRows* rows;
        const float* vector;  // 512 numbers
    };
    /// Logits of for, against, neither. `answered` may be null.
    std::array<float, 3> logits(const Side& text, const Side& target, const DeepRows* answered) const;
    float temperature() const { return temperature_; }
    /// What is added to the logits on material of set number `set`. REQUIRES: set < set_count.
    std::array<float, 3> share_of_set(std::size_t set) const {
        return {sets_[set * 3], sets_[set * 3 + 1], sets_[set * 3 + 2]};
    }

  private:
    void compare(const PackedMatrix& matrix, const DeepRows& left, const DeepRows& right, float* mean_and_most) const;

    PackedMatrix projection_, embed_, attend_, target_, answer_, whole_, hidden_, out_;
    std::vector<float> sets_;
    float temperature_ = 1;
};

}  // namespace agon
