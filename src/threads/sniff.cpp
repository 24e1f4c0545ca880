// Which format is this? Decided by content: a few records are parsed and their members looked at.
//   {"data":[...]}                              zhihu_api_json
//   [{"question_id":..,"answers":{..}}, ...]    hotdaily_json
//   {"text":..} a line, or a list of such       jsonl
//   a header with a column for the text         csv
// Only plain prose cannot be told from other prose, so documents go by their name: 2013-05-12*.txt.
#include <algorithm>

#include "src/threads/csv.hpp"
#include "src/threads/json_tree.hpp"
#include "src/threads/reading.hpp"

namespace agon {
namespace {

constexpr std::size_t kRecordsLookedAt = 20;

Error unknown(const char* detail) {
    return {ErrorCode::unknown_format, "", 0, -1, detail};
}

bool feeds_text(const JsonValue& record, const ColumnMap& columns) {
    for (const std::string& name : record.names)
        if (const auto field = columns.field_of(name); field && field->first == MappedField::text) return true;
    return false;
}

bool is_page(const JsonValue& record) {
    const JsonValue* data = record.find("data");
    return data && data->kind == JsonValue::Kind::list && (record.find("paging") || !data->items.empty());
}

Result<std::string> sniff_list(std::string_view bytes, Span all, const ColumnMap& columns) {
    JsonReader json(bytes);
    std::vector<Span> elements = list_elements(bytes, all.begin);
    elements.resize(std::min(elements.size(), kRecordsLookedAt));
    for (const Span where : elements) {
        const auto element = json.parse(where);
        if (!element) continue;
        if (element->find("question_id") && element->find("answers")) return std::string("hotdaily_json");
        if (feeds_text(*element, columns)) return std::string("jsonl");
    }
    return unknown("a JSON list, but neither of questions with answers nor of records with a text");
}

Result<std::string> sniff_objects(std::string_view bytes, Span all, const ColumnMap& columns) {
    JsonReader json(bytes);
    if (const auto whole = json.parse(all); whole && is_page(*whole)) return std::string("zhihu_api_json");
    std::vector<Span> lines = json_lines(bytes, all.begin);
    lines.resize(std::min(lines.size(), kRecordsLookedAt));
    for (const Span where : lines) {
        const auto record = json.parse(where);
        if (!record) continue;
        if (is_page(*record)) return std::string("zhihu_api_json");
        if (feeds_text(*record, columns)) return std::string("jsonl");
    }
    const std::string_view start = bytes.substr(static_cast<std::size_t>(all.begin), 65536);
    if (start.find("\"paging\"") != std::string_view::npos || start.find("\"data\"") != std::string_view::npos)
        return std::string("zhihu_api_json");  // a broken page is a page
    return unknown("JSON, but neither Zhihu pages nor records with a text; use --map");
}

Result<std::string> sniff_csv(std::string_view bytes, std::int64_t begin, const std::string& name,
                              const ColumnMap& columns) {
    if (name.ends_with(".csv")) return std::string("csv");
    CsvReader reader(bytes, begin);
    if (!reader.more()) return Error{ErrorCode::file_empty, "", 0, -1, ""};
    const auto header = reader.next();
    if (!header || header->fields.size() < 2) return unknown("neither JSON nor CSV nor a dated .txt");
    for (const CsvField& field : header->fields) {
        const auto found = columns.field_of(
            bytes.substr(static_cast<std::size_t>(field.bytes.begin), static_cast<std::size_t>(field.bytes.length())));
        if (found && found->first == MappedField::text) return std::string("csv");
    }
    return unknown("neither JSON nor CSV nor a dated .txt");
}

}  // namespace

Result<std::string> sniff_format(std::string_view bytes, const std::string& name, const ColumnMap& columns) {
    if (name.ends_with(".txt") && !date_of(name).empty()) return std::string("documents");
    const std::int64_t begin = bytes.starts_with("\xEF\xBB\xBF") ? 3 : 0;
    const Span all = trimmed_json(bytes, {begin, static_cast<std::int64_t>(bytes.size())});
    if (all.length() == 0) return Error{ErrorCode::file_empty, "", 0, -1, ""};
    const char first = bytes[static_cast<std::size_t>(all.begin)];
    if (first == '[') return sniff_list(bytes, all, columns);
    if (first == '{') return sniff_objects(bytes, all, columns);
    return sniff_csv(bytes, begin, name, columns);
}

}  // namespace agon
