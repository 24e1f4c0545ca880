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

Result<Json> parse_line(simdjson::dom::parser& parser, const std::string& text, const std::string& file,
                        std::int64_t record) {
    simdjson::dom::element element;
    if (parser.parse(text).get(element) != simdjson::SUCCESS || !element.is_object())
        return Error{ErrorCode::malformed_json, file, record, -1, "a line is one JSON object"};
    return json_of(element);
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
    return parse_line(parser, text, file, record);
}

std::string text_in(const Json& object, const char* name) {
    const auto field = object.is_object() ? object.find(name) : object.end();
    if (field == object.end()) return "";
    if (field->is_string()) return field->get<std::string>();
    return field->is_number_integer() ? field->dump() : "";
}

Json object_in(const Json& object, const char* name) {
    const auto field = object.is_object() ? object.find(name) : object.end();
    return field != object.end() && field->is_object() ? *field : Json::object();
}

std::vector<std::string> texts_in(const Json& object, const char* name) {
    std::vector<std::string> out;
    const auto field = object.is_object() ? object.find(name) : object.end();
    if (field == object.end() || !field->is_array()) return out;
    for (const Json& item : *field)
        if (item.is_string() || item.is_number_integer())
            out.push_back(item.is_string() ? item.get<std::string>() : item.dump());
    return out;
}

Result<Written> parse_lines(std::string bytes, const std::string& path, Unreadable unreadable) {
    Written written;
    written.bytes = std::move(bytes);
    simdjson::dom::parser parser;
    std::int64_t number = 0;
    for (std::size_t at = 0; at < written.bytes.size();) {
        const std::size_t end = std::min(written.bytes.find('\n', at), written.bytes.size());
        const std::string text = written.bytes.substr(at, end - at);
        ++number;
        if (text.find_first_not_of(" \r\t") != std::string::npos) {
            auto line = parse_line(parser, text, path, number);
            if (!line) {
                if (unreadable == Unreadable::error) return line.error();
                written.unreadable.push_back(number);
                at = end + 1;
                continue;
            }
            written.lines.push_back(std::move(line).value());
            written.numbers.push_back(number);
            written.places.emplace_back(at, std::min(end + 1, written.bytes.size()) - at);
        }
        at = end + 1;
    }
    return written;
}

Result<Written> read_lines(ServedTables& tables, const std::string& file, Unreadable unreadable) {
    const std::string path = tables.folder() + "/" + file;
    if (!tables.disk().exists(path)) return Written{};
    TRY(std::string bytes, tables.disk().read_file(path));
    return parse_lines(std::move(bytes), path, unreadable);
}

Result<void> take_line_out(ServedTables& tables, const std::string& file, const Written& so_far, std::size_t line) {
    std::string rest = so_far.bytes;
    rest.erase(so_far.places[line].first, so_far.places[line].second);
    return tables.disk().write_file(tables.folder() + "/" + file, rest);
}

Result<void> append_line(ServedTables& tables, const std::string& file, const Written& so_far, const Json& line) {
    const bool whole = so_far.bytes.empty() || so_far.bytes.back() == '\n';  // an editor may leave the last line open
    return tables.disk().write_file(tables.folder() + "/" + file,
                                    so_far.bytes + (whole ? "" : "\n") + line.dump() + "\n");
}

}  // namespace agon
