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

/// Text of a text or whole-number field, as ids come in both; empty if there is none. People edit these files.
std::string text_in(const Json& object, const char* name);
/// A field that is an object; an empty one if there is none.
Json object_in(const Json& object, const char* name);
/// The texts and whole numbers of a field that is a list.
std::vector<std::string> texts_in(const Json& object, const char* name);

struct Written {
    std::string bytes;
    std::vector<Json> lines;
    std::vector<std::int64_t> numbers;                        // of the lines in the file, from 1
    std::vector<std::int64_t> unreadable;                     // numbers of lines that are no JSON object
    std::vector<std::pair<std::size_t, std::size_t>> places;  // begin of each line, and its bytes with the line end
};
/// What becomes of a line that cannot be read: it ends the reading, or is named and skipped.
enum class Unreadable { error, skipped };
/// The lines of such a file's bytes. Errors: malformed_json with `path` and record.
Result<Written> parse_lines(std::string bytes, const std::string& path, Unreadable unreadable = Unreadable::error);
/// Everything in the case's file so far; nothing if it does not exist.
Result<Written> read_lines(ServedTables& tables, const std::string& file, Unreadable unreadable = Unreadable::error);
/// The file without one of its lines; for files that people edit, never for the record of what they did.
Result<void> take_line_out(ServedTables& tables, const std::string& file, const Written& so_far, std::size_t line);
Result<void> append_line(ServedTables& tables, const std::string& file, const Written& so_far, const Json& line);

}  // namespace agon
