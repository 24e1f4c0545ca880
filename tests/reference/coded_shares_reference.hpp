// Slow twin of correct_shares: draws each row of the confusion from its Dirichlet distribution and the voices anew, and
// looks at the shares that come out.
#pragma once

#include <cmath>
#include <random>

#include "src/coding/coding.hpp"

namespace agon {

struct DrawnShares {
    std::array<double, 4> mean{}, spread{};
};

inline DrawnShares drawn_shares(const Confusion& confusion, int draws, std::mt19937_64& random) {
    double all = 0;
    for (const double voices : confusion.voices) all += voices;
    std::array<double, 4> sum{}, squares{};
    for (int draw = 0; draw < draws; ++draw) {
        std::array<double, 4> voices{}, share{};
        std::discrete_distribution<std::size_t> judge(confusion.voices.begin(), confusion.voices.end());
        for (int voice = 0; voice < static_cast<int>(all); ++voice) ++voices[judge(random)];
        for (std::size_t j = 0; j < 4; ++j) {
            std::array<double, 4> row{};
            double total = 0;
            for (std::size_t k = 0; k < 4; ++k) {
                row[k] = std::gamma_distribution<double>(confusion.counted[j][k] + 0.1)(random);
                total += row[k];
            }
            for (std::size_t k = 0; k < 4; ++k) share[k] += voices[j] / all * row[k] / total;
        }
        for (std::size_t k = 0; k < 4; ++k) sum[k] += share[k], squares[k] += share[k] * share[k];
    }
    DrawnShares out;
    for (std::size_t k = 0; k < 4; ++k) {
        out.mean[k] = sum[k] / draws;
        out.spread[k] = std::sqrt(squares[k] / draws - out.mean[k] * out.mean[k]);
    }
    return out;
}

}  // namespace agon
