// Inside room threads: the rows of an import, whose texts lie in pools.
//
// A post has eight texts. As strings of their own they cost more to make and free than the whole reading of a JSON
// line; as views they are sixteen bytes each, rows can be copied like numbers, and what is the same for a million posts
// (the platform, the digest of the source) is kept once.
#pragma once

#include <memory>
#include <span>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "src/threads/threads.hpp"

namespace agon {

using ThreadRow = ThreadOf<std::string_view>;
using PostRow = PostOf<std::string_view>;

/// The same row with views of the texts of `row`, which must stay.
template <template <class> class RowOf>
RowOf<std::string_view> row_of(const RowOf<std::string>& row) {
    RowOf<std::string_view> views;
    const auto take = [&]<std::size_t... i>(std::index_sequence<i...>) {
        constexpr auto& from = ColumnsOf<RowOf<std::string>>::columns;
        constexpr auto& into = ColumnsOf<RowOf<std::string_view>>::columns;
        ((views.*(std::get<i>(into).member) = row.*(std::get<i>(from).member)), ...);
    };
    take(std::make_index_sequence<std::tuple_size_v<decltype(ColumnsOf<RowOf<std::string>>::columns)>>());
    return views;
}

/// Texts that stay where they are as long as the pool lives, which may be moved. Thread rule: one thread.
class TextPool {
  public:
    std::string_view keep(std::string_view text);
    /// Room for a text of `size` bytes.
    std::span<char> take(std::size_t size);

  private:
    std::vector<std::unique_ptr<char[]>> blocks_;
    char* free_ = nullptr;
    std::size_t room_ = 0;
};

/// The same text again and again is kept once.
class RepeatedText {
  public:
    std::string_view keep(std::string_view text, TextPool& pool) {
        if (text != last_) last_ = pool.keep(text);
        return last_;
    }

  private:
    std::string_view last_;
};

/// A case while an import is folded into it. Lists and orders are those of Threads.
struct CaseRows {
    std::vector<SourceFile> sources;
    std::vector<ThreadRow> threads;
    std::vector<PostRow> posts;
    std::vector<Vote> votes;
    std::vector<AuthorName> authors;
    std::vector<Reject> rejects;
    std::vector<TextPool> texts;  // what the rows look into
};

/// What one source gave.
struct Gathered {
    SourceFile source;
    std::vector<ThreadRow> threads;
    std::vector<PostRow> posts;
    std::vector<std::int64_t> text_keys;  // of the posts: equal key, equal visible text
    std::vector<Vote> votes;
    std::vector<AuthorName> authors;
    std::vector<Reject> rejects;
    TextPool texts;
};

}  // namespace agon
