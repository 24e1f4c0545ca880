// No update is lost when two browsers edit: each says how many lines it has seen, and a line about the same target that
// it has not seen stops it. An undo is a line too; nothing is ever taken out of the file.
#include "src/explorer/corrections.hpp"

#include <simdjson.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>

#include "ground/text/text.hpp"

namespace agon {
namespace {

constexpr const char* kFile = "/corrections.jsonl";
constexpr std::array kWhat = {"merge",           "split", "rename",      "exclude",        "pin",
                              "set_proposition", "move",  "reword",      "choose_quote",   "translate",
                              "comment",         "undo",  "mark_author", "reject_relation"};

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

Result<Json> parse(const std::string& text, const std::string& file, std::int64_t record) {
    simdjson::dom::parser parser;
    simdjson::dom::element element;
    if (parser.parse(text).get(element) != simdjson::SUCCESS || !element.is_object())
        return Error{ErrorCode::malformed_json, file, record, -1, "a correction is one JSON object"};
    return json_of(element);
}

struct Written {
    std::string bytes;
    std::vector<Json> lines;
};

Result<Written> written_so_far(CaseTables& tables) {
    Written written;
    const std::string path = tables.folder() + kFile;
    if (!tables.disk().exists(path)) return written;
    TRY(written.bytes, tables.disk().read_file(path));
    for (std::size_t at = 0; at < written.bytes.size();) {
        const std::size_t end = std::min(written.bytes.find('\n', at), written.bytes.size());
        TRY(Json line,
            parse(written.bytes.substr(at, end - at), path, static_cast<std::int64_t>(written.lines.size()) + 1));
        written.lines.push_back(std::move(line));
        at = end + 1;
    }
    return written;
}

bool is_kind(const Json& what) {
    return what.is_string() && std::find(kWhat.begin(), kWhat.end(), what.get<std::string>()) != kWhat.end();
}

}  // namespace

Result<Json> read_corrections_page(CaseTables& tables) {
    TRY(const Written written, written_so_far(tables));
    return Json{{"lines", written.lines}, {"count", written.lines.size()}};
}

Result<Json> append_correction(CaseTables& tables, const std::string& body, const std::string& who) {
    TRY(Json given, parse(body, "", 0));
    if (!is_kind(given.value("what", Json())) || !given.value("target", Json()).is_object())
        return Error{ErrorCode::usage, "", 0, -1, "a correction has a known \"what\" and a \"target\""};
    TRY(Written written, written_so_far(tables));
    const Json after = given.value("after", Json());
    if (!after.is_number_integer() || after.get<std::int64_t>() < 0 ||
        after.get<std::int64_t>() > static_cast<std::int64_t>(written.lines.size()))
        return Error{ErrorCode::usage, "", 0, -1, "\"after\" is the number of lines seen"};
    Json unseen = Json::array();
    for (std::size_t i = static_cast<std::size_t>(after.get<std::int64_t>()); i < written.lines.size(); ++i)
        if (written.lines[i].value("target", Json()) == given["target"]) unseen.push_back(written.lines[i]);
    if (!unseen.empty()) return Json{{"conflict", unseen}, {"count", written.lines.size()}};
    Json line{{"id", ""},
              {"at", now_shown()},
              {"who", who},
              {"what", given["what"]},
              {"why", given.value("why", "")},
              {"target", given["target"]},
              {"value", given.value("value", Json::object())}};
    if (given.contains("undoes")) line["undoes"] = given["undoes"];
    line["id"] = sha256_hex(line.dump() + std::to_string(written.lines.size())).substr(0, 12);
    TRY_VOID(tables.disk().write_file(tables.folder() + kFile, written.bytes + line.dump() + "\n"));
    return Json{{"written", line}, {"count", written.lines.size() + 1}};
}

}  // namespace agon
