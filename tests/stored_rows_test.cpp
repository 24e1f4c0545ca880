// Rows of vectors that stay in their table on the disk: the same numbers, the same tables, the same debates.
#include "ground/table/stored_rows.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <random>

#include "ground/model/geometry.hpp"
#include "ground/table/page_header.hpp"
#include "ground/text/text.hpp"
#include "src/debates/debates.hpp"
#include "src/pipeline/models.hpp"
#include "tests/passing_disk.hpp"
#include "tests/sample_case.hpp"

namespace agon {
namespace {

constexpr std::int32_t kWidth = 7;  // divides no size of a page

/// Numbers that a text's length and first byte decide; fails from the text `bad` on.
class OddEncoder final : public Encoder {
  public:
    explicit OddEncoder(std::string bad = "") : bad_(std::move(bad)) {}
    std::int32_t width() const override { return kWidth; }
    const std::string& name() const override { return name_; }
    const std::string& digest() const override { return name_; }
    Result<std::vector<float>> encode(const std::vector<std::string_view>& texts, int) const override {
        most = std::max(most, texts.size());
        std::vector<float> rows;
        for (const std::string_view text : texts) {
            if (text == bad_) return Error{ErrorCode::model_damaged, "odd", 0, -1, ""};
            for (int k = 0; k < kWidth; ++k)
                rows.push_back(static_cast<float>(stable_id(text) % (1000 + k)) / 1000.0F - 0.5F);
        }
        return rows;
    }
    mutable std::size_t most = 0;  // texts asked at once

  private:
    std::string name_ = "odd", bad_;
};

/// A disk whose files cannot be read at a place any more once it is told so.
class LosingDisk final : public PassingDisk {
  public:
    Result<std::unique_ptr<PlaceReader>> open_places(const std::string& path) override {
        TRY(auto file, real_disk().open_places(path));
        return std::unique_ptr<PlaceReader>(std::make_unique<Losing>(std::move(file), lost));
    }
    bool lost = false;

  private:
    class Losing final : public PlaceReader {
      public:
        Losing(std::unique_ptr<PlaceReader> file, const bool& lost) : file_(std::move(file)), lost_(lost) {}
        Result<void> read_at(std::int64_t at, char* into, std::size_t count) const override {
            if (lost_) return Error{ErrorCode::file_unreadable, "lost", 0, at, ""};
            return file_->read_at(at, into, count);
        }
        std::int64_t size() const override { return file_->size(); }

