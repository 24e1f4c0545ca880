// Kernels of the integer matrix product. See integer_product.hpp for why all of them give the same bits.
//
// A kernel takes a tile of a few input rows, one cell each, and a panel: 256 rows by 32 columns of the matrix. Its sums
// stay in registers while it runs down the cell two rows at a time, since the processor multiplies 16-bit pairs and
// adds each pair (vpmaddwd; vpdpwssd also adds to the sum). Panels are packed once, at load, in the order of reading,
// 16 KB per cell, so that a panel stays in the first cache while all rows pass. Layout after K. Goto, R. van de Geijn,
// Anatomy of High-Performance Matrix Multiplication, ACM TOMS 2008.
#include "ground/model/integer_product.hpp"

#include <immintrin.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstring>
#include <utility>

namespace agon {
namespace {

constexpr std::size_t panel_width = 32;
constexpr std::size_t panel_size = cell_width * panel_width;
constexpr std::size_t tallest_tile = 12;

/// One tile: `height` input cells with their scales, times one cell of a panel, added to (or put into) the output.
/// The cells follow each other in memory, so a kernel needs one pointer for all of them.
struct Tile {
    const std::int16_t* rows;
    float scales[tallest_tile];
    const std::int16_t* panel;
    std::size_t depth;  // rows of the panel that are not all 0; even
    float* out;
    std::size_t out_stride;
    bool first;  // put instead of add
};

void plain_tile(const Tile& tile, std::size_t height) {
    for (std::size_t r = 0; r < height; ++r)
        for (std::size_t column = 0; column < panel_width; ++column) {
            std::int32_t sum = 0;
            for (std::size_t k = 0; k < tile.depth; ++k)
                sum += tile.rows[r * cell_width + k] * tile.panel[(k / 2 * panel_width + column) * 2 + k % 2];
            float& out = tile.out[r * tile.out_stride + column];
            out = std::fma(tile.scales[r], static_cast<float>(sum), tile.first ? 0.0f : out);
        }
}

std::int32_t pair_at(const std::int16_t* row, std::size_t k) {
    std::int32_t pair;
    std::memcpy(&pair, row + k, sizeof pair);
    return pair;
}

/// out = scale * sums + (what was there, or 0).
inline void put_sums(const Tile& tile, std::size_t row, std::size_t column, __m256i sums) {
    float* out = tile.out + row * tile.out_stride + column;
    const __m256 before = tile.first ? _mm256_setzero_ps() : _mm256_loadu_ps(out);
    _mm256_storeu_ps(out, _mm256_fmadd_ps(_mm256_set1_ps(tile.scales[row]), _mm256_cvtepi32_ps(sums), before));
}

// GCC 12 keeps sums in registers only if they are vectors of the type the instruction works on and are named by
// constants; hence the types of our own, and rows written out as a pack where one would write a loop.
using Sums = std::int32_t __attribute__((vector_size(32)));
using WideSums = std::int32_t __attribute__((vector_size(64)));

template <std::size_t... row>
void avx2_tile(const Tile& tile, std::size_t column, std::index_sequence<row...>) {
    Sums left[] = {(static_cast<void>(row), Sums{})...};
    Sums right[] = {(static_cast<void>(row), Sums{})...};
    const std::int16_t* panel = tile.panel + column * 2;
    for (std::size_t k = 0; k < tile.depth; k += 2, panel += 2 * panel_width) {
        const __m256i first = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(panel));
        const __m256i second = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(panel + 16));
        const std::int16_t* at = tile.rows + k;
        __m256i pair;
        ((pair = _mm256_set1_epi32(pair_at(at, row * cell_width)),
          left[row] += reinterpret_cast<Sums>(_mm256_madd_epi16(pair, first)),
          right[row] += reinterpret_cast<Sums>(_mm256_madd_epi16(pair, second))),
         ...);
    }
    ((put_sums(tile, row, column, reinterpret_cast<__m256i>(left[row])),
      put_sums(tile, row, column + 8, reinterpret_cast<__m256i>(right[row]))),
     ...);
}

void avx2_tiles(Tile tile, std::size_t height) {
    while (height > 0) {
        const std::size_t step = height >= 4 ? 4 : 1;
        for (std::size_t column = 0; column < panel_width; column += 16)
            step == 4 ? avx2_tile(tile, column, std::make_index_sequence<4>{})
                      : avx2_tile(tile, column, std::make_index_sequence<1>{});
        tile.rows += step * cell_width;
        std::copy(tile.scales + step, tile.scales + tallest_tile, tile.scales);
        tile.out += step * tile.out_stride;
        height -= step;
    }
}

#define AGON_WITH_VNNI __attribute__((target("avx512f,avx512bw,avx512vl,avx512vnni")))

