// The tables of a case as CSV with a Frictionless descriptor, and as a workbook.
//
// A spreadsheet runs a cell that begins with = + - or @ as a formula, whoever wrote it: =HYPERLINK(...) in a post would
// run on the analyst's machine. In CSV such a text gets an apostrophe before it (OWASP's advice); in a workbook texts
// are written as texts. Numbers stay numbers, negative ones too.
#include <fmt/format.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "src/exports/material.hpp"

namespace agon {
namespace {

using Json = nlohmann::ordered_json;
using Texts = std::vector<std::string>;
using Numbers = std::vector<std::int64_t>;
using Reals = std::vector<double>;

constexpr std::int64_t kRowsOfSheet = 1048575;    // besides the head
constexpr std::size_t kCellUnits = 32767;         // UTF-16 units that a cell holds
constexpr std::int64_t kExactNumber = 1LL << 53;  // a sheet's numbers are doubles

std::string csv_text(const std::string& text) {
    const bool formula = !text.empty() && std::string_view("=+-@\t\r").find(text[0]) != std::string_view::npos;
    std::string safe = formula ? "'" + text : text;
    if (safe.find_first_of(",\"\r\n") == std::string::npos) return safe;
    std::string out = "\"";
    for (const char c : safe) {
        if (c == '"') out += '"';
        out += c;
    }
    return out + '"';
}

std::string csv_of(const Table& table) {
    std::string out;
    for (const Column& c : table.columns) out += (out.empty() ? "" : ",") + c.name;
    out += '\n';
    for (std::size_t row = 0; row < static_cast<std::size_t>(table.row_count()); ++row) {
        bool first = true;
        for (const Column& c : table.columns) {
            if (!first) out += ',';
            first = false;
            if (const auto* texts = std::get_if<Texts>(&c.values))
                out += csv_text((*texts)[row]);
            else if (const auto* numbers = std::get_if<Numbers>(&c.values))
                out += std::to_string((*numbers)[row]);
            else if (const auto* reals = std::get_if<Reals>(&c.values); reals && std::isfinite((*reals)[row]))
                out += fmt::format("{}", (*reals)[row]);
        }
        out += '\n';
    }
    return out;
}

std::string resource_name(std::string name) {
    std::replace(name.begin(), name.end(), '/', '-');
    std::replace(name.begin(), name.end(), '_', '-');
    return name;
}

Json described(const std::string& name, const Table& table, const std::string& csv) {
    Json fields = Json::array();
    for (const Column& c : table.columns)
        fields.push_back({{"name", c.name},
                          {"type", std::holds_alternative<Texts>(c.values)     ? "string"
                                   : std::holds_alternative<Numbers>(c.values) ? "integer"
                                                                               : "number"}});
    return {{"name", resource_name(name)},
            {"path", name + ".csv"},
            {"profile", "tabular-data-resource"},
            {"scheme", "file"},
            {"format", "csv"},
            {"mediatype", "text/csv"},
            {"encoding", "utf-8"},
            {"bytes", csv.size()},
            {"hash", "sha256:" + sha256_hex(csv)},
            {"schema", {{"fields", std::move(fields)}}}};
}

/// At most as many UTF-16 units as a cell holds, cut between characters; line ends without carriage returns.
std::string cell_text(const std::string& text) {
    std::string out;
    std::size_t units = 0;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t begin = at;
        const char32_t c = next_code_point(text, at);
        units += c >= 0x10000 ? 2 : 1;
        if (units > kCellUnits) break;
        if (has_place_in_xml(c)) out.append(text, begin, at - begin);
    }
    return out;
}

void write_sheet(lxw_worksheet* sheet, const Table& table) {
    for (std::size_t column = 0; column < table.columns.size(); ++column)
        worksheet_write_string(sheet, 0, static_cast<lxw_col_t>(column), table.columns[column].name.c_str(), nullptr);
    for (std::int64_t row = 0; row < table.row_count(); ++row) {
        const auto at = static_cast<std::size_t>(row);
        const auto line = static_cast<lxw_row_t>(row + 1);
        for (std::size_t i = 0; i < table.columns.size(); ++i) {
            const auto column = static_cast<lxw_col_t>(i);
            if (const auto* texts = std::get_if<Texts>(&table.columns[i].values)) {
                worksheet_write_string(sheet, line, column, cell_text((*texts)[at]).c_str(), nullptr);
            } else if (const auto* numbers = std::get_if<Numbers>(&table.columns[i].values)) {
                const std::int64_t value = (*numbers)[at];
                if (value > -kExactNumber && value < kExactNumber)
                    worksheet_write_number(sheet, line, column, static_cast<double>(value), nullptr);
                else  // an id: as a number it would lose its last digits
                    worksheet_write_string(sheet, line, column, std::to_string(value).c_str(), nullptr);
            } else if (const auto* reals = std::get_if<Reals>(&table.columns[i].values);
                       reals && std::isfinite((*reals)[at])) {
                worksheet_write_number(sheet, line, column, (*reals)[at], nullptr);
            }
        }
    }
}

}  // namespace

