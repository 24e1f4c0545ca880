// Inside of room explorer: the case's translation memory, translations.jsonl, as the report reads it.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "src/explorer/lines.hpp"

namespace agon {

/// A line of the memory that has a text.
struct TranslationLine {
    std::string original, part, language, text, maker;  // part: "" or the camp "a", "b" of the question `original`
};

/// The memory, parsed when its bytes are others than at the last look: somebody may edit the file meanwhile.
class TranslationMemory {
  public:
    /// The lines in their order; of two about the same the later one stands. Errors: malformed_json, the disk's.
    Result<const std::vector<TranslationLine>*> lines(ServedTables& tables);
    /// What stands for a part of an original; nullptr: nothing. Errors: as lines().
    Result<const std::string*> find(ServedTables& tables, const std::string& original, const std::string& part,
                                    const std::string& language);

  private:
    Result<void> look(ServedTables& tables);
    std::string bytes_;
    std::vector<TranslationLine> lines_;
    std::map<std::string, std::size_t> last_;  // language, part and original -> its line
};

/// Lines of the memory in `language`: original, part, text, maker. None without a memory.
Result<Json> translations_page(ServedTables& tables, TranslationMemory& memory, const std::string& language);

/// Adds what a `translate` correction says ({"target": {"original", "part"}, "value": {"text", "language"}}) to the
/// memory, where report, verify and this explorer find it. The last line for an original stands. Errors: usage.
Result<void> remember_translation(ServedTables& tables, const Json& correction);
/// Takes the line that such a correction added out of the memory again, so that the one before it stands. Errors: usage
/// if the memory does not have it any more.
Result<void> forget_translation(ServedTables& tables, const Json& correction);

}  // namespace agon
