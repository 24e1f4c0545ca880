// Text to the numbered pieces that the sentence encoder reads.
//
// SentencePiece cuts a text into the pieces of a fixed vocabulary so that the product of their frequencies is largest
// (T. Kudo, Subword Regularization, ACL 2018). Chinese needs no word segmentation for it:
// "市场经济" may become "▁", "市场", "经济". What no piece covers is the unknown piece.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "ground/outcome/outcome.hpp"

namespace agon {

class PieceSplitter {
  public:
    /// `bytes` is the content of an sp.model; `file` is the name that errors carry. Errors: model_damaged.
    static Result<PieceSplitter> open(const std::string& bytes, const std::string& file);
    PieceSplitter(PieceSplitter&&) noexcept;
    ~PieceSplitter();

    std::int32_t vocabulary_size() const;
    /// The text of a piece, ▁ for a space. REQUIRES: number < vocabulary_size().
    std::string piece(std::size_t number) const;
    /// Natural logarithm of the piece's probability, as its vocabulary was learned.
    float log_probability(std::size_t number) const;
    /// Begin mark, at least one piece, end mark; never more than `most` numbers. REQUIRES: most >= 3.
    /// Thread rule: const, safe to share.
    std::vector<std::int32_t> split(std::string_view text, std::size_t most) const;
    /// The first `most` pieces without marks, neighbouring unknown characters as one, as the library gives them.
    /// Thread rule: const, safe to share.
    std::vector<std::int32_t> pieces_of(std::string_view text, std::size_t most) const;
    std::int32_t begin_mark() const;
    std::int32_t end_mark() const;
    std::int32_t unknown_mark() const;

  private:
    struct Model;
    explicit PieceSplitter(std::unique_ptr<Model> model);
    std::unique_ptr<Model> model_;
};

}  // namespace agon