Result<std::vector<std::pair<std::string, Table>>> all_tables(Disk& disk, const std::string& case_folder) {
    TRY(const Manifest manifest, Manifest::load(disk, case_folder));
    std::vector<std::pair<std::string, Table>> out;
    for (const auto& [name, file] : manifest.files) {
        if (!name.ends_with(".parquet") || name.starts_with("vectors/")) continue;
        const std::string path = case_folder + "/" + name;
        TRY(std::string bytes, disk.read_file(path));
        TRY(Table table, from_parquet(std::move(bytes), path));
        out.emplace_back(name.substr(0, name.size() - std::string(".parquet").size()), std::move(table));
    }
    return out;
}

Result<std::vector<std::pair<std::string, std::string>>> export_tables(Disk& disk, const std::string& case_folder) {
    if (!disk.exists(case_folder + "/manifest.json")) return Error{ErrorCode::case_missing, case_folder, 0, -1, ""};
    TRY(const auto tables, all_tables(disk, case_folder));
    std::vector<std::pair<std::string, std::string>> files;
    Json resources = Json::array();
    for (const auto& [name, table] : tables) {
        files.emplace_back(name + ".csv", csv_of(table));
        resources.push_back(described(name, table, files.back().second));
    }
    const Json package = {{"name", "agon-case"},
                          {"profile", "tabular-data-package"},
                          {"created_by", "agon " AGON_VERSION},
                          {"resources", std::move(resources)}};
    files.emplace_back("datapackage.json", package.dump(1) + "\n");
    return files;
}

Result<std::string> workbook_file(const std::vector<std::pair<std::string, Table>>& tables) {
    for (const auto& [name, table] : tables)
        if (table.row_count() > kRowsOfSheet)
            return Error{ErrorCode::bad_value, name, 0, -1, "more rows than a sheet holds; write CSV instead"};
    // libxlsxwriter gives no bytes but through a file; it is unlinked at once.
    const std::string file = (std::filesystem::temp_directory_path() /
                              ("agon_book_" + sha256_hex(std::to_string(::getpid())).substr(0, 12) + ".xlsx"))
                                 .string();
    std::string temporary = std::filesystem::temp_directory_path().string();
    lxw_workbook_options options = {};
    options.tmpdir = temporary.data();
    lxw_workbook* book = workbook_new_opt(file.c_str(), &options);
    lxw_doc_properties properties = {};
    std::string comment = "agon " AGON_VERSION;
    properties.comments = comment.data();
    properties.created = 946684800;  // 2000-01-01: the clock must not show
    workbook_set_properties(book, &properties);
    for (const auto& [name, table] : tables) {
        std::string sheet = name;
        std::replace(sheet.begin(), sheet.end(), '/', '.');
        if (sheet.size() > 31) sheet.resize(31);
        write_sheet(workbook_add_worksheet(book, sheet.c_str()), table);
    }
    const lxw_error failed = workbook_close(book);
    auto bytes = failed ? Result<std::string>(Error{ErrorCode::write_failed, file, 0, -1, lxw_strerror(failed)})
                        : real_disk().read_file(file);
    std::error_code ignored;
    std::filesystem::remove(file, ignored);
    return bytes;
}

}  // namespace agon
