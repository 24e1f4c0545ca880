// No update is lost when two browsers edit: each says how many lines there were when it began and which later ones it
// has been shown, and a line about the same thing that it has not seen stops it. An undo is a line too; nothing is ever
// taken out of the file.
#include "src/explorer/corrections.hpp"

#include <algorithm>

#include "ground/text/text.hpp"
#include "src/explorer/correction_kinds.hpp"
#include "src/explorer/translations.hpp"

namespace agon {
namespace {

Error wrong(const std::string& what) {
    return Error{ErrorCode::usage, "", 0, -1, what};
}

/// An undo is about what the line is about that it takes back.
std::vector<std::string> things_of(const Json& line, const std::vector<Json>& lines) {
    if (text_in(line, "what") != "undo") return things_corrected(line);
    const Json* undone = line_of_id(lines, text_in(line, "undoes"));
    return undone ? things_corrected(*undone) : std::vector<std::string>();
}

/// The undo as it is written, from the line that it takes back.
Result<Json> checked_undo(const Json& given, const std::vector<Json>& lines) {
    const std::string id = text_in(given, "undoes");
    const Json* undone = line_of_id(lines, id);
    if (!undone) return wrong("\"undoes\" names no correction");
    if (text_in(*undone, "what") == "undo") return wrong("an undo cannot be undone: correct it again");
    if (is_undone(lines, id)) return wrong("this correction is undone already");
    return Json{{"what", "undo"}, {"target", object_in(*undone, "target")}, {"value", Json::object()}, {"undoes", id}};
}

Result<Json> checked(const Json& given, const std::vector<Json>& lines) {
    if (text_in(given, "what") == "undo") return checked_undo(given, lines);
    TRY_VOID(check_correction(given));
    return Json{{"what", given["what"]}, {"target", object_in(given, "target")}, {"value", object_in(given, "value")}};
}

/// Places of lines that the browser has not seen and that are about one of the same things.
Result<std::vector<std::size_t>> unseen_about(const std::vector<std::string>& things, const Json& given,
                                              const std::vector<Json>& lines) {
    const Json after = given.value("after", Json());
    if (!after.is_number_integer() || after.get<std::int64_t>() < 0 ||
        after.get<std::int64_t>() > static_cast<std::int64_t>(lines.size()))
        return wrong("\"after\" is the number of lines seen");
    const std::vector<std::string> seen = texts_in(given, "seen");
    std::vector<std::size_t> unseen;
    for (std::size_t i = static_cast<std::size_t>(after.get<std::int64_t>()); i < lines.size(); ++i) {
        if (std::find(seen.begin(), seen.end(), text_in(lines[i], "id")) != seen.end()) continue;
        const std::vector<std::string> others = things_of(lines[i], lines);
        if (std::find_first_of(others.begin(), others.end(), things.begin(), things.end()) != others.end())
            unseen.push_back(i);
    }
    return unseen;
}

/// A translation stands in the memory too, and its undo leaves it; other lines are applied by the analysis.
Result<void> tell_memory(ServedTables& tables, const Json& line, const std::vector<Json>& lines) {
    if (line["what"] == "translate") return remember_translation(tables, line);
    const Json* undone = line["what"] == "undo" ? line_of_id(lines, text_in(line, "undoes")) : nullptr;
    if (undone && text_in(*undone, "what") == "translate") return forget_translation(tables, *undone);
    return {};
}

}  // namespace

Result<Json> append_correction(ServedTables& tables, const std::string& body, const std::string& who) {
    TRY(const Json given, parse_line(body, "", 0));
    TRY(const Written written, read_lines(tables, kCorrectionsFile, Unreadable::skipped));
    TRY(const Json said, checked(given, written.lines));
    TRY(const auto unseen, unseen_about(things_of(said, written.lines), given, written.lines));
    if (!unseen.empty()) {
        Json lines = Json::array();
        for (const std::size_t place : unseen) lines.push_back(written.lines[place]);
        return Json{{"conflict", lines}, {"places", unseen}, {"count", written.lines.size()}};
    }
    Json line{{"id", ""}, {"at", now_shown()}, {"who", who}, {"what", said["what"]}, {"why", text_in(given, "why")}};
    line.update(said);
    line["id"] = sha256_hex(line.dump() + std::to_string(written.lines.size())).substr(0, 12);
    TRY_VOID(tell_memory(tables, line, written.lines));
    TRY_VOID(append_line(tables, kCorrectionsFile, written, line));
    return Json{{"written", line}, {"count", written.lines.size() + 1}};
}

}  // namespace agon
