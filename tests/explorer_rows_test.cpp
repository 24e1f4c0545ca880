// What stands behind numbers, over every table of the sample: a row leads to its posts, a number in it to the rows that
// it counts; and what search, threads and people show of them.
#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <set>

#include "ground/text/text.hpp"
#include "src/explorer/explorer.hpp"
#include "tests/sample_case.hpp"

namespace agon {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using Query = std::map<std::string, std::string>;

class ExplorerRows : public testing::Test {
  protected:
    static void SetUpTestSuite() {
        if (!fs::exists(".deps/encoder/weights.npz")) return;
        case_ = copied_sample_case("explorer_rows");
        fs::copy_file("examples/made-in-china/translations.jsonl", case_ + "/translations.jsonl");
        auto opened = Explorer::open(real_disk(), case_, ServeOptions{});
        ASSERT_TRUE(opened.ok()) << opened.error().line();
        explorer_ = std::move(opened).value();
    }
    static void TearDownTestSuite() {
        explorer_.reset();
        if (!case_.empty()) fs::remove_all(case_);
    }
    void SetUp() override {
        if (!explorer_) GTEST_SKIP() << ".deps/encoder is not there: run setup/install";
    }

    static json get(const std::string& page, const Query& query = {}) {
        Ask ask;
        ask.path = "/api/" + page;
        ask.query = query;
        const Reply reply = explorer_->answer(ask);
        json content = json::parse(reply.body);
        content["status"] = reply.status;
        return content;
    }
    static std::string id(const json& value) {
        return value.is_string() ? value.get<std::string>() : std::to_string(value.get<std::int64_t>());
    }
    /// All rows of a table, or about `most` of them, evenly.
    static std::vector<json> rows_of(const std::string& table, std::size_t most) {
        std::vector<json> rows;
        for (std::size_t offset = 0;; offset += 200) {
            const json page = get("rows", {{"table", table}, {"offset", std::to_string(offset)}});
            for (const json& row : page["rows"]) rows.push_back(row);
            if (offset + 200 >= page["all"].get<std::size_t>()) break;
        }
        const std::size_t step = rows.size() / most + 1;
        std::vector<json> out;
        for (std::size_t i = 0; i < rows.size(); i += step) out.push_back(rows[i]);
        return out;
    }
    static json counted(const json& source) {
        Query query{{"table", source["table"]}, {"where", source["where"]}};
        for (const char* name : {"distinct", "sum"})
            if (!source[name].get<std::string>().empty()) query[name] = source[name];
        return get("rows", query);
    }

