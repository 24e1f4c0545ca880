// The forward pass of stance_network.hpp; training/stance_network.py is the same in Python.
#include "ground/model/stance_network.hpp"

#include <algorithm>
#include <cmath>

#include "ground/model/fixed_exponential.hpp"

namespace agon {
namespace {

constexpr std::size_t encoder_width = 1280;
constexpr std::size_t sentence_width = 512;
constexpr float vector_gain = 8.0f;  // sentence vectors have unit length: their numbers are small

Result<PackedMatrix> packed(const ArrayArchive& archive, const std::string& name, std::size_t rows, std::size_t columns,
                            bool with_bias) {
    const auto height = static_cast<std::int64_t>(rows), width = static_cast<std::int64_t>(columns);
    TRY(const std::vector<std::uint8_t> bytes, archive.small_numbers(name + "_bytes", {height, width}));
    TRY(const std::vector<float> scale, archive.floats(name + "_scale", {width}));
    TRY(const std::vector<float> lowest, archive.floats(name + "_lowest", {width}));
    PackedMatrix matrix{rows, columns, std::vector<float>(rows * columns), {}};
    for (std::size_t i = 0; i < matrix.values.size(); ++i)
        matrix.values[i] = lowest[i % columns] + scale[i % columns] * static_cast<float>(bytes[i]);
    if (with_bias) {
        TRY(matrix.bias, archive.floats(name + "_bias", {width}));
    }
    return matrix;
}

/// out = bias + in * matrix. Zeros of `in` (half of what relu leaves) are skipped, which changes no sum.
void multiply(const PackedMatrix& matrix, const float* in, float* out) {
    if (matrix.bias.empty())
        std::fill_n(out, matrix.columns, 0.0f);
    else
        std::copy_n(matrix.bias.data(), matrix.columns, out);
    for (std::size_t k = 0; k < matrix.rows; ++k) {
        if (in[k] == 0.0f) continue;
        const float* row = matrix.values.data() + k * matrix.columns;
        for (std::size_t j = 0; j < matrix.columns; ++j) out[j] += in[k] * row[j];
    }
}

void keep_positive(float* row, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) row[i] = row[i] > 0 ? row[i] : 0.0f;
}

float dot_of_deep(const float* left, const float* right) {
    float lanes[16] = {};
    for (std::size_t i = 0; i < deep_width; i += 16)
        for (std::size_t lane = 0; lane < 16; ++lane) lanes[lane] += left[i + lane] * right[i + lane];
    float sum = 0;
    for (const float lane : lanes) sum += lane;
    return sum;
}

/// What a row of the left side sees of the right side: its rows weighted by softmax of the scores.
void look(const float* query, const DeepRows& right, float* seen) {
    const std::size_t count = right.size() / deep_width;
    std::vector<float> weights(count);
    float highest = -1e30f, sum = 0;
    for (std::size_t j = 0; j < count; ++j) {
        weights[j] = dot_of_deep(query, right.data() + j * deep_width) / 11.313708498984761f;  // sqrt(128)
        highest = std::max(highest, weights[j]);
    }
    for (float& weight : weights) sum += weight = fixed_exponential(weight - highest);
    std::fill_n(seen, deep_width, 0.0f);
    for (std::size_t j = 0; j < count; ++j) {
        const float share = weights[j] / sum;
        const float* row = right.data() + j * deep_width;
        for (std::size_t i = 0; i < deep_width; ++i) seen[i] += share * row[i];
    }
}

/// left, right, product, distance side by side.
void contrast(const float* left, const float* right, std::size_t width, float* out) {
    for (std::size_t i = 0; i < width; ++i) {
        out[i] = left[i];
        out[width + i] = right[i];
        out[2 * width + i] = left[i] * right[i];
        out[3 * width + i] = std::abs(left[i] - right[i]);
    }
}

}  // namespace

