#include "ground/model/side_odds.hpp"

#include <algorithm>

namespace agon {

double median_of(std::vector<double> values) {
    if (values.empty()) return 0;
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

}  // namespace agon
