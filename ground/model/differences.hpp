// Whether two shares differ, and which of many such differences to believe.
//
//   Fits:          of 40 who say one thing 30 say another, of 400 who do not, 45.
//   Does not fit:  people counted twice, or drawn together: both suppose that each stands for itself.
// Sources: R. A. Fisher, The Design of Experiments, 1935; Y. Benjamini, Y. Hochberg, Controlling the false discovery
// rate, JRSS B 57, 1995.
#pragma once

#include <cstdint>
#include <vector>

namespace agon {

/// Fisher's exact test of two shares, two sided (sums every table that is no likelier than the one seen).
double fisher(std::int64_t hits_a, std::int64_t of_a, std::int64_t hits_b, std::int64_t of_b);
/// Benjamini and Hochberg's q values, in the order of `p`.
std::vector<double> false_discovery(const std::vector<double>& p);

}  // namespace agon
