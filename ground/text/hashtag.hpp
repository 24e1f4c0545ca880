// Hashtags as Weibo writes them: #what it is about#.
#pragma once

#include <string_view>
#include <vector>

#include "ground/text/text.hpp"

namespace agon {

/// The hashtag that begins at byte `at`, both marks included; empty at `at` if none does. Between its marks stand 2 to
/// 40 code points with a word character among them, neither a line's end nor a space at either end.
Span hashtag_at(std::string_view text, std::size_t at);
/// All of them, ascending and disjoint, read from the left.
std::vector<Span> hashtags_in(std::string_view text);

}  // namespace agon
