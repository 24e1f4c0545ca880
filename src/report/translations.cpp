// Reading the translation memory.
#include "src/report/translations.hpp"

#include <simdjson.h>

#include "ground/text/lines.hpp"
#include "ground/text/text.hpp"

namespace agon {
namespace {

std::string key_of(const std::string& original, const std::string& part) {
    return sha256_hex(part.empty() ? original : original + '#' + part);
}

std::string field(const simdjson::dom::element& line, const char* name) {
    std::string_view value;
    return line[name].get(value) ? std::string() : std::string(value);
}

}  // namespace

Result<Translations> Translations::load(Disk& disk, const std::string& file, const std::string& language) {
    TRY(const std::string bytes, disk.read_file(file));
    Translations out;
    simdjson::dom::parser parser;
    for (const auto& [text, number, offset] : placed_lines(bytes)) {
        if (PlacedLine{text}.blank()) continue;
        simdjson::dom::element line;
        if (parser.parse(text.data(), text.size()).get(line) || !line.is_object())
            return Error{ErrorCode::malformed_json, file, number, offset, "not a JSON object"};
        if (field(line, "language") != language) continue;
        TranslationUsed entry{field(line, "sha256"), field(line, "original"), field(line, "text"), field(line, "maker"),
                              !field(line, "draft").empty()};
        if (entry.text.empty() && !field(line, "withheld").empty()) continue;  // a draft that was not good enough
        const std::string part = field(line, "part");
        if (!entry.original.empty() && key_of(entry.original, part) != entry.digest)
            return Error{ErrorCode::bad_value, file, number, offset, "sha256 is not that of original"};
        if (entry.digest.size() != 64 || entry.text.empty() || entry.maker.empty())
            return Error{ErrorCode::bad_value, file, number, offset, "sha256, text or maker is missing"};
        if (entry.text.find_first_of("\n\r\t") != std::string::npos)
            return Error{ErrorCode::bad_value, file, number, offset, "text must be one line"};
        out.by_digest_[entry.digest] = std::move(entry);
    }
    return out;
}

const TranslationUsed* Translations::find(const std::string& original, const std::string& part) const {
    const auto found = by_digest_.find(key_of(original, part));
    return found == by_digest_.end() ? nullptr : &found->second;
}

void Translations::offer(const std::string& original, const std::string& text, const std::string& maker) {
    const std::string digest = key_of(original, "");
    by_digest_.emplace(digest, TranslationUsed{digest, original, text, maker, false});
}

}  // namespace agon
