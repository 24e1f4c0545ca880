// Words of protocols and of English, told apart whatever their capitals and whatever the locale.
#pragma once

#include <string>
#include <string_view>

namespace agon {

/// With a to z for A to Z; every other byte stays. Pure.
inline std::string ascii_lower(std::string_view text) {
    std::string out(text);
    for (char& c : out)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
    return out;
}

}  // namespace agon