    static inline std::string case_;
    static inline std::unique_ptr<Explorer> explorer_;
};

TEST_F(ExplorerRows, RowsComeInTheOrderOfAColumnOverAllWindows) {
    for (const auto& [table, column] :
         {std::pair("corpus/posts", "year"), std::pair("segments/segments", "claim_score"),
          std::pair("threads/posts", "author_name")})
        for (const bool falls : {false, true}) {
            std::vector<json> sorted, plain;
            const std::string by = (falls ? "-" : "") + std::string(column);
            for (std::size_t offset = 0, all = 1; offset < all; offset += 200) {
                const std::string from = std::to_string(offset);
                const json page = get("rows", {{"table", table}, {"offset", from}, {"sort", by}}),
                           as_stored = get("rows", {{"table", table}, {"offset", from}});
                all = page["all"];
                for (const json& row : page["rows"]) sorted.push_back(row[column]);
                for (const json& row : as_stored["rows"]) plain.push_back(row[column]);
            }
            std::stable_sort(plain.begin(), plain.end(),
                             [&](const json& l, const json& r) { return falls ? r < l : l < r; });
            EXPECT_GT(plain.size(), 200U) << table;
            EXPECT_TRUE(sorted == plain) << table << " by " << by;
        }
    EXPECT_EQ(get("rows", {{"table", "corpus/posts"}, {"sort", "-nothing"}})["status"], 400);
}

TEST_F(ExplorerRows, ANumberInARowIsWhatItsRowsGive) {
    std::map<std::string, int> checked;
    const json overview = get("overview");
    for (const json& table : overview["tables"])
        for (const json& row : rows_of(table, 150))
            for (const auto& [column, source] : row["cells"].items()) {
                const json page = counted(source);
                ASSERT_EQ(page["status"], 200) << table << " " << column << " " << source;
                if (column.empty())
                    EXPECT_GT(page["all"], 0) << table << " " << source;
                else
                    EXPECT_EQ(page["value"], row[column]) << table << " " << column << " " << source;
                ++checked[table];
            }
    for (const char* table : {"camps/camps", "camps/voices", "debates/debates", "debates/sub_questions",
                              "debates/streams", "points/links", "points/points", "trends/contrasts", "trends/frames",
                              "trends/mood_years", "trends/official_terms", "trends/periods", "trends/number_claims"})
        EXPECT_GT(checked[table], 0) << table;
}

TEST_F(ExplorerRows, EveryRowLeadsToAPost) {
    // A record that did not come in has no post, and a correction is about what it names.
    const std::set<std::string> without = {"threads/rejects", "camps/corrections", "debates/corrections",
                                           "points/corrections"};
    const json overview = get("overview");
    for (const json& table : overview["tables"]) {
        if (without.contains(table)) continue;
        for (const json& row : rows_of(table, 5000)) {
            if (!row["quotes"].empty()) continue;
            const bool thread = row.contains("thread") || row.contains("question_thread");
            const bool counts = std::any_of(row["cells"].begin(), row["cells"].end(), [](const json& source) {
                return !source["where"].get<std::string>().empty();
            });
            EXPECT_TRUE(thread || counts) << table << " " << row;
        }
    }
    for (const json& row : rows_of("points/divides", 100)) EXPECT_EQ(row["quotes"].size(), 2U) << row;
}

TEST_F(ExplorerRows, SharesAndSumsAreSaid) {
    const json overview = get("overview"), debate = overview["debates"][0];
    const std::string where = "debate=" + id(debate["debate"]);
    const json page = get(
        "rows",
        {{"table", "camps/stances"}, {"where", where + "\npole=a"}, {"of", where}, {"distinct", "voice"}, {"sum", ""}});
    EXPECT_EQ(page["value"], debate["camps"][0]["voices"]);
    EXPECT_GT(page["of"], page["value"]);
    EXPECT_EQ(get("rows", {{"table", "camps/stances"}, {"where", where + "\npole=a"}, {"sum", "votes"}})["value"],
              debate["camps"][0]["votes"]);
    for (const Query& wrong : {Query{{"distinct", "colour"}}, Query{{"sum", "colour"}}, Query{{"of", "colour=red"}},
                               Query{{"where", "post.colour=red"}}, Query{{"where", "post.year>=2015"}}}) {
        Query query = wrong;
        query["table"] = "camps/stances";
        EXPECT_EQ(get("rows", query)["status"], 400) << wrong.begin()->second;
    }
    EXPECT_EQ(get("rows", {{"table", "camps/camps"}, {"where", "post.year=2015"}})["status"], 400) << "names no post";
}

TEST_F(ExplorerRows, IdsHaveNames) {
    const json overview = get("overview"), debate = overview["debates"][0];
    const json page = get("rows", {{"table", "camps/voices"}, {"where", "debate=" + id(debate["debate"])}});
    EXPECT_EQ(page["debates"][id(debate["debate"])]["heading"], debate["heading"]);
    EXPECT_NE(debate["heading"]["en"], debate["heading"]["zh"]) << "the sample has translated headings";
    EXPECT_EQ(debate["heading"]["original"], debate["question"]);
    for (const json& row : page["rows"]) EXPECT_TRUE(page["voices"].contains(id(row["voice"])));
}

TEST_F(ExplorerRows, AConditionOnThePostIsTheJoin) {
    std::map<std::string, std::int64_t> platform_of;
    for (const json& row : rows_of("threads/posts", 5000)) platform_of[id(row["post"])] = row["platform"] == "zhihu";
    std::int64_t expected = 0;
    for (const json& row : rows_of("trends/terms", 5000)) expected += platform_of[id(row["post"])];
    ASSERT_GT(expected, 0);
    EXPECT_EQ(get("rows", {{"table", "trends/terms"}, {"where", "post.platform=zhihu"}})["all"], expected);
}

TEST_F(ExplorerRows, SearchTakesACampOfAnyDebateAndFiltersAlone) {
    std::set<std::string> posts, holding;
    for (const json& row : rows_of("camps/stances", 5000))
        if (row["pole"] == "b") posts.insert(id(row["post"]));
    for (const json& row : rows_of("corpus/posts", 5000))
        if (posts.contains(id(row["post"])) && row["text"].get<std::string>().find("机床") != std::string::npos)
            holding.insert(id(row["post"]));
    ASSERT_GT(holding.size(), 0U);
    EXPECT_EQ(get("search", {{"pole", "b"}})["all"], posts.size());
    EXPECT_EQ(get("search", {{"pole", "b"}, {"q", "机床"}})["all"], holding.size());
    EXPECT_EQ(get("search", {{"year", "2018"}})["all"],
              get("rows", {{"table", "threads/posts"}, {"where", "created_year=2018\nnewest=1"}})["all"]);
    EXPECT_EQ(get("search")["all"], 0);
}

TEST_F(ExplorerRows, AThreadSaysHowItWritesWhatWasSearched) {
    const json hits = get("search", {{"q", "國產"}});
    ASSERT_GT(hits["all"], 0);
    const json& hit = hits["hits"][0];
    const json thread = get("thread", {{"id", id(hit["thread"])}, {"post", id(hit["post"])}, {"q", "國產"}});
    for (const json& post : thread["posts"]) {
        const bool holds =
            fold_for_matching(post["text"].get<std::string>()).find(fold_for_matching("國產")) != std::string::npos;
        EXPECT_EQ(holds, !post["found"].empty());
        for (const json& found : post["found"])
            EXPECT_NE(post["text"].get<std::string>().find(found.get<std::string>()), std::string::npos);
    }
}

TEST_F(ExplorerRows, ASentenceArguesInItsOwnDebates) {
    std::map<std::string, std::set<std::string>> expected;
    for (const json& row : rows_of("debates/members", 10000)) expected[id(row["segment"])].insert(id(row["debate"]));
    std::size_t seen = 0;
    const json overview = get("overview");
    for (const json& debate : overview["debates"]) {
        const json page = get("debate", {{"id", id(debate["debate"])}});
        for (const json& question : page["questions"]) {
            const json thread = get("thread", {{"id", id(question["thread"])}});
            for (const json& post : thread["posts"])
                for (const json& segment : post["segments"]) {
                    std::set<std::string> debates;
                    for (const json& of : segment["debates"]) debates.insert(id(of));
                    EXPECT_EQ(debates, expected[id(segment["segment"])]);
                    seen += debates.size();
                }
        }
    }
    EXPECT_GT(seen, 1000U);
}

TEST_F(ExplorerRows, AThreadSaysWhichDebateItsQuestionIsPartOf) {
    std::size_t within = 0, outside = 0;
    for (const json& row : rows_of("debates/threads", 10000)) {
        const json thread = get("thread", {{"id", id(row["thread"])}});
        ASSERT_TRUE(thread.contains("place")) << row;
        EXPECT_EQ(thread["place"]["debate"], row["debate"]);
        EXPECT_EQ(thread["place"]["reason"], row["reason"]);
        if (id(row["debate"]) == "0") {
            EXPECT_FALSE(thread["place"].contains("heading"));
            ++outside;
            continue;
        }
        EXPECT_EQ(thread["place"]["heading"], get("debate", {{"id", id(row["debate"])}})["heading"]);
        ++within;
    }
    EXPECT_GT(within, 10U);
    EXPECT_GT(outside, 3U);
    const json official = get("rows", {{"table", "threads/questions"}, {"where", "stream=official"}})["rows"];
    ASSERT_FALSE(official.empty());
    EXPECT_FALSE(get("thread", {{"id", id(official[0]["thread"])}}).contains("place")) << "nobody argues there";
}

TEST_F(ExplorerRows, APersonArguesTheKeyPointsOfItsSentences) {
    const std::vector<json> matches = rows_of("points/matches", 1000);
    ASSERT_FALSE(matches.empty());
    for (const json& match : matches) {
        const json voice = get("voice", {{"id", id(match["voice"])}});
        EXPECT_TRUE(std::any_of(voice["points"].begin(), voice["points"].end(), [&](const json& point) {
            return point["point"] == match["point"] && point["own"]["segment"] == match["segment"];
        }));
    }
}

/// Two rows that the sample's analysis does not give: somebody changes sides, and a key point answers another.
TEST_F(ExplorerRows, ChangesOfSideAndAnswersOfPointsAreShown) {
    const json overview = get("overview");
    const std::vector<json> stances = rows_of("camps/stances", 5000), points = rows_of("points/points", 100);
    const json& from = stances[0];
    const auto number = [](const json& value) { return std::stoll(id(value)); };
    Table change;
    change.columns = {{"debate", std::vector<std::int64_t>{number(from["debate"])}},
                      {"voice", std::vector<std::int64_t>{number(from["voice"])}},
                      {"from_pole", std::vector<std::string>{"a"}},
                      {"to_pole", std::vector<std::string>{"b"}},
                      {"from_post", std::vector<std::int64_t>{number(from["post"])}},
                      {"to_post", std::vector<std::int64_t>{number(stances[1]["post"])}}};
    Table answer;
    answer.columns = {{"debate", std::vector<std::int64_t>{number(points[0]["debate"])}},
                      {"from_point", std::vector<std::int64_t>{number(points[1]["point"])}},
                      {"to_point", std::vector<std::int64_t>{number(points[0]["point"])}},
                      {"kind", std::vector<std::string>{"rebuts"}},
                      {"relations", std::vector<std::int64_t>{2}},
                      {"evidence", std::vector<std::int64_t>{number(points[1]["segment"])}},
                      {"answered", std::vector<std::int64_t>{number(points[0]["segment"])}}};
    const std::string copy = fresh_folder("explorer_rows_changed");
    fs::copy(case_, copy, fs::copy_options::recursive);
    ASSERT_TRUE(real_disk().write_file(copy + "/trends/side_changes.parquet", *to_parquet(change)).ok());
    ASSERT_TRUE(real_disk().write_file(copy + "/points/point_relations.parquet", *to_parquet(answer)).ok());
    auto opened = Explorer::open(real_disk(), copy, ServeOptions{});
    ASSERT_TRUE(opened.ok()) << opened.error().line();
    std::swap(explorer_, *opened);
    const json voice = get("voice", {{"id", id(from["voice"])}}),
               debate = get("debate", {{"id", id(points[0]["debate"])}});
    const json rows = get("rows", {{"table", "points/point_relations"}});
    std::swap(explorer_, *opened);
    fs::remove_all(copy);
    ASSERT_EQ(voice["changes"].size(), 1U);
    EXPECT_EQ(voice["changes"][0]["from"]["post"], from["post"]);
    EXPECT_EQ(voice["changes"][0]["to"]["post"], stances[1]["post"]);
    ASSERT_EQ(debate["point_relations"].size(), 1U);
    EXPECT_EQ(debate["point_relations"][0]["from"]["text"], points[1]["quote"]["text"]);
    EXPECT_EQ(debate["point_relations"][0]["to_point"], debate["key_points"][0]["point"]);
    ASSERT_EQ(rows["rows"][0]["quotes"].size(), 2U) << "both sentences are cited";
}

}  // namespace
}  // namespace agon
