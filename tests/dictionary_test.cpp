// Names of single words from a dictionary of the form of CC-CEDICT.
#include "ground/lexicon/dictionary.hpp"

#include <gtest/gtest.h>

#include "ground/lexicon/lexicon.hpp"
#include "tests/sample_case.hpp"

namespace agon {
namespace {

class DictionaryFile : public ::testing::Test {
  protected:
    void SetUp() override {
        const std::string file = fresh_folder("dictionary") + ".u8";
        const std::string lines =
            "# a comment\n#! entries=9\n"
            "機床 机床 [ji1 chuang2] /machine tool/a lathe/CL:張|张[zhang1]/\r\n"
            "工資 工资 [gong1 zi1] /wages; pay/CL:個|个[ge4]/\n"
            "東西 东西 [dong1 xi1] /east and west/\n"
            "東西 东西 [dong1 xi5] /thing/\n"
            "張 张 [Zhang1] /surname Zhang/\n"
            "華為 华为 [Hua2 wei2] /Huawei (brand)/\n"
            "內卷 内卷 [nei4 juan3] /(embryology) to involute/involution/\n"
            "升級 升级 [sheng1 ji2] /(computing) to upgrade/\n"
            "個別 个别 [ge4 bie2] /variant of 各別|各别/see 各/\n"
            "工廠 工厂 [gong1 chang3] /factory/\n"
            "廠 厂 [chang3] /factory/\n"
            "no entry at all\n反了 ] /[ /\n"
            "元年 元年 [yuan2 nian2] /first year of 1912 reign/\n"
            "和平 和平 [He2 ping2] /Heping district/\n"
            "和平 和平 [he2 ping2] /peace/\n";
        ASSERT_TRUE(real_disk().write_file(file, lines).ok());
        auto loaded = Dictionary::load(real_disk(), file);
        ASSERT_TRUE(loaded.ok());
        dictionary_ = std::move(*loaded);
    }
    std::unique_ptr<Dictionary> dictionary_;
};

TEST_F(DictionaryFile, NamesAWordByItsFirstSenseThatNamesSomething) {
    EXPECT_EQ(dictionary_->name_of("机床"), "machine tool");
    EXPECT_EQ(dictionary_->name_of("機床"), "machine tool") << "as it is written in traditional characters";
    EXPECT_EQ(dictionary_->name_of("工资"), "wages");
    EXPECT_EQ(dictionary_->name_of("华为"), "Huawei") << "what is in brackets goes";
    EXPECT_EQ(dictionary_->name_of("内卷"), "involution") << "the sense of a special field stands back";
    EXPECT_EQ(dictionary_->name_of("升级"), "to upgrade") << "where there is no other";
    EXPECT_EQ(dictionary_->name_of("和平"), "peace") << "the common word before the proper name";
}

TEST_F(DictionaryFile, SaysNothingWhereItWouldGuess) {
    EXPECT_EQ(dictionary_->name_of("东西"), "") << "read in two ways";
    EXPECT_EQ(dictionary_->name_of("张"), "") << "a surname";
    EXPECT_EQ(dictionary_->name_of("个别"), "") << "only pointers";
    EXPECT_EQ(dictionary_->name_of("元年"), "") << "a number would look like one of the report's";
    EXPECT_EQ(dictionary_->name_of("不在"), "");
    EXPECT_EQ(dictionary_->name_of(""), "");
}

TEST_F(DictionaryFile, FindsTheLongestWordsOfTwoCharactersAndMore) {
    const std::string text = "張說工厂的机床和东西";
    std::vector<std::string> found;
    for (const Span& span : dictionary_->find(text))
        found.push_back(text.substr(static_cast<std::size_t>(span.begin), static_cast<std::size_t>(span.length())));
    EXPECT_EQ(found, (std::vector<std::string>{"工厂", "机床"}));
    EXPECT_TRUE(dictionary_->find("").empty());
    EXPECT_TRUE(dictionary_->find("\xE5\xBC").empty()) << "half a character";
}

TEST(Dictionary, WithWordsFindsWholeOnesAndNamesNounsByNouns) {
    if (!real_disk().exists(".deps/cppjieba/dict")) GTEST_SKIP() << ".deps/cppjieba/dict is absent";
    const std::string file = fresh_folder("dictionary_words") + ".u8";
    ASSERT_TRUE(real_disk()
                    .write_file(file,
                                "在職 在职 [zai4 zhi2] /to be employed/\n職場 职场 [zhi2 chang3] /workplace/\n"
                                "考驗 考验 [kao3 yan4] /to test/trial/\n提高 提高 [ti2 gao1] /to raise/\n")
                    .ok());
    auto words = Words::load(".deps/cppjieba/dict");
    ASSERT_TRUE(words.ok());
    const auto dictionary = Dictionary::load(real_disk(), file, std::move(*words));
    ASSERT_TRUE(dictionary.ok());
    const std::string text = "人际关系在职场中提高考验";
    std::vector<std::string> found;
    for (const Span& span : (*dictionary)->find(text))
        found.push_back(text.substr(static_cast<std::size_t>(span.begin), static_cast<std::size_t>(span.length())));
    EXPECT_EQ(found, (std::vector<std::string>{"职场", "提高", "考验"}));
    EXPECT_EQ((*dictionary)->name_of("考验"), "trial");
    EXPECT_EQ((*dictionary)->name_of("提高"), "to raise");
    EXPECT_EQ((*dictionary)->name_of("在职"), "to be employed");
}

TEST(Dictionary, IsMissingWhereSetupDidNotRun) {
    const auto none = Dictionary::load(real_disk(), "/nowhere/cedict_ts.u8");
    ASSERT_FALSE(none.ok());
    EXPECT_EQ(none.error().code, ErrorCode::model_missing);
}

}  // namespace
}  // namespace agon
