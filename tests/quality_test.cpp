// What is worth quoting: the learned quality of a sentence as an argument, its features, and which sentences stand
// alone.
#include "src/points/quality.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>

#include "src/points/steps.hpp"
#include "tests/shipped_lexicon.hpp"

namespace agon {
namespace {

constexpr double kMiddling = 0.5;  // a claim score, where it is not what is tested

QualityModel shipped_model() {
    auto model = QualityModel::load(real_disk(), "models/argument_quality.toml");
    EXPECT_TRUE(model) << model.error().line();
    return std::move(model.value());
}

double feature(const std::string& name, std::string_view sentence, double claim_score = kMiddling) {
    const std::vector<std::string>& names = QualityModel::feature_names();
    const auto at = std::find(names.begin(), names.end(), name);
    EXPECT_NE(at, names.end()) << name;
    return QualityModel::features_of(sentence, claim_score,
                                     shipped_lexicon())[static_cast<std::size_t>(at - names.begin())];
}

TEST(Quality, SaysWhatIsWrongWithItsWeights) {
    const std::string path = testing::TempDir() + "quality.toml";
    EXPECT_EQ(QualityModel::load(real_disk(), path + ".none").error().code, ErrorCode::model_missing);
    std::ofstream(path) << "intercept = 1\nnearness = 2\nusual_nearness = 0.2\n[weights]\nclaim = 1\n";
    const auto lacking = QualityModel::load(real_disk(), path);
    ASSERT_FALSE(lacking);
    EXPECT_EQ(lacking.error().code, ErrorCode::model_damaged);
    EXPECT_NE(lacking.error().line().find("cause"), std::string::npos) << lacking.error().line();
    std::ofstream(path) << "intercept = = 1\n";
    EXPECT_EQ(QualityModel::load(real_disk(), path).error().code, ErrorCode::model_damaged);
}

TEST(Quality, HasOneNumberForEachNamedFeature) {
    EXPECT_EQ(QualityModel::features_of("产业政策该不该搞？", kMiddling, shipped_lexicon()).size(),
              QualityModel::feature_names().size());
    EXPECT_EQ(feature("question", "产业政策该不该搞？"), 1);
    EXPECT_EQ(feature("question", "产业政策该搞。"), 0);
    EXPECT_EQ(feature("commas", "一，二，三，四，五。"), 3) << "at most three";
    EXPECT_EQ(feature("closed", "没有说完"), 0);
    EXPECT_EQ(feature("has_pointing", "他们说得对。"), 1);
    EXPECT_EQ(feature("has_pointing", "Their model works."), 1);
    EXPECT_EQ(feature("cause", "利润薄是因为没有品牌。"), 1);
    EXPECT_EQ(feature("short", "利润太薄。"), 1);
    EXPECT_EQ(feature("short", "利润太薄的厂子养不起愿意等十年的工程师。"), 0);
    EXPECT_EQ(
        feature("long", "A sentence of some ninety letters says about as much as thirty characters do in Chinese."), 0);
    EXPECT_GT(feature("claim", "x", 0.9), feature("claim", "x", 0.2));
    EXPECT_EQ(feature("claim", "x", 0), feature("claim", "x", 0.005)) << "no infinite odds";
}

TEST(Quality, SetsArgumentsAboveAsidesAndRisesWithNearness) {
    const QualityModel model = shipped_model();
    const auto of = [&](std::string_view sentence, double claim, double nearness) {
        return model.quality(model.log_odds(sentence, claim, shipped_lexicon()), nearness);
    };
    const double argument = of("国家不该替企业选路线，因为官员不可能预知哪条技术路线会赢。", 0.7, 0.4);
    EXPECT_GT(argument, 0.5);
    EXPECT_LT(of("谢谢楼上，我去吃饭了！", 0.1, 0.1), 0.2);
    EXPECT_GT(argument, of("国家不该替企业选路线，因为官员不可能预知哪条技术路线会赢。", 0.7, 0.1));
    EXPECT_GT(model.usual_nearness(), 0);
    EXPECT_LT(model.usual_nearness(), 1);
}

TEST(Quality, KnowsWhatStandsAlone) {
    EXPECT_TRUE(can_stand_alone("没有哪个国家什么都自己造，划算才造。"));
    EXPECT_FALSE(can_stand_alone("这就是原因，所以大家都不愿意进厂。")) << "leans on what came before";
    EXPECT_FALSE(can_stand_alone("补充，那位女生的月薪比店员多不了多少。")) << "an afterthought";
    EXPECT_FALSE(can_stand_alone("老周写得像小说，骑手会不会也在知乎上")) << "speaks of the talk";
    EXPECT_FALSE(can_stand_alone("政府别管。")) << "too short";
    EXPECT_TRUE(can_stand_alone(
        "Without a guaranteed first buyer nobody will write the printer drivers, whatever is decreed."));
    EXPECT_FALSE(can_stand_alone("A short one.")) << "letters are not characters";
    EXPECT_FALSE(can_stand_alone("I think that the state should keep out of the choice of technical roads."));
    EXPECT_FALSE(can_stand_alone("What would you do if the state had never paid for the first machines at all?"));
}

}  // namespace
}  // namespace agon
