// Inside of room explorer: tables by name, questions to them, and the maps between posts, threads and segments.
#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "ground/table/table.hpp"
#include "src/report/report.hpp"

namespace agon {

using Json = nlohmann::ordered_json;

/// A table with its columns by name. Missing columns read as 0 or "".
class TableView {
  public:
    explicit TableView(Table table);
    std::size_t rows() const { return rows_; }
    bool has(std::string_view column) const { return table_.find(column) != nullptr; }
    std::int64_t number(std::string_view column, std::size_t row) const;
    double real(std::string_view column, std::size_t row) const;
    const std::string& text(std::string_view column, std::size_t row) const;
    /// Whole columns, for loops; null if there is none of that name and type.
    const std::vector<std::int64_t>* numbers(std::string_view column) const;
    const std::vector<std::string>* texts(std::string_view column) const;
    /// The cell as text, as conditions compare it.
    std::string shown(std::string_view column, std::size_t row) const;
    const Table& table() const { return table_; }

  private:
    Table table_;
    std::size_t rows_ = 0;
};

/// All tables of a case, read when first asked for.
class ServedTables {
  public:
    ServedTables(Disk& disk, std::string case_folder) : disk_(&disk), folder_(std::move(case_folder)) {}
    bool exists(const std::string& name) const;
    /// `name` as in the manifest without ".parquet", e.g. "camps/stances". Errors: stage_missing, case_damaged.
    Result<const TableView*> find(const std::string& name);
    bool is_loaded(const std::string& name) const { return loaded_.contains(name); }
    std::vector<std::string> names() const;
    /// After an analysis: forgets the tables that have other bytes now or are no more. Says which. Errors: the
    /// manifest's.
    Result<std::vector<std::string>> refresh();
    const std::string& folder() const { return folder_; }
    Disk& disk() const { return *disk_; }

  private:
    Disk* disk_;
    std::string folder_;
    std::map<std::string, TableView> loaded_;
    std::map<std::string, std::string> digests_;  // of the loaded ones
};

/// Rows that meet all conditions, in order. Operators: = != >= <= in ~ (contains). Errors: usage for an unknown column
/// or operator.
Result<std::vector<std::size_t>> rows_where(const TableView& table, const std::vector<Condition>& where);
/// "pole=a", "year>=2015", "pole!=unclear", "text~芯片", joined by '\n'; a value may hold any other character.
/// Errors: usage.
Result<std::vector<Condition>> read_conditions(const std::string& text);

/// A row as JSON; whole numbers that JavaScript cannot hold (ids) become text.
Json row_json(const TableView& table, std::size_t row);
Json number_json(std::int64_t value);

/// Comma-separated rows with a header. Cells that a spreadsheet would take for a formula get a leading apostrophe.
std::string csv_of(const TableView& table, const std::vector<std::size_t>& rows);

}  // namespace agon
