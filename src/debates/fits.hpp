// Inside of room debates: how near segments are to the centres of debates.
#pragma once

#include <deque>
#include <vector>

#include "src/segments/segments.hpp"
#include "src/vectors/vectors.hpp"

namespace agon {

/// A segment (index into Segments) that is near enough to a centre to argue there from under another question.
struct Visit {
    std::uint32_t segment = 0;
    double fit = 0;
};

/// Cosines of the case's centred rows with centres, without making the centred rows. Holds what was found for the last
/// centres: a correction of debates leaves most of them where they are.
/// Thread rule: one thread at a time.
class SegmentFits {
  public:
    /// All must outlive this. `mean`: of all segment vectors.
    SegmentFits(const Segments& segments, const Vectors& vectors, const std::vector<float>& mean);
    /// Whether the segment has a row and is one of the public's own words.
    bool can_argue(std::size_t segment) const { return rows_[segment] != nullptr; }
    /// REQUIRES: can_argue(segment).
    double fit(std::size_t segment, const std::vector<float>& centre) const;
    /// Claims at least `least` near to the centre, in segment order. Good until the next call.
    const std::vector<Visit>& visits(const std::vector<float>& centre, double least);

  private:
    struct Found {
        std::vector<float> centre;
        double least = 0;
        std::vector<Visit> visits;
    };
    double product(const float* left, const float* right) const;

    const Segments& segments_;
    const std::vector<float>& mean_;
    std::vector<const float*> rows_;  // null: cannot argue
    std::vector<double> scales_;      // inverse length of row - mean
    std::deque<Found> found_;         // the last asked first
};

}  // namespace agon
