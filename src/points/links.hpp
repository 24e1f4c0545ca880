// Which posts of a thread a post speaks of without replying to one: those whose author it names behind "@", and those
// whose words it quotes.
//
//   Fits:          "@机床老张 你说的“订单太散”才是病根": a mention, and a quotation wherever "订单太散" is long enough.
//   Does not fit:  "楼上说得对": nobody can say who sits above in an export. And what two posts say, or none but in
//                  quotation marks, has no author in the thread: whoever quotes it may have it from anywhere.
// Every name and every quoted passage is looked up in one pass over the thread's sentences, so that a thread of ten
// thousand answers costs what they are long and not what their pairs are many.
#pragma once

#include <string_view>
#include <vector>

#include "src/threads/threads.hpp"

namespace agon {

/// A post of the thread. Views must outlive the call.
struct LinkingPost {
    AuthorId author{};
    std::string_view author_name;
    std::int64_t created_seconds = 0;
    std::vector<std::string_view> sentences;
};
/// The place of the post spoken of, and how.
struct Link {
    std::size_t to = 0;
    bool named = false;  // else quoted
};
constexpr std::size_t kMostLinks = 3;      // of a post, to the first ones in the order of the thread
constexpr std::size_t kLeastName = 6;      // bytes: shorter names stand in other words
constexpr std::size_t kLeastBorrowed = 6;  // code points of a quoted passage

/// What stands between “ and ” or 「 and 」, at least kLeastBorrowed long.
std::vector<std::string_view> borrowed_passages(std::string_view sentence);

/// For each post the others that it speaks of, by place; never one of the same author or a later one.
std::vector<std::vector<Link>> links_of(const std::vector<LinkingPost>& posts);

}  // namespace agon
