// agon's own lines with each object changed: cases like the sample and yet another.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace agon {

/// change(line, its number from 0).
template <class Change>
std::string changed_lines(const std::string& lines, const Change& change) {
    std::string out;
    std::size_t number = 0;
    for (std::size_t at = 0, end = 0; at < lines.size(); at = end + 1) {
        end = lines.find('\n', at);
        auto line = nlohmann::json::parse(lines.substr(at, end - at));
        change(line, number++);
        out += line.dump() + '\n';
    }
    return out;
}

}  // namespace agon
