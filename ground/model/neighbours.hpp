// The nearest rows of every row: exact, blocked, and the same for any number of threads.
//
// The idea. All pairs of n rows take n * n * width multiplications, so the cheap way to do one multiplication decides.
// Rows are rounded to about 11 bits and a sign, chosen so that a whole product of two rows fits an int32 exactly:
//     width * levels^2 < 2^31      (width 512: levels 2047)
// Processors multiply 16-bit pairs at twice the rate of floats, and whole numbers have no rounding order. What rounding
// the rows cost is bounded by the lengths of what was rounded away (Cauchy-Schwarz), at most about .001 for unit rows.
// Whatever could still be among the k nearest within that bound is measured again in floats, and these few decide. So
// the result is that of comparing all pairs with dot(), down to the last bit, at integer speed.
// An example that fits: sentence vectors, 512 numbers of like size. One that does not: rows in which one number is
// 1,000 times all others; the bound gets wide and nearly every pair is measured again: still exact, but slow.
// Source of the scheme (coarse pass, certain bound, exact pass): VA-file, R. Weber et al., VLDB 1998.
#pragma once

#include <cstdint>
#include <vector>

namespace agon {

struct Neighbour {
    std::int32_t row = 0;  // number of the neighbouring row
    float cosine = 0;      // dot product of the two rows: their cosine where rows have unit length
};

/// For each of rows.size() / width rows its min(k, rows - 1) nearest others, nearest first, row after row: those of row
/// r begin at r * min(k, rows - 1). Equal cosines: the smaller row number first. A row is not its own neighbour; an
/// equal copy of it is. REQUIRES: width in 1 ... 65536, finite numbers. Thread rule: pure; `threads` changes speed
/// only.
std::vector<Neighbour> nearest(const std::vector<float>& rows, std::int32_t width, std::int32_t k, int threads);

/// For each of the queries its min(k, rows) nearest rows, in the same order and layout.
std::vector<Neighbour> nearest_of(const std::vector<float>& queries, const std::vector<float>& rows, std::int32_t width,
                                  std::int32_t k, int threads);

}  // namespace agon
