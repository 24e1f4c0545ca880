// Text to pieces by longest match, and one row of 256 small numbers for each piece: the parts of fast_encoder.hpp.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace agon {

/// Cuts text into the longest pieces of a vocabulary, left to right. What no piece covers is left out.
class LongestPieces {
  public:
    /// `pieces[i]` is the text of piece i, with ▁ for a space; empty ones are never found.
    explicit LongestPieces(const std::vector<std::string>& pieces);
    LongestPieces(LongestPieces&&) noexcept;
    ~LongestPieces();

    /// Appends the pieces of `text` to `found`. White space counts as ▁, full-width ASCII as ASCII, and a ▁ stands
    /// before the text, as in training. `folded` is room to work in. Thread rule: const, safe to share.
    void split(std::string_view text, std::string& folded, std::vector<std::int32_t>& found) const;

  private:
    struct Trie;
    std::unique_ptr<Trie> trie_;
};

constexpr std::size_t fast_width = 256;

/// Row p stands for scales[p] * steps[p * fast_width ...].
struct PieceTable {
    std::vector<std::int8_t> steps;
    std::vector<float> scales;

    /// Rounds `row` (fast_width floats), times weight, into row `piece`.
    void put(std::size_t piece, const float* row, float weight);
    /// The sum of the rows of `pieces`, in their order, scaled to unit length. REQUIRES: at least one piece.
    void unit_sum(const std::vector<std::int32_t>& pieces, float* out) const;
};

}  // namespace agon
