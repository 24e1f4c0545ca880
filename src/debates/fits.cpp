#include "src/debates/fits.hpp"

#include <algorithm>
#include <cmath>

#include "ground/model/geometry.hpp"

namespace agon {
namespace {

constexpr double kClaim = 0.5;             // a visitor must read like a claim
constexpr std::size_t kMostCentres = 256;  // held; a case has some dozens of debates

}  // namespace

SegmentFits::SegmentFits(const Segments& segments, const Vectors& vectors, const std::vector<float>& mean)
    : segments_(segments), mean_(mean) {
    const double mean_length = product(mean.data(), mean.data());
    for (const Segment& s : segments.segments) {
        const bool argues = s.stream == "public" && s.kind != SegmentKind::aside;
        const float* row = argues ? vectors.segments.row(static_cast<std::int64_t>(s.segment)) : nullptr;
        rows_.push_back(row);
        const double square = row ? product(row, row) - 2 * product(row, mean.data()) + mean_length : 0;
        scales_.push_back(square < 1e-12 ? 0 : 1 / std::sqrt(square));
    }
}

double SegmentFits::product(const float* left, const float* right) const {
    return static_cast<double>(dot(left, right, static_cast<std::int32_t>(mean_.size())));
}

double SegmentFits::fit(std::size_t segment, const std::vector<float>& centre) const {
    return (product(rows_[segment], centre.data()) - product(mean_.data(), centre.data())) * scales_[segment];
}

const std::vector<Visit>& SegmentFits::visits(const std::vector<float>& centre, double least) {
    const auto known = std::find_if(found_.begin(), found_.end(),
                                    [&](const Found& found) { return found.least == least && found.centre == centre; });
    if (known != found_.end()) {
        std::rotate(found_.begin(), known, known + 1);
        return found_.front().visits;
    }
    if (found_.size() == kMostCentres) found_.pop_back();
    found_.push_front({centre, least, {}});
    std::vector<Visit>& visits = found_.front().visits;
    const double of_mean = product(mean_.data(), centre.data());
    for (std::size_t i = 0; i < rows_.size(); ++i) {
        if (!rows_[i] || segments_.segments[i].claim_score < kClaim) continue;
        const double fit = (product(rows_[i], centre.data()) - of_mean) * scales_[i];
        if (fit >= least) visits.push_back({static_cast<std::uint32_t>(i), fit});
    }
    return visits;
}

}  // namespace agon
