// Inside of room report: the stock of sentence patterns, by the work that a sentence does, in English and in Chinese.
#pragma once

#include <string_view>
#include <vector>

namespace agon {

/// Two patterns that say the same; {name} is a slot, {Name} one with a capital. No digit and no quantity word may stand
/// in a pattern: those come through slots, with their marks.
struct Phrase {
    std::string_view english, chinese;
};
/// REQUIRES: the group exists.
const std::vector<Phrase>& phrases(std::string_view group);

}  // namespace agon
