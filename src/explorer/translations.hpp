// Inside of room explorer: the case's translation memory, translations.jsonl, as the report reads it.
#pragma once

#include <string>

#include "src/explorer/lines.hpp"

namespace agon {

/// Lines of the memory in `language`: original, part ("" or the camp "a", "b"), text, maker. None without a memory.
Result<Json> translations_page(ServedTables& tables, const std::string& language);

/// Adds what a `translate` correction says ({"target": {"original"}, "value": {"text", "language"}}) to the memory,
/// where report, verify and this explorer find it. The last line for an original stands. Errors: usage.
Result<void> remember_translation(ServedTables& tables, const Json& correction);

}  // namespace agon
