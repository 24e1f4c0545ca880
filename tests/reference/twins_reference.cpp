#include "tests/reference/twins_reference.hpp"

#include <algorithm>
#include <iterator>
#include <set>

namespace agon::reference {
namespace {

std::set<std::u16string> grams_of(const std::u16string& text) {
    std::set<std::u16string> grams;
    for (std::size_t i = 0; i + 4 <= text.size(); ++i) grams.insert(text.substr(i, 4));
    return grams;
}

}  // namespace

double similarity(const std::u16string& left, const std::u16string& right) {
    const auto a = grams_of(left), b = grams_of(right);
    std::vector<std::u16string> shared;
    std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(shared));
    const std::size_t all = a.size() + b.size() - shared.size();
    return all == 0 ? 0.0 : static_cast<double>(shared.size()) / static_cast<double>(all);
}

std::vector<std::uint32_t> originals(const std::vector<std::u16string>& texts, double least_similarity) {
    std::vector<std::uint32_t> out;
    for (std::uint32_t i = 0; i < texts.size(); ++i) {
        out.push_back(i);
        if (texts[i].size() < 16) continue;
        for (std::uint32_t j = 0; j < i && out[i] == i; ++j)
            if (out[j] == j && texts[j].size() >= 16 && similarity(texts[i], texts[j]) >= least_similarity) out[i] = j;
    }
    return out;
}

}  // namespace agon::reference
