// Inside of room report: the tables of a case by name, and the answers to queries over them.
//
// Tables of other rooms come and gain columns; what is not there is left out of the article, so everything beyond the
// core is looked up by name.
#pragma once

#include <map>
#include <optional>
#include <set>

#include "src/report/report.hpp"

namespace agon {

/// A table whose columns are held from when they are first asked for: an article asks for a few of each.
/// Thread rule: one thread at a time.
class CaseTable {
  public:
    /// `sha256`: of the bytes as they were written; if they are others, every column is read once to see that it can
    /// be. Errors: case_damaged if one cannot; so what fails later is the disk.
    static Result<CaseTable> open(Disk& disk, const std::string& path, const std::string& sha256);
    std::int64_t row_count() const { return row_count_; }
    bool has(std::string_view column) const { return names_.contains(column); }
    /// Null if there is no such column, or the disk fails: then outcome() says so.
    const Column* find(std::string_view column) const;
    const Result<void>& outcome() const { return outcome_; }

  private:
    explicit CaseTable(TableReader reader);

    mutable TableReader reader_;
    std::int64_t row_count_;
    mutable std::map<std::string, Column, std::less<>> read_;
    mutable Result<void> outcome_;
    std::set<std::string, std::less<>> names_;
};

/// A row of a table by column name; a column that is not there reads as "" or 0.
class Row {
  public:
    Row(const CaseTable& table, std::size_t row) : table_(&table), row_(row) {}
    bool has(std::string_view column) const { return table_->has(column); }
    const std::string& text(std::string_view column) const;
    std::int64_t number(std::string_view column) const;
    double real(std::string_view column) const;

  private:
    const CaseTable* table_;
    std::size_t row_;
};

class CaseTables {
  public:
    /// Errors: stage_missing for a table that every analysed case has.
    static Result<CaseTables> load(Disk& disk, const std::string& case_folder, const Manifest& manifest);
    bool has(const std::string& name) const { return tables_.contains(name); }
    std::vector<Row> rows(const std::string& name) const;  // none if there is no such table
    std::int64_t answer(const Query& query) const;
    /// Rows (or distinct values) that meet `where`, and those that meet `base`: what a share is made of.
    std::pair<std::int64_t, std::int64_t> part_and_whole(const Query& query) const;

    /// What became of all reading so far; to be asked for at the end.
    Result<void> outcome() const;

  private:
    struct Answer {
        std::int64_t part = 0;   // or the value
        std::int64_t whole = 0;  // rows that meet `base`
    };
    const Answer& answer_to(const Query& query) const;

    std::map<std::string, CaseTable> tables_;
    mutable std::map<std::string, Answer> answers_;  // an article in one form after another asks the same again
};

}  // namespace agon