AGON_WITH_VNNI inline WideSums plus_pairs(WideSums sums, __m512i pair, __m512i column) {
    return reinterpret_cast<WideSums>(_mm512_dpwssd_epi32(reinterpret_cast<__m512i>(sums), pair, column));
}

AGON_WITH_VNNI inline void put_wide_sums(const Tile& tile, std::size_t row, std::size_t column, __m512i sums) {
    float* out = tile.out + row * tile.out_stride + column;
    const __m512 before = tile.first ? _mm512_setzero_ps() : _mm512_loadu_ps(out);
    const __m512 numbers = _mm512_maskz_cvtepi32_ps(0xFFFF, sums);  // unmasked, GCC 12 warns of its own header
    _mm512_storeu_ps(out, _mm512_fmadd_ps(_mm512_set1_ps(tile.scales[row]), numbers, before));
}

template <std::size_t... row>
AGON_WITH_VNNI void vnni_rows(const Tile& tile, std::index_sequence<row...>) {
    WideSums left[] = {(static_cast<void>(row), WideSums{})...};
    WideSums right[] = {(static_cast<void>(row), WideSums{})...};
    const std::int16_t* panel = tile.panel;
    for (std::size_t k = 0; k < tile.depth; k += 2, panel += 2 * panel_width) {
        const __m512i first = _mm512_loadu_si512(panel);
        const __m512i second = _mm512_loadu_si512(panel + 32);
        const std::int16_t* at = tile.rows + k;
        __m512i pair;
        ((pair = _mm512_set1_epi32(pair_at(at, row * cell_width)), left[row] = plus_pairs(left[row], pair, first),
          right[row] = plus_pairs(right[row], pair, second)),
         ...);
    }
    ((put_wide_sums(tile, row, 0, reinterpret_cast<__m512i>(left[row])),
      put_wide_sums(tile, row, 16, reinterpret_cast<__m512i>(right[row]))),
     ...);
}

template <std::size_t height>
void vnni_tile(const Tile& tile) {
    vnni_rows(tile, std::make_index_sequence<height>{});
}

void vnni_tiles(const Tile& tile, std::size_t height) {
    switch (height) {
        case 12:
            return vnni_tile<12>(tile);
        case 11:
            return vnni_tile<11>(tile);
        case 10:
            return vnni_tile<10>(tile);
        case 9:
            return vnni_tile<9>(tile);
        case 8:
            return vnni_tile<8>(tile);
        case 7:
            return vnni_tile<7>(tile);
        case 6:
            return vnni_tile<6>(tile);
        case 5:
            return vnni_tile<5>(tile);
        case 4:
            return vnni_tile<4>(tile);
        case 3:
            return vnni_tile<3>(tile);
        case 2:
            return vnni_tile<2>(tile);
        default:
            return vnni_tile<1>(tile);
    }
}

std::atomic<ProductKernel>& chosen_kernel() {
    static std::atomic<ProductKernel> kernel{best_kernel()};
    return kernel;
}

void run_tile(ProductKernel kernel, const Tile& tile, std::size_t height) {
    if (kernel == ProductKernel::avx512_vnni) return vnni_tiles(tile, height);
    if (kernel == ProductKernel::avx2) return avx2_tiles(tile, height);
    plain_tile(tile, height);
}

/// The cells first_cell[r] + offset of a tile one after the other: in place if they lie so, else copied together.
const std::int16_t* neighbouring_cells(const Cells& input, const std::int32_t* first_cell, std::size_t height,
                                       std::size_t offset, std::vector<std::int16_t>& gathered) {
    const auto from = [&](std::size_t r) {
        return input.values.data() + (static_cast<std::size_t>(first_cell[r]) + offset) * cell_width;
    };
    bool in_place = true;
    for (std::size_t r = 1; r < height; ++r) in_place = in_place && first_cell[r] == first_cell[r - 1] + 1;
    if (in_place) return from(0);
    for (std::size_t r = 0; r < height; ++r) std::copy_n(from(r), cell_width, gathered.data() + r * cell_width);
    return gathered.data();
}

float largest_magnitude(const float* numbers, std::size_t count) {
    float lanes[16] = {};
    std::size_t i = 0;
    for (; i + 16 <= count; i += 16)
        for (std::size_t lane = 0; lane < 16; ++lane) {
            const float magnitude = std::fabs(numbers[i + lane]);
            lanes[lane] = lanes[lane] > magnitude ? lanes[lane] : magnitude;
        }
    float largest = 0;
    for (; i < count; ++i) largest = std::max(largest, std::fabs(numbers[i]));
    for (const float lane : lanes) largest = std::max(largest, lane);
    return largest;
}

}  // namespace

ProductKernel best_kernel() {
    const bool vnni = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                      __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512vnni");
    return vnni ? ProductKernel::avx512_vnni : ProductKernel::avx2;
}

