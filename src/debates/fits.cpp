#include "src/debates/fits.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>

#include "ground/model/geometry.hpp"

namespace agon {
namespace {

constexpr double kClaim = 0.5;             // a visitor must read like a claim
constexpr std::size_t kMostCentres = 256;  // held; a case has some dozens of debates

}  // namespace

SegmentFits::SegmentFits(const Segments& segments, const Vectors& vectors, const std::vector<float>& mean)
    : segments_(segments),
      rows_(vectors.segments),
      mean_(mean),
      segment_of_(rows_.ids.size(), static_cast<std::uint32_t>(segments.segments.size())),
      scales_(segments.segments.size(), -1) {
    for (std::size_t i = 0; i < segments.segments.size(); ++i) {
        const Segment& s = segments.segments[i];
        // What another said is heard as his: a post that only quotes what a debate is about takes no part in it.
        if (s.stream != "public" || s.kind == SegmentKind::aside || s.kind == SegmentKind::quotation) continue;
        if (const auto place = rows_.place(static_cast<std::int64_t>(s.segment)))
            segment_of_[*place] = static_cast<std::uint32_t>(i);
    }
    const double mean_length = product(mean.data(), mean.data());
    rows_.each_block([&](std::size_t first, std::size_t count, const float* row) {
        for (std::size_t r = first; r < first + count; ++r, row += mean.size()) {
            if (segment_of_[r] == segments.segments.size()) continue;
            const double square = product(row, row) - 2 * product(row, mean.data()) + mean_length;
            scales_[segment_of_[r]] = square < 1e-12 ? 0 : 1 / std::sqrt(square);
        }
    });
}

double SegmentFits::product(const float* left, const float* right) const {
    return static_cast<double>(dot(left, right, static_cast<std::int32_t>(mean_.size())));
}

double SegmentFits::fit(std::size_t segment, const std::vector<float>& centre) const {
    std::vector<float> scratch;
    const float* row = rows_.row(static_cast<std::int64_t>(segments_.segments[segment].segment), scratch);
    return (product(row, centre.data()) - product(mean_.data(), centre.data())) * scales_[segment];
}

void SegmentFits::walk(const std::vector<Found*>& wanted) const {
    if (wanted.empty()) return;
    std::vector<double> of_mean;
    for (const Found* found : wanted) of_mean.push_back(product(mean_.data(), found->centre.data()));
    rows_.each_block([&](std::size_t first, std::size_t count, const float* row) {
        for (std::size_t r = first; r < first + count; ++r, row += mean_.size()) {
            const std::uint32_t i = segment_of_[r];
            if (i == segments_.segments.size() || segments_.segments[i].claim_score < kClaim) continue;
            for (std::size_t k = 0; k < wanted.size(); ++k) {
                const double fit = (product(row, wanted[k]->centre.data()) - of_mean[k]) * scales_[i];
                if (fit >= wanted[k]->least) wanted[k]->visits.push_back({i, fit});
            }
        }
    });
    for (Found* found : wanted)
        std::sort(found->visits.begin(), found->visits.end(),
                  [](const Visit& l, const Visit& r) { return l.segment < r.segment; });
}

std::vector<std::vector<Visit>> SegmentFits::visits(const std::vector<const std::vector<float>*>& centres,
                                                    double least) {
    std::deque<Found> asked;
    std::vector<Found*> wanted;
    for (const std::vector<float>* centre : centres) {
        const auto known = std::find_if(found_.begin(), found_.end(), [&](const Found& found) {
            return found.least == least && found.centre == *centre;
        });
        asked.push_back(known == found_.end() ? Found{*centre, least, {}} : *known);
        if (known == found_.end()) wanted.push_back(&asked.back());
    }
    walk(wanted);
    std::vector<std::vector<Visit>> all;
    for (const Found& found : asked) all.push_back(found.visits);
    // What was held and not asked for follows, as far as there is room.
    std::copy_if(found_.begin(), found_.end(), std::back_inserter(asked), [&](const Found& old) {
        return std::none_of(centres.begin(), centres.end(), [&](const std::vector<float>* centre) {
            return old.least == least && old.centre == *centre;
        });
    });
    if (asked.size() > kMostCentres) asked.resize(kMostCentres);
    found_ = std::move(asked);
    return all;
}

}  // namespace agon
