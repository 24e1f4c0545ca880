// Inside of room explorer: from a post to its row, its thread, its segments and its author, and back.
#pragma once

#include <optional>
#include <unordered_map>

#include "src/explorer/tables.hpp"

namespace agon {

/// Rows [begin, end) of a table.
struct RowRange {
    std::size_t begin = 0, end = 0;
};

class PostIndex {
  public:
    static Result<PostIndex> build(ServedTables& tables);
    /// The tables that it holds on to.
    static const std::vector<std::string>& tables_read();

    const TableView& posts() const { return *posts_; }
    const TableView& threads() const { return *threads_; }
    const TableView& corpus() const { return *corpus_; }  // row by row beside posts()
    const TableView& segments() const { return *segments_; }

    std::optional<std::size_t> post_row(std::int64_t post) const;  // of its newest revision
    std::optional<std::size_t> thread_row(std::int64_t thread) const;
    std::optional<std::size_t> segment_row(std::int64_t segment) const;
    RowRange segments_of(std::int64_t post) const;
    /// Rows of the newest posts of a thread, oldest first, undated last.
    std::vector<std::size_t> posts_of_thread(std::int64_t thread) const;
    std::vector<std::size_t> posts_of_author(std::int64_t author) const;

    /// {post, thread, author, year, date, title, votes, stream}: what a citation shows.
    Json cite(std::int64_t post) const;
    /// Adds "post", "title", "answers" (the text above it, if any) and "text": what a person needs who is to say where
    /// it stands, and nothing that could lead him. Errors: case_damaged if the post is not there.
    Result<void> show_bare(std::int64_t post, Json& out) const;
    /// cite() and the text of the segment, with its place in the source.
    Json quote(std::int64_t segment) const;

  private:
    const TableView *posts_ = nullptr, *threads_ = nullptr, *corpus_ = nullptr, *segments_ = nullptr;
    std::unordered_map<std::int64_t, std::size_t> post_rows_, thread_rows_, segment_rows_;
    std::unordered_map<std::int64_t, RowRange> segment_ranges_;
    std::unordered_map<std::int64_t, std::vector<std::size_t>> by_thread_, by_author_;
};

/// YYYY-MM-DD of seconds since 1970 at +08:00; "" for -1.
std::string date_shown(std::int64_t seconds);

}  // namespace agon