Result<StanceNetwork> StanceNetwork::load(const ArrayArchive& projection, const ArrayArchive& network,
                                          const std::string& file_for_errors) {
    StanceNetwork made;
    TRY(std::vector<float> matrix, projection.floats("projection", {encoder_width + 1, projected_width}));
    made.projection_.rows = encoder_width;
    made.projection_.columns = projected_width;
    made.projection_.bias.assign(matrix.begin(), matrix.begin() + projected_width);
    made.projection_.values.assign(matrix.begin() + projected_width, matrix.end());
    TRY(made.embed_, packed(network, "embed", projected_width, deep_width, true));
    TRY(made.attend_, packed(network, "attend", deep_width, deep_width, false));
    TRY(made.target_, packed(network, "target", 4 * deep_width, deep_width, true));
    TRY(made.answer_, packed(network, "answer", 4 * deep_width, deep_width, true));
    TRY(made.whole_, packed(network, "whole", 4 * sentence_width, deep_width, true));
    TRY(made.hidden_, packed(network, "hidden", 9 * deep_width, deep_width, true));
    TRY(made.out_, packed(network, "out", deep_width, 3, true));
    TRY(made.sets_, network.floats("sets", {set_count, 3}));
    TRY(const std::vector<float> temperature, network.floats("temperature", {1}));
    made.temperature_ = temperature[0];
    if (!(made.temperature_ > 0)) return Error{ErrorCode::model_damaged, file_for_errors, 0, -1, "temperature"};
    return made;
}

DeepRows StanceNetwork::deepen(std::span<const float> rows) const {
    const std::size_t count = rows.size() / encoder_width;
    DeepRows deep(count * deep_width);
    std::vector<float> projected(projected_width);
    for (std::size_t r = 0; r < count; ++r) {
        multiply(projection_, rows.data() + r * encoder_width, projected.data());
        multiply(embed_, projected.data(), deep.data() + r * deep_width);
    }
    keep_positive(deep.data(), deep.size());
    return deep;
}

void StanceNetwork::compare(const PackedMatrix& matrix, const DeepRows& left, const DeepRows& right,
                            float* mean_and_most) const {
    const std::size_t count = left.size() / deep_width;
    std::fill_n(mean_and_most, 2 * deep_width, 0.0f);
    std::vector<float> query(deep_width), seen(deep_width), both(4 * deep_width), out(deep_width);
    for (std::size_t r = 0; r < count; ++r) {
        const float* row = left.data() + r * deep_width;
        multiply(attend_, row, query.data());
        look(query.data(), right, seen.data());
        contrast(row, seen.data(), deep_width, both.data());
        multiply(matrix, both.data(), out.data());
        keep_positive(out.data(), deep_width);
        for (std::size_t i = 0; i < deep_width; ++i) {
            mean_and_most[i] += out[i];
            mean_and_most[deep_width + i] = std::max(mean_and_most[deep_width + i], out[i]);
        }
    }
    for (std::size_t i = 0; i < deep_width; ++i) mean_and_most[i] /= static_cast<float>(count);
}

std::array<float, 3> StanceNetwork::logits(const Side& text, const Side& target, const DeepRows* answered) const {
    std::vector<float> joined(9 * deep_width, 0.0f);
    compare(target_, *text.rows, *target.rows, joined.data());
    compare(target_, *target.rows, *text.rows, joined.data() + 2 * deep_width);
    if (answered != nullptr) {
        compare(target_, *answered, *target.rows, joined.data() + 4 * deep_width);
        compare(answer_, *text.rows, *answered, joined.data() + 6 * deep_width);
    }
    std::vector<float> u(sentence_width), v(sentence_width), whole(4 * sentence_width);
    for (std::size_t i = 0; i < sentence_width; ++i) {
        u[i] = text.vector[i] * vector_gain;
        v[i] = target.vector[i] * vector_gain;
    }
    contrast(u.data(), v.data(), sentence_width, whole.data());
    multiply(whole_, whole.data(), joined.data() + 8 * deep_width);
    keep_positive(joined.data() + 8 * deep_width, deep_width);
    std::vector<float> hidden(deep_width);
    multiply(hidden_, joined.data(), hidden.data());
    keep_positive(hidden.data(), deep_width);
    std::array<float, 3> out{};
    multiply(out_, hidden.data(), out.data());
    return out;
}

}  // namespace agon
