// Inside of room explorer: the analyst's word, one line of corrections.jsonl each. See docs/formats/corrections.md.
#pragma once

#include <string>

#include "src/explorer/tables.hpp"

namespace agon {

/// All lines so far, oldest first, and their number.
Result<Json> read_corrections_page(ServedTables& tables);
/// Checks and appends one. `body`: {"what", "target", "value", "why", "after": number of lines the browser has seen}.
/// If a later line touches the same target, nothing is written and the answer is {"conflict": those lines}.
/// Errors: usage for a body that is no correction, write_failed.
Result<Json> append_correction(ServedTables& tables, const std::string& body, const std::string& who);

}  // namespace agon
