// An encoder of the analyst's own: its tokenizer, and the network by OpenVINO held to the same sums done plainly. What
// needs OpenVINO is skipped where it is not (setup/openvino).
#include "ground/model/onnx_encoder.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>

#include "ground/model/own_tokenizer.hpp"
#include "tests/sample_case.hpp"
#include "tests/small_network.hpp"

namespace agon {
namespace {

namespace fs = std::filesystem;
using Numbers = std::vector<std::int64_t>;

constexpr const char* pieces[] = {"[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "中", "国", "制", "造", "chip",
                                  "##s",   "##war", "The",   "é",     "e",      "!",  "，", "a",  "##b"};

/// A tokenizer.json of these pieces, in another order than their numbers.
std::string tokenizer_json(const std::string& normalizer) {
    std::string vocabulary;
    for (std::size_t i = std::size(pieces); i > 0; --i)
        vocabulary +=
            (vocabulary.empty() ? "\"" : ", \"") + std::string(pieces[i - 1]) + "\": " + std::to_string(i - 1);
    return R"({"version": "1.0", "added_tokens": [], "normalizer": )" + normalizer +
           R"(, "pre_tokenizer": {"type": "BertPreTokenizer"}, "model": {"type": "WordPiece", "unk_token": "[UNK]", )"
           R"("continuing_subword_prefix": "##", "max_input_chars_per_word": 100, "vocab": {)" +
           vocabulary + "}}}";
}
const std::string uncased =
    R"({"type": "BertNormalizer", "clean_text": true, "handle_chinese_chars": true, "strip_accents": null, "lowercase": true})";
const std::string cased =
    R"({"type": "BertNormalizer", "clean_text": true, "handle_chinese_chars": true, "strip_accents": null, "lowercase": false})";

class OwnNetworkFolder : public testing::Test {
  protected:
    void SetUp() override {
        folder_ = fresh_folder("own_network");
        fs::create_directories(folder_);
    }
    void TearDown() override { fs::remove_all(folder_); }
    void write(const std::string& name, const std::string& bytes) const {
        ASSERT_TRUE(real_disk().write_file(folder_ + "/" + name, bytes).ok());
    }
    std::string folder_;
};

using OwnTokenizerTest = OwnNetworkFolder;

TEST_F(OwnTokenizerTest, WordPieceWithAndWithoutCase) {
    write("tokenizer.json", tokenizer_json(uncased));
    const auto lower = OwnTokenizer::load(folder_, real_disk());
    ASSERT_TRUE(lower) << lower.error().line();
    EXPECT_EQ(lower->one("中国 CHIPS，É!", 64).pieces, (Numbers{2, 5, 6, 9, 10, 16, 14, 15, 3}));
    EXPECT_EQ(lower->one("The chipwar", 64).pieces, (Numbers{2, 1, 9, 11, 3})) << "no piece is 'the'";
    EXPECT_EQ(lower->one("中国制造", 4).pieces, (Numbers{2, 5, 6, 3}));
    EXPECT_EQ(lower->one("", 64).pieces, (Numbers{2, 3}));
    write("tokenizer.json", tokenizer_json(cased));
    const auto with_case = OwnTokenizer::load(folder_, real_disk());
    ASSERT_TRUE(with_case) << with_case.error().line();
    EXPECT_EQ(with_case->one("The é É", 64).pieces, (Numbers{2, 12, 13, 1, 3}));
}

TEST_F(OwnTokenizerTest, TwoTextsShareTheRoomAndSayWhichTheyAre) {
    write("tokenizer.json", tokenizer_json(uncased));
    const auto tokenizer = OwnTokenizer::load(folder_, real_disk());
    ASSERT_TRUE(tokenizer) << tokenizer.error().line();
    const TokenizedText both = tokenizer->two("中国", "制造", 64);
    EXPECT_EQ(both.pieces, (Numbers{2, 5, 6, 3, 7, 8, 3}));
    EXPECT_EQ(both.parts, (Numbers{0, 0, 0, 0, 1, 1, 1}));
    EXPECT_EQ(tokenizer->two("中国中国中国中国", "制造", 8).pieces, (Numbers{2, 5, 6, 5, 3, 7, 8, 3}));
}

TEST_F(OwnTokenizerTest, SentencePieceAndXlmRobertasNumbers) {
    if (!fs::exists(".deps/encoder/sp.model")) GTEST_SKIP() << ".deps/encoder is not there: run setup/install";
    const std::string bytes = bytes_of(".deps/encoder/sp.model");
    const auto plain = PieceSplitter::open(bytes, "sp.model");
    write("sp.model", bytes);
    const auto own = OwnTokenizer::load(folder_, real_disk());
    ASSERT_TRUE(own) << own.error().line();
    const auto numbers = plain->pieces_of("中国制造 made in China", 60);
    Numbers expected = {plain->begin_mark()}, moved = {0};
    for (const std::int32_t number : numbers) expected.push_back(number), moved.push_back(number + 1);
    expected.push_back(plain->end_mark()), moved.push_back(2);
    EXPECT_EQ(own->one("中国制造 made in China", 64).pieces, expected);
    fs::rename(folder_ + "/sp.model", folder_ + "/sentencepiece.bpe.model");
    const auto roberta = OwnTokenizer::load(folder_, real_disk());
    ASSERT_TRUE(roberta) << roberta.error().line();
    EXPECT_EQ(roberta->one("中国制造 made in China", 64).pieces, moved);
    EXPECT_EQ(roberta->one("𓀀", 64).pieces.at(2), 3) << "the unknown piece";
    const Numbers two = roberta->two("中国", "制造", 64).pieces;
    EXPECT_EQ(std::count(two.begin(), two.end(), 2), 3) << "two marks between, one at the end";
    const Numbers parts = roberta->two("中国", "制造", 64).parts;
    EXPECT_EQ(std::count(parts.begin(), parts.end(), 1), 0);
}

TEST_F(OwnTokenizerTest, OtherKindsAreRefusedByName) {
    const auto told = [&](const std::string& json) {
        write("tokenizer.json", json);
        const auto tokenizer = OwnTokenizer::load(folder_, real_disk());
        return tokenizer ? std::string("taken") : tokenizer.error().line().substr(folder_.size() + 1);
    };
    EXPECT_EQ(OwnTokenizer::load(folder_, real_disk()).error().code, ErrorCode::model_missing);
    EXPECT_EQ(OwnTokenizer::load(folder_ + "/absent", real_disk()).error().code, ErrorCode::model_missing);
    EXPECT_NE(told(R"({"model": {"type": "BPE"}})").find("its model is BPE"), std::string::npos);
    EXPECT_NE(told(R"({"model": {"type": "Unigram"}})").find("its model is Unigram"), std::string::npos);
    EXPECT_NE(told(tokenizer_json(R"({"type": "NFKC"})")).find("its normalizer is not BERT's"), std::string::npos);
    EXPECT_NE(told("{\"model\": {\"type\": \"WordP").find("the model file is damaged"), std::string::npos);
    std::string no_mark = tokenizer_json(uncased);
    no_mark.replace(no_mark.find("[SEP]"), 5, "[END]");
    EXPECT_NE(told(no_mark).find("no piece [SEP]"), std::string::npos);
    write("a.model", "x");
    write("b.model", "x");
    EXPECT_EQ(OwnTokenizer::load(folder_, real_disk()).error().code, ErrorCode::usage);
    fs::remove(folder_ + "/b.model");
    EXPECT_EQ(OwnTokenizer::load(folder_, real_disk()).error().code, ErrorCode::model_damaged);
}

class OnnxEncoderTest : public OwnNetworkFolder {
  protected:
    void SetUp() override {
        OwnNetworkFolder::SetUp();
        library_ = openvino_folder(".");
        if (!fs::exists(library_)) GTEST_SKIP() << library_ << " is not there: run setup/openvino";
        network_ = {std::size(pieces), 24};
        write("model.onnx", network_.onnx());
        write("tokenizer.json", tokenizer_json(uncased));
    }
    /// By the plain sums: the mean of all rows, or the first, at unit length.
    std::vector<double> expected(const std::string& text, bool first) const {
        const TokenizedText read = OwnTokenizer::load(folder_, real_disk())->one(text, 512);
        const auto rows = network_.rows(read.pieces, read.parts);
        std::vector<double> sum(rows.front().size(), 0.0);
        for (const auto& row : rows)
            for (std::size_t d = 0; d < row.size() && (!first || &row == &rows.front()); ++d) sum[d] += row[d];
        double squares = 0;
        for (const double x : sum) squares += x * x;
        for (double& x : sum) x /= std::sqrt(squares);
        return sum;
    }
    std::string library_;
    SmallNetwork network_;
};

const std::vector<std::string_view> texts = {"中国制造", "chips, a!", "", "The chipwar of 中国 and a ab", "É"};

TEST_F(OnnxEncoderTest, IsTheSumDonePlainly) {
    for (const bool first : {false, true}) {
        if (first) write("agon.toml", "pooling = \"first\"\n");
        const auto encoder = load_onnx_encoder(folder_, library_, real_disk());
        ASSERT_TRUE(encoder) << encoder.error().line();
        ASSERT_EQ((*encoder)->width(), 24);
        const auto rows = (*encoder)->encode(texts, 1);
        ASSERT_TRUE(rows) << rows.error().line();
        for (std::size_t i = 0; i < texts.size(); ++i) {
            const std::vector<double> row = expected(std::string(texts[i]), first);
            for (std::size_t d = 0; d < 24; ++d) EXPECT_NEAR((*rows)[i * 24 + d], row[d], 1e-5) << texts[i];
        }
    }
}

TEST_F(OnnxEncoderTest, BitsDependOnNoOtherTextAndNoThread) {
    const auto encoder = load_onnx_encoder(folder_, library_, real_disk());
    ASSERT_TRUE(encoder) << encoder.error().line();
    std::vector<std::string> many;
    for (int i = 0; i < 200; ++i) {
        many.emplace_back();
        for (int k = 0; k <= i % 17; ++k)
            many.back() += pieces[5 + (i * 7 + k * 3) % 14] + std::string(k % 3 ? "" : " ");
    }
    const std::vector<std::string_view> all(many.begin(), many.end());
    const auto together = (*encoder)->encode(all, 1);
    ASSERT_TRUE(together) << together.error().line();
    EXPECT_EQ(*(*encoder)->encode(all, 4), *together);
    std::vector<float> apart;
    for (const std::string_view text : all) {
        const std::vector<float> row = *(*encoder)->encode({text}, 1);
        apart.insert(apart.end(), row.begin(), row.end());
    }
    EXPECT_EQ(apart, *together);
    const auto again = load_onnx_encoder(folder_, library_, real_disk());
    EXPECT_EQ(*(*again)->encode({all.rbegin(), all.rend()}, 3), *(*encoder)->encode({all.rbegin(), all.rend()}, 1));
    EXPECT_EQ((*again)->digest(), (*encoder)->digest());
}

TEST_F(OnnxEncoderTest, TheFolderSaysHowItIsRead) {
    const auto plain = load_onnx_encoder(folder_, library_, real_disk());
    ASSERT_TRUE(plain) << plain.error().line();
    write("agon.toml", "prefix = \"a \"\nmost_pieces = 16\noutput = \"last_hidden_state\"\n");
    const auto prefixed = load_onnx_encoder(folder_, library_, real_disk());
    ASSERT_TRUE(prefixed) << prefixed.error().line();
    EXPECT_NE((*prefixed)->digest(), (*plain)->digest());
    EXPECT_EQ(*(*prefixed)->encode({"中国"}, 1), *(*plain)->encode({"a 中国"}, 1));
    const auto told = [&](const std::string& settings) {
        write("agon.toml", settings);
        const auto encoder = load_onnx_encoder(folder_, library_, real_disk());
        return encoder ? std::string("taken") : encoder.error().line().substr(folder_.size() + 1);
    };
    EXPECT_EQ(told("pooling = \"max\"\n"),
              "agon.toml: a value cannot be understood (pooling must be \"mean\" or \"first\")");
    EXPECT_EQ(told("output = \"rows\"\n"), "agon.toml: a value cannot be understood (no output rows)");
    EXPECT_EQ(told("\nwidth = 3\n"),
              "agon.toml: a value cannot be understood (line 2: width is not known, or not with this value)");
    EXPECT_EQ(told("most_pieces = 3\n"),
              "agon.toml: a value cannot be understood (line 1: most_pieces is not known, or not with this value)");
}

TEST_F(OnnxEncoderTest, WhatIsMissingOrDamagedIsSaid) {
    const auto code = [&] {
        const auto encoder = load_onnx_encoder(folder_, library_, real_disk());
        return encoder ? ErrorCode::usage : encoder.error().code;
    };
    EXPECT_EQ(load_onnx_encoder(folder_, folder_, real_disk()).error().code, ErrorCode::model_missing) << "no library";
    std::string bytes = network_.onnx();
    write("model.onnx", bytes.substr(0, bytes.size() / 2));
    EXPECT_EQ(code(), ErrorCode::model_damaged);
    write("model.onnx", "not a network");
    EXPECT_EQ(code(), ErrorCode::model_damaged);
    fs::remove(folder_ + "/model.onnx");
    EXPECT_EQ(code(), ErrorCode::model_missing);
    SmallNetwork judge = network_;
    judge.is_judge = true;
    write("model.onnx", judge.onnx());
    const auto one_row = load_onnx_encoder(folder_, library_, real_disk());
    ASSERT_TRUE(one_row) << one_row.error().line();
    EXPECT_EQ((*one_row)->width(), 3) << "one row of three numbers is taken as it is";
}

/// A file that calls itself OpenVINO's.
TEST_F(OwnNetworkFolder, AnotherLibraryIsNotCalled) {
    write("model.onnx", SmallNetwork{19, 8}.onnx());
    write("tokenizer.json", tokenizer_json(uncased));
    write("libopenvino_c.so", "not a library");
    const auto encoder = load_onnx_encoder(folder_, folder_, real_disk());
    ASSERT_FALSE(encoder);
    EXPECT_EQ(encoder.error().code, ErrorCode::model_missing);
    EXPECT_EQ(encoder.error().exit_code(), 3);
}

}  // namespace
}  // namespace agon
