// The forward pass of the sentence network, in the order of sentence_network.hpp.
//
// Sums over a row run in 16 fixed lanes that are added up in a fixed order, so the compiler may use wide registers and
// still every build gives the same bits. Nothing here calls the mathematics library beyond sqrt, which IEEE 754 rounds
// exactly: exp and tanh differ between C libraries, so tanh is our own, from multiplications only.
#include "ground/model/sentence_network.hpp"

#include <algorithm>
#include <cmath>

#include "ground/model/fixed_exponential.hpp"
#include "ground/model/row_sums.hpp"

namespace agon {
namespace {

constexpr std::array<std::size_t, view_count> view_orders{2, 3, 5};
constexpr std::array<std::size_t, view_count> view_left{0, 1, 2};       // pieces a window reaches to the left
constexpr std::array<std::size_t, view_count> view_first_tap{0, 2, 5};  // where a view begins in PieceRows::taps
constexpr std::size_t gap = 2;  // rows of zeros between sentences: what the widest window reaches past an end

void add(float* sum, const float* term, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) sum[i] += term[i];
}

void keep_positive(float* row, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) row[i] = row[i] > 0 ? row[i] : 0.0f;
}

constexpr std::array<float, cell_width> no_share{};

/// relu(bias + shares) + before, shares added in order.
template <std::size_t order>
void add_shares(const float* const* shares, const float* bias, const float* before, float* out) {
    for (std::size_t i = 0; i < cell_width; ++i) {
        float sum = bias[i];
#pragma GCC unroll 5
        for (std::size_t offset = 0; offset < order; ++offset) sum += shares[offset][i];
        out[i] = (sum > 0 ? sum : 0.0f) + before[i];
    }
}

/// Rows of floats with the cells that the next product reads.
struct Rows {
    std::size_t count;
    std::size_t width;
    std::vector<float> values;
    Rows(std::size_t row_count, std::size_t row_width)
        : count(row_count), width(row_width), values(row_count * row_width) {}
    float* row(std::size_t number) { return values.data() + number * width; }
};

Rows product(Rows& input, const StepMatrix& matrix) {
    const std::size_t cells_per_row = matrix.cells_per_row();
    Cells cells(input.count * cells_per_row);
    std::vector<std::int32_t> first_cell(input.count);
    for (std::size_t r = 0; r < input.count; ++r) {
        first_cell[r] = static_cast<std::int32_t>(r);
        for (std::size_t cell = 0; cell < cells_per_row; ++cell)
            cells.put(cell * input.count + r, input.row(r) + cell * cell_width,
                      std::min(cell_width, input.width - cell * cell_width));
    }
    Rows out(input.count, matrix.padded_columns());
    matrix.multiply(cells, first_cell, input.count, out.values.data(), out.width);
    return out;
}

}  // namespace

/// Where the pieces of a group of sentences lie: one cell each, `gap` cells of zeros around every sentence.
struct SentenceNetwork::Layout {
    std::span<const std::vector<std::int32_t>> sentences;
    std::vector<std::int32_t> cell_of;  // per piece of the group
    std::size_t cell_count = gap;

    explicit Layout(std::span<const std::vector<std::int32_t>> group) : sentences(group) {
        for (const auto& sentence : group) {
            for (std::size_t i = 0; i < sentence.size(); ++i)
                cell_of.push_back(static_cast<std::int32_t>(cell_count + i));
            cell_count += sentence.size() + gap;
        }
    }
};

