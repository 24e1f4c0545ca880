// Cosines between sentence vectors after removing what all texts of a case share.
//
// Sentence encoders give every text of one topic a large common component, so bare cosines are all high. Subtracting
// the case's mean vector and scaling back to unit length spreads them out (S. Arora et al., A Simple but Tough-to-Beat
// Baseline for Sentence Embeddings, 2017, without the frequency weights).
// All sums run in index order, so results do not depend on threads.
#pragma once

#include <cstdint>
#include <vector>

namespace agon {

float dot(const float* left, const float* right, std::int32_t width);

/// The mean of the rows. REQUIRES: width > 0.
std::vector<float> mean_of_rows(const std::vector<float>& rows, std::int32_t width);
/// The same of rows that come in parts, one after the other.
class MeanOfRows {
  public:
    explicit MeanOfRows(std::int32_t width) : sums_(static_cast<std::size_t>(width), 0.0) {}
    void take(const float* rows, std::size_t count);
    std::vector<float> mean() const;

  private:
    std::vector<double> sums_;
    std::size_t count_ = 0;
};
/// row - mean, scaled to unit length (zeros if nothing is left).
std::vector<float> centred(const float* row, const std::vector<float>& mean);
/// Every row centred.
std::vector<float> centred_rows(const std::vector<float>& rows, const std::vector<float>& mean);
/// Scales to unit length in place.
void normalise(std::vector<float>& vector);

}  // namespace agon
