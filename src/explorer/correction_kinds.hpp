// Inside of room explorer: what a line of corrections.jsonl needs, and what it is about.
#pragma once

#include <string>
#include <vector>

#include "src/explorer/lines.hpp"

namespace agon {

/// Whether a line that is no undo says all that its kind needs ("what", "target", "value"). Errors: usage, with what is
/// wrong.
Result<void> check_correction(const Json& line);

/// What it corrects: the name of a debate, where a post stands, the first quote of a point ... Two lines of which the
/// later undoes or replaces what the earlier says share one of these; a comment has none.
std::vector<std::string> things_corrected(const Json& line);

/// The line of this id; nullptr if there is none.
const Json* line_of_id(const std::vector<Json>& lines, const std::string& id);
/// Whether a later line takes it back.
bool is_undone(const std::vector<Json>& lines, const std::string& id);

}  // namespace agon
