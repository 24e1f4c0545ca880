// Matrix products in whole numbers: fast, and the same bits on every machine.
//
// The idea. Every weight matrix of the encoder holds at most 255 different values, k * step with -127 <= k <= 127,
// since it was published in 8 bits. So W = step * K with K exact in int8. The activations are rounded to 16 bits, in
// cells of 256 neighbouring numbers with one scale per cell: v = scale * q, |q| <= 32767. Then a product over one cell
// is
//     sum q * k   with |sum| <= 256 * 32767 * 127 < 2^31,
// an exact int32: no rounding inside, so it does not matter in which order, in which register width, in which row of a
// tile or on which processor it is summed. Rounding happens once per cell, in a fixed order: total += scale * sum.
// An example that fits: a layer-normed row (largest value near 6, so the rounding is 1e-4 at most). One that does not:
// a row where one value is 10,000 times the others; they would lose all digits. The network has no such layer. Cells
// overlap for free: a convolution over n neighbouring tokens reads n neighbouring cells, without copying windows.
//
// Source of the trick: B. Jacob et al., Quantization and Training of Neural Networks for Efficient
// Integer-Arithmetic-Only Inference, CVPR 2018. DEVIATION: 16-bit activations instead of 8, since 8 cost cosine.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace agon {

constexpr std::size_t cell_width = 256;

/// Numbers in cells: cell c stands for scales[c] * values[c * cell_width ...].
struct Cells {
    std::vector<std::int16_t> values;
    std::vector<float> scales;

    explicit Cells(std::size_t count = 0) : values(count * cell_width), scales(count) {}
    /// Rounds `count` <= cell_width floats into the cell; the rest of it becomes 0.
    void put(std::size_t cell, const float* numbers, std::size_t count);
    void put_zeros(std::size_t cell);
};

/// A matrix of 8-bit steps, laid out for the kernels.
class StepMatrix {
  public:
    StepMatrix() = default;
    /// `rows` x `columns`, row after row. Nothing if the values are not whole multiples of a 127th of the largest.
    static std::optional<StepMatrix> pack(const std::vector<float>& matrix, std::size_t rows, std::size_t columns);

    /// The same from the steps themselves, with a step of 1: what columns are scaled by is the caller's.
    static StepMatrix pack_steps(const std::vector<std::int8_t>& matrix, std::size_t rows, std::size_t columns);

    std::size_t columns() const { return columns_; }
    std::size_t cells_per_row() const { return cells_; }  // cells of input that one output row reads

    /// Row r of the input is the cells first_cell[r], first_cell[r] + cell_step, ...; its product goes to
    /// out[r * out_stride ...]. Quickest where first_cell ascends by 1, since tiles are then read in place.
    /// REQUIRES: out_stride >= padded_columns(). Thread rule: const, safe to share.
    void multiply(const Cells& input, const std::vector<std::int32_t>& first_cell, std::size_t cell_step, float* out,
                  std::size_t out_stride) const;
    /// columns() rounded up to whole panels: what multiply() writes of each row.
    std::size_t padded_columns() const;

  private:
    StepMatrix(std::size_t rows, std::size_t columns, float step);
    void put(std::size_t row, std::size_t column, std::int16_t steps);

    std::size_t columns_ = 0;
    std::size_t cells_ = 0;
    std::size_t rows_ = 0;
    float step_ = 0;
    std::vector<std::int16_t> panels_;  // [panel][cell][pair of rows][column of the panel][row of the pair]
};

/// Which kernel multiply() uses; all give the same bits. `plain` is the slow obvious one, for tests.
enum class ProductKernel { plain, avx2, avx512_vnni };
ProductKernel best_kernel();
/// What products use now: best_kernel() unless set_kernel() said otherwise.
ProductKernel kernel_in_use();
/// For tests and measurements only: not to be called while products run.
void set_kernel(ProductKernel kernel);

}  // namespace agon
