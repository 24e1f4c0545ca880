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

/// Ascending. A condition sees only the rows that met those before it, numbers before texts: they cost less.
std::vector<std::size_t> rows_where(const CaseTable& table, const std::vector<Condition>& where) {
    std::vector<Test> tests;
    for (const Condition& c : where) {
        Test test{table.find(c.column), &c, 0};
        VERIFY(test.column || !table.outcome());
        if (!test.column) return {};
        if (std::holds_alternative<Numbers>(test.column->values) && c.op != "in") test.number = std::stoll(c.value);
        tests.push_back(test);
    }
    std::stable_partition(tests.begin(), tests.end(),
                          [](const Test& t) { return std::holds_alternative<Numbers>(t.column->values); });
    std::vector<std::size_t> rows;
    const std::size_t count = static_cast<std::size_t>(table.row_count());
    for (std::size_t row = 0; row < count; ++row)
        if (tests.empty() || tests.front().holds(row)) rows.push_back(row);
    for (std::size_t i = 1; i < tests.size(); ++i)
        std::erase_if(rows, [&test = tests[i]](std::size_t row) { return !test.holds(row); });
    return rows;
}

std::int64_t distinct_of(const FloatRows&, const std::vector<std::size_t>&) {
    VERIFY(false);  // nobody counts vectors
    return 0;
}

template <class Value>
std::int64_t distinct_of(const std::vector<Value>& values, const std::vector<std::size_t>& rows) {
    std::vector<std::conditional_t<std::is_same_v<Value, std::string>, std::string_view, Value>> seen;
    seen.reserve(rows.size());
    for (const std::size_t row : rows) seen.push_back(values[row]);
    std::sort(seen.begin(), seen.end());
    return std::unique(seen.begin(), seen.end()) - seen.begin();
}

std::int64_t count_of(const CaseTable& table, const Query& query, const std::vector<Condition>& where) {
    const std::vector<std::size_t> rows = rows_where(table, where);
    if (query.op != "distinct" && query.op != "share_distinct") return static_cast<std::int64_t>(rows.size());
    const Column* column = table.find(query.column);
    VERIFY(column || !table.outcome());
    if (!column) return 0;
    return std::visit([&](const auto& values) { return distinct_of(values, rows); }, column->values);
}

/// sum, min, max, value, percent.
std::int64_t value_of(const CaseTable& table, const Query& query) {
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

/// Different queries, different texts: no value holds a NUL.
std::string key_of(const Query& query) {
    std::string key = query.table + '\0' + query.op + '\0' + query.column;
    const auto add = [&key](const std::vector<Condition>& conditions, char mark) {
        for (const Condition& c : conditions)
            key += std::string(1, '\0') + mark + c.column + '\0' + c.op + '\0' + c.value;
    };
    add(query.where, 'w');
    add(query.base, 'b');
    return key;
}

Result<void> as_outcome(const Result<Column>& read) {
    return read ? Result<void>() : Result<void>(read.error());
}

constexpr const char* kCore[] = {"threads/sources", "threads/questions", "threads/posts",    "threads/rejects",
                                 "corpus/posts",    "segments/segments", "debates/debates",  "debates/threads",
                                 "debates/members", "camps/stances",     "camps/voices",     "camps/camps",
                                 "points/points",   "points/matches",    "points/relations", "points/divides",
                                 "points/sectors",  "trends/terms",      "trends/actors"};
constexpr const char* kWhereThere[] = {"points/consensus",        "trends/official_terms",
                                       "trends/vocabulary",       "trends/frames",
                                       "trends/number_claims",    "trends/concern_reach",
                                       "trends/concerns",         "trends/mood_years",
                                       "trends/camp_years",       "trends/side_changes",
                                       "trends/change_points",    "trends/comparisons",
                                       "trends/periods",          "trends/events",
                                       "trends/contrasts",        "trends/numbers",
                                       "points/voters",           "points/group_votes",
                                       "points/voted_statements", "points/debate_pairs",
                                       "points/allies",           "points/allies_standings",
                                       "corpus/accounts",         "coding/codes",
                                       "coding/debates",          "coding/camps",
                                       "trends/figure_replies",   "camps/lessons"};

}  // namespace

CaseTable::CaseTable(TableReader reader) : reader_(std::move(reader)), row_count_(reader_.row_count()) {
    for (std::string& name : reader_.column_names()) names_.insert(std::move(name));
}

Result<CaseTable> CaseTable::open(Disk& disk, const std::string& path, const std::string& sha256) {
    TRY(const std::string digest, sha256_of_file(disk, path));
    TRY(auto file, disk.open_places(path));
    TRY(TableReader reader, TableReader::open(std::move(file), path));
    if (digest == sha256) return CaseTable(std::move(reader));
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

Result<CaseTables> CaseTables::load(Disk& disk, const std::string& case_folder, const Manifest& manifest) {
    CaseTables out;
    const auto read = [&](const std::string& name) -> Result<void> {
        const auto written = manifest.files.find(name + ".parquet");
        TRY(CaseTable table, CaseTable::open(disk, case_folder + "/" + name + ".parquet",
                                             written == manifest.files.end() ? "" : written->second.sha256));
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

const CaseTables::Answer& CaseTables::answer_to(const Query& query) const {
    const std::string key = key_of(query);
    if (const auto known = answers_.find(key); known != answers_.end()) return known->second;
    const CaseTable& table = tables_.at(query.table);
    Answer answer;
    const bool share = query.op == "share" || query.op == "share_distinct";
    answer.part = share || query.op == "count" || query.op == "distinct" ? count_of(table, query, query.where)
                                                                         : value_of(table, query);
    if (share) answer.whole = count_of(table, query, query.base);
    return answers_.emplace(key, answer).first->second;
}

std::pair<std::int64_t, std::int64_t> CaseTables::part_and_whole(const Query& query) const {
    VERIFY(query.op == "share" || query.op == "share_distinct");
    const Answer& answer = answer_to(query);
    return {answer.part, answer.whole};
}

std::int64_t CaseTables::answer(const Query& query) const {
    const Answer& answer = answer_to(query);
    if (query.op != "share" && query.op != "share_distinct") return answer.part;
    return answer.whole == 0 ? 0 : (200 * answer.part + answer.whole) / (2 * answer.whole);  // round half up
}

}  // namespace agon
