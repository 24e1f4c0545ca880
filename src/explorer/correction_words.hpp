// Inside of room explorer: lines of corrections.jsonl in the words of the case, and what became of each.
#pragma once

#include "src/explorer/lines.hpp"
#include "src/explorer/pages.hpp"

namespace agon {

/// All lines so far, oldest first, their number, and the numbers of lines that cannot be read. Each line with
/// - "about": what it corrects, as the pages call it: "debate" {debate, heading, pole_a, pole_b}, "titles" of
///   questions, "with" and "with_titles" (of a merge), "quote", "post", "from", "to" (citations), "voice" (a name),
///   each where there is one;
/// - "state": applied, gone (with "reason"), waiting for the analysis, undone, or kept (it changes no table).
Result<Json> corrections_page(CaseReading& reading);
/// The answer of append_correction(); the lines of a conflict as on the page.
Result<Json> conflict_in_words(CaseReading& reading, Json answer);

}  // namespace agon
