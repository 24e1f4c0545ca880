// No update is lost when two browsers edit: each says how many lines it has seen, and a line about the same target that
// it has not seen stops it. An undo is a line too; nothing is ever taken out of the file.
#include "src/explorer/corrections.hpp"

#include <simdjson.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>

#include "ground/text/text.hpp"
#include "src/explorer/translations.hpp"

namespace agon {
namespace {

constexpr const char* kFile = "corrections.jsonl";
constexpr std::array kWhat = {"merge",           "split", "rename",      "exclude",        "pin",
                              "set_proposition", "move",  "reword",      "choose_quote",   "translate",
                              "comment",         "undo",  "mark_author", "reject_relation"};

bool is_kind(const Json& what) {
    return what.is_string() && std::find(kWhat.begin(), kWhat.end(), what.get<std::string>()) != kWhat.end();
}

/// An undone `translate` line leaves the translation memory too; other lines are undone by whoever applies them.
Result<void> undo_translation(ServedTables& tables, const std::vector<Json>& lines, const std::string& undone) {
    for (const Json& line : lines)
        if (line.value("what", "") == "undo" && line.value("undoes", "") == undone)
            return Error{ErrorCode::usage, "", 0, -1, "this correction is undone already"};
    for (const Json& line : lines)
        if (line.value("id", "") == undone && line.value("what", "") == "translate")
            return forget_translation(tables, line);
    return {};
}

}  // namespace

Result<Json> read_corrections_page(ServedTables& tables) {
    TRY(const Written written, read_lines(tables, kFile));
    return Json{{"lines", written.lines}, {"count", written.lines.size()}};
}

Result<Json> append_correction(ServedTables& tables, const std::string& body, const std::string& who) {
    TRY(Json given, parse_line(body, "", 0));
    if (!is_kind(given.value("what", Json())) || !given.value("target", Json()).is_object())
        return Error{ErrorCode::usage, "", 0, -1, "a correction has a known \"what\" and a \"target\""};
    TRY(const Written written, read_lines(tables, kFile));
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
    if (line["what"] == "translate") TRY_VOID(remember_translation(tables, line));
    if (line["what"] == "undo") TRY_VOID(undo_translation(tables, written.lines, line.value("undoes", "")));
    TRY_VOID(append_line(tables, kFile, written, line));
    return Json{{"written", line}, {"count", written.lines.size() + 1}};
}

}  // namespace agon
