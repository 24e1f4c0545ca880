// The obvious way to the nearest rows: every pair by dot(), then sort. Twin of ground/model/neighbours.hpp.
#pragma once

#include <algorithm>

#include "ground/model/geometry.hpp"
#include "ground/model/neighbours.hpp"

namespace agon {

inline std::vector<Neighbour> nearest_by_sorting(const std::vector<float>& queries, const std::vector<float>& rows,
                                                 std::int32_t width, std::int32_t k, bool skip_self) {
    const auto w = static_cast<std::size_t>(width);
    std::vector<Neighbour> all;
    for (std::size_t q = 0; q < queries.size() / w; ++q) {
        std::vector<Neighbour> of_query;
        for (std::size_t r = 0; r < rows.size() / w; ++r)
            if (!skip_self || r != q)
                of_query.push_back({static_cast<std::int32_t>(r), dot(&queries[q * w], &rows[r * w], width)});
        std::stable_sort(of_query.begin(), of_query.end(),
                         [](const Neighbour& l, const Neighbour& r) { return l.cosine > r.cosine; });
        of_query.resize(std::min(of_query.size(), static_cast<std::size_t>(k)));
        all.insert(all.end(), of_query.begin(), of_query.end());
    }
    return all;
}

}  // namespace agon
