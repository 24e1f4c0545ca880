// The pages behind numbers: rows of any table, groups of them, and the same as CSV.
#include <algorithm>
#include <charconv>
#include <span>

#include "src/explorer/cell_sources.hpp"
#include "src/explorer/coding.hpp"
#include "src/explorer/groups.hpp"
#include "src/explorer/selection.hpp"

namespace agon {
namespace {

constexpr std::size_t kMostRows = 200;  // rows a page shows at once

/// Columns that name sentences or posts, sentences first: they say more.
constexpr std::string_view kSentences[] = {"segment",  "segment_a", "segment_b",
                                           "evidence", "answered",  "answered_segment"};
constexpr std::string_view kPosts[] = {"post",
                                       "post_a",
                                       "post_b",
                                       "from_post",
                                       "to_post",
                                       "other_post",
                                       "answered_post",
                                       "official_last_post",
                                       "public_last_post"};
constexpr std::string_view kVoices[] = {"voice", "from_voice", "to_voice", "answered_voice", "author"};
constexpr std::string_view kThreads[] = {"thread", "question_thread", "sub_question"};
constexpr std::string_view kPoints[] = {"point", "point_a", "point_b", "from_point", "to_point"};

/// Two columns or one: "voice", "voice,pole".
std::pair<std::string, std::string> columns_of(const std::string& joined) {
    const std::size_t comma = joined.find(',');
    return {joined.substr(0, comma), comma == std::string::npos ? "" : joined.substr(comma + 1)};
}

Result<void> check_columns(const TableView& table, std::initializer_list<std::string> columns) {
    for (const std::string& column : columns)
        if (!column.empty() && !table.has(column))
            return Error{ErrorCode::usage, "", 0, -1, "no column is called " + column};
    return {};
}

/// How many rows, or how many different values of `distinct`, or the sum of `sum`.
std::int64_t count_of(const TableView& table, const std::vector<std::size_t>& rows, const std::string& distinct,
                      const std::string& sum) {
    std::int64_t total = 0;
    if (!sum.empty()) {
        for (const std::size_t row : rows) total += table.number(sum, row);
        return total;
    }
    if (distinct.empty()) return static_cast<std::int64_t>(rows.size());
    const auto [first, second] = columns_of(distinct);
    return std::ssize(count_groups(table, rows, first, second, ""));
}

/// Rows of vectors have none.
template <class Values>
concept HasOrder = requires(const Values& left, const Values& right) {
    left[0] < right[0];
};

/// The first `count` of the rows by a column, "votes" from the least on, "-votes" from the greatest; equal ones stay in
/// the table's order. Errors: usage for a column that is not there.
Result<void> sort_rows(const TableView& table, const std::string& by, std::size_t count,
                       std::vector<std::size_t>& rows) {
    if (by.empty()) return {};
    const bool falls = by.starts_with('-');
    const Column* column = table.table().find(by.substr(falls ? 1 : 0));
    if (column == nullptr) return Error{ErrorCode::usage, "", 0, -1, "no column is called " + by};
    const auto until = rows.begin() + static_cast<std::ptrdiff_t>(std::min(count, rows.size()));
    std::visit(
        [&](const auto& values) {
            if constexpr (HasOrder<std::remove_cvref_t<decltype(values)>>)
                std::partial_sort(rows.begin(), until, rows.end(), [&](std::size_t l, std::size_t r) {
                    if (values[l] < values[r]) return !falls;
                    if (values[r] < values[l]) return falls;
                    return l < r;
                });
        },
        column->values);
    return {};
}

/// Every sentence and post that the row names, each once, with the column that names it.
Json citations_of(const PostIndex& index, const TableView& table, std::size_t row) {
    Json out = Json::array();
    std::set<Json> seen;
    const auto add = [&](std::string_view column, Json cite) {
        if (!cite.is_object()) return;
        cite["as"] = column;
        seen.insert(cite["post"]);
        out.push_back(std::move(cite));
    };
    for (const std::string_view column : kSentences)
        if (table.has(column)) add(column, index.quote(table.number(column, row)));
    for (const std::string_view column : kPosts)
        if (table.has(column) && !seen.contains(number_json(table.number(column, row))))
            add(column, index.cite(table.number(column, row)));
    if (table.has("answered") && !index.segment_row(table.number("answered", row)))
        add("answered", index.cite(table.number("answered", row)));  // of camps/replies, a post
    return out;
}

/// Names of what rows and conditions mention by id, so that pages need not show the ids.
class Mentioned {
  public:
    void add(std::string_view column, std::int64_t id) {
        if (id == 0) return;
        if (column == "debate" || column == "other_debate") debates_.insert(id);
        for (const auto& [columns, ids] : {std::pair(std::span<const std::string_view>(kVoices), &voices_),
                                           std::pair(std::span<const std::string_view>(kThreads), &threads_),
                                           std::pair(std::span<const std::string_view>(kPoints), &points_)})
            if (std::find(columns.begin(), columns.end(), column) != columns.end()) ids->insert(id);
    }
    void add_row(const TableView& table, std::size_t row) {
        for (const Column& column : table.table().columns)
            if (const auto* numbers = std::get_if<std::vector<std::int64_t>>(&column.values))
                add(column.name, (*numbers)[row]);
    }
    void add_condition(const Condition& condition) {
        std::int64_t id = 0;
        const char* end = condition.value.data() + condition.value.size();
        if (std::from_chars(condition.value.data(), end, id).ptr == end) add(condition.column, id);
    }

