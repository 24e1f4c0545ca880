// Inside of room explorer: blind double coding. People label a random sample of a debate's posts without seeing where
// the judge or anybody else puts them; agreement and the judge's error follow from the labels. Labels are lines of
// coding.jsonl in the case; what follows from them is room coding's.
#pragma once

#include "src/explorer/post_index.hpp"

namespace agon {

/// The next post of the debate's sample that `coder` has not labelled, or {"finished": true}.
Result<Json> next_to_code(ServedTables& tables, const PostIndex& index, std::int64_t debate, const std::string& coder);
/// Writes one label. `body`: {"coder", "debate", "post", "label": a | b | both | unclear}. Errors: usage, write_failed.
Result<Json> add_code(ServedTables& tables, const std::string& body);
/// The codes that count, as coding.jsonl has them now, as a table: debate, post, coder, label, judged, same (1: as the
/// judge). Pages open them under the file's name, since coding/codes has them as of the last analysis.
Result<TableView> codes_now(ServedTables& tables);
inline constexpr std::string_view file_of_codes = "coding.jsonl";
/// Labels by coder, alpha between coders and of each with the judge, how many codes differ from the judge, and
/// with enough coded posts the camps' shares corrected for its errors.
Result<Json> coding_result(ServedTables& tables, std::int64_t debate);

/// {"all", "debates"}: in each debate with codes, and in all together, posts, coders, codes, how many of them say what
/// the judge says, and the alphas. Empty where nobody coded.
Result<Json> coding_overview(ServedTables& tables);

}  // namespace agon
