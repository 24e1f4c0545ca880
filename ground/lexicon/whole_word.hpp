// Whether a list has a word as a whole, and not only inside it.
#pragma once

#include <algorithm>
#include <string_view>

#include "ground/lexicon/lexicon.hpp"

namespace agon {

/// Fits: 现在 in a list that has it. Does not fit: 现在时, of which the list has a part. Pure.
inline bool is_whole_word(const LexiconList& list, std::string_view word) {
    const std::vector<LexiconMatch> found = list.find(word);
    return std::any_of(found.begin(), found.end(), [word](const LexiconMatch& match) {
        return match.span.length() == static_cast<std::int64_t>(word.size());
    });
}

}  // namespace agon
