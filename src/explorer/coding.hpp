// Inside of room explorer: blind double coding. People label a random sample of a debate's posts without seeing where
// the judge or anybody else puts them; agreement and the judge's error follow from the labels. Labels are lines of
// coding.jsonl in the case: {"at", "coder", "debate", "post", "label"}; the last of a coder counts.
#pragma once

#include "src/explorer/post_index.hpp"

namespace agon {

/// Krippendorff's alpha for nominal labels (K. Krippendorff, Computing Krippendorff's Alpha-Reliability, 2011):
/// units[u] holds the labels given to unit u; units with fewer than two labels do not count. 1 when nothing differs;
/// nothing if no unit has two labels.
std::optional<double> nominal_alpha(const std::vector<std::vector<std::string>>& units);

/// The next post of the debate's sample that `coder` has not labelled, or {"finished": true}.
Result<Json> next_to_code(ServedTables& tables, const PostIndex& index, std::int64_t debate, const std::string& coder);
/// Writes one label. `body`: {"coder", "debate", "post", "label": a | b | both | unclear}. Errors: usage, write_failed.
Result<Json> add_code(ServedTables& tables, const std::string& body);
/// Labels by coder, alpha between coders and of each with the judge, and the judge's error with Wilson's interval.
Result<Json> coding_result(ServedTables& tables, std::int64_t debate);

}  // namespace agon
