// Slow twin of count_groups: every cell as text, every group with the set of its different values.
#pragma once

#include <map>
#include <set>
#include <utility>

#include "src/explorer/groups.hpp"

namespace agon {

inline std::vector<GroupCount> groups_by_sets(const TableView& table, const std::vector<std::size_t>& rows,
                                              const std::string& first, const std::string& second,
                                              const std::string& distinct) {
    std::map<std::pair<std::string, std::string>, std::pair<std::int64_t, std::set<std::string>>> groups;
    for (const std::size_t row : rows) {
        auto& group = groups[{table.shown(first, row), second.empty() ? "" : table.shown(second, row)}];
        ++group.first;
        if (!distinct.empty()) group.second.insert(table.shown(distinct, row));
    }
    std::vector<GroupCount> out;
    for (const auto& [key, group] : groups)
        out.push_back({key.first, key.second, group.first, static_cast<std::int64_t>(group.second.size())});
    return out;
}

}  // namespace agon
