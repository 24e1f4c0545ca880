// The analyst's word: corrections.jsonl in the case, one JSON object a line, read in order; see
// docs/formats/corrections.md. A line of what = "undo" takes back an earlier line. A line that cannot be read is
// a problem with its number, never the end of the run.
#include <simdjson.h>

#include <algorithm>

#include "ground/text/lines.hpp"
#include "src/threads/threads.hpp"

namespace agon {
namespace {

using simdjson::dom::element;

/// Text of a text or whole-number field; empty if there is none.
std::string text_at(const element& object, std::string_view name) {
    element field;
    if (object[name].get(field) != simdjson::SUCCESS) return "";
    if (std::string_view text; field.get(text) == simdjson::SUCCESS) return std::string(text);
    if (std::int64_t number = 0; field.get(number) == simdjson::SUCCESS) return std::to_string(number);
    return "";
}

std::vector<std::string> texts_at(const element& object, std::string_view name) {
    std::vector<std::string> out;
    simdjson::dom::array list;
    if (object[name].get(list) != simdjson::SUCCESS) return out;
    for (const element item : list) {
        if (std::string_view text; item.get(text) == simdjson::SUCCESS) out.emplace_back(text);
        if (std::int64_t number = 0; item.get(number) == simdjson::SUCCESS) out.push_back(std::to_string(number));
    }
    return out;
}

Correction correction_of(const element& object, std::int64_t line) {
    Correction c;
    c.line = line;
    c.id = text_at(object, "id");
    c.at = text_at(object, "at");
    c.who = text_at(object, "who");
    c.what = text_at(object, "what");
    c.why = text_at(object, "why");
    c.undoes = text_at(object, "undoes");
    if (element target; object["target"].get(target) == simdjson::SUCCESS && target.is_object()) {
        c.threads = texts_at(target, "threads");
        for (const auto& [name, field] : {std::pair<const char*, std::string*>{"debate", &c.debate},
                                          {"segment", &c.segment},
                                          {"post", &c.post},
                                          {"point", &c.point},
                                          {"voice", &c.voice},
                                          {"from", &c.from},
                                          {"to", &c.to}})
            *field = text_at(target, name);
    }
    if (element value; object["value"].get(value) == simdjson::SUCCESS && value.is_object()) {
        for (const auto& [name, field] : {std::pair<const char*, std::string*>{"text", &c.text},
                                          {"pole", &c.pole},
                                          {"pole_a", &c.pole_a},
                                          {"pole_b", &c.pole_b},
                                          {"with", &c.with},
                                          {"kind", &c.kind}})
            *field = text_at(value, name);
        c.with_threads = texts_at(value, "threads");
    }
    return c;
}

}  // namespace

Result<Corrections> read_corrections(Disk& disk, const std::string& case_folder) {
    Corrections out;
    const std::string file = case_folder + "/corrections.jsonl";
    if (!disk.exists(file)) return out;
    TRY(const std::string bytes, disk.read_file(file));
    out.sha256 = sha256_hex(bytes);
    simdjson::dom::parser parser;
    for (const PlacedLine& at : placed_lines(bytes)) {
        if (at.blank()) continue;
        element object;
        if (parser.parse(at.text.data(), at.text.size()).get(object) != simdjson::SUCCESS || !object.is_object()) {
            out.problems.push_back(
                {ErrorCode::malformed_json, file, at.number, at.offset, "a correction is one JSON object"});
            continue;
        }
        Correction c = correction_of(object, at.number);
        if (c.what.empty()) {
            out.problems.push_back({ErrorCode::missing_field, file, at.number, at.offset, "what"});
        } else if (c.what == "undo") {
            std::erase_if(out.corrections, [&](const Correction& earlier) { return earlier.id == c.undoes; });
        } else {
            out.corrections.push_back(std::move(c));
        }
    }
    return out;
}

}  // namespace agon
