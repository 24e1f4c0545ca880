// Whatever people wrote, an honest report holds: the sample with texts, names and titles that look like markup, table
// cells, quotes, numbers or words of quantity, from two platforms in one file.
#include "src/exports/exports.hpp"
#include "src/verdict/verdict.hpp"
#include "tests/changed_lines.hpp"
#include "tests/sample_case.hpp"

namespace agon {
namespace {

const std::vector<std::string> kBits = {
    "“",      "”",  "「",   "*",      "_",    "|",         "[^3]",  "<b>",   "</p ", "<y且z>", "&amp;",  "&le;",
    "&",      "`",  "\\",   "# ",     "\n- ", "most of ",  "some ", "12.5%", "$",    "~~",     "\u202E", "😀",
    "\u200B", "\t", "\x01", "\uFFFE", "]]>",  "{quote:1}", "⟦1⟧",   "<!--",  "-->",  "多数人", "\r\n"};
const std::vector<std::string> kNames = {"a|b",       "[2020]",    "“引号”", "most",   "some 12", "*星*_x_",
                                         "<b>粗</b>", "\u202Eabc", "a\tb",   "&lt;",   "[^1]",    "#1",
                                         "线\n行",    "很多人",    "2019年", "\uFFFE", "- item",  "`x`"};
const std::vector<std::string> kTitles = {"a\tb ",        "**粗** ", "A | B ",  "“国家”", "12% ", "<script>x</script> ",
                                          "most people ", "# ",      "该不该\n"};

class StrangePosts : public testing::Test {
  protected:
    static void SetUpTestSuite() {
        if (!std::filesystem::exists(".deps/encoder/weights.npz")) return;
        const std::string sample = copied_sample_case("strange_origin"),
                          file = fresh_folder("strange_lines") + ".jsonl";
        const auto lines = export_threads(real_disk(), sample, "jsonl");
        ASSERT_TRUE(lines) << lines.error().line();
        ASSERT_TRUE(real_disk().write_file(file, made_strange(*lines)).ok());
        case_ = fresh_folder("strange");
        ASSERT_TRUE(import_files(real_disk(), case_, {file}, {}).ok());
        const auto outcome =
            analyze_case(real_disk(), case_, std::filesystem::current_path().string(), {}, [](const std::string&) {});
        ASSERT_TRUE(outcome) << outcome.error().line();
        std::filesystem::remove_all(sample);
        std::filesystem::remove(file);
    }
    static void TearDownTestSuite() {
        if (!case_.empty()) std::filesystem::remove_all(case_);
    }
    void SetUp() override {
        if (case_.empty()) GTEST_SKIP() << ".deps/encoder is not there: run setup/install";
    }

    static std::string made_strange(const std::string& lines) {
        return changed_lines(lines, [](nlohmann::json& line, std::size_t number) {
            const bool thread = line["agon"] == "thread";
            const std::string id = (thread ? line["id"] : line["thread"]).get<std::string>();
            if (id.size() > 1 && id.back() % 2 == 0) line["platform"] = "weibo";
            if (thread && number % 3 == 0)
                line["title"] = kTitles[number / 3 % kTitles.size()] + line["title"].get<std::string>();
            if (!thread && line["author_kind"] == "named" && number % 2 == 0)
                line["author_name"] = kNames[number / 2 % kNames.size()] +
                                      (number % 4 == 0 ? line["author_name"].get<std::string>() : "");
            if (!thread) line["text"] = with_bits(line["text"].get<std::string>(), number);
        });
    }
    /// Three of them between characters, at places and in an order that differ from post to post.
    static std::string with_bits(std::string text, std::size_t number) {
        for (std::size_t i = 1; i <= 3; ++i) {
            std::size_t place = text.size() * (i * 29 + number * 7 % 41) / 150;
            while (place < text.size() && (static_cast<unsigned char>(text[place]) & 0xC0) == 0x80) ++place;
            text.insert(place, kBits[(number * 3 + i * 11) % kBits.size()]);
        }
        return text;
    }

    static std::string case_;
};
std::string StrangePosts::case_;

TEST_F(StrangePosts, HonestReportsHold) {
    int number = 0;
    for (const char* const language : {"en", "zh"})
        for (const char* const ending : {"md", "html", "docx", "json"})
            for (const NamesMode names : {NamesMode::verbatim, NamesMode::pseudonyms, NamesMode::paraphrase}) {
                const std::string file = fresh_folder("strange_report") + "." + ending;
                ReportOptions options;
                options.language = language;
                options.names = names;
                options.pseudonym_key = std::string(32, 'k');
                options.words = number++ % 2 == 0 ? 1500 : 8000;
                const auto written =
                    write_report(real_disk(), case_, std::filesystem::current_path().string(), file, options);
                ASSERT_TRUE(written) << written.error().line();
                const auto verdict = verify_report(real_disk(), file, case_);
                ASSERT_TRUE(verdict) << verdict.error().line();
                for (const Finding& finding : verdict->findings)
                    ADD_FAILURE() << language << " " << ending << ": " << finding.what << ": " << finding.detail;
                if (names == NamesMode::verbatim) {
                    EXPECT_GT(verdict->quotes, 100) << ending;
                }
                std::filesystem::remove(file);
            }
}

}  // namespace
}  // namespace agon
