#include "ground/model/side_odds.hpp"

#include <algorithm>

namespace agon {

double leaning_of(std::vector<double> odds) {
    if (odds.size() < fewest_for_leaning) return 0;
    std::sort(odds.begin(), odds.end());
    return std::clamp(odds[odds.size() / 2], -most_leaning, most_leaning);
}

}  // namespace agon
