// Which format is this? Decided by content: a few records are parsed and their members looked at.
//   {"data":[...]}                              zhihu_api_json
//   [{"question_id":..,"answers":{..}}, ...]    hotdaily_json
//   columns that a tool is known by             that tool's layout (layouts.cpp), whatever carries them
//   {"text":..} a line, or a list of such       jsonl
//   a header with a column for the text         csv
//   <rss>, <feed>, <posts><row/>, js-initialData feed, stack_exchange, zhihu_html
// Only plain prose cannot be told from other prose, so documents go by their name: 2013-05-12*.txt or .html.
#include <algorithm>

#include "src/threads/csv.hpp"
#include "src/threads/json_tree.hpp"
#include "src/threads/readers.hpp"

namespace agon {
namespace {

constexpr std::size_t kRecordsLookedAt = 20;
constexpr std::int64_t kLargestPage = 64 << 20;

Error unknown(const char* detail) {
    return {ErrorCode::unknown_format, "", 0, -1, detail};
}

bool has(const JsonValue& record, std::initializer_list<std::string_view> names) {
    return std::all_of(names.begin(), names.end(), [&](std::string_view name) { return record.find(name) != nullptr; });
}

std::string_view text_at(const JsonValue& record, std::string_view name) {
    const JsonValue* found = record.find(name);
    return found ? std::string_view(found->text) : std::string_view();
}

bool is_one_of(std::string_view text, std::initializer_list<std::string_view> all) {
    return std::find(all.begin(), all.end(), text) != all.end();
}

bool is_page(const JsonValue& record) {
    const JsonValue* data = record.find("data");
    return data && data->kind == JsonValue::Kind::list && (record.find("paging") || !data->items.empty());
}

bool is_zhihu_object(const JsonValue& record) {
    const JsonValue* author = record.find("author");
    return is_one_of(text_at(record, "type"), {"answer", "article", "question", "zvideo", "pin"}) && author &&
           author->kind == JsonValue::Kind::object && record.find("id");
}

bool is_hacker_news(const JsonValue& record) {
    if (const JsonValue* hits = record.find("hits")) return hits->kind == JsonValue::Kind::list;
    if (has(record, {"created_at_i", "author"}) && (record.find("children") || record.find("objectID"))) return true;
    return has(record, {"id", "type", "time"}) && (record.find("by") || record.find("deleted")) &&
           is_one_of(text_at(record, "type"), {"story", "comment", "job", "poll", "pollopt"});
}

/// The format of one record, or nullptr.
const Format* format_of(const JsonValue& record, const ColumnMap& columns) {
    if (record.kind != JsonValue::Kind::object) return nullptr;
    const auto named = [](const char* name) { return format_called(name); };
    if (is_page(record) || is_zhihu_object(record)) return named("zhihu_api_json");
    if (record.find("question_id") && record.find("answers")) return named("hotdaily_json");
    if (has(record, {"source_platform", "data"}) || record.find("__import_meta")) return named("zeeschuimer");
    if (is_hacker_news(record)) return named("hacker_news");
    if (columns.named().empty())
        if (const Layout* layout = layout_of(record.names)) return format_called(layout->name);
    return has_text_column(record.names, columns) ? named("jsonl") : nullptr;
}

Result<const Format*> sniff_list(std::string_view bytes, Span all, const ColumnMap& columns) {
    JsonReader json(bytes);
    const Format* found = nullptr;
    std::size_t looked_at = 0;
    for_each_element(bytes.substr(0, std::min<std::size_t>(bytes.size(), 32 << 20)), all.begin, [&](Span where) {
        if (found || ++looked_at > kRecordsLookedAt) return;
        if (const auto element = json.parse(where)) found = format_of(*element, columns);
    });
    if (found) return found;
    return unknown("a JSON list, but neither of questions with answers nor of records with a text");
}

/// The first lines of a file, the blank ones left out.
std::vector<Span> first_lines(std::string_view bytes, Span all) {
    std::vector<Span> lines;
    for (std::int64_t at = all.begin; lines.size() < kRecordsLookedAt && at < all.end;) {
        const auto line_end = static_cast<std::int64_t>(
            std::min(bytes.find('\n', static_cast<std::size_t>(at)), static_cast<std::size_t>(all.end)));
        const Span line = trimmed_json(bytes, {at, line_end});
        if (line.length() > 0) lines.push_back(line);
        at = line_end + 1;
    }
    return lines;
}

/// A record a line, or one object over many lines, which may have lines that look like records.
Result<const Format*> sniff_objects(std::string_view bytes, Span all, const ColumnMap& columns) {
    JsonReader json(bytes);
    const std::vector<Span> lines = first_lines(bytes, all);
    if (!json.parse(lines.front()) && all.length() <= kLargestPage)
        if (const auto whole = json.parse(all))
            if (const Format* found = format_of(*whole, columns)) return found;
    const std::string_view start = bytes.substr(static_cast<std::size_t>(all.begin), 65536);
    const bool has_page_marks =
        start.find("\"paging\"") != std::string_view::npos || start.find("\"data\":[") != std::string_view::npos;
    for (const Span line : lines) {
        const auto record = json.parse(line);
        if (!record) continue;
        if (const Format* found = format_of(*record, columns); found && (found->layout || !has_page_marks))
            return found;
        if (is_page(*record)) return format_called("zhihu_api_json");
    }
    if (has_page_marks || start.find("\"data\"") != std::string_view::npos)
        return format_called("zhihu_api_json");  // a broken page is a page
    return unknown("JSON, but neither Zhihu pages nor records with a text; use --map");
}

Result<const Format*> sniff_markup(std::string_view bytes, Span all, const std::string& name) {
    const std::string_view head = bytes.substr(static_cast<std::size_t>(all.begin), 65536);
    const auto contains = [&](std::string_view text) { return head.find(text) != std::string_view::npos; };
    if (bytes.find("js-initialData") != std::string_view::npos) return format_called("zhihu_html");
    if (contains("<rss") || contains("<feed") || contains("<rdf:RDF")) return format_called("feed");
    if ((contains("<posts") || contains("<comments") || contains("<users")) && contains("<row"))
        return format_called("stack_exchange");
    if (!date_of(name).empty()) return format_called("documents");
    return unknown("markup, but no feed, dump, Zhihu page or dated document");
}

bool is_among(const std::vector<std::string>& names, std::initializer_list<std::string_view> wanted) {
    return std::all_of(wanted.begin(), wanted.end(), [&](std::string_view name) {
        return std::find(names.begin(), names.end(), name) != names.end();
    });
}

Result<const Format*> sniff_table(std::string_view bytes, std::int64_t begin, const std::string& name,
                                  const ColumnMap& columns) {
    const char delimiter = delimiter_of(bytes, begin);
    const auto plain = [&] { return format_called(delimiter == '\t' ? "tsv" : "csv"); };
    const auto prose = [&]() -> Result<const Format*> {
        if (name.ends_with(".csv") || name.ends_with(".tsv")) return plain();
        return unknown("neither JSON nor CSV nor a dated .txt");
    };
    CsvReader reader(bytes, begin, delimiter);
    if (!reader.more()) return Error{ErrorCode::file_empty, "", 0, -1, ""};
    const auto header = reader.next();
    if (!header || header->fields.size() < 2) return prose();
    std::vector<std::string> names;
    for (const CsvField& field : header->fields)
        names.emplace_back(
            bytes.substr(static_cast<std::size_t>(field.bytes.begin), static_cast<std::size_t>(field.bytes.length())));
    if (is_among(names, {"participant", "group-id", "n-votes"})) return format_called("polis_matrix");
    if (names.size() == 2 && names[0] == "topic" && bytes.find("\nurl,") != std::string_view::npos)
        return format_called("polis_summary");
    if (is_among(names, {"n-votes", "n-comments", "n-voters"}) || is_among(names, {"comment-id", "total-votes"}))
        return format_called("polis_counts");
    if (columns.named().empty())
        if (const Layout* layout = layout_of(names)) return format_called(layout->name);
    return has_text_column(names, columns) ? plain() : prose();
}

}  // namespace

bool holds_nothing(std::string_view head) {
    const std::size_t begin = head.starts_with("\xEF\xBB\xBF") ? 3 : 0;
    if (head.substr(begin, 1) != "<") return false;
    const std::size_t root = head.substr(begin, 5) == "<?xml" ? head.find('<', begin + 1) : begin;
    for (const std::string_view table : {"votes", "tags", "badges", "postlinks", "posthistory"})
        if (root != std::string_view::npos && head.substr(root + 1).starts_with(table) &&
            head.substr(root + 1 + table.size(), 1).find_first_of("> \r\n/") == 0)
            return true;
    return false;
}

const Format* format_of_lines(std::string_view head, const std::string& name, const std::string& wanted,
                              const ColumnMap& columns) {
    if (head.find('{') != head.find_first_not_of(" \t\r\n")) return nullptr;
    const std::string_view whole = head.substr(0, head.rfind('\n') + 1);
    const std::vector<Span> lines = first_lines(whole, {0, static_cast<std::int64_t>(whole.size())});
    JsonReader json(head);
    if (lines.size() < kRecordsLookedAt || !json.parse(lines.front())) return nullptr;
    const auto format = wanted == "auto" ? sniff_format(whole, name, columns) : format_called(wanted);
    if (!format || !*format) return nullptr;
    return (*format)->layout || (*format)->read == read_flat ? *format : nullptr;
}

Result<const Format*> sniff_format(std::string_view bytes, const std::string& name, const ColumnMap& columns) {
    if (name.ends_with(".txt") && !date_of(name).empty()) return format_called("documents");
    const std::int64_t begin = bytes.starts_with("\xEF\xBB\xBF") ? 3 : 0;
    const Span all = trimmed_json(bytes, {begin, static_cast<std::int64_t>(bytes.size())});
    if (all.length() == 0) return Error{ErrorCode::file_empty, "", 0, -1, ""};
    const char first = bytes[static_cast<std::size_t>(all.begin)];
    if (first == '[') return sniff_list(bytes, all, columns);
    if (first == '{') return sniff_objects(bytes, all, columns);
    if (first == '<') return sniff_markup(bytes, all, name);
    return sniff_table(bytes, begin, name, columns);
}

}  // namespace agon
