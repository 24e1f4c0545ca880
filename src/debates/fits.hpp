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
    bool can_argue(std::size_t segment) const { return scales_[segment] >= 0; }
    /// REQUIRES: can_argue(segment).
    double fit(std::size_t segment, const std::vector<float>& centre) const;
    /// For each of the centres the claims at least `least` near to it, in segment order. All rows are walked through
    /// once, for the centres that were not asked for lately.
    std::vector<std::vector<Visit>> visits(const std::vector<const std::vector<float>*>& centres, double least);

  private:
    struct Found {
        std::vector<float> centre;
        double least = 0;
        std::vector<Visit> visits;
    };
    double product(const float* left, const float* right) const;
    /// Finds the visits of each, empty before.
    void walk(const std::vector<Found*>& wanted) const;

    const Segments& segments_;
    const VectorSet& rows_;
    const std::vector<float>& mean_;
    std::vector<std::uint32_t> segment_of_;  // by place of the row; the number of segments: it cannot argue
    std::vector<double> scales_;             // inverse length of row - mean; -1: cannot argue
    std::deque<Found> found_;                // the last asked first
};

}  // namespace agon