void SentenceNetwork::fill_rows(PieceRows& rows, std::size_t begin, std::size_t end) const {
    const std::size_t count = end - begin;
    Cells table_cells(count * 2);
    std::vector<std::int32_t> first_cell(count);
    const std::size_t blocks = table_scale_.size();
    for (std::size_t r = 0; r < count; ++r) {
        const std::int32_t piece = rows.pieces[begin + r];
        for (std::size_t half = 0; half < 2; ++half) {
            const std::size_t cell = half * count + r;
            const std::uint8_t* bytes = table_row(piece) + half * cell_width;
            std::copy_n(bytes, cell_width, table_cells.values.data() + cell * cell_width);
            table_cells.scales[cell] = table_scale_[static_cast<std::size_t>(piece) % blocks];
        }
        first_cell[r] = static_cast<std::int32_t>(r);
    }
    float* views = rows.views.get() + begin * views_width;
    for (std::size_t v = 0; v < view_count; ++v)
        views_[v].projection.multiply(table_cells, first_cell, count, views + v * cell_width, views_width);
    Cells view_cells(count * view_count);
    for (std::size_t r = 0; r < count; ++r) {
        float* row = views + r * views_width;
        const float lowest = table_lowest_[static_cast<std::size_t>(rows.pieces[begin + r]) % blocks];
        for (std::size_t v = 0; v < view_count; ++v)
            for (std::size_t i = 0; i < cell_width; ++i)
                row[v * cell_width + i] += lowest * views_[v].row_sums[i] + views_[v].projection_bias[i];
        standardise(row, views_width);
        for (std::size_t i = 0; i < views_width; ++i) row[i] = row[i] * views_gain_[i] + views_shift_[i];
        for (std::size_t v = 0; v < view_count; ++v) view_cells.put(v * count + r, row + v * cell_width, cell_width);
    }
    float* taps = rows.taps.get() + begin * taps_count * cell_width;
    for (std::size_t v = 0; v < view_count; ++v) {
        for (std::size_t r = 0; r < count; ++r) first_cell[r] = static_cast<std::int32_t>(v * count + r);
        views_[v].first.multiply(view_cells, first_cell, 1, taps + view_first_tap[v] * cell_width,
                                 taps_count * cell_width);
    }
}

void SentenceNetwork::first_convolution(const PieceRows& rows, std::span<const std::int32_t> sentence,
                                        std::size_t position, std::size_t view, float* out) const {
    const float* shares[5];
    for (std::size_t offset = 0; offset < view_orders[view]; ++offset) {
        const std::size_t neighbour = position + offset - view_left[view];  // wraps far beyond the end on the left
        shares[offset] = no_share.data();
        if (neighbour >= sentence.size()) continue;
        const auto row = static_cast<std::size_t>(sentence[neighbour]);
        shares[offset] = rows.taps.get() + (row * taps_count + view_first_tap[view] + offset) * cell_width;
    }
    const float* bias = views_[view].first_bias.data();
    const std::size_t own = static_cast<std::size_t>(sentence[position]) * view_count + view;
    const float* before = rows.views.get() + own * cell_width;
    if (view == 0) return add_shares<2>(shares, bias, before, out);
    if (view == 1) return add_shares<3>(shares, bias, before, out);
    add_shares<5>(shares, bias, before, out);
}

void SentenceNetwork::run_view(const PieceRows& rows, const Layout& layout, std::size_t view,
                               std::vector<float>& features) const {
    const std::size_t count = layout.cell_of.size();
    Cells cells(layout.cell_count);
    std::vector<float> between(count * cell_width);
    std::size_t piece = 0;
    for (const auto& sentence : layout.sentences)
        for (std::size_t position = 0; position < sentence.size(); ++position, ++piece) {
            float* row = between.data() + piece * cell_width;
            first_convolution(rows, sentence, position, view, row);
            cells.put(static_cast<std::size_t>(layout.cell_of[piece]), row, cell_width);
        }
    std::vector<std::int32_t> first_cell(count);
    for (std::size_t i = 0; i < count; ++i)
        first_cell[i] = layout.cell_of[i] - static_cast<std::int32_t>(view_left[view]);
    float* out = features.data() + vector_width + view * cell_width;
    views_[view].second.multiply(cells, first_cell, 1, out, features_width);
    for (std::size_t i = 0; i < count; ++i) {
        float* row = out + i * features_width;
        add(row, views_[view].second_bias.data(), cell_width);
        keep_positive(row, cell_width);
        add(row, between.data() + i * cell_width, cell_width);
    }
}

