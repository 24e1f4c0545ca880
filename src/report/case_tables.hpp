// Inside of room report: the tables of a case by name, and the answers to queries over them.
//
// Tables of other rooms come and gain columns; what is not there is left out of the article, so everything beyond the
// core is looked up by name.
#pragma once

#include <map>
#include <optional>

#include "src/report/report.hpp"

namespace agon {

/// A row of a table by column name; a column that is not there reads as "" or 0.
class Row {
  public:
    Row(const Table& table, std::size_t row) : table_(&table), row_(row) {}
    bool has(std::string_view column) const { return table_->find(column) != nullptr; }
    const std::string& text(std::string_view column) const;
    std::int64_t number(std::string_view column) const;
    double real(std::string_view column) const;

  private:
    const Table* table_;
    std::size_t row_;
};

class CaseTables {
  public:
    /// Errors: stage_missing for a table that every analysed case has.
    static Result<CaseTables> load(Disk& disk, const std::string& case_folder);
    bool has(const std::string& name) const { return tables_.contains(name); }
    std::vector<Row> rows(const std::string& name) const;  // none if there is no such table
    std::int64_t answer(const Query& query) const;
    /// Rows (or distinct values) that meet `where`, and those that meet `base`: what a share is made of.
    std::pair<std::int64_t, std::int64_t> part_and_whole(const Query& query) const;

  private:
    std::map<std::string, Table> tables_;
};

}  // namespace agon
