// Inside of room explorer: counting rows by the values of columns.
#pragma once

#include <string>
#include <vector>

#include "src/explorer/tables.hpp"

namespace agon {

/// How many rows have these values, and how many different values of a third column.
struct GroupCount {
    std::string first, second;  // as TableView::shown() writes the cells; `second` is "" where one column was asked
    std::int64_t rows = 0, distinct = 0;
};

/// Counts `rows` by one column or two (`second` "": one); `distinct` "": none is counted. Ordered by first, then
/// second. All columns must exist.
std::vector<GroupCount> count_groups(const TableView& table, const std::vector<std::size_t>& rows,
                                     const std::string& first, const std::string& second, const std::string& distinct);

}  // namespace agon
