// Inside of room explorer: which rows a number in a table counts, so that it can open them.
#pragma once

#include <map>
#include <string>

#include "src/explorer/tables.hpp"

namespace agon {

/// Rows of `table` that meet `where` (as read_conditions() reads it): the number is how many they are, or how many
/// different values `distinct` has among them, or the sum of their `sum`.
struct CellSource {
    std::string table, where, distinct, sum;
};

/// Of each number of the row that counts rows elsewhere: by its column. Under "": rows that belong to the row and are
/// counted in no column of it. Empty for tables whose rows are no summary.
std::map<std::string, CellSource> sources_of_row(const std::string& table, const TableView& view, std::size_t row);

}  // namespace agon
