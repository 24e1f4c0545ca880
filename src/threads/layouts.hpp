// Inside room threads: what the layouts share.
#pragma once

#include <optional>
#include <string_view>

#include "src/threads/flat.hpp"

namespace agon {

/// agon's own JSON Lines, as `agon export --format jsonl` writes them.
Layout agon_layout();
/// MediaCrawler's files of persons.
Layout zhihu_creators_layout();
Layout weibo_creators_layout();
/// What other tools save and 4CAT reads.
Layout youtube_layout();
Layout bazhuayu_layout();

std::optional<PostKind> kind_called(std::string_view name);
/// The number that `text` begins with; 0 if none.
std::int64_t number_of(std::string_view text);
/// A document without a title is called by the hashtag that opens its text, without its marks, or else by the beginning
/// of its first line.
void title_from_text(ThreadFacts& thread, const FlatField& field);

}  // namespace agon
