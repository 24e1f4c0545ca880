// Tables keep several words in one column with spaces between them (terms of a debate, of a key point, of a camp).
#pragma once

#include <string_view>
#include <vector>

namespace agon {

/// Views into `words`, in its order. Pure.
inline std::vector<std::string_view> spaced_words(std::string_view words) {
    std::vector<std::string_view> out;
    while (!words.empty()) {
        const std::string_view word = words.substr(0, words.find(' '));
        out.push_back(word);
        words.remove_prefix(word.size() == words.size() ? word.size() : word.size() + 1);
    }
    return out;
}

}  // namespace agon
