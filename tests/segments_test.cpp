// Room segments: where units begin and end, whose words they are, the claim score.
#include "src/segments/segments.hpp"

#include <gtest/gtest.h>

#include "ground/model/fast_encoder.hpp"
#include "src/segments/boundaries.hpp"
#include "src/segments/quotation.hpp"
#include "src/vectors/vectors.hpp"
#include "tests/shipped_lexicon.hpp"

namespace agon {
namespace {

std::vector<std::string> units(std::string_view text, std::int64_t longest = 360) {
    std::vector<std::string> found;
    for (const Unit& unit :
         units_of(text, {shipped_lexicon().list("contrast"), shipped_lexicon().list("boilerplate")}, longest))
        found.emplace_back(
            text.substr(static_cast<std::size_t>(unit.span.begin), static_cast<std::size_t>(unit.span.length())));
    return found;
}
using Texts = std::vector<std::string>;

TEST(SegmentBoundaries, SentencesOfBothLanguages) {
    EXPECT_EQ(units("高铁行。机床不行，因为订单太散！真的？？"),
              (Texts{"高铁行。", "机床不行，因为订单太散！", "真的？？"}));
    EXPECT_EQ(units("It grew 3.5% in the U.S. alone. Mr. Li disagrees! Why?"),
              (Texts{"It grew 3.5% in the U.S. alone.", "Mr. Li disagrees!", "Why?"}));
    EXPECT_EQ(units("一共3.5亿，见https://a.cn/b?c=1.html 的表。"),
              (Texts{"一共3.5亿，见https://a.cn/b?c=1.html 的表。"}));
    EXPECT_EQ(units("第一行\n\n第二行"), (Texts{"第一行", "第二行"}));
    EXPECT_TRUE(units("……！！ \n ——").empty());
}

TEST(SegmentBoundaries, ShortQuotationsStayWhole) {
    EXPECT_EQ(units("他说：“没有订单。也没有人。”我信一半。"), (Texts{"他说：“没有订单。也没有人。”", "我信一半。"}));
    EXPECT_EQ(units("所谓“自主！”的品牌（其实是买的。）还不少。"),
              (Texts{"所谓“自主！”的品牌（其实是买的。）还不少。"}));
}

TEST(SegmentBoundaries, ListNumbersStayOutside) {
    EXPECT_EQ(units("1、成本太高。\n2、订单太散。\n- 没有人\n第三，没有钱。"),
              (Texts{"成本太高。", "订单太散。", "没有人", "没有钱。"}));
    EXPECT_EQ(units("原因：1.成本高2.人太贵3.没有市场"), (Texts{"原因：", "成本高", "人太贵", "没有市场"}));
    EXPECT_EQ(units("谢邀，做机床的都知道。"), (Texts{"做机床的都知道。"}));
    EXPECT_EQ(units("2015年开始的事。"), (Texts{"2015年开始的事。"}));
}

TEST(SegmentBoundaries, SemicolonsPartOnlyWholeThoughts) {
    EXPECT_EQ(units("市场负责把东西做便宜；国家负责把东西做出来。"),
              (Texts{"市场负责把东西做便宜；", "国家负责把东西做出来。"}));
    EXPECT_EQ(units("市场负责把东西做便宜；但国家要负责把东西做出来。").size(), 1U);
    EXPECT_EQ(units("一车一价；概不赊账。").size(), 1U);
}

TEST(SegmentBoundaries, LongSentencesAreCutAtATurn) {
    const std::string text =
        "我们厂做了十年机床，换过三任厂长，见过各种补贴，但是核心的数控系统还是要从日本买，价格一年比一年高";
    const auto found = units_of(text, {shipped_lexicon().list("contrast"), shipped_lexicon().list("boilerplate")}, 120);
    ASSERT_EQ(found.size(), 2U);
    EXPECT_TRUE(text.substr(static_cast<std::size_t>(found[1].span.begin)).starts_with("但是"));
    EXPECT_TRUE(found[0].cut_after);
    EXPECT_TRUE(found[1].cut_before);
    EXPECT_EQ(found[0].clause_cuts.size(), 2U);
}

TEST(SegmentBoundaries, NothingIsLostButMarks) {
    // Every letter of the text is in some unit, in order, whatever the limit.
    const std::string text = "先说结论：不行。A）没人；B）没钱……“真的吗？”他问；我说 就是这样 没办法";
    for (const std::int64_t longest : {20, 60, 360}) {
        std::string letters;
        for (const std::string& unit : units(text, longest)) letters += unit;
        for (const std::string_view word :
             {"先说结论", "不行", "没人", "没钱", "真的吗", "他问", "我说", "就是这样", "没办法"})
            EXPECT_NE(letters.find(word), std::string::npos) << word << " at limit " << longest;
    }
}

TEST(SegmentQuotation, NamesWhoSpeaks) {
    EXPECT_EQ(quotation_in("任正非说：“芯片光砸钱不行。”", false).person, "任正非");
    EXPECT_EQ(quotation_in("会上，张工曾指出：“订单太散，谁也吃不饱。”", false).person, "张工");
    EXPECT_EQ(quotation_in("Mr. Li said, “there are no orders at all.”", false).person, "Li");
    EXPECT_EQ(quotation_in("//@老王:机床就是不行", false).person, "老王");
    EXPECT_TRUE(quotation_in("总有人说：“造不如买。”", false).of_another);
    EXPECT_TRUE(quotation_in("机床就是不行", true).of_another);
    EXPECT_FALSE(quotation_in("我说：“机床就是不行。”", false).of_another);
    EXPECT_FALSE(quotation_in("他们的“自主”都是买来的，没有一样是自己的。", false).of_another);
    EXPECT_EQ(open_quotations("他说：“第一句。", 0), 1);
    EXPECT_EQ(open_quotations("最后一句。”", 1), 0);
}

class ClaimScore : public testing::Test {
  protected:
    void SetUp() override {
        auto loaded = load_fast_encoder(".deps/encoder", "models", real_disk());
        if (!loaded) GTEST_SKIP() << "no encoder: " << loaded.error().line();
        encoder_ = std::move(loaded).value();
    }
    std::unique_ptr<Encoder> encoder_;
};

TEST_F(ClaimScore, TellsAssertionsFromStories) {
    const ClaimScorer scorer = ClaimScorer::load(real_disk(), ".", *encoder_).value();
    const std::vector<std::string_view> texts{"国家补贴根本解决不了机床的问题，因为关键在于人才。",
                                              "昨天我妈给我打电话，说家里下雪了。"};
    const auto scores = scorer.score(texts, 1).value();
    EXPECT_GT(scores[0], 0.5);
    EXPECT_LT(scores[1], 0.4);
    std::vector<std::string_view> many;
    for (int i = 0; i < 3000; ++i) many.push_back(texts[i % 3 == 0 ? 0 : 1]);
    const auto all = scorer.score(many, 3).value();
    for (std::size_t i = 0; i < all.size(); ++i) EXPECT_EQ(all[i], scores[i % 3 == 0 ? 0 : 1]);
}

TEST(ClaimFeatures, AreThoseOfTheTrainingScript) {
    // Values printed by training/claims.py: grams(text) and shape(text).
    EXPECT_EQ(claim_grams("他是A国人 3.5"),
              (std::vector<std::uint32_t>{260,   638,   1692,  2065,  2908,  4674,  4990,  6427,  7171,  7923,  9023,
                                          9924,  10534, 14914, 15822, 15852, 16068, 18965, 19307, 20046, 20232, 20566,
                                          21862, 22457, 22562, 24359, 24370, 24684, 27719, 27955, 29601, 29966}));
    EXPECT_EQ(claim_grams("It is 12% so."),
              (std::vector<std::uint32_t>{3245,  6427,  7488,  8279,  9924,  10328, 16031, 17085, 17378, 17695, 17764,
                                          20046, 21906, 22319, 22723, 24370, 25633, 27686, 29069, 30860, 32527}));
    const std::vector<float> want{0.09000000F, 0.43944492F, 0.44444444F, 1.00000000F, 0.00000000F, 1.00000000F,
                                  1.00000000F, 2.22222222F, 0.00000000F, 0.00000000F, 0.00000000F, 1.00000000F},
        got = claim_shape("我们有5个，对吗？");
    ASSERT_EQ(want.size(), got.size());
    for (std::size_t i = 0; i < want.size(); ++i) EXPECT_NEAR(want[i], got[i], 1e-6) << i;
}

TEST(ClaimScorerFile, MissingOrDamagedIsNamed) {
    class NoDisk final : public Disk {
      public:
        std::string bytes;
        Result<std::string> read_file(const std::string&) override { return bytes; }
        Result<void> write_file(const std::string&, std::string_view) override { return {}; }
        Result<std::vector<std::string>> list_folder(const std::string&) override { return std::vector<std::string>{}; }
        bool exists(const std::string&) override { return !bytes.empty(); }
        Result<void> make_folder(const std::string&) override { return {}; }
        Result<void> remove_file(const std::string&) override { return {}; }
    };
    NoDisk disk;
    struct Nothing final : Encoder {
        std::string text = "none";
        std::int32_t width() const override { return 256; }
        const std::string& name() const override { return text; }
        const std::string& digest() const override { return text; }
        Result<std::vector<float>> encode(const std::vector<std::string_view>&, int) const override {
            return std::vector<float>{};
        }
    } encoder;
    EXPECT_EQ(ClaimScorer::load(disk, ".", encoder).error().code, ErrorCode::model_missing);
    disk.bytes = "not a zip file";
    EXPECT_EQ(ClaimScorer::load(disk, ".", encoder).error().code, ErrorCode::model_damaged);
}

TEST(EncoderTiers, LargeCasesTakeTheFastOne) {
    EXPECT_EQ(tier_for(EncoderTier::automatic, most_fully_encoded), EncoderTier::full);
    EXPECT_EQ(tier_for(EncoderTier::automatic, most_fully_encoded + 1), EncoderTier::fast);
    EXPECT_EQ(tier_for(EncoderTier::full, 10 * most_fully_encoded), EncoderTier::full);
    EXPECT_EQ(tier_for(EncoderTier::fast, 1), EncoderTier::fast);
}

}  // namespace
}  // namespace agon
