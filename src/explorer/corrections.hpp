// Inside of room explorer: the analyst's word, one line of corrections.jsonl each. See docs/formats/corrections.md.
#pragma once

#include <string>

#include "src/explorer/tables.hpp"

namespace agon {

inline constexpr const char* kCorrectionsFile = "corrections.jsonl";

/// Checks and appends one. `body`: {"what", "target", "value", "why", "undoes", "after": number of lines when the
/// browser began, "seen": ids of later ones that it has written or shown}. If another later line is about the same
/// thing, nothing is written and the answer is {"conflict": those lines, "places":
/// which ones they are, from 0}.
/// Errors: usage for a body that is no correction, write_failed.
Result<Json> append_correction(ServedTables& tables, const std::string& body, const std::string& who);

}  // namespace agon
