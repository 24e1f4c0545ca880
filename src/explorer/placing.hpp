// Inside of room explorer: which posts an analyst places first. A placed post tells those that it answers and that
// answer it (src/camps/lessons.hpp), so the most answered ones tell most.
#pragma once

#include "src/explorer/pages.hpp"

namespace agon {

/// Of the debate's posts that nobody has placed the most answered one, of equal ones the most upvoted; `skip` passes
/// over as many before it: {"done", "all", "finished", "post", "title", "answers", "text", "answered"}. Where the judge
/// has it is not told. "lesson": the debate's row of camps/lessons, if it has one.
Result<Json> next_to_place(CaseReading& reading, std::int64_t debate, std::int64_t skip);

}  // namespace agon
