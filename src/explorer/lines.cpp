#include "src/explorer/lines.hpp"

#include <simdjson.h>

#include <chrono>
#include <cstdio>

namespace agon {
namespace {

/// Input goes through simdjson, as everywhere; only objects, arrays, texts, numbers and truth values can come out.
Json json_of(simdjson::dom::element element) {
    using Type = simdjson::dom::element_type;
    Json out;
    switch (element.type()) {
        case Type::OBJECT:
            out = Json::object();
            for (const auto [key, value] : simdjson::dom::object(element)) out[std::string(key)] = json_of(value);
            break;
        case Type::ARRAY:
            out = Json::array();
            for (const simdjson::dom::element value : simdjson::dom::array(element)) out.push_back(json_of(value));
            break;
        case Type::STRING:
            out = std::string(std::string_view(element));
            break;
        case Type::INT64:
            out = std::int64_t(element);
            break;
        case Type::UINT64:
            out = std::uint64_t(element);
            break;
        case Type::DOUBLE:
            out = double(element);
            break;
        case Type::BOOL:
            out = bool(element);
            break;
        case Type::NULL_VALUE:
            break;
    }
    return out;
}

}  // namespace

std::string now_shown() {
    const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    const auto day = std::chrono::floor<std::chrono::days>(now);
    const std::chrono::year_month_day date{day};
    const std::chrono::hh_mm_ss time{now - day};
    char text[40];
    std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02dZ", static_cast<int>(date.year()),
                  static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                  static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()),
                  static_cast<int>(time.seconds().count()));
    return text;
}

Result<Json> parse_line(const std::string& text, const std::string& file, std::int64_t record) {
    simdjson::dom::parser parser;
    simdjson::dom::element element;
    if (parser.parse(text).get(element) != simdjson::SUCCESS || !element.is_object())
        return Error{ErrorCode::malformed_json, file, record, -1, "a line is one JSON object"};
    return json_of(element);
}

Result<Written> read_lines(ServedTables& tables, const std::string& file) {
    Written written;
    const std::string path = tables.folder() + "/" + file;
    if (!tables.disk().exists(path)) return written;
    TRY(written.bytes, tables.disk().read_file(path));
    for (std::size_t at = 0; at < written.bytes.size();) {
        const std::size_t end = std::min(written.bytes.find('\n', at), written.bytes.size());
        TRY(Json line,
            parse_line(written.bytes.substr(at, end - at), path, static_cast<std::int64_t>(written.lines.size()) + 1));
        written.lines.push_back(std::move(line));
        at = end + 1;
    }
    return written;
}

Result<void> append_line(ServedTables& tables, const std::string& file, const Written& so_far, const Json& line) {
    return tables.disk().write_file(tables.folder() + "/" + file, so_far.bytes + line.dump() + "\n");
}

}  // namespace agon