ProductKernel kernel_in_use() {
    return chosen_kernel();
}

void set_kernel(ProductKernel kernel) {
    chosen_kernel() = kernel;
}

void Cells::put_zeros(std::size_t cell) {
    std::fill_n(values.data() + cell * cell_width, cell_width, std::int16_t{0});
    scales[cell] = 0;
}

void Cells::put(std::size_t cell, const float* numbers, std::size_t count) {
    const float largest = largest_magnitude(numbers, count);
    if (largest < 1e-30f || count < cell_width) put_zeros(cell);
    if (largest < 1e-30f) return;  // also keeps 32767 / largest finite
    const __m256 factor = _mm256_set1_ps(32767.0f / largest);
    std::int16_t* out = values.data() + cell * cell_width;
    std::size_t i = 0;
    for (; i + 16 <= count; i += 16) {
        const __m256i low = _mm256_cvtps_epi32(_mm256_mul_ps(_mm256_loadu_ps(numbers + i), factor));
        const __m256i high = _mm256_cvtps_epi32(_mm256_mul_ps(_mm256_loadu_ps(numbers + i + 8), factor));
        const __m256i packed = _mm256_permute4x64_epi64(_mm256_packs_epi32(low, high), 0xD8);
        _mm256_storeu_si256(reinterpret_cast<__m256i*>(out + i), packed);
    }
    for (; i < count; ++i) out[i] = static_cast<std::int16_t>(std::lrint(numbers[i] * (32767.0f / largest)));
    scales[cell] = largest / 32767.0f;
}

StepMatrix::StepMatrix(std::size_t rows, std::size_t columns, float step)
    : columns_(columns), cells_((rows + cell_width - 1) / cell_width), rows_(rows), step_(step) {
    panels_.assign(padded_columns() / panel_width * cells_ * panel_size, 0);
}

void StepMatrix::put(std::size_t row, std::size_t column, std::int16_t steps) {
    const std::size_t panel = column / panel_width * cells_ + row / cell_width;
    const std::size_t pair = row % cell_width / 2 * panel_width + column % panel_width;
    panels_[panel * panel_size + pair * 2 + row % 2] = steps;
}

std::optional<StepMatrix> StepMatrix::pack(const std::vector<float>& matrix, std::size_t rows, std::size_t columns) {
    StepMatrix packed(rows, columns, largest_magnitude(matrix.data(), matrix.size()) / 127.0f);
    if (!(packed.step_ > 0)) return std::nullopt;
    for (std::size_t row = 0; row < rows; ++row)
        for (std::size_t column = 0; column < columns; ++column) {
            const float in_steps = matrix[row * columns + column] / packed.step_;
            const float whole = std::nearbyint(in_steps);
            if (!(std::fabs(in_steps - whole) < 0.01f)) return std::nullopt;
            packed.put(row, column, static_cast<std::int16_t>(whole));
        }
    return packed;
}

StepMatrix StepMatrix::pack_steps(const std::vector<std::int8_t>& matrix, std::size_t rows, std::size_t columns) {
    StepMatrix packed(rows, columns, 1.0f);
    for (std::size_t row = 0; row < rows; ++row)
        for (std::size_t column = 0; column < columns; ++column)
            packed.put(row, column, matrix[row * columns + column]);
    return packed;
}

std::size_t StepMatrix::padded_columns() const {
    return (columns_ + panel_width - 1) / panel_width * panel_width;
}

void StepMatrix::multiply(const Cells& input, const std::vector<std::int32_t>& first_cell, std::size_t cell_step,
                          float* out, std::size_t out_stride) const {
    const ProductKernel kernel = chosen_kernel();
    std::vector<std::int16_t> gathered(tallest_tile * cell_width);
    for (std::size_t panel = 0; panel < padded_columns() / panel_width; ++panel)
        for (std::size_t cell = 0; cell < cells_; ++cell)
            for (std::size_t row = 0; row < first_cell.size(); row += tallest_tile) {
                const std::size_t height = std::min(tallest_tile, first_cell.size() - row);
                const std::size_t offset = cell * cell_step;
                Tile tile{};
                tile.rows = neighbouring_cells(input, first_cell.data() + row, height, offset, gathered);
                for (std::size_t r = 0; r < height; ++r)
                    tile.scales[r] = input.scales[static_cast<std::size_t>(first_cell[row + r]) + offset] * step_;
                tile.depth = std::min(cell_width, (rows_ - cell * cell_width + 1) / 2 * 2);
                tile.panel = panels_.data() + (panel * cells_ + cell) * panel_size;
                tile.out = out + row * out_stride + panel * panel_width;
                tile.out_stride = out_stride;
                tile.first = cell == 0;
                run_tile(kernel, tile, height);
            }
}

}  // namespace agon
