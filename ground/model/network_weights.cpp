// Reading the weights of the sentence network and checking every shape. See sentence_network.hpp.
#include <cmath>

#include "ground/model/sentence_network.hpp"

namespace agon {
namespace {

constexpr std::int64_t block_count = 17;
constexpr std::int64_t block_rows = 7530;
constexpr std::int64_t width = static_cast<std::int64_t>(vector_width);
constexpr std::int64_t cell = static_cast<std::int64_t>(cell_width);
constexpr std::int64_t inner_width = 320;
constexpr std::array<std::int64_t, view_count> view_orders{2, 3, 5};

Result<StepMatrix> packed(const std::vector<float>& matrix, std::int64_t rows, std::int64_t columns,
                          const std::string& array, const std::string& file) {
    auto result = StepMatrix::pack(matrix, static_cast<std::size_t>(rows), static_cast<std::size_t>(columns));
    if (!result)
        return Error{ErrorCode::model_damaged, file, 0, -1, "array " + array + ": values are not steps of 8 bits"};
    return std::move(*result);
}

Result<StepMatrix> load_matrix(const ArrayArchive& archive, const std::string& array, std::int64_t rows,
                               std::int64_t columns, const std::string& file) {
    TRY(const std::vector<float> matrix, archive.floats(array, {rows, columns}));
    return packed(matrix, rows, columns, array, file);
}

/// (n * 256) x 256, offsets below each other, to 256 x (n * 256), offsets side by side.
std::vector<float> offsets_side_by_side(const std::vector<float>& matrix, std::size_t offsets) {
    std::vector<float> turned(matrix.size());
    for (std::size_t offset = 0; offset < offsets; ++offset)
        for (std::size_t row = 0; row < cell_width; ++row)
            for (std::size_t column = 0; column < cell_width; ++column)
                turned[(row * offsets + offset) * cell_width + column] =
                    matrix[(offset * cell_width + row) * cell_width + column];
    return turned;
}

void append(std::vector<float>& list, const std::vector<float>& more) {
    list.insert(list.end(), more.begin(), more.end());
}

}  // namespace

Result<SentenceNetwork> SentenceNetwork::load(const ArrayArchive& archive,
                                              std::shared_ptr<const std::vector<std::uint8_t>> table,
                                              const std::string& file_for_errors) {
    SentenceNetwork network;
    network.table_ = std::move(table);
    TRY(network.table_scale_, archive.floats("scale", {block_count}));
    TRY(network.table_lowest_, archive.floats("lo", {block_count}));
    for (std::size_t view = 0; view < view_count; ++view) TRY_VOID(network.load_view(archive, file_for_errors, view));
    TRY_VOID(network.load_head(archive, file_for_errors));
    return network;
}

Result<void> SentenceNetwork::load_view(const ArrayArchive& archive, const std::string& file, std::size_t number) {
    View& view = views_[number];
    const std::int64_t order = view_orders[number];
    const std::string suffix = std::to_string(order);
    TRY(const std::vector<float> projection, archive.floats("proj" + suffix, {width, cell}));
    TRY(view.projection, packed(projection, width, cell, "proj" + suffix, file));
    std::vector<double> sums(cell_width, 0.0);
    for (std::size_t i = 0; i < projection.size(); ++i) sums[i % cell_width] += static_cast<double>(projection[i]);
    view.row_sums.assign(sums.begin(), sums.end());
    TRY(view.projection_bias, archive.floats("proj_b" + suffix, {cell}));
    TRY(const std::vector<float> first, archive.floats("w1_" + suffix, {order * cell, cell}));
    TRY(view.first,
        packed(offsets_side_by_side(first, static_cast<std::size_t>(order)), cell, order * cell, "w1_" + suffix, file));
    TRY(view.first_bias, archive.floats("b1_" + suffix, {cell}));
    TRY(view.second, load_matrix(archive, "w2_" + suffix, order * cell, cell, file));
    TRY(view.second_bias, archive.floats("b2_" + suffix, {cell}));
    TRY(const std::vector<float> gain, archive.floats("ln_g" + suffix, {cell}));
    TRY(const std::vector<float> shift, archive.floats("ln_b" + suffix, {cell}));
    append(views_gain_, gain);
    append(views_shift_, shift);
    return {};
}

Result<void> SentenceNetwork::load_head(const ArrayArchive& archive, const std::string& file) {
    const auto features = static_cast<std::int64_t>(features_width);
    TRY(features_gain_, archive.floats("ln_g", {features}));
    TRY(features_shift_, archive.floats("ln_b", {features}));
    TRY(head_.sentence, load_matrix(archive, "cnn_W", features, width, file));
    TRY(head_.sentence_bias, archive.floats("cnn_b", {width}));
    TRY(head_.inner_first, load_matrix(archive, "d0", width, inner_width, file));
    TRY(head_.inner_second, load_matrix(archive, "d1", inner_width, inner_width, file));
    TRY(head_.inner_side, load_matrix(archive, "p1", width, inner_width, file));
    TRY(head_.outer_first, load_matrix(archive, "d2", inner_width, width, file));
    TRY(head_.outer_second, load_matrix(archive, "d3", width, width, file));
    TRY(head_.outer_side, load_matrix(archive, "p3", inner_width, width, file));
    return {};
}

std::int32_t SentenceNetwork::vocabulary_size() const {
    return static_cast<std::int32_t>(block_count * block_rows);
}

const std::uint8_t* SentenceNetwork::table_row(std::int32_t piece) const {
    const auto number = static_cast<std::size_t>(piece);
    const auto blocks = static_cast<std::size_t>(block_count);
    const std::size_t row = number % blocks * static_cast<std::size_t>(block_rows) + number / blocks;
    return table_->data() + row * vector_width;
}

}  // namespace agon
