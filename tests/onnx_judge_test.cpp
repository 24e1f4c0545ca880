// A judge of the analyst's own, held to the same sums done plainly; and a case that is read by one. Skipped where
// OpenVINO is not (setup/openvino).
#include "ground/model/onnx_judge.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>

#include "ground/model/onnx_encoder.hpp"
#include "ground/model/own_tokenizer.hpp"
#include "src/camps/camps.hpp"
#include "src/evals/steps.hpp"
#include "src/pipeline/pipeline.hpp"
#include "tests/sample_case.hpp"
#include "tests/small_network.hpp"

namespace agon {
namespace {

namespace fs = std::filesystem;

class OnnxJudgeTest : public testing::Test {
  protected:
    void SetUp() override {
        library_ = openvino_folder(".");
        if (!fs::exists(library_)) GTEST_SKIP() << library_ << " is not there: run setup/openvino";
        if (!fs::exists(".deps/encoder/sp.model")) GTEST_SKIP() << ".deps/encoder is not there: run setup/install";
        folder_ = fresh_folder("onnx_judge");
        fs::create_directories(folder_);
        const std::string splitter = bytes_of(".deps/encoder/sp.model");
        network_ = {PieceSplitter::open(splitter, "sp.model")->vocabulary_size(), 8, true, false};
        write("model.onnx", network_.onnx());
        write("sp.model", splitter);
        write("agon.toml", "labels = [\"neither\", \"for\", \"against\"]\nmost_pieces = 64\n");
    }
    void TearDown() override {
        if (!folder_.empty()) fs::remove_all(folder_);
    }
    void write(const std::string& name, const std::string& bytes) const {
        ASSERT_TRUE(real_disk().write_file(folder_ + "/" + name, bytes).ok());
    }
    std::string folder_, library_;
    SmallNetwork network_;
};

TEST_F(OnnxJudgeTest, IsTheSoftmaxOfTheSumsDonePlainly) {
    const auto judge = load_onnx_judge(folder_, library_, real_disk());
    ASSERT_TRUE(judge) << judge.error().line();
    std::vector<std::string> texts;
    for (int i = 0; i < 40; ++i)
        texts.push_back("第" + std::to_string(i) + "个人说：芯片产业应该由市场来选 " + std::to_string(i * i));
    std::vector<StanceQuestion> questions;
    for (const std::string& text : texts) questions.push_back({text, "国家应该补贴芯片", ""});
    questions.push_back({"", "国家应该补贴芯片", ""});
    const auto answers = (*judge)->judge(questions, 1);
    ASSERT_TRUE(answers) << answers.error().line();
    const auto tokenizer = OwnTokenizer::load(folder_, real_disk());
    for (std::size_t i = 0; i < questions.size(); ++i) {
        const TokenizedText read = tokenizer->two(questions[i].text, questions[i].target, 64);
        const std::vector<double> numbers = network_.judged(read.pieces, read.parts);
        double sum = 0;
        for (const double number : numbers) sum += std::exp(number);
        const StanceAnswer& answer = (*answers)[i];
        EXPECT_NEAR(answer.neither, std::exp(numbers[0]) / sum, 1e-5);
        EXPECT_NEAR(answer.in_favour, std::exp(numbers[1]) / sum, 1e-5);
        EXPECT_NEAR(answer.against, std::exp(numbers[2]) / sum, 1e-5);
    }
    const auto threaded = (*judge)->judge(questions, 4);
    for (std::size_t i = 0; i < questions.size(); ++i) {
        EXPECT_EQ((*threaded)[i].in_favour, (*answers)[i].in_favour);
        EXPECT_EQ((*threaded)[i].against, (*answers)[i].against);
    }
}

TEST_F(OnnxJudgeTest, WithoutLabelsOrWithAnotherOutputItIsNoJudge) {
    for (const std::string settings :
         {"", "labels = [\"for\", \"against\"]\n", "labels = [\"for\", \"for\", \"neither\"]\n",
          "labels = [\"for\", \"against\", \"neutral\"]\n", "labels = [1, 2, 3]\n"}) {
        write("agon.toml", settings);
        const auto judge = load_onnx_judge(folder_, library_, real_disk());
        ASSERT_FALSE(judge) << settings;
        EXPECT_EQ(judge.error().code, ErrorCode::bad_value);
        EXPECT_EQ(judge.error().exit_code(), 3);
    }
    write("agon.toml", "labels = [\"for\", \"against\", \"neither\"]\n");
    SmallNetwork encoder = network_;
    encoder.is_judge = false;
    write("model.onnx", encoder.onnx());
    const auto judge = load_onnx_judge(folder_, library_, real_disk());
    ASSERT_FALSE(judge);
    EXPECT_EQ(judge.error().code, ErrorCode::model_damaged);
    EXPECT_NE(judge.error().line().find("its output is not three numbers"), std::string::npos) << judge.error().line();
}

/// Made-up sets in the corpora's own layout, so that every label is known here.
TEST_F(OnnxJudgeTest, HasAColumnOfItsOwnInTheEval) {
    const std::string corpora = fresh_folder("onnx_judge_corpora");
    const auto put = [&](const std::string& name, const std::string& bytes) {
        fs::create_directories(fs::path(corpora + "/" + name).parent_path());
        ASSERT_TRUE(real_disk().write_file(corpora + "/" + name, bytes).ok());
    };
    const std::vector<std::string> labels = {"Support", "Against", "Neutral"}, ours = {"for", "against", "neither"};
    std::string claims;
    std::vector<StanceQuestion> questions;
    std::vector<std::string> texts, want;
    for (int i = 0; i < 12; ++i) texts.push_back("第" + std::to_string(i) + "条：补贴芯片" + std::to_string(i * i * i));
    for (std::size_t i = 0; i < texts.size(); ++i) {
        claims += "国家应该补贴芯片\t" + texts[i] + "\t" + labels[i % 3] + "\n";
        questions.push_back({texts[i], "国家应该补贴芯片", ""});
        want.push_back(ours[i % 3]);
    }
    put("iam/stance_zh/test.tsv", claims);
    put("nlpcc2016/NLPCC_2016_Stance_Detection_Task_B_gold.txt", "ID\tTARGET\tTEXT\tSTANCE\n");
    for (const char* const target : {"Non-marriage Doctrine", "Naked Resignation", "Pre-made Meals", "iPhone 15"}) {
        put("c-mtcsd/" + std::string(target) + "/posts.csv", "id,type,text,stance\n1,background,不好说,none\n");
        put("c-mtcsd/" + std::string(target) + "/test.json", R"([{"index": ["1"], "stance": "none"}])");
    }
    EvalOptions options;
    options.data = ".", options.corpora = corpora, options.judge_folder = folder_, options.test = true;
    const auto scores = eval_stance(real_disk(), options);
    ASSERT_TRUE(scores) << scores.error().line();

    const auto judge = load_onnx_judge(folder_, library_, real_disk());
    const auto answers = (*judge)->judge(questions, 1);
    double right = 0;
    for (std::size_t i = 0; i < want.size(); ++i) {
        const StanceAnswer& a = (*answers)[i];
        const double best = std::max({a.in_favour, a.against, a.neither});
        right += (best == a.in_favour ? "for" : best == a.against ? "against" : "neither") == want[i] ? 1 : 0;
    }
    int columns = 0;
    for (const Score& score : *scores) {
        if (score.set != "iam/stance_zh test, " + (*judge)->name() || score.measure != "accuracy") continue;
        ++columns;
        EXPECT_EQ(score.items, 12);
        EXPECT_DOUBLE_EQ(score.value, right / 12);
    }
    EXPECT_EQ(columns, 1);
    fs::remove_all(corpora);
}

/// Encoder and judge of the same made-up weights: what they say of the posts means nothing, but it is theirs.
TEST_F(OnnxJudgeTest, ACaseIsReadByThemAndSaysSo) {
    SmallNetwork encoder = network_;
    encoder.is_judge = false;
    const std::string of_encoder = fresh_folder("onnx_judge_encoder"), folder = fresh_folder("onnx_judge_case");
    fs::create_directories(of_encoder);
    ASSERT_TRUE(real_disk().write_file(of_encoder + "/model.onnx", encoder.onnx()).ok());
    fs::copy(folder_ + "/sp.model", of_encoder + "/sp.model");
    const std::string threads = "examples/made-in-china/threads/";
    ASSERT_TRUE(import_files(real_disk(), folder,
                             {threads + "answers-190000301.json", threads + "comments-190000301.jsonl",
                              threads + "answers-190000302.json", threads + "answers-190000401.json"},
                             {})
                    .ok());
    AnalyzeOptions options;
    options.own_encoder.folder = of_encoder;
    options.judge_folder = folder_;
    const auto analysed = [&](const AnalyzeOptions& with) {
        return analyze_case(real_disk(), folder, fs::current_path().string(), with, [](const std::string&) {});
    };
    const auto outcome = analysed(options);
    ASSERT_TRUE(outcome) << outcome.error().line();
    const auto camps = read_camps(real_disk(), folder);
    ASSERT_TRUE(camps.ok() && !camps->stances.empty());
    for (const PostStance& stance : camps->stances) EXPECT_EQ(stance.judged_by, JudgedBy::own);
    EXPECT_EQ(read_vectors(real_disk(), folder)->segments.width, 8);
    AnalyzeOptions again;
    again.keep_options = true;
    const auto kept = analysed(again);
    ASSERT_TRUE(kept) << kept.error().line();
    for (const StageOutcome& stage : *kept) EXPECT_TRUE(stage.skipped) << stage.stage;
    if (const char* program = std::getenv("AGON_PROGRAM")) {
        const std::string report = folder + "-report.md", agon = program;
        EXPECT_EQ(std::system((agon + " report " + folder + " -o " + report + " > /dev/null").c_str()), 0);
        EXPECT_NE(bytes_of(report).find("made by a network that the analyst named"), std::string::npos);
        EXPECT_EQ(std::system((agon + " verify " + report + " --case " + folder + " --deep > /dev/null").c_str()), 0);
        EXPECT_EQ(std::system((agon + " ask " + folder + " 芯片该不该由国家来选 > /dev/null").c_str()), 0);
        fs::remove(report);
    }
    // With agon's own models the case is another one again, and its manifest names the others no more.
    const auto own = analysed({});
    ASSERT_TRUE(own) << own.error().line();
    const auto manifest = Manifest::load(real_disk(), folder);
    for (const auto& [name, digest] : manifest->models) EXPECT_FALSE(name.starts_with("onnx ")) << name;
    EXPECT_EQ(read_vectors(real_disk(), folder)->segments.width, 512);
    fs::remove_all(of_encoder);
    fs::remove_all(folder);
}

}  // namespace
}  // namespace agon
