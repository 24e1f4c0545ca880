// Queries and marked lines. The verdict answers the same queries with code of its own.
#include "src/report/lines.hpp"

#include <algorithm>
#include <set>

namespace agon {
namespace {

std::string cell_text(const Column& column, std::size_t row) {
    if (const auto* text = std::get_if<std::vector<std::string>>(&column.values)) return (*text)[row];
    if (const auto* number = std::get_if<std::vector<std::int64_t>>(&column.values))
        return std::to_string((*number)[row]);
    return {};
}

bool in_list(const std::string& value, const std::string& list) {
    std::size_t at = 0;
    while (at <= list.size()) {
        const std::size_t bar = std::min(list.find('|', at), list.size());
        if (list.compare(at, bar - at, value) == 0) return true;
        at = bar + 1;
    }
    return false;
}

bool holds(const Column& column, std::size_t row, const Condition& c) {
    const std::string value = cell_text(column, row);
    if (c.op == "=") return value == c.value;
    if (c.op == "!=") return value != c.value;
    if (c.op == "in") return in_list(value, c.value);
    const std::int64_t left = std::stoll(value), right = std::stoll(c.value);
    return c.op == ">=" ? left >= right : left <= right;
}

std::vector<std::size_t> rows_where(const Table& table, const std::vector<Condition>& where) {
    std::vector<std::size_t> rows;
    for (std::size_t row = 0; row < static_cast<std::size_t>(table.row_count()); ++row) {
        const bool kept = std::all_of(where.begin(), where.end(), [&](const Condition& c) {
            const Column* column = table.find(c.column);
            VERIFY(column);
            return holds(*column, row, c);
        });
        if (kept) rows.push_back(row);
    }
    return rows;
}

std::int64_t count_of(const Table& table, const Query& query, const std::vector<Condition>& where, bool distinct) {
    const std::vector<std::size_t> rows = rows_where(table, where);
    if (!distinct) return static_cast<std::int64_t>(rows.size());
    std::set<std::string> values;
    for (const std::size_t row : rows) values.insert(cell_text(*table.find(query.column), row));
    return static_cast<std::int64_t>(values.size());
}

std::int64_t share_of(std::int64_t part, std::int64_t whole) {
    return whole == 0 ? 0 : (200 * part + whole) / (2 * whole);  // round half up
}

constexpr const char* kTables[] = {"threads/sources", "threads/questions", "threads/posts",    "threads/rejects",
                                   "corpus/posts",    "segments/segments", "debates/debates",  "debates/threads",
                                   "debates/members", "camps/stances",     "camps/voices",     "camps/camps",
                                   "points/points",   "points/matches",    "points/relations", "points/divides",
                                   "points/sectors",  "trends/terms",      "trends/actors"};

}  // namespace

Result<CaseTables> CaseTables::load(Disk& disk, const std::string& case_folder) {
    CaseTables out;
    for (const char* name : kTables) {
        const std::string path = case_folder + "/" + name + ".parquet";
        if (!disk.exists(path)) return Error{ErrorCode::stage_missing, path, 0, -1, ""};
        TRY(std::string bytes, disk.read_file(path));
        TRY(Table table, from_parquet(std::move(bytes), path));
        out.tables_.emplace(name, std::move(table));
    }
    return out;
}

std::int64_t CaseTables::answer(const Query& query) const {
    const Table& table = tables_.at(query.table);
    if (query.op == "count") return count_of(table, query, query.where, false);
    if (query.op == "distinct") return count_of(table, query, query.where, true);
    if (query.op == "share" || query.op == "share_distinct") {
        const bool distinct = query.op == "share_distinct";
        return share_of(count_of(table, query, query.where, distinct), count_of(table, query, query.base, distinct));
    }
    std::int64_t sum = 0, smallest = 0, largest = 0;
    bool first = true;
    for (const std::size_t row : rows_where(table, query.where)) {
        const std::int64_t value = std::get<std::vector<std::int64_t>>(table.find(query.column)->values)[row];
        sum += value;
        smallest = first ? value : std::min(smallest, value);
        largest = first ? value : std::max(largest, value);
        first = false;
    }
    return query.op == "min" ? smallest : query.op == "max" ? largest : sum;
}

std::string grouped(std::int64_t value) {
    std::string digits = std::to_string(value < 0 ? -value : value);
    for (std::size_t at = digits.size(); at > 3; at -= 3) digits.insert(at - 3, ",");
    return (value < 0 ? "-" : "") + digits;
}

Mark& Line::mark(MarkKind kind, std::string_view text) {
    Mark m;
    m.kind = kind;
    m.begin = static_cast<std::int64_t>(block_.text.size());
    block_.text += text;
    m.end = static_cast<std::int64_t>(block_.text.size());
    block_.marks.push_back(std::move(m));
    return block_.marks.back();
}

Line& Line::say(std::string_view words) {
    block_.text += words;
    return *this;
}

Line& Line::figure(const Query& query, const std::string& format) {
    last_value_ = tables_.answer(query);
    Mark& m = mark(MarkKind::figure, format == "plain" ? std::to_string(last_value_) : grouped(last_value_));
    m.query = query;
    m.format = format;
    return *this;
}

Line& Line::quote(const Citable& cited) {
    Mark& m = mark(MarkKind::quote, cited.segment->text);
    m.post = static_cast<std::int64_t>(cited.post->post);
    m.source = cited.post->source;
    m.source_begin = cited.segment->source_begin;
    m.source_end = cited.segment->source_end;
    m.encoding = std::string(enum_name(cited.post->body_encoding));
    m.is_html = cited.post->body_is_html;
    return *this;
}

Line& Line::author(const Post& post) {
    Mark& m = mark(MarkKind::name, post.author_name.empty() ? "?" : post.author_name);
    m.post = static_cast<std::int64_t>(post.post);
    m.field = "author";
    return *this;
}

Line& Line::year(const Post& post) {
    Mark& m = mark(MarkKind::name, post.created_year > 0 ? std::to_string(post.created_year) : "n.d.");
    m.post = static_cast<std::int64_t>(post.post);
    m.field = "year";
    return *this;
}

Line& Line::native_id(const Post& post) {
    Mark& m = mark(MarkKind::name, post.native_id);
    m.post = static_cast<std::int64_t>(post.post);
    m.field = "native_id";
    return *this;
}

Line& Line::bytes(const Citable& cited) {
    Mark& m = mark(MarkKind::name,
                   std::to_string(cited.segment->source_begin) + "-" + std::to_string(cited.segment->source_end));
    m.post = static_cast<std::int64_t>(cited.post->post);
    m.field = "bytes";
    m.source_begin = cited.segment->source_begin;
    m.source_end = cited.segment->source_end;
    return *this;
}

Line& Line::digest(const Citable& cited) {
    Mark& m = mark(MarkKind::name, cited.post->source.substr(0, 16));
    m.post = static_cast<std::int64_t>(cited.post->post);
    m.field = "sha256";
    return *this;
}

Line& Line::title(const Thread& thread) {
    Mark& m = mark(MarkKind::title, thread.title);
    m.thread = static_cast<std::int64_t>(thread.thread);
    m.source = thread.source;
    m.source_begin = thread.title_begin;
    m.source_end = thread.title_end;
    m.encoding = std::string(enum_name(thread.title_encoding));
    return *this;
}

}  // namespace agon
