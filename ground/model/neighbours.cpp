// Blocked exact search. See neighbours.hpp for why whole numbers, and why nothing is lost.
//
// Layout: base rows are packed in panels of 32 rows, pairs of numbers side by side, so that one load feeds 16 sums
// (integer_product.cpp packs its matrices alike). A group of query rows stays in the second cache while all panels
// pass; 12 x 32 sums stay in registers. Each query keeps the candidates whose rounded product comes within the bound of
// the k-th best so far; the list is cut back when it is full.
#include "ground/model/neighbours.hpp"

#include <immintrin.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <limits>
#include <utility>

#include "ground/model/geometry.hpp"
#include "ground/model/integer_product.hpp"
#include "ground/model/tiles.hpp"
#include "ground/outcome/outcome.hpp"

namespace agon {
namespace {

constexpr std::size_t panel_rows = 32;
constexpr std::size_t tile_rows = 12;
constexpr std::size_t group_rows = 192;  // queries that share one pass over the panels: 192 KB at width 512
constexpr std::size_t row_step = 32;     // rows are padded to whole multiples of it

/// Rows as whole numbers: row r stands for scales[r] * values[r * padded ...].
struct RoundedRows {
    std::size_t count = 0, padded = 0;
    std::vector<std::int16_t> values;
    std::vector<float> scales;
    double longest = 0;  // length of the longest row
    double lost = 0;     // length of the most that rounding took from a row
};

std::int32_t levels_for(std::size_t padded) {
    return std::min(32767, static_cast<std::int32_t>(std::sqrt(2147483647.0 / static_cast<double>(padded))));
}

RoundedRows rounded(const std::vector<float>& rows, std::size_t width) {
    RoundedRows out;
    out.count = rows.size() / width;
    out.padded = tiles_of(width, row_step) * row_step;
    out.values.assign(out.count * out.padded, 0);
    out.scales.assign(out.count, 0.0F);
    const auto levels = static_cast<float>(levels_for(out.padded));
    for (std::size_t r = 0; r < out.count; ++r) {
        const float* row = rows.data() + r * width;
        float largest = 0;
        for (std::size_t i = 0; i < width; ++i) largest = std::max(largest, std::fabs(row[i]));
        if (largest < 1e-30F) continue;  // also keeps levels / largest finite
        const float factor = levels / largest;
        const float scale = largest / levels;
        out.scales[r] = scale;
        std::int16_t* values = out.values.data() + r * out.padded;
        double squares = 0, lost = 0;
        for (std::size_t i = 0; i < width; ++i) {
            values[i] = static_cast<std::int16_t>(std::lrint(row[i] * factor));
            const double rest = static_cast<double>(row[i]) - static_cast<double>(scale) * values[i];
            squares += static_cast<double>(row[i]) * static_cast<double>(row[i]);
            lost += rest * rest;
        }
        out.longest = std::max(out.longest, std::sqrt(squares));
        out.lost = std::max(out.lost, std::sqrt(lost));
    }
    return out;
}

/// [panel][pair of numbers][row of the panel][number of the pair]; missing rows of the last panel are zeros.
std::vector<std::int16_t> packed(const RoundedRows& rows) {
    const std::size_t panel_size = panel_rows * rows.padded;
    std::vector<std::int16_t> panels(tiles_of(rows.count, panel_rows) * panel_size, 0);
    for (std::size_t r = 0; r < rows.count; ++r) {
        std::int16_t* panel = panels.data() + r / panel_rows * panel_size;
        const std::int16_t* row = rows.values.data() + r * rows.padded;
        for (std::size_t i = 0; i < rows.padded; i += 2)
            std::memcpy(panel + (i / 2 * panel_rows + r % panel_rows) * 2, row + i, 2 * sizeof(std::int16_t));
    }
    return panels;
}

std::int32_t pair_at(const std::int16_t* row, std::size_t i) {
    std::int32_t pair;
    std::memcpy(&pair, row + i, sizeof pair);
    return pair;
}

using Products = std::array<std::int32_t, tile_rows * panel_rows>;
// As in integer_product.cpp: GCC 12 keeps sums in registers only as such types and named by constants.
using Sums = std::int32_t __attribute__((vector_size(32)));
using WideSums = std::int32_t __attribute__((vector_size(64)));

template <std::size_t... row>
void avx2_products(const std::int16_t* queries, std::size_t padded, const std::int16_t* panel, std::int32_t* out,
                   std::index_sequence<row...>) {
    Sums left[] = {(static_cast<void>(row), Sums{})...};
    Sums right[] = {(static_cast<void>(row), Sums{})...};
    for (std::size_t i = 0; i < padded; i += 2, panel += 2 * panel_rows) {
        const __m256i first = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(panel));
        const __m256i second = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(panel + 16));
        __m256i pair;
        ((pair = _mm256_set1_epi32(pair_at(queries + row * padded, i)),
          left[row] += reinterpret_cast<Sums>(_mm256_madd_epi16(pair, first)),
          right[row] += reinterpret_cast<Sums>(_mm256_madd_epi16(pair, second))),
         ...);
    }
    ((std::memcpy(out + row * panel_rows, &left[row], sizeof(Sums)),
      std::memcpy(out + row * panel_rows + 8, &right[row], sizeof(Sums))),
     ...);
}

