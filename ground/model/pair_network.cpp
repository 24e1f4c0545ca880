// The forward pass of pair_network.hpp over rows of several questions at once.
#include "ground/model/pair_network.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "ground/model/attention.hpp"
#include "ground/model/fixed_exponential.hpp"
#include "ground/model/row_sums.hpp"

namespace agon {

/// `count` rows of floats one after the other.
struct PairNetwork::Rows {
    std::size_t count, width;
    std::vector<float> values;
    Rows(std::size_t row_count, std::size_t row_width)
        : count(row_count), width(row_width), values(row_count * row_width) {}
    float* row(std::size_t number) { return values.data() + number * width; }
    const float* row(std::size_t number) const { return values.data() + number * width; }
};

namespace {

/// The cells of `count` rows: all first cells, then all second ones, so that a tile of rows lies together.
Cells cells_of(const float* rows, std::size_t count, std::size_t width) {
    const std::size_t cells_per_row = (width + cell_width - 1) / cell_width;
    Cells cells(count * cells_per_row);
    for (std::size_t r = 0; r < count; ++r)
        for (std::size_t cell = 0; cell < cells_per_row; ++cell)
            cells.put(cell * count + r, rows + r * width + cell * cell_width,
                      std::min(cell_width, width - cell * cell_width));
    return cells;
}

enum class Then { nothing, gelu, tanh };

/// out = then(cells * matrix + bias), `count` rows of matrix.steps.columns() floats.
/// REQUIRES: whole panels of columns.
void multiply(const Cells& cells, std::size_t count, const ScaledMatrix& matrix, Then then, float* out) {
    std::vector<std::int32_t> first_cell(count);
    for (std::size_t r = 0; r < count; ++r) first_cell[r] = static_cast<std::int32_t>(r);
    const std::size_t width = matrix.steps.columns();
    matrix.steps.multiply(cells, first_cell, count, out, width);
    for (std::size_t r = 0; r < count; ++r) {
        float* row = out + r * width;
        for (std::size_t i = 0; i < width; ++i) row[i] = row[i] * matrix.scale[i] + matrix.bias[i];
        if (then == Then::gelu)
            for (std::size_t i = 0; i < width; ++i) row[i] = fixed_gelu(row[i]);
        if (then == Then::tanh)
            for (std::size_t i = 0; i < width; ++i) row[i] = fixed_tanh(row[i]);
    }
}

constexpr std::size_t most_layers = 48;
constexpr std::size_t width_step = 64;  // rows are whole panels of columns

/// At least 1. Without a word of the file, heads are 64 wide.
Result<std::size_t> heads_of(const ArrayArchive& archive, std::size_t width) {
    if (!archive.contains("heads")) return std::max<std::size_t>(1, width / width_step);
    TRY(const std::vector<std::uint8_t> heads, archive.small_numbers("heads", {1}));
    return std::max<std::size_t>(1, heads[0]);
}

}  // namespace

std::vector<float> ScaledMatrix::times(const std::vector<float>& rows, std::size_t count) const {
    std::vector<float> out(count * steps.columns());
    multiply(cells_of(rows.data(), count, rows.size() / std::max<std::size_t>(count, 1)), count, *this, Then::nothing,
             out.data());
    return out;
}

Result<PairNetwork::Norm> PairNetwork::load_norm(const ArrayArchive& archive, const std::string& name) const {
    const auto width = static_cast<std::int64_t>(width_);
    TRY(const std::vector<float> both, archive.floats(name, {2, width}));
    return Norm{{both.begin(), both.begin() + width}, {both.begin() + width, both.end()}};
}

Result<ScaledMatrix> ScaledMatrix::load(const ArrayArchive& archive, const std::string& name, std::size_t rows,
                                        std::size_t columns) {
    const auto width = static_cast<std::int64_t>(columns);
    TRY(const auto steps, archive.signed_numbers(name, {static_cast<std::int64_t>(rows), width}));
    ScaledMatrix matrix{StepMatrix::pack_steps(steps, rows, columns), {}, {}};
    TRY(matrix.scale, archive.floats(name + ".scale", {width}));
    TRY(matrix.bias, archive.floats(name + ".bias", {width}));
    return matrix;
}

namespace {

/// Steps times the scale of their column, as floats.
Result<std::vector<float>> scaled(const ArrayArchive& archive, const std::string& name, std::size_t rows,
                                  std::size_t columns) {
    const auto width = static_cast<std::int64_t>(columns);
    TRY(const auto steps, archive.signed_numbers(name, {static_cast<std::int64_t>(rows), width}));
    TRY(const std::vector<float> scale, archive.floats(name + ".scale", {width}));
    std::vector<float> out(steps.size());
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = static_cast<float>(steps[i]) * scale[i % columns];
    return out;
}

}  // namespace

Result<ScaledMatrix> ScaledMatrix::load_changed(const ArrayArchive& archive, const ArrayArchive& changes,
                                                const std::string& name, std::size_t rows, std::size_t columns) {
    TRY(const ArrayShape shape, changes.shape_of(name + ".in"));
    const auto rank = static_cast<std::size_t>(shape.back());
    TRY(std::vector<float> sum, scaled(archive, name, rows, columns));
    TRY(const std::vector<float> in, scaled(changes, name + ".in", rows, rank));
    TRY(const std::vector<float> back, scaled(changes, name + ".back", rank, columns));
    for (std::size_t r = 0; r < rows; ++r)
        for (std::size_t k = 0; k < rank; ++k)
            for (std::size_t c = 0; c < columns; ++c) sum[r * columns + c] += in[r * rank + k] * back[k * columns + c];
    constexpr float most_steps = 127, least_scale = 1e-12F;
    ScaledMatrix matrix;
    matrix.scale.assign(columns, 0.0F);
    for (std::size_t i = 0; i < sum.size(); ++i)
        matrix.scale[i % columns] = std::max(matrix.scale[i % columns], std::abs(sum[i]));
    for (float& scale : matrix.scale) scale = std::max(scale / most_steps, least_scale);
    std::vector<std::int8_t> steps(sum.size());
    for (std::size_t i = 0; i < sum.size(); ++i)
        steps[i] = static_cast<std::int8_t>(
            std::clamp(std::nearbyint(sum[i] / matrix.scale[i % columns]), -most_steps, most_steps));
    matrix.steps = StepMatrix::pack_steps(steps, rows, columns);
    TRY(matrix.bias, archive.floats(name + ".bias", {static_cast<std::int64_t>(columns)}));
    return matrix;
}

Result<void> PairNetwork::load_embedding(const ArrayArchive& archive, std::int32_t vocabulary) {
    const auto width = static_cast<std::int64_t>(width_);
    TRY(table_, archive.signed_numbers("embed", {vocabulary, width}));
    TRY(const ArrayShape scales, archive.shape_of("embed.scale"));  // a scale a piece, or several
    const std::int64_t blocks = scales.size() > 1 ? scales[1] : 1;
    if (blocks < 1 || width % blocks != 0) return Error{ErrorCode::model_damaged, "embed.scale", 0, -1, "blocks"};
    table_block_ = static_cast<std::size_t>(width / blocks);
    TRY(table_scale_,
        archive.floats("embed.scale", scales.size() > 1 ? ArrayShape{vocabulary, blocks} : ArrayShape{vocabulary}));
    TRY(const ArrayShape places, archive.shape_of("position"));
    TRY(position_, archive.floats("position", {places.front(), width}));
    TRY(part_, archive.floats("type", {2, width}));
    TRY(embed_norm_, load_norm(archive, "embed.norm"));
    return {};
}

Result<PairNetwork::Layer> PairNetwork::load_layer(const ArrayArchive& archive, const ArrayArchive* changes,
                                                   std::size_t number) const {
    const std::string name = fmt::format("l{}.", number);
    const auto load = [&](const char* matrix, std::size_t rows, std::size_t columns) {
        return changes == nullptr ? ScaledMatrix::load(archive, name + matrix, rows, columns)
                                  : ScaledMatrix::load_changed(archive, *changes, name + matrix, rows, columns);
    };
    TRY(const ArrayShape up, archive.shape_of(name + "up"));
    const auto inner = static_cast<std::size_t>(up.back());
    if (inner == 0 || inner % cell_width != 0)
        return Error{ErrorCode::model_damaged, name + "up", 0, -1, "width of the gelu layer"};
    Layer layer;
    TRY(layer.query, load("query", width_, width_));
    TRY(layer.key, load("key", width_, width_));
    TRY(layer.value, load("value", width_, width_));
    TRY(layer.out, load("out", width_, width_));
    TRY(layer.up, load("up", width_, inner));
    TRY(layer.down, load("down", inner, width_));
    TRY(layer.first, load_norm(archive, name + "norm1"));
    TRY(layer.second, load_norm(archive, name + "norm2"));
    return layer;
}

Result<PairNetwork::Head> PairNetwork::load_head(const ArrayArchive& archive, const std::string& task) const {
    const std::string name = "head." + task + ".";
    TRY(const ArrayShape out, archive.shape_of(name + "out"));
    Head head;
    head.classes = static_cast<std::size_t>(out.back());
    TRY(head.hidden, ScaledMatrix::load(archive, name + "hidden", width_, width_));
    const auto width = static_cast<std::int64_t>(width_);
    TRY(head.out, archive.floats(name + "out", {width, out.back()}));
    TRY(head.bias, archive.floats(name + "out.bias", {out.back()}));
    TRY(const std::vector<float> temperature, archive.floats(name + "temperature", {1}));
    head.temperature = temperature[0];
    if (!(head.temperature > 0)) return Error{ErrorCode::model_damaged, name + "temperature", 0, -1, "not above 0"};
    return head;
}

Result<PairNetwork> PairNetwork::load_body(const ArrayArchive& archive, const ArrayArchive* changes,
                                           std::int32_t vocabulary, const std::string& file_for_errors) {
    TRY(const ArrayShape table, archive.shape_of("embed"));
    PairNetwork made;
    made.width_ = static_cast<std::size_t>(table.back());
    TRY(const std::size_t heads, heads_of(archive, made.width_));
    if (made.width_ == 0 || made.width_ % width_step != 0 || made.width_ % (heads * head_step) != 0)
        return Error{ErrorCode::model_damaged, file_for_errors, 0, -1, "width of the rows"};
    made.head_width_ = made.width_ / heads;
    TRY_VOID(made.load_embedding(archive, vocabulary));
    const auto has_layer = [&](std::size_t i) {
        return archive.contains(fmt::format("l{}.up", i)) &&
               (changes == nullptr || changes->contains(fmt::format("l{}.up.in", i)));
    };
    for (std::size_t i = 0; i < most_layers && has_layer(i); ++i) {
        TRY(made.layers_.emplace_back(), made.load_layer(archive, changes, i));
    }
    if (made.layers_.empty()) return Error{ErrorCode::model_damaged, file_for_errors, 0, -1, "no layers"};
    return made;
}

Result<PairNetwork> PairNetwork::load(const ArrayArchive& archive, std::int32_t vocabulary,
                                      const std::vector<std::string>& tasks, const std::string& file_for_errors) {
    TRY(PairNetwork made, load_body(archive, nullptr, vocabulary, file_for_errors));
    for (const std::string& task : tasks) {
        TRY(made.heads_[task], made.load_head(archive, task));
    }
    return made;
}

Result<PairNetwork> PairNetwork::load_changed(const ArrayArchive& archive, const ArrayArchive& changes,
                                              std::int32_t vocabulary, const std::string& task,
                                              const std::string& file_for_errors) {
    TRY(PairNetwork made, load_body(archive, &changes, vocabulary, file_for_errors));
    TRY(made.heads_[task], made.load_head(changes, task));
    return made;
}

void PairNetwork::apply(const Norm& norm, float* row) const {
    standardise(row, width_);
    for (std::size_t i = 0; i < width_; ++i) row[i] = row[i] * norm.gain[i] + norm.shift[i];
}

PairNetwork::Rows PairNetwork::embed(std::span<const PairPieces> questions) const {
    std::size_t count = 0;
    for (const PairPieces& question : questions) count += question.pieces.size();
    Rows rows(count, width_);
    float* row = rows.values.data();
    for (const PairPieces& question : questions)
        for (std::size_t k = 0; k < question.pieces.size(); ++k, row += width_) {
            const auto piece = static_cast<std::size_t>(question.pieces[k]);
            const float* place = position_.data() + k * width_;
            const float* part = part_.data() + question.parts[k] * width_;
            const float* scale = table_scale_.data() + piece * (width_ / table_block_);
            for (std::size_t begin = 0; begin < width_; begin += table_block_, ++scale)
                for (std::size_t i = begin; i < begin + table_block_; ++i)
                    row[i] = static_cast<float>(table_[piece * width_ + i]) * *scale + place[i] + part[i];
            apply(embed_norm_, row);
        }
    return rows;
}

PairNetwork::Rows PairNetwork::attend(const Rows& query, const Rows& key, const Rows& value,
                                      const std::vector<std::size_t>& begins, bool first_only) const {
    Rows seen(query.count, width_);
    for (std::size_t q = 0; q + 1 < begins.size(); ++q) {
        const std::size_t count = begins[q + 1] - begins[q], at = first_only ? q : begins[q];
        for (std::size_t column = 0; column < width_; column += head_width_)
            attend_to(query.row(at) + column, first_only ? 1 : count, key.row(begins[q]) + column,
                      value.row(begins[q]) + column, count, width_, head_width_, seen.row(at) + column);
    }
    return seen;
}

PairNetwork::Rows PairNetwork::run_layer(const Layer& layer, Rows rows, const std::vector<std::size_t>& begins,
                                         bool first_only) const {
    const auto product = [](const Rows& in, const ScaledMatrix& matrix, Then then) {
        Rows out(in.count, matrix.steps.columns());
        multiply(cells_of(in.values.data(), in.count, in.width), in.count, matrix, then, out.values.data());
        return out;
    };
    const auto add_and_norm = [this](Rows& out, const Rows& before, const Norm& norm) {
        for (std::size_t i = 0; i < out.values.size(); ++i) out.values[i] += before.values[i];
        for (std::size_t r = 0; r < out.count; ++r) apply(norm, out.row(r));
    };
    const Rows key = product(rows, layer.key, Then::nothing), value = product(rows, layer.value, Then::nothing);
    if (first_only) {
        Rows firsts(begins.size() - 1, width_);
        for (std::size_t q = 0; q < firsts.count; ++q) std::copy_n(rows.row(begins[q]), width_, firsts.row(q));
        rows = std::move(firsts);
    }
    const Rows seen = attend(product(rows, layer.query, Then::nothing), key, value, begins, first_only);
    Rows middle = product(seen, layer.out, Then::nothing);
    add_and_norm(middle, rows, layer.first);
    Rows out = product(product(middle, layer.up, Then::gelu), layer.down, Then::nothing);
    add_and_norm(out, middle, layer.second);
    return out;
}

std::vector<std::size_t> PairNetwork::begins_of(std::span<const PairPieces> questions) const {
    std::vector<std::size_t> begins{0};
    for (const PairPieces& question : questions) {
        VERIFY(!question.pieces.empty() && question.pieces.size() <= most_pieces());
        begins.push_back(begins.back() + question.pieces.size());
    }
    return begins;
}

std::vector<float> PairNetwork::read(std::span<const PairPieces> questions) const {
    const std::vector<std::size_t> begins = begins_of(questions);
    Rows rows = embed(questions);
    for (std::size_t i = 0; i < layers_.size(); ++i)
        rows = run_layer(layers_[i], std::move(rows), begins, i + 1 == layers_.size());
    return rows.values;
}

std::vector<float> PairNetwork::means_after(std::size_t layers, std::span<const PairPieces> questions) const {
    VERIFY(layers <= layers_.size());
    const std::vector<std::size_t> begins = begins_of(questions);
    Rows rows = embed(questions);
    for (std::size_t i = 0; i < layers; ++i) rows = run_layer(layers_[i], std::move(rows), begins, false);
    std::vector<float> out(questions.size() * width_);
    for (std::size_t q = 0; q < questions.size(); ++q) {
        float* to = out.data() + q * width_;
        for (std::size_t r = begins[q]; r < begins[q + 1]; ++r)
            for (std::size_t i = 0; i < width_; ++i) to[i] += rows.row(r)[i];
        const float share = 1.0F / static_cast<float>(begins[q + 1] - begins[q]);
        for (std::size_t i = 0; i < width_; ++i) to[i] *= share;
    }
    return out;
}

std::vector<float> PairNetwork::logits(const std::string& task, const std::vector<float>& rows,
                                       std::size_t count) const {
    const Head& head = heads_.at(task);
    std::vector<float> hidden(count * width_), out;
    multiply(cells_of(rows.data(), count, width_), count, head.hidden, Then::tanh, hidden.data());
    for (std::size_t r = 0; r < count; ++r)
        for (std::size_t c = 0; c < head.classes; ++c) {
            float sum = head.bias[c];
            for (std::size_t i = 0; i < width_; ++i) sum += hidden[r * width_ + i] * head.out[i * head.classes + c];
            out.push_back(sum);
        }
    return out;
}

}  // namespace agon
