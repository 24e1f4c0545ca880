// Inside room threads: folding imports into a case.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "src/threads/runs.hpp"

namespace agon {

struct MergeCounts {
    std::int64_t new_posts = 0, known_posts = 0, new_votes = 0, new_rejects = 0;
};

/// The identity of the visible text of a post that is already in the case.
using TextKeyOf = std::function<Result<std::int64_t>(const PostRow&)>;

/// A case and what an import brings to it. Thread rule: one thread.
class Union {
  public:
    /// `rows` outlive it: those of the case.
    Union(CaseRows& rows, TextKeyOf text_key_of);
    ~Union();
    /// Afterwards the lists of `rows` are those of the union. Errors: the disk's, those of `text_key_of`.
    Result<void> fold(std::vector<Gathered> gathered);
    /// The rows of the next id, in the order of revisions, behind those in `posts`; false at the end. All posts come
    /// before the first thread. Errors: as of fold.
    Result<bool> next(std::vector<PostRow>& posts, RowTexts<PostRow>& texts);
    Result<bool> next(std::vector<ThreadRow>& threads, RowTexts<ThreadRow>& texts);
    /// Of posts: after the last of them.
    const MergeCounts& counts() const { return counts_; }

  private:
    class Links;
    Result<void> begin();
    Result<void> look_at_all();
    Result<bool> fold_next(std::vector<PostRow>& posts, RowTexts<PostRow>& texts);
    Result<bool> fold_next(std::vector<ThreadRow>& threads, RowTexts<ThreadRow>& texts);
    void name_author(PostRow& post) const;

    CaseRows& rows_;
    TextKeyOf text_key_of_;
    MergeCounts counts_;
    std::unique_ptr<Links> links_;
    std::optional<MergedRuns<PostRow>> posts_;
    std::optional<MergedRuns<ThreadRow>> threads_;
    std::vector<RunRow<PostRow>> entries_;
    std::vector<RunRow<ThreadRow>> same_threads_;
};

}  // namespace agon
