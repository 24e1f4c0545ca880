#include "src/evals/delimited.hpp"

namespace agon {
namespace {

/// Reads one field from `at` on and leaves `at` on the separator or line end behind it.
std::string next_field(std::string_view bytes, std::size_t& at, char separator) {
    std::string field;
    if (at < bytes.size() && bytes[at] == '"') {
        for (++at; at < bytes.size(); ++at) {
            if (bytes[at] == '"') {
                if (at + 1 >= bytes.size() || bytes[at + 1] != '"') break;
                ++at;
            }
            field += bytes[at];
        }
        if (at < bytes.size()) ++at;
    }
    for (; at < bytes.size() && bytes[at] != separator && bytes[at] != '\n'; ++at)
        if (bytes[at] != '\r') field += bytes[at];
    return field;
}

}  // namespace

Result<std::size_t> DelimitedTable::column(std::string_view name) const {
    for (std::size_t i = 0; i < columns.size(); ++i)
        if (columns[i] == name) return i;
    return Error{ErrorCode::missing_column, file, 0, -1, std::string(name)};
}

Result<DelimitedTable> read_delimited(Disk& disk, const std::string& file, char separator) {
    TRY(const std::string read, disk.read_file(file));
    std::string_view bytes = read;
    if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
    DelimitedTable table;
    table.file = file;
    for (std::size_t at = 0; at < bytes.size(); ++at) {
        std::vector<std::string> row;
        row.push_back(next_field(bytes, at, separator));
        while (at < bytes.size() && bytes[at] == separator) row.push_back(next_field(bytes, ++at, separator));
        if (row.size() == 1 && row[0].empty()) continue;
        if (table.columns.empty()) {
            table.columns = std::move(row);
            continue;
        }
        row.resize(table.columns.size());
        table.rows.push_back(std::move(row));
    }
    if (table.columns.empty()) return Error{ErrorCode::file_empty, file, 0, -1, ""};
    return table;
}

}  // namespace agon
