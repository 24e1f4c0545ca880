// Inside of room explorer: files of one JSON object a line, kept in the case and only ever added to.
#pragma once

#include <string>
#include <vector>

#include "src/explorer/tables.hpp"

namespace agon {

/// UTC, "2025-03-01T08:00:00Z".
std::string now_shown();

/// One JSON object. Errors: malformed_json with file and record.
Result<Json> parse_line(const std::string& text, const std::string& file, std::int64_t record);

struct Written {
    std::string bytes;
    std::vector<Json> lines;
};
/// Everything in the case's file so far; nothing if it does not exist.
Result<Written> read_lines(ServedTables& tables, const std::string& file);
Result<void> append_line(ServedTables& tables, const std::string& file, const Written& so_far, const Json& line);

}  // namespace agon
