#include "ground/model/geometry.hpp"

#include <cmath>

namespace agon {

float dot(const float* left, const float* right, std::int32_t width) {
    // Eight running sums in a fixed order: vectorisable without changing bits between builds.
    float sums[8] = {};
    std::int32_t i = 0;
    for (; i + 8 <= width; i += 8)
        for (std::int32_t k = 0; k < 8; ++k) sums[k] += left[i + k] * right[i + k];
    float total = ((sums[0] + sums[4]) + (sums[1] + sums[5])) + ((sums[2] + sums[6]) + (sums[3] + sums[7]));
    for (; i < width; ++i) total += left[i] * right[i];
    return total;
}

void MeanOfRows::take(const float* rows, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i, rows += sums_.size())
        for (std::size_t k = 0; k < sums_.size(); ++k) sums_[k] += static_cast<double>(rows[k]);
    count_ += count;
}

std::vector<float> MeanOfRows::mean() const {
    const double count = count_ == 0 ? 1.0 : static_cast<double>(count_);
    std::vector<float> mean;
    for (const double sum : sums_) mean.push_back(static_cast<float>(sum / count));
    return mean;
}

std::vector<float> mean_of_rows(const std::vector<float>& rows, std::int32_t width) {
    MeanOfRows all(width);
    all.take(rows.data(), rows.size() / static_cast<std::size_t>(width));
    return all.mean();
}

void normalise(std::vector<float>& vector) {
    const float length = std::sqrt(dot(vector.data(), vector.data(), static_cast<std::int32_t>(vector.size())));
    if (length < 1e-9F) return;
    for (float& x : vector) x /= length;
}

std::vector<float> centred(const float* row, const std::vector<float>& mean) {
    std::vector<float> out(mean.size());
    for (std::size_t k = 0; k < mean.size(); ++k) out[k] = row[k] - mean[k];
    normalise(out);
    return out;
}

std::vector<float> centred_rows(const std::vector<float>& rows, const std::vector<float>& mean) {
    std::vector<float> out;
    out.reserve(rows.size());
    for (std::size_t at = 0; at + mean.size() <= rows.size(); at += mean.size()) {
        const std::vector<float> row = centred(rows.data() + at, mean);
        out.insert(out.end(), row.begin(), row.end());
    }
    return out;
}

}  // namespace agon
