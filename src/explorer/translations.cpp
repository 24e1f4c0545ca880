#include "src/explorer/translations.hpp"

#include "ground/text/text.hpp"

namespace agon {
namespace {

constexpr const char* kMemory = "translations.jsonl";

std::string key_of(const std::string& original, const std::string& part, const std::string& language) {
    return language + '\n' + part + '\n' + original;
}

/// The memory's line for a `translate` correction; the report finds it by the digest of the original and the part.
Json line_of(const Json& correction) {
    const Json target = object_in(correction, "target"), value = object_in(correction, "value");
    const std::string original = text_in(target, "original"), part = text_in(target, "part");
    const std::string language = text_in(value, "language");
    Json line{{"sha256", sha256_hex(part.empty() ? original : original + '#' + part)},
              {"original", original},
              {"language", language.empty() ? "en" : language}};
    if (!part.empty()) line["part"] = part;
    line["text"] = text_in(value, "text");
    line["maker"] = text_in(correction, "who");
    return line;
}

}  // namespace

Result<void> TranslationMemory::look(ServedTables& tables) {
    const std::string path = tables.folder() + "/" + kMemory;
    std::string now;
    if (tables.disk().exists(path)) {
        TRY(now, tables.disk().read_file(path));
    }
    if (now == bytes_) return {};
    TRY(const Written memory, parse_lines(std::move(now), path));
    lines_.clear();
    last_.clear();
    for (const Json& line : memory.lines) {
        TranslationLine entry{text_in(line, "original"), text_in(line, "part"), text_in(line, "language"),
                              text_in(line, "text"), text_in(line, "maker")};
        if (entry.text.empty()) continue;
        last_[key_of(entry.original, entry.part, entry.language)] = lines_.size();
        lines_.push_back(std::move(entry));
    }
    bytes_ = memory.bytes;
    return {};
}

Result<const std::vector<TranslationLine>*> TranslationMemory::lines(ServedTables& tables) {
    TRY_VOID(look(tables));
    return &lines_;
}

Result<const std::string*> TranslationMemory::find(ServedTables& tables, const std::string& original,
                                                   const std::string& part, const std::string& language) {
    TRY_VOID(look(tables));
    const auto found = last_.find(key_of(original, part, language));
    return found == last_.end() ? nullptr : &lines_[found->second].text;
}

Result<Json> translations_page(ServedTables& tables, TranslationMemory& memory, const std::string& language) {
    TRY(const auto* all, memory.lines(tables));
    Json lines = Json::array();
    for (const TranslationLine& line : *all)
        if (line.language == language)
            lines.push_back(
                {{"original", line.original}, {"part", line.part}, {"text", line.text}, {"maker", line.maker}});
    return Json{{"lines", lines}};
}

Result<void> remember_translation(ServedTables& tables, const Json& correction) {
    const Json line = line_of(correction);
    const std::string original = line["original"], text = line["text"], language = line["language"];
    if (original.empty() || text.empty() || text.find_first_of("\n\r\t") != std::string::npos ||
        (language != "en" && language != "zh"))
        return Error{ErrorCode::usage, "", 0, -1,
                     "a translation has an original, a text of one line and a language, en or zh"};
    TRY(const Written memory, read_lines(tables, kMemory));
    return append_line(tables, kMemory, memory, line);
}

Result<void> forget_translation(ServedTables& tables, const Json& correction) {
    const Json line = line_of(correction);
    TRY(const Written memory, read_lines(tables, kMemory));
    std::size_t last = memory.lines.size();
    for (std::size_t i = 0; i < memory.lines.size(); ++i)
        if (memory.lines[i] == line) last = i;
    if (last == memory.lines.size())
        return Error{ErrorCode::usage, "", 0, -1, "the translation memory does not have this line any more"};
    return take_line_out(tables, kMemory, memory, last);
}

}  // namespace agon
