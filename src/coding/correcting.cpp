// Correcting: from what the judge says of all voices and what people say of some posts to how large the camps are.
//
// A judge that is wrong one time in three moves voices from camp to camp, and no number of voices mends that: the
// interval of a count says how far chance goes, not how far the judge errs. A second look at a random part of the same
// posts does (double sampling; A. Tenenbein, A double sampling scheme for estimating from misclassified multinomial
// data with applications to sampling inspection, Technometrics 14, 1972): with w_j the share of voices that the judge
// puts at pole j, and q_jk the share of the coded posts at j that people put at k, the share of k is the sum of
// w_j q_jk. Its variance is what the coded sample leaves open of each q, and the sampling error of the voices:
//   sum of w_j^2 q_jk (1 - q_jk) / (n_j + 1)  +  (sum of w_j q_jk^2  -  share_k^2) / voices
// The interval is taken on the log-odds, so that it stays inside 0..1.
// Not the inverse of the rates (W. J. Rogan and B. Gladen, Estimating prevalence from the results of a screening test,
// Am. J. Epidemiology 107, 1978): that needs the judge's rates on posts of known pole, leaves 0..1 when the judge is
// poor, and of a sample of the same posts makes a wider interval out of the same codes.
// DEVIATION: every q_jk begins with a tenth of a post, so that a pole with few coded posts is unsure and not certain.
// With 50 coded posts of 300 voices the interval holds the true share in 91 to 99 of 100 draws, for judges from
// perfect to worthless and camps from 3 to 80 in 100 (half a post: 72 to 99, none: a pole without codes has no q).
// Example: 100 voices, 60 at a and 40 at b; of 30 coded posts at a people leave 20 there and put 10 at b, of 20 at b
// all stay. a has about .6 * 2/3 = .40 and not .60 of the voices; b leads. tests/coding_test.cpp has it by hand.
// Fits: a debate whose coded posts were drawn at random. Does not: posts that somebody chose; a judge that errs
// otherwise on people who write much, since rates of posts are applied to voices here (most voices have one post).
#include <cmath>

#include "src/coding/coding.hpp"

namespace agon {
namespace {

constexpr double kZ = 1.959963984540054;
constexpr double kBefore = 0.1;

}  // namespace

CorrectedShares correct_shares(const Confusion& confusion) {
    double all = 0;
    for (const double voices : confusion.voices) all += voices;
    std::array<double, 4> weight{}, known{};
    std::array<std::array<double, 4>, 4> q{};
    for (std::size_t j = 0; j < 4; ++j) {
        weight[j] = confusion.voices[j] / all;
        for (std::size_t k = 0; k < 4; ++k) known[j] += confusion.counted[j][k] + kBefore;
        for (std::size_t k = 0; k < 4; ++k) q[j][k] = (confusion.counted[j][k] + kBefore) / known[j];
    }
    // Mean and standard error of the sum of w_j x_j, where x_j has this mean square under q_j.
    const auto spread = [&](const std::array<double, 4>& mean, const std::array<double, 4>& square) {
        double sum = 0, from_codes = 0, from_voices = 0;
        for (std::size_t j = 0; j < 4; ++j) {
            sum += weight[j] * mean[j];
            from_codes += weight[j] * weight[j] * (square[j] - mean[j] * mean[j]) / (known[j] + 1);
            from_voices += weight[j] * mean[j] * mean[j];
        }
        return std::pair(sum, std::sqrt(from_codes + (from_voices - sum * sum) / all));
    };
    CorrectedShares out;
    std::array<double, 4> mean{};
    for (std::size_t k = 0; k < 4; ++k) {
        for (std::size_t j = 0; j < 4; ++j) mean[j] = q[j][k];
        const auto [share, error] = spread(mean, mean);
        const double odds = std::log(share / (1 - share)), reach = kZ * error / (share * (1 - share));
        out.share[k] = share;
        out.low[k] = 1 / (1 + std::exp(reach - odds));
        out.high[k] = 1 / (1 + std::exp(-reach - odds));
    }
    std::array<double, 4> square{};
    for (std::size_t j = 0; j < 4; ++j) mean[j] = q[j][0] - q[j][1], square[j] = q[j][0] + q[j][1];
    const auto [ahead, error] = spread(mean, square);
    out.ahead = ahead;
    out.ahead_low = ahead - kZ * error;
    out.ahead_high = ahead + kZ * error;
    return out;
}

}  // namespace agon