#define AGON_WITH_VNNI __attribute__((target("avx512f,avx512bw,avx512vl,avx512vnni")))

AGON_WITH_VNNI inline WideSums plus_pairs(WideSums sums, __m512i pair, __m512i column) {
    return reinterpret_cast<WideSums>(_mm512_dpwssd_epi32(reinterpret_cast<__m512i>(sums), pair, column));
}

template <std::size_t... row>
AGON_WITH_VNNI void vnni_products(const std::int16_t* queries, std::size_t padded, const std::int16_t* panel,
                                  std::int32_t* out, std::index_sequence<row...>) {
    WideSums left[] = {(static_cast<void>(row), WideSums{})...};
    WideSums right[] = {(static_cast<void>(row), WideSums{})...};
    for (std::size_t i = 0; i < padded; i += 2, panel += 2 * panel_rows) {
        const __m512i first = _mm512_loadu_si512(panel);
        const __m512i second = _mm512_loadu_si512(panel + 32);
        __m512i pair;
        ((pair = _mm512_set1_epi32(pair_at(queries + row * padded, i)), left[row] = plus_pairs(left[row], pair, first),
          right[row] = plus_pairs(right[row], pair, second)),
         ...);
    }
    ((std::memcpy(out + row * panel_rows, &left[row], sizeof(WideSums)),
      std::memcpy(out + row * panel_rows + 16, &right[row], sizeof(WideSums))),
     ...);
}

/// out[q * 32 + b]: product of query q with row b of the panel. Reads tile_rows whole queries.
void multiply_tile(ProductKernel kernel, const std::int16_t* queries, std::size_t padded, const std::int16_t* panel,
                   Products& out) {
    if (kernel == ProductKernel::avx512_vnni)
        return vnni_products(queries, padded, panel, out.data(), std::make_index_sequence<tile_rows>{});
    for (std::size_t row = 0; row < tile_rows; row += 4)
        for (std::size_t column = 0; column < panel_rows; column += 16)
            avx2_products(queries + row * padded, padded, panel + column * 2, out.data() + row * panel_rows + column,
                          std::make_index_sequence<4>{});
}

struct Candidate {
    float rounded_product;
    std::int32_t row;
};

/// The candidates of one query: all rows that may be among its k nearest.
class Shortlist {
  public:
    Shortlist(std::size_t k, float slack) : k_(k), slack_(slack), full_at_(2 * k + 64) { found_.reserve(full_at_); }

    float least() const { return least_; }
    void offer(float product, std::int32_t row) {
        found_.push_back({product, row});
        if (found_.size() >= full_at_) cut_back();
    }
    void cut_back() {
        if (found_.size() < k_) return;
        const auto last = found_.begin() + static_cast<std::ptrdiff_t>(k_ - 1);
        std::nth_element(found_.begin(), last, found_.end(),
                         [](const Candidate& l, const Candidate& r) { return l.rounded_product > r.rounded_product; });
        least_ = last->rounded_product - slack_;
        std::erase_if(found_, [&](const Candidate& c) { return c.rounded_product < least_; });
        full_at_ = std::max(full_at_, 2 * found_.size());  // many within the slack: do not cut at every offer
    }
    const std::vector<Candidate>& found() const { return found_; }

  private:
    std::size_t k_;
    float slack_;
    std::size_t full_at_;
    float least_ = -std::numeric_limits<float>::infinity();
    std::vector<Candidate> found_;
};

struct Search {
    const std::vector<float>& queries;
    const std::vector<float>& rows;
    std::size_t width;
    std::size_t k;  // neighbours wanted, present in any case
    bool skip_self;
    RoundedRows rounded_queries, rounded_base;
    std::vector<std::int16_t> panels;
    float slack = 0;

    /// Twice the most by which a rounded product can be off, with room for the rounding of floats in dot().
    void set_slack() {
        const double q = rounded_queries.longest, b = rounded_base.longest;
        const double off = rounded_queries.lost * b + (q + rounded_queries.lost) * rounded_base.lost;
        const double of_floats = (1e-8 * static_cast<double>(width) + 1e-6) * q * b;
        slack = static_cast<float>(2.02 * (off + of_floats)) + std::numeric_limits<float>::min();
    }

