// The pair network: the pieces of a target, a text and the post answered, read together -> logits of a task.
//
// A BERT encoder (J. Devlin et al., BERT, NAACL 2019) that reads
//   [CLS] target [SEP] text [SEP] answered [SEP]       the last part only where a post is answered
// as one sequence, so that each piece of the text sees the target in every layer ("cross-encoder"):
//   piece        its row, a row for its place and one for its part, layer norm
//   layer        attention of several heads; + before, layer norm; gelu layer; + before, layer norm
//   head         the last row of [CLS]: a tanh layer, then one number a class
// Fits: "不应该由政府来挑产业" beside "产业政策", where the side lies in how both are put together.
// Does not fit: what needs knowledge of the day, or irony without a mark of it.
//
// The same bits on every machine and whatever is beside a question:
// - Matrix products are exact integer products (integer_product.hpp) of 8-bit steps; a scale per column comes after.
// - Attention is summed per number in a fixed order, by fused multiply-adds written as such.
// - exp, tanh and gelu are our own (fixed_exponential.hpp).
// - Several questions are laid one after the other in one product, without padding; no row reads another question's.
// In the last layer only the row of [CLS] is asked for, so only keys and values are computed for the others.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "ground/model/array_archive.hpp"
#include "ground/model/integer_product.hpp"

namespace agon {

/// Numbered pieces with their marks. Parts: 0 the target, 1 the text, 0 again the post answered.
struct PairPieces {
    std::vector<std::int32_t> pieces;
    std::vector<std::uint8_t> parts;
};

/// A matrix of steps with a scale and a bias per column.
struct ScaledMatrix {
    StepMatrix steps;
    std::vector<float> scale, bias;

    /// `name`, `name`.scale and `name`.bias. Errors: model_damaged.
    static Result<ScaledMatrix> load(const ArrayArchive& archive, const std::string& name, std::size_t rows,
                                     std::size_t columns);
    /// The same where `changes` holds `name`.in (rows x rank) and `name`.back (rank x columns), steps with a scale per
    /// column: their product is added, and the sum rounded to 127ths of each column's largest weight (E. Hu et al.,
    /// LoRA, ICLR 2022). Errors: model_damaged.
    static Result<ScaledMatrix> load_changed(const ArrayArchive& archive, const ArrayArchive& changes,
                                             const std::string& name, std::size_t rows, std::size_t columns);
    /// rows * matrix + bias. REQUIRES: whole panels of columns.
    std::vector<float> times(const std::vector<float>& rows, std::size_t count) const;
};

class PairNetwork {
  public:
    /// `vocabulary` is the number of pieces, `tasks` names the heads. Errors: model_damaged.
    static Result<PairNetwork> load(const ArrayArchive& archive, std::int32_t vocabulary,
                                    const std::vector<std::string>& tasks, const std::string& file_for_errors);
    /// The network as `changes` makes it for one more task: as many of its layers as they change, what they add to the
    /// matrices there, and a head of theirs.
    static Result<PairNetwork> load_changed(const ArrayArchive& archive, const ArrayArchive& changes,
                                            std::int32_t vocabulary, const std::string& task,
                                            const std::string& file_for_errors);

    std::size_t most_pieces() const { return position_.size() / width_; }  // of one question
    std::size_t width() const { return width_; }
    /// The last rows of [CLS], width() numbers a question. REQUIRES: each has 1 .. most_pieces() pieces, numbers below
    /// the vocabulary. Thread rule: const, without shared state.
    std::vector<float> read(std::span<const PairPieces> questions) const;
    /// What the first `layers` layers say of a text as a whole: the mean of its rows after them, width() numbers a
    /// question. REQUIRES, thread rule: as read(); layers <= layers().
    std::vector<float> means_after(std::size_t layers, std::span<const PairPieces> questions) const;
    std::size_t layers() const { return layers_.size(); }
    /// The logits of `task` for `count` rows of read(). REQUIRES: a task of load().
    std::vector<float> logits(const std::string& task, const std::vector<float>& rows, std::size_t count) const;
    std::size_t classes(const std::string& task) const { return heads_.at(task).classes; }
    /// What the logits of the task are divided by before they become shares.
    float temperature(const std::string& task) const { return heads_.at(task).temperature; }

  private:
    struct Norm {
        std::vector<float> gain, shift;
    };
    struct Layer {
        ScaledMatrix query, key, value, out, up, down;
        Norm first, second;
    };
    struct Head {
        ScaledMatrix hidden;
        std::vector<float> out, bias;  // width x classes
        std::size_t classes = 0;
        float temperature = 1;
    };
    struct Rows;

    /// Where each question's rows begin, and the end.
    std::vector<std::size_t> begins_of(std::span<const PairPieces> questions) const;
    /// All but the heads; `changes` may be null.
    static Result<PairNetwork> load_body(const ArrayArchive& archive, const ArrayArchive* changes,
                                         std::int32_t vocabulary, const std::string& file_for_errors);
    Result<void> load_embedding(const ArrayArchive& archive, std::int32_t vocabulary);
    Result<Layer> load_layer(const ArrayArchive& archive, const ArrayArchive* changes, std::size_t number) const;
    Result<Head> load_head(const ArrayArchive& archive, const std::string& task) const;
    Result<Norm> load_norm(const ArrayArchive& archive, const std::string& name) const;
    Rows embed(std::span<const PairPieces> questions) const;
    void apply(const Norm& norm, float* row) const;
    /// Attention of the rows of `query` (all, or the first of each question) to all rows of their question.
    Rows attend(const Rows& query, const Rows& key, const Rows& value, const std::vector<std::size_t>& begins,
                bool first_only) const;
    Rows run_layer(const Layer& layer, Rows rows, const std::vector<std::size_t>& begins, bool first_only) const;

    std::size_t width_ = 0, head_width_ = 0;
    std::vector<std::int8_t> table_;  // [piece][width]
    std::size_t table_block_ = 0;     // neighbouring steps of a piece under one scale
    std::vector<float> table_scale_, position_, part_;
    Norm embed_norm_;
    std::vector<Layer> layers_;
    std::map<std::string, Head> heads_;
};

}  // namespace agon
