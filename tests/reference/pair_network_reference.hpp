// The pair network the slow, obvious way: one question at a time, doubles, no cells, no packs, the C library's
// functions.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace agon::reference {

/// A matrix row after row; a vector is one row.
struct Table {
    std::size_t rows = 0, columns = 0;
    std::vector<double> numbers;
    double at(std::size_t row, std::size_t column) const { return numbers[row * columns + column]; }
};
/// Arrays by their names in the file; of an array of steps with a scale per column, already their product.
using Tables = std::map<std::string, Table>;

/// The logits of `task` for one question.
std::vector<double> pair_logits(const Tables& tables, const std::string& task, const std::vector<std::int32_t>& pieces,
                                const std::vector<std::uint8_t>& parts);

}  // namespace agon::reference
