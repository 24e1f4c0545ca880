// Labelled sets come as comma- or tab-separated tables with a header line. This reads them whole.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ground/outcome/outcome.hpp"
#include "ground/table/table.hpp"

namespace agon {

/// Cells by row and column. Every row has as many cells as there are columns; missing ones are empty.
struct DelimitedTable {
    std::string file;
    std::vector<std::string> columns;
    std::vector<std::vector<std::string>> rows;
    /// Place of a column. Errors: missing_column.
    Result<std::size_t> column(std::string_view name) const;
};

/// RFC 4180 with the given separator: quoted fields may hold separators, line ends and doubled quotes; a UTF-8 mark at
/// the start is dropped. Errors: those of Disk::read_file; file_empty without a header.
Result<DelimitedTable> read_delimited(Disk& disk, const std::string& file, char separator = ',');

}  // namespace agon
