// Inside room threads: the threads or posts that a case holds already, as a run (runs.hpp).
#pragma once

#include <algorithm>
#include <limits>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "src/threads/runs.hpp"

namespace agon {

/// The column's values, if they are of that type and as many as there are rows; the first column makes the rows.
template <class Value, class Row>
const std::vector<Value>* values_for(const Column& column, std::vector<RunRow<Row>>& rows) {
    const auto* values = std::get_if<std::vector<Value>>(&column.values);
    if (values && rows.empty()) rows.assign(values->size(), {Row{}, 0, true});
    return values && values->size() == rows.size() ? values : nullptr;
}

/// Takes a column into the rows; texts go to the pool. False if it is not of the member's type.
template <class Row, class Member>
bool fill_rows(const Column& column, const detail::Field<Row, Member>& f, std::vector<RunRow<Row>>& rows,
               TextPool& texts) {
    if constexpr (std::is_same_v<Member, std::string_view>) {
        const auto* v = values_for<std::string>(column, rows);
        if (!v) return false;
        LatestText latest;
        for (std::size_t i = 0; i < rows.size(); ++i) rows[i].row.*(f.member) = latest.keep((*v)[i], texts);
    } else if constexpr (detail::is_named_enum<Member>) {
        const auto* v = values_for<std::string>(column, rows);
        if (!v) return false;
        for (std::size_t i = 0; i < rows.size(); ++i)
            if (!detail::enum_from((*v)[i], rows[i].row.*(f.member))) return false;
    } else {
        const auto* v = values_for<std::int64_t>(column, rows);
        if (!v) return false;
        for (std::size_t i = 0; i < rows.size(); ++i) rows[i].row.*(f.member) = static_cast<Member>((*v)[i]);
    }
    return true;
}

/// The rows of a table, which lie there sorted, a row group in memory at a time.
template <class Row>
class TableRun final : public SortedRun<Row> {
  public:
    TableRun(Disk& disk, std::string path, int schema) : disk_(disk), path_(std::move(path)), schema_(schema) {}

    Result<std::unique_ptr<RunReader<Row>>> open() const override {
        TRY(TableReader table, open_table());
        auto reader = std::make_unique<Reader>(*this, std::move(table));
        TRY_VOID(reader->next());
        return std::unique_ptr<RunReader<Row>>(std::move(reader));
    }

    Result<TableReader> open_table() const {
        TRY(auto file, disk_.open_places(path_));
        return TableReader::open(std::move(file), path_);
    }

    /// What is known of its rows, of which only the columns are read that it takes.
    Result<void> note_all(Known& known) const {
        TRY(TableReader table, open_table());
        std::vector<RunRow<Row>> rows;
        TextPool texts;
        for (int group = 0; group < table.group_count(); ++group) {
            TRY_VOID(read(table, group, rows, texts, {"post", "parent", "thread", "platform", "native_id"}));
            for (const RunRow<Row>& row : rows) known.note(row.row);
        }
        return {};
    }

  private:
    class Reader final : public RunReader<Row> {
      public:
        Reader(const TableRun& run, TableReader table) : run_(run), table_(std::move(table)) {}
        bool at_end() const override { return at_ >= rows_.size(); }
        const RunRow<Row>& row() const override { return rows_[at_]; }
        Result<void> next() override {
            for (++at_; at_ >= rows_.size() && group_ < table_.group_count(); ++group_, at_ = 0)
                TRY_VOID(run_.read(table_, group_, rows_, texts_, {}));
            if (at_end()) return {};
            const std::int64_t id = id_of(row().row);
            if (id < last_) return Error{ErrorCode::case_damaged, run_.path_, 0, -1, "its rows are not in their order"};
            last_ = id;
            return {};
        }

      private:
        const TableRun& run_;
        TableReader table_;
        std::vector<RunRow<Row>> rows_;
        TextPool texts_;
        std::size_t at_ = 0;
        int group_ = 0;
        std::int64_t last_ = std::numeric_limits<std::int64_t>::min();
    };

    /// The rows of a group, instead of those in `rows`. `wanted`: the columns; empty: all.
    Result<void> read(TableReader& table, int group, std::vector<RunRow<Row>>& rows, TextPool& texts,
                      const std::set<std::string_view>& wanted) const {
        const std::vector<std::string> there = table.column_names();
        Result<void> outcome;
        rows.clear();
        texts.clear();
        const auto take = [&](const auto& f) {
            if (!outcome || (!wanted.empty() && !wanted.contains(f.name))) return;
            if (f.since > schema_ && std::find(there.begin(), there.end(), f.name) == there.end()) return;
            auto column = table.read(f.name, group);
            if (!column) {
                outcome = column.error();
                return;
            }
            if (!fill_rows(*column, f, rows, texts))
                outcome = Error{ErrorCode::case_damaged, path_, 0, -1,
                                std::string("column ") + f.name + " is of another type"};
        };
        std::apply([&](const auto&... f) { (take(f), ...); }, ColumnsOf<Row>::columns);
        return outcome;
    }

    Disk& disk_;
    std::string path_;
    int schema_;
};

}  // namespace agon
