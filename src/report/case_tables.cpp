// Queries over the tables of a case. The verdict answers the same queries with code of its own.
#include "src/report/case_tables.hpp"

#include <algorithm>
#include <cmath>
#include <set>

namespace agon {
namespace {

using Texts = std::vector<std::string>;
using Numbers = std::vector<std::int64_t>;
using Reals = std::vector<double>;

std::string cell_text(const Column& column, std::size_t row) {
    if (const auto* text = std::get_if<Texts>(&column.values)) return (*text)[row];
    if (const auto* number = std::get_if<Numbers>(&column.values)) return std::to_string((*number)[row]);
    return {};
}

bool in_list(std::string_view value, std::string_view list) {
    std::size_t at = 0;
    while (at <= list.size()) {
        const std::size_t bar = std::min(list.find('|', at), list.size());
        if (list.substr(at, bar - at) == value) return true;
        at = bar + 1;
    }
    return false;
}

/// A condition bound to its column, so that a row costs one comparison.
struct Test {
    const Column* column = nullptr;
    const Condition* condition = nullptr;
    std::int64_t number = 0;

    bool holds(std::size_t row) const {
        const std::string& op = condition->op;
        if (const auto* numbers = std::get_if<Numbers>(&column->values); numbers && op != "in") {
            const std::int64_t value = (*numbers)[row];
            return op == "="    ? value == number
                   : op == "!=" ? value != number
                   : op == ">=" ? value >= number
                                : value <= number;
        }
        if (op == "in") return in_list(cell_text(*column, row), condition->value);
        const std::string& value = std::get<Texts>(column->values)[row];
        if (op == "has") return (' ' + value + ' ').find(' ' + condition->value + ' ') != std::string::npos;
        return op == "=" ? value == condition->value : value != condition->value;
    }
};

std::vector<std::size_t> rows_where(const CaseTable& table, const std::vector<Condition>& where) {
    std::vector<Test> tests;
    for (const Condition& c : where) {
        Test test{table.find(c.column), &c, 0};
        VERIFY(test.column || !table.outcome());
        if (!test.column) return {};
        if (std::holds_alternative<Numbers>(test.column->values) && c.op != "in") test.number = std::stoll(c.value);
        tests.push_back(test);
    }
    std::vector<std::size_t> rows;
    for (std::size_t row = 0; row < static_cast<std::size_t>(table.row_count()); ++row)
        if (std::all_of(tests.begin(), tests.end(), [row](const Test& t) { return t.holds(row); })) rows.push_back(row);
    return rows;
}

std::int64_t count_of(const CaseTable& table, const Query& query, const std::vector<Condition>& where) {
    const std::vector<std::size_t> rows = rows_where(table, where);
    if (query.op != "distinct" && query.op != "share_distinct") return static_cast<std::int64_t>(rows.size());
    const Column* column = table.find(query.column);
    VERIFY(column || !table.outcome());
    std::set<std::string> values;
    if (!column) return 0;
    for (const std::size_t row : rows) values.insert(cell_text(*column, row));
    return static_cast<std::int64_t>(values.size());
}

Result<void> as_outcome(const Result<Column>& read) {
    return read ? Result<void>() : Result<void>(read.error());
}

constexpr const char* kCore[] = {"threads/sources", "threads/questions", "threads/posts",    "threads/rejects",
                                 "corpus/posts",    "segments/segments", "debates/debates",  "debates/threads",
                                 "debates/members", "camps/stances",     "camps/voices",     "camps/camps",
                                 "points/points",   "points/matches",    "points/relations", "points/divides",
                                 "points/sectors",  "trends/terms",      "trends/actors"};
constexpr const char* kWhereThere[] = {
    "points/consensus",     "trends/official_terms", "trends/vocabulary",    "trends/frames",
    "trends/number_claims", "trends/concern_reach",  "trends/concerns",      "trends/mood_years",
    "trends/camp_years",    "trends/side_changes",   "trends/change_points", "trends/comparisons",
    "trends/periods",       "trends/events",         "trends/contrasts",     "trends/numbers",
    "points/agreements",    "points/cells",          "corpus/accounts",      "coding/codes",
    "coding/debates",       "coding/camps",          "trends/figure_replies"};

}  // namespace

CaseTable::CaseTable(TableReader reader) : reader_(std::move(reader)) {
    for (std::string& name : reader_.column_names()) names_.insert(std::move(name));
}

Result<CaseTable> CaseTable::open(Disk& disk, const std::string& path) {
    TRY(auto file, disk.open_places(path));
    TRY(TableReader reader, TableReader::open(std::move(file), path));
    for (const std::string& name : reader.column_names())
        for (int group = 0; group < reader.group_count(); ++group) TRY_VOID(as_outcome(reader.read(name, group)));
    return CaseTable(std::move(reader));
}

const Column* CaseTable::find(std::string_view column) const {
    if (const auto known = read_.find(column); known != read_.end()) return &known->second;
    if (!has(column)) return nullptr;
    auto read = reader_.read(column);
    if (read) return &read_.emplace(column, std::move(*read)).first->second;
    if (outcome_) outcome_ = read.error();
    return nullptr;
}

const std::string& Row::text(std::string_view column) const {
    static const std::string none;
    const Column* found = table_->find(column);
    const auto* texts = found ? std::get_if<Texts>(&found->values) : nullptr;
    return texts ? (*texts)[row_] : none;
}

std::int64_t Row::number(std::string_view column) const {
    const Column* found = table_->find(column);
    const auto* numbers = found ? std::get_if<Numbers>(&found->values) : nullptr;
    return numbers ? (*numbers)[row_] : 0;
}

double Row::real(std::string_view column) const {
    const Column* found = table_->find(column);
    const auto* reals = found ? std::get_if<Reals>(&found->values) : nullptr;
    return reals ? (*reals)[row_] : 0;
}

Result<CaseTables> CaseTables::load(Disk& disk, const std::string& case_folder) {
    CaseTables out;
    const auto read = [&](const std::string& name) -> Result<void> {
        const std::string path = case_folder + "/" + name + ".parquet";
        TRY(CaseTable table, CaseTable::open(disk, path));
        out.tables_.emplace(name, std::move(table));
        return {};
    };
    for (const std::string name : kCore) {
        const std::string path = case_folder + "/" + name + ".parquet";
        if (!disk.exists(path)) return Error{ErrorCode::stage_missing, path, 0, -1, ""};
        TRY_VOID(read(name));
    }
    for (const std::string name : kWhereThere)
        if (disk.exists(case_folder + "/" + name + ".parquet")) TRY_VOID(read(name));
    return out;
}

Result<void> CaseTables::outcome() const {
    for (const auto& [name, table] : tables_) TRY_VOID(Result<void>(table.outcome()));
    return {};
}

std::vector<Row> CaseTables::rows(const std::string& name) const {
    std::vector<Row> rows;
    const auto found = tables_.find(name);
    if (found == tables_.end()) return rows;
    for (std::int64_t row = 0; row < found->second.row_count(); ++row)
        rows.emplace_back(found->second, static_cast<std::size_t>(row));
    return rows;
}

std::pair<std::int64_t, std::int64_t> CaseTables::part_and_whole(const Query& query) const {
    const CaseTable& table = tables_.at(query.table);
    return {count_of(table, query, query.where), count_of(table, query, query.base)};
}

std::int64_t CaseTables::answer(const Query& query) const {
    const CaseTable& table = tables_.at(query.table);
    if (query.op == "count" || query.op == "distinct") return count_of(table, query, query.where);
    if (query.op == "share" || query.op == "share_distinct") {
        const auto [part, whole] = part_and_whole(query);
        return whole == 0 ? 0 : (200 * part + whole) / (2 * whole);  // round half up
    }
    const Column* column = table.find(query.column);
    const std::vector<std::size_t> rows = rows_where(table, query.where);
    if (!table.outcome()) return 0;
    VERIFY(column);
    if (query.op == "percent") {
        VERIFY(rows.size() == 1);
        return static_cast<std::int64_t>(std::floor(100 * std::get<Reals>(column->values)[rows[0]] + 0.5));
    }
    std::int64_t sum = 0, smallest = 0, largest = 0;
    bool first = true;
    for (const std::size_t row : rows) {
        const std::int64_t value = std::get<Numbers>(column->values)[row];
        sum += value;
        smallest = first ? value : std::min(smallest, value);
        largest = first ? value : std::max(largest, value);
        first = false;
    }
    return query.op == "min" ? smallest : query.op == "max" ? largest : sum;
}

}  // namespace agon