    Result<void> write(CaseReading& reading, Json& out) const {
        const PostIndex& index = reading.index;
        Json debates = Json::object(), voices = Json::object(), threads = Json::object(), points = Json::object();
        TRY(const auto names, names_of_camps(reading, debates_));
        for (const auto& [id, name] : names) debates[std::to_string(id)] = name;
        for (const std::int64_t id : voices_)
            if (const auto posts = index.posts_of_author(id); !posts.empty())
                voices[std::to_string(id)] = {{"author", index.posts().text("author_name", posts[0])},
                                              {"author_kind", index.posts().text("author_kind", posts[0])},
                                              {"stream", index.posts().text("stream", posts[0])}};
        for (const std::int64_t id : threads_)
            if (const auto row = index.thread_row(id))
                threads[std::to_string(id)] = index.threads().text("title", *row);
        TRY_VOID(write_points(reading, points));
        out["debates"] = std::move(debates), out["voices"] = std::move(voices);
        out["threads"] = std::move(threads), out["points"] = std::move(points);
        return {};
    }

  private:
    Result<void> write_points(CaseReading& reading, Json& points) const {
        if (points_.empty() || !reading.tables.exists("points/points")) return {};
        TRY(const TableView* table, reading.tables.find("points/points"));
        for (std::size_t row = 0; row < table->rows(); ++row)
            if (const std::int64_t id = table->number("point", row); points_.contains(id))
                points[std::to_string(id)] = reading.index.quote(table->number("segment", row));
        return {};
    }
    std::set<std::int64_t> debates_, voices_, threads_, points_;
};

Json cells_of(const std::string& name, const TableView& table, std::size_t row) {
    Json out = Json::object();
    for (const auto& [column, source] : sources_of_row(name, table, row))
        out[column] = {
            {"table", source.table}, {"where", source.where}, {"distinct", source.distinct}, {"sum", source.sum}};
    return out;
}

/// A table of the case, or the codes as they are now, which `now` then holds.
Result<const TableView*> table_named(CaseReading& reading, const std::string& name, std::optional<TableView>& now) {
    if (name != file_of_codes) return reading.tables.find(name);
    TRY(now, codes_now(reading.tables));
    return &*now;
}

}  // namespace

Result<Json> rows_page(CaseReading& reading, const std::map<std::string, std::string>& query) {
    const std::string name = parameter(query, "table"), distinct = parameter(query, "distinct"),
                      sum = parameter(query, "sum");
    std::optional<TableView> now;
    TRY(const TableView* table, table_named(reading, name, now));
    TRY(const std::vector<Condition> where, read_conditions(parameter(query, "where")));
    TRY(std::vector<std::size_t> rows, selected_rows(reading, *table, where));
    TRY(const std::int64_t asked, whole_parameter(query, "offset", 0));
    const std::int64_t offset = std::max<std::int64_t>(0, asked);
    TRY_VOID(sort_rows(*table, parameter(query, "sort"), static_cast<std::size_t>(offset) + kMostRows, rows));
    const auto [first, second] = columns_of(distinct);
    TRY_VOID(check_columns(*table, {first, second, sum}));
    Json list = Json::array();
    Mentioned mentioned;
    for (const Condition& condition : where) mentioned.add_condition(condition);
    for (std::size_t i = static_cast<std::size_t>(offset); i < rows.size() && list.size() < kMostRows; ++i) {
        Json row = row_json(*table, rows[i]);
        Json quotes = citations_of(reading.index, *table, rows[i]);
        if (!quotes.empty()) row["quote"] = quotes[0];
        row["quotes"] = std::move(quotes);
        row["cells"] = cells_of(name, *table, rows[i]);
        list.push_back(std::move(row));
        mentioned.add_row(*table, rows[i]);
    }
    Json out{{"all", rows.size()},
             {"value", count_of(*table, rows, distinct, sum)},
             {"offset", offset},
             {"rows", std::move(list)}};
    if (query.contains("of")) {
        TRY(const std::vector<Condition> base, read_conditions(parameter(query, "of")));
        TRY(const std::vector<std::size_t> all, selected_rows(reading, *table, base));
        out["of"] = count_of(*table, all, distinct, sum);
    }
    TRY_VOID(mentioned.write(reading, out));
    return out;
}

Result<Json> groups_page(CaseReading& reading, const std::map<std::string, std::string>& query) {
    TRY(const TableView* table, reading.tables.find(parameter(query, "table")));
    TRY(const std::vector<Condition> where, read_conditions(parameter(query, "where")));
    const std::string distinct = parameter(query, "distinct");
    const auto [first, second] = columns_of(parameter(query, "by"));
    if (first.empty()) return Error{ErrorCode::usage, "", 0, -1, "by wants a column"};
    TRY_VOID(check_columns(*table, {first, second, distinct}));
    TRY(const std::vector<std::size_t> rows, selected_rows(reading, *table, where));
    Json list = Json::array();
    for (const GroupCount& group : count_groups(*table, rows, first, second, distinct)) {
        Json entry{{first, group.first}, {"rows", group.rows}};
        if (!second.empty()) entry[second] = group.second;
        if (!distinct.empty()) entry["distinct"] = group.distinct;
        list.push_back(std::move(entry));
    }
    return Json{{"groups", list}};
}

Result<std::string> csv_page(CaseReading& reading, const std::map<std::string, std::string>& query) {
    std::optional<TableView> now;
    TRY(const TableView* table, table_named(reading, parameter(query, "table"), now));
    TRY(const std::vector<Condition> where, read_conditions(parameter(query, "where")));
    TRY(const std::vector<std::size_t> rows, selected_rows(reading, *table, where));
    return csv_of(*table, rows);
}

}  // namespace agon
