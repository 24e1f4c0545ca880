// The lines of a file that keeps one thing a line (JSON lines, tables without quotes), each with its place.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <vector>

namespace agon {

struct PlacedLine {
    std::string_view text;    // without the line's end
    std::int64_t number = 0;  // from 1, blank lines counted, as an editor shows it
    std::int64_t offset = 0;  // of its first byte

    bool blank() const { return text.find_first_not_of(" \t\r") == std::string_view::npos; }
};

/// What stands between line feeds; after the last one only if it is not empty. Views into `bytes`.
inline std::vector<PlacedLine> placed_lines(std::string_view bytes) {
    std::vector<PlacedLine> lines;
    for (std::size_t begin = 0; begin < bytes.size();) {
        const std::size_t end = std::min(bytes.find('\n', begin), bytes.size());
        lines.push_back({bytes.substr(begin, end - begin), static_cast<std::int64_t>(lines.size()) + 1,
                         static_cast<std::int64_t>(begin)});
        begin = end + 1;
    }
    return lines;
}

}  // namespace agon
