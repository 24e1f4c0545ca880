// Inside room threads: folding imports into a case.
#pragma once

#include <functional>
#include <vector>

#include "src/threads/reading.hpp"

namespace agon {

struct MergeCounts {
    std::int64_t new_posts = 0, known_posts = 0, new_votes = 0, new_rejects = 0;
};

/// The identity of the visible text of a post that is already in the case.
using TextKeyOf = std::function<Result<std::int64_t>(const PostRow&)>;

/// Brings the ids and places of threads and posts up to their rows.
void sort_by_id(CaseRows& rows);
/// Folds what was gathered into `threads`, in place. Errors: those of `text_key_of`; then `threads` is unusable.
Result<MergeCounts> merge_into(CaseRows& threads, std::vector<Gathered> gathered, const TextKeyOf& text_key_of);

}  // namespace agon