std::vector<float> SentenceNetwork::standard_features(const PieceRows& rows,
                                                      std::span<const std::vector<std::int32_t>> sentences) const {
    const Layout layout(sentences);
    std::vector<float> features(layout.cell_of.size() * features_width);
    for (std::size_t view = 0; view < view_count; ++view) run_view(rows, layout, view, features);
    float* row = features.data();
    for (const auto& sentence : sentences)
        for (const std::int32_t number : sentence) {
            const std::int32_t piece = rows.pieces[static_cast<std::size_t>(number)];
            const std::size_t block = static_cast<std::size_t>(piece) % table_scale_.size();
            const std::uint8_t* bytes = table_row(piece);
            for (std::size_t i = 0; i < vector_width; ++i)
                row[i] = static_cast<float>(bytes[i]) * table_scale_[block] + table_lowest_[block];
            standardise(row, features_width);
            row += features_width;
        }
    return features;
}

void SentenceNetwork::piece_features(const PieceRows& rows, std::span<const std::vector<std::int32_t>> sentences,
                                     float* features) const {
    const std::vector<float> standard = standard_features(rows, sentences);
    for (std::size_t i = 0; i < standard.size(); ++i)
        features[i] = standard[i] * features_gain_[i % features_width] + features_shift_[i % features_width];
}

void SentenceNetwork::sum_pieces(const PieceRows& rows, std::span<const std::vector<std::int32_t>> sentences,
                                 float* sums) const {
    const std::vector<float> features = standard_features(rows, sentences);
    const float* row = features.data();
    for (std::size_t s = 0; s < sentences.size(); ++s) {
        float* sum = sums + s * features_width;
        std::fill_n(sum, features_width, 0.0f);
        for (std::size_t i = 0; i < sentences[s].size(); ++i, row += features_width) add(sum, row, features_width);
        const auto length = static_cast<float>(sentences[s].size());
        for (std::size_t i = 0; i < features_width; ++i)
            sum[i] = sum[i] * features_gain_[i] + length * features_shift_[i];
    }
}

void SentenceNetwork::finish(const float* sums, const std::int32_t* lengths, std::size_t count, float* vectors) const {
    Rows sum(count, features_width);
    std::copy_n(sums, sum.values.size(), sum.values.data());
    Rows sentence = product(sum, head_.sentence);
    for (std::size_t r = 0; r < count; ++r) {
        const auto length = static_cast<float>(lengths[r]);
        const float factor = 1.0f / std::sqrt(length);
        float* row = sentence.row(r);
        for (std::size_t i = 0; i < vector_width; ++i) row[i] = (row[i] + length * head_.sentence_bias[i]) * factor;
    }
    Rows inner = product(sentence, head_.inner_first);
    keep_positive(inner.values.data(), inner.values.size());
    Rows middle = product(sentence, head_.inner_side);
    const Rows middle_share = product(inner, head_.inner_second);
    add(middle.values.data(), middle_share.values.data(), middle.values.size());
    keep_positive(middle.values.data(), middle.values.size());
    Rows outer = product(middle, head_.outer_first);
    keep_positive(outer.values.data(), outer.values.size());
    Rows last = product(middle, head_.outer_side);
    const Rows last_share = product(outer, head_.outer_second);
    add(last.values.data(), last_share.values.data(), last.values.size());
    for (float& value : last.values) value = fixed_tanh(value);
    for (std::size_t r = 0; r < count; ++r) {
        const float* row = last.row(r);
        const float squares = sum_of_squares(row, vector_width);
        const float factor = 1.0f / std::sqrt(squares > smallest_variance ? squares : smallest_variance);
        for (std::size_t i = 0; i < vector_width; ++i) vectors[r * vector_width + i] = row[i] * factor;
    }
}

}  // namespace agon