    void offer_tile(const Products& products, std::size_t query, std::size_t panel, Shortlist& list) const {
        const std::size_t in_group = query % group_rows % tile_rows;
        const std::int32_t* mine = products.data() + in_group * panel_rows;
        const std::size_t begin = panel * panel_rows;
        const std::size_t count = std::min(panel_rows, rounded_base.count - begin);
        const float* scales = rounded_base.scales.data() + begin;
        std::array<float, panel_rows> values;
        float largest = -std::numeric_limits<float>::infinity();
        for (std::size_t b = 0; b < count; ++b) {
            values[b] = static_cast<float>(mine[b]) * scales[b] * rounded_queries.scales[query];
            largest = values[b] > largest ? values[b] : largest;
        }
        if (largest < list.least()) return;
        for (std::size_t b = 0; b < count; ++b)
            if (values[b] >= list.least() && !(skip_self && begin + b == query))
                list.offer(values[b], static_cast<std::int32_t>(begin + b));
    }

    void decide(std::size_t query, Shortlist& list, Neighbour* out) const {
        list.cut_back();
        std::vector<Neighbour> sure;
        for (const Candidate& c : list.found())
            sure.push_back(
                {c.row, dot(queries.data() + query * width, rows.data() + static_cast<std::size_t>(c.row) * width,
                            static_cast<std::int32_t>(width))});
        const auto end = sure.begin() + static_cast<std::ptrdiff_t>(k);
        std::partial_sort(sure.begin(), end, sure.end(), [](const Neighbour& l, const Neighbour& r) {
            return l.cosine != r.cosine ? l.cosine > r.cosine : l.row < r.row;
        });
        std::copy(sure.begin(), end, out);
    }

    void run_group(std::size_t group, ProductKernel kernel, std::vector<Neighbour>& out) const {
        const std::size_t begin = group * group_rows;
        const std::size_t end = std::min(rounded_queries.count, begin + group_rows);
        const std::size_t padded = rounded_base.padded;
        std::vector<std::int16_t> block(tiles_of(end - begin, tile_rows) * tile_rows * padded, 0);
        std::copy_n(rounded_queries.values.data() + begin * padded, (end - begin) * padded, block.data());
        std::vector<Shortlist> lists(end - begin, Shortlist(k, slack));
        Products products;
        for (std::size_t panel = 0; panel < tiles_of(rounded_base.count, panel_rows); ++panel)
            for (std::size_t tile = begin; tile < end; tile += tile_rows) {
                multiply_tile(kernel, block.data() + (tile - begin) * padded, padded,
                              panels.data() + panel * panel_rows * padded, products);
                for (std::size_t query = tile; query < std::min(end, tile + tile_rows); ++query)
                    offer_tile(products, query, panel, lists[query - begin]);
            }
        for (std::size_t query = begin; query < end; ++query)
            decide(query, lists[query - begin], out.data() + query * k);
    }
};
static_assert(group_rows % tile_rows == 0);

std::vector<Neighbour> run(const std::vector<float>& queries, const std::vector<float>& rows, std::int32_t width,
                           std::int32_t k, bool self, int threads) {
    VERIFY(width >= 1 && width <= 65536);
    const auto w = static_cast<std::size_t>(width);
    const std::size_t others = rows.size() / w - (self && !rows.empty() ? 1 : 0);
    Search search{queries, rows, w, std::min(static_cast<std::size_t>(std::max(k, 0)), others), self, {}, {}, {}};
    if (search.k == 0 || queries.empty()) return {};
    search.rounded_base = rounded(rows, w);
    search.rounded_queries = self ? search.rounded_base : rounded(queries, w);
    search.panels = packed(search.rounded_base);
    search.set_slack();
    std::vector<Neighbour> out(search.rounded_queries.count * search.k);
    const ProductKernel kernel = kernel_in_use();
    for_each_tile(tiles_of(search.rounded_queries.count, group_rows), threads,
                  [&](std::size_t group) { search.run_group(group, kernel, out); });
    return out;
}

}  // namespace

std::vector<Neighbour> nearest(const std::vector<float>& rows, std::int32_t width, std::int32_t k, int threads) {
    return run(rows, rows, width, k, true, threads);
}

std::vector<Neighbour> nearest_of(const std::vector<float>& queries, const std::vector<float>& rows, std::int32_t width,
                                  std::int32_t k, int threads) {
    return run(queries, rows, width, k, false, threads);
}

}  // namespace agon