      private:
        std::unique_ptr<PlaceReader> file_;
        const bool& lost_;
    };
};

struct ManyTexts {
    explicit ManyTexts(std::size_t count) {
        for (std::size_t i = 1; i <= count; ++i) {
            Segment s;
            s.segment = static_cast<SegmentId>(i);
            s.text = "text " + std::to_string(i);
            segments.segments.push_back(s);
        }
        threads.threads.push_back({});
        threads.threads.back().thread = ThreadId{5};
        threads.threads.back().title = "a title";
    }
    Threads threads;
    Segments segments;
};

VectorOptions holding(std::size_t bytes) {
    VectorOptions options;
    options.most_bytes_held = bytes;
    return options;
}

void expect_same_rows(const VectorSet& held, const VectorSet& stored) {
    ASSERT_EQ(held.ids, stored.ids);
    ASSERT_EQ(held.width, stored.width);
    ASSERT_TRUE(!held.on_disk && stored.on_disk && stored.values.empty());
    EXPECT_EQ(held.mean(), stored.mean());
    std::vector<float> all, scratch;
    stored.each_block([&](std::size_t first, std::size_t count, const float* rows) {
        EXPECT_EQ(all.size(), first * static_cast<std::size_t>(stored.width));
        all.insert(all.end(), rows, rows + count * static_cast<std::size_t>(stored.width));
    });
    EXPECT_EQ(held.values, all);
    std::mt19937_64 random(7);
    for (int i = 0; i < 3000; ++i) {
        const std::int64_t id = held.ids[random() % held.ids.size()];
        const float* row = held.row(id);
        const std::vector<float> expected(row, row + held.width);
        const float* walked = stored.row(id, scratch);
        EXPECT_EQ(std::vector<float>(walked, walked + stored.width), expected);
        const float* kept = stored.row(id);
        EXPECT_EQ(std::vector<float>(kept, kept + stored.width), expected);
        EXPECT_EQ(kept, stored.row(id)) << "a row that somebody holds on to moved";
    }
    EXPECT_EQ(stored.row(held.ids.back() + 1), nullptr);
    EXPECT_TRUE(stored.outcome().ok());
}

TEST(StoredRows, OfALargeSetAreThoseOfAHeldOne) {
    const ManyTexts texts(150000);  // two row groups, several pages in the first
    const std::string held_case = fresh_folder("held_rows"), case_folder = fresh_folder("stored_rows");
    const OddEncoder encoder, in_groups;
    const auto held = make_vectors(real_disk(), held_case, texts.threads, texts.segments, encoder, holding(1 << 30));
    const auto stored = make_vectors(real_disk(), case_folder, texts.threads, texts.segments, in_groups, holding(0));
    ASSERT_TRUE(held.ok() && stored.ok());
    EXPECT_EQ(encoder.most, 150000U);
    EXPECT_EQ(in_groups.most, kRowsPerGroup);
    EXPECT_EQ(held->segments_sha256, stored->segments_sha256);
    EXPECT_EQ(held->questions_sha256, stored->questions_sha256);
    EXPECT_EQ(stored->segments_sha256, sha256_hex(bytes_of(case_folder + "/vectors/segments.parquet")));
    expect_same_rows(held->vectors.segments, stored->vectors.segments);
    expect_same_rows(held->vectors.questions, stored->vectors.questions);
    const auto again = read_vectors(real_disk(), held_case), from_disk = read_vectors(real_disk(), held_case, 0);
    ASSERT_TRUE(again.ok() && from_disk.ok());
    EXPECT_EQ(again->segments.values, held->vectors.segments.values);
    expect_same_rows(again->segments, from_disk->segments);
}

TEST(StoredRows, OfAnEncoderThatFailsLeaveNoTable) {
    const ManyTexts texts(140000);
    const std::string folder = fresh_folder("failing_rows");
    const OddEncoder encoder("text 139999");  // in the second row group
    const auto made = make_vectors(real_disk(), folder, texts.threads, texts.segments, encoder, holding(0));
    ASSERT_FALSE(made.ok());
    EXPECT_EQ(made.error().code, ErrorCode::model_damaged);
    EXPECT_TRUE(sorted_files(folder).empty()) << sorted_files(folder).front();
}

TEST(StoredRows, ThatTheDiskDoesNotGiveAreSaidAtTheEnd) {
    const ManyTexts texts(100);
    const std::string folder = fresh_folder("lost_rows");
    LosingDisk disk;
    const auto made = make_vectors(disk, folder, texts.threads, texts.segments, OddEncoder(), holding(0));
    ASSERT_TRUE(made.ok());
    const float first = *made->vectors.segments.row(1);
    disk.lost = true;
    EXPECT_EQ(*made->vectors.segments.row(1), first);  // held since it was asked for
    EXPECT_TRUE(made->vectors.outcome().ok());
    EXPECT_EQ(*made->vectors.segments.row(2), 0);
    ASSERT_FALSE(made->vectors.outcome().ok());
    EXPECT_EQ(made->vectors.outcome().error().code, ErrorCode::file_unreadable);
}

TEST(StoredRows, AreRefusedWhereTheyAreNotLaidDownPlain) {
    const std::string folder = fresh_folder("other_rows"), path = folder + "/t.parquet";
    Table table;
    table.columns.push_back({"id", std::vector<std::int64_t>{1, 2, 3}});
    table.columns.push_back({"vector", FloatRows{2, {1, 2, 3, 4, 5, 6}}});
    const std::string bytes = *to_parquet(table);
    ASSERT_TRUE(real_disk().write_file(path, bytes).ok());
    ASSERT_TRUE(StoredRows::open(real_disk(), path, "vector").ok());
    for (const char* column : {"id", "no such column"}) {
        const auto opened = StoredRows::open(real_disk(), path, column);
        ASSERT_FALSE(opened.ok());
        EXPECT_EQ(opened.error().code, ErrorCode::case_damaged);
    }
    // Whatever byte of the pages changes: refused, or numbers of the file; never another place.
    std::mt19937_64 random(11);
    for (int i = 0; i < 2000; ++i) {
        std::string damaged = bytes;
        damaged[random() % damaged.size()] ^= static_cast<char>(1 << random() % 8);
        ASSERT_TRUE(real_disk().write_file(path, damaged).ok());
        const auto opened = StoredRows::open(real_disk(), path, "vector");
        if (!opened.ok() || opened->count() != 3 || opened->width() != 2) continue;
        std::vector<float> all(6);
        EXPECT_TRUE(opened->read(0, 3, all.data()).ok());
    }
}

TEST(PageHeader, IsReadAndNoBytesBreakIt) {
    // type 0, sizes 12 and 12, data page: 2 numbers, plain, levels 3 and 3.
    const std::string header = {0x15, 0, 0x15, 24, 0x15, 24, 0x2c, 0x15, 4, 0x15, 0, 0x15, 6, 0x15, 6, 0, 0};
    const auto read = read_page_header(header + "numbers");
    ASSERT_TRUE(read.has_value());
    EXPECT_TRUE(read->plain);
    EXPECT_EQ(read->header_bytes, std::ssize(header));
    EXPECT_EQ(read->page_bytes, 12);
    EXPECT_EQ(read->numbers, 2);
    for (std::size_t cut = 0; cut < header.size(); ++cut)
        EXPECT_FALSE(read_page_header(std::string_view(header).substr(0, cut)).has_value());
    std::mt19937_64 random(13);
    for (int i = 0; i < 20000; ++i) {
        std::string bytes = header;
        for (int k = 0; k < 4; ++k) bytes[random() % bytes.size()] = static_cast<char>(random());
        const auto any = read_page_header(bytes);
        EXPECT_LE(any ? any->header_bytes : 0, std::ssize(bytes));
    }
}

TEST(StoredRows, GiveTheDebatesOfHeldOnes) {
    if (!std::filesystem::exists(".deps/encoder")) GTEST_SKIP() << ".deps/encoder is not there";
    const std::string folder = copied_sample_case("rows_of_sample"), data = std::filesystem::current_path().string();
    const auto threads = read_threads(real_disk(), folder);
    const auto corpus = read_corpus(real_disk(), folder);
    const auto segments = read_segments(real_disk(), folder);
    const auto models = Models::load(real_disk(), data);
    const auto words = Words::load(data + "/.deps/cppjieba/dict");
    ASSERT_TRUE(threads.ok() && corpus.ok() && segments.ok() && models.ok() && words.ok());
    const auto tables_with = [&](std::size_t most_bytes_held) {
        auto vectors = read_vectors(real_disk(), folder, most_bytes_held);
        EXPECT_TRUE(vectors.ok());
        EXPECT_EQ(vectors->segments.on_disk != nullptr, most_bytes_held == 0);
        vectors->encoder = models->full_encoder->name();
        DebateReadings readings;
        DebateOptions options;
        options.models = data + "/models";
        const auto made = build_debates(real_disk(), *threads, *corpus, *segments, *vectors, *models->full_encoder,
                                        *models->full_encoder, *models->lexicon, **words, readings, options);
        EXPECT_TRUE(made.ok());
        std::string tables = *to_parquet(made->debates) + *to_parquet(made->members) + *to_parquet(made->threads);
        const auto question = models->full_encoder->encode({"该不该补贴？"}, 1);
        for (const AskedDebate& asked : nearest_debates(*question, *made, *vectors))
            tables += std::to_string(asked.nearness) + ' ';
        return tables;
    };
    EXPECT_EQ(tables_with(most_row_bytes_held), tables_with(0));
}

}  // namespace
}  // namespace agon
