// ground/model: the fast encoder. Skipped without the files that setup/install puts in .deps/encoder.
#include "ground/model/fast_encoder.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <map>

#include "ground/model/geometry.hpp"
#include "ground/model/piece_table.hpp"

namespace agon {
namespace {

class FastEncoderTest : public testing::Test {
  protected:
    static void SetUpTestSuite() {
        if (!real_disk().exists(".deps/encoder/weights.npz")) return;
        auto loaded = load_fast_encoder(".deps/encoder", "models", real_disk());
        ASSERT_TRUE(loaded) << loaded.error().line();
        encoder = std::move(loaded).value();
    }
    static void TearDownTestSuite() { encoder.reset(); }
    void SetUp() override {
        if (!encoder) GTEST_SKIP() << "no weights.npz: run setup/install";
    }
    static std::vector<float> encoded(const std::vector<std::string_view>& texts, int threads = 1) {
        return encoder->encode(texts, threads).value();
    }
    static float cosine(std::string_view left, std::string_view right) {
        const auto rows = encoded({left, right});
        return dot(rows.data(), rows.data() + 256, 256);
    }
    static inline std::unique_ptr<Encoder> encoder;
};

TEST_F(FastEncoderTest, LikeTextsLieNear) {
    EXPECT_GT(cosine("国产机床质量不行", "国产的机床质量太差了"),
              cosine("国产机床质量不行", "今天晚上吃什么好呢") + 0.2F);
    EXPECT_GT(cosine("机床质量不行", "The quality of machine tools is poor"),
              cosine("机床质量不行", "What shall we eat tonight?"));
}

TEST_F(FastEncoderTest, RowsHaveUnitLengthWhateverTheText) {
    const auto rows = encoded({"", " ", "\xF0\x9F\x98\x80", "好", "\xFF\xFE", "，。", std::string_view("a\0b", 3)});
    for (std::size_t r = 0; r < rows.size() / 256; ++r)
        EXPECT_NEAR(dot(&rows[r * 256], &rows[r * 256], 256), 1.0F, 1e-5F) << r;
}

TEST_F(FastEncoderTest, WidthAndSpaceDoNotMatter) {
    EXPECT_EQ(encoded({"ＡＢＣ，１２３"}), encoded({"ABC,123"}));
    EXPECT_EQ(encoded({"  市场\n\n经济 "}), encoded({"市场 经济"}));
}

TEST_F(FastEncoderTest, BitsDoNotDependOnThreadsOrBatch) {
    std::vector<std::string> kept;
    for (int i = 0; i < 1500; ++i)
        kept.push_back("第" + std::to_string(i * 7919) + "个工厂的订单 order " + std::to_string(i));
    const std::vector<std::string_view> texts(kept.begin(), kept.end());
    const auto all = encoded(texts, 4);
    EXPECT_EQ(all, encoded(texts, 1));
    for (const std::size_t i : {std::size_t{0}, std::size_t{511}, std::size_t{1499}}) {
        const auto alone = encoded({texts[i]});
        EXPECT_TRUE(std::equal(alone.begin(), alone.end(), all.begin() + static_cast<std::ptrdiff_t>(i * 256)));
    }
}

TEST_F(FastEncoderTest, FlippedByteAndMissingFileAreErrors) {
    class Copies final : public Disk {
      public:
        std::map<std::string, std::string> files;
        Result<std::string> read_file(const std::string& path) override { return files.at(path); }
        Result<void> write_file(const std::string&, std::string_view) override { return {}; }
        bool exists(const std::string& path) override { return files.contains(path); }
        Result<void> make_folder(const std::string&) override { return {}; }
        Result<std::vector<std::string>> list_folder(const std::string&) override { return std::vector<std::string>{}; }
        Result<void> remove_file(const std::string&) override { return {}; }
    } disk;
    for (const std::string path : {".deps/encoder/weights.npz", ".deps/encoder/sp.model", "models/fast_encoder.npz"})
        disk.files[path] = real_disk().read_file(path).value();
    const std::string path = "models/fast_encoder.npz";
    disk.files[path][1000] = static_cast<char>(disk.files[path][1000] ^ 4);
    const auto damaged = load_fast_encoder(".deps/encoder", "models", disk);
    ASSERT_FALSE(damaged);
    EXPECT_EQ(damaged.error().code, ErrorCode::model_damaged);
    EXPECT_EQ(damaged.error().file, path);
    disk.files.erase(path);
    EXPECT_EQ(load_fast_encoder(".deps/encoder", "models", disk).error().code, ErrorCode::model_missing);
}

TEST(LongestPieces, CutsLongestFirstAndSkipsUnknown) {
    const LongestPieces pieces({"", "\xE2\x96\x81", "市场", "市场经济", "经", "a", "ab", "\xE2\x96\x81市"});
    std::string folded;
    std::vector<std::int32_t> found;
    pieces.split("市场经济x经 ａb", folded, found);
    EXPECT_EQ(found, (std::vector<std::int32_t>{7, 4, 4, 1, 6}));  // ▁市 经 经 ▁ ab; 场, 济, x are no pieces
}

TEST(PieceTable, SumsRowsToUnitLength) {
    PieceTable table;
    table.steps.assign(2 * fast_width, 0);
    table.scales.assign(2, 0);
    std::vector<float> row(fast_width, 0), out(fast_width);
    row[0] = 2;
    table.put(0, row.data(), 1.0F);
    row[0] = 0, row[255] = 4;
    table.put(1, row.data(), 0.5F);
    table.unit_sum({0, 1}, out.data());
    EXPECT_NEAR(out[0], std::sqrt(0.5F), 1e-6F);
    EXPECT_NEAR(out[255], std::sqrt(0.5F), 1e-6F);
    table.unit_sum({0}, out.data());
    EXPECT_EQ(out[0], 1.0F);
}

}  // namespace
}  // namespace agon
