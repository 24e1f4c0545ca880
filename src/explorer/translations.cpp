#include "src/explorer/translations.hpp"

#include "ground/text/text.hpp"

namespace agon {
namespace {

constexpr const char* kMemory = "translations.jsonl";

}  // namespace

Result<Json> translations_page(ServedTables& tables, const std::string& language) {
    TRY(const Written memory, read_lines(tables, kMemory));
    Json lines = Json::array();
    for (const Json& line : memory.lines)
        if (line.value("language", "") == language && !line.value("text", "").empty())
            lines.push_back({{"original", line.value("original", "")},
                             {"part", line.value("part", "")},
                             {"text", line.value("text", "")},
                             {"maker", line.value("maker", "")}});
    return Json{{"lines", lines}};
}

Result<void> remember_translation(ServedTables& tables, const Json& correction) {
    const std::string original = correction["target"].value("original", "");
    const std::string text = correction["value"].value("text", "");
    const std::string language = correction["value"].value("language", "en");
    if (original.empty() || text.empty() || text.find_first_of("\n\r\t") != std::string::npos ||
        (language != "en" && language != "zh"))
        return Error{ErrorCode::usage, "", 0, -1,
                     "a translation has an original, a text of one line and a language, en or zh"};
    TRY(const Written memory, read_lines(tables, kMemory));
    return append_line(tables, kMemory, memory,
                       {{"sha256", sha256_hex(original)},
                        {"original", original},
                        {"language", language},
                        {"text", text},
                        {"maker", correction.value("who", "")}});
}

}  // namespace agon
