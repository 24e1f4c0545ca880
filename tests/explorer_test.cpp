// The explorer's pages: they answer, and numbers open their rows.
#include "src/explorer/explorer.hpp"

#include <gtest/gtest.h>

#include <random>

#include "ground/text/text.hpp"
#include "src/explorer/groups.hpp"
#include "src/explorer/text_index.hpp"
#include "tests/explorer_case.hpp"
#include "tests/reference/groups_reference.hpp"

namespace agon {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

class ExplorerPages : public ExplorerCase {};

TEST_F(ExplorerPages, EveryNumberOfTheOverviewOpensAsManyRows) {
    const json overview = get("overview");
    ASSERT_GE(overview["debates"].size(), 4U);
    for (const json& debate : overview["debates"]) {
        const std::string where = "debate=" + id(debate["debate"]);
        EXPECT_EQ(get("rows", {{"table", "camps/stances"}, {"where", where}})["all"], [&] {
            std::int64_t posts = 0;
            for (const json& camp : debate["camps"]) posts += camp["posts"].get<std::int64_t>();
            return posts;
        }());
        for (const json& camp : debate["camps"])
            EXPECT_EQ(get("rows", {{"table", "camps/voices"},
                                   {"where", where + "\npole=" + camp["pole"].get<std::string>()}})["all"],
                      camp["voices"]);
    }
}

TEST_F(ExplorerPages, AQuoteLeadsToItsPostInItsThread) {
    const json statements = get("rows", {{"table", "points/statements"}});
    ASSERT_FALSE(statements["rows"].empty());
    for (const json& row : statements["rows"]) {
        const json& quote = row["quote"];
        const json thread = get("thread", {{"id", id(quote["thread"])}, {"post", id(quote["post"])}});
        bool found = false;
        for (const json& post : thread["posts"])
            if (post["post"] == quote["post"])
                found = post["text"].get<std::string>().find(quote["text"].get<std::string>()) != std::string::npos;
        EXPECT_TRUE(found) << quote["text"];
    }
}

TEST_F(ExplorerPages, SearchFindsWhatAPlainScanFinds) {
    for (const std::string word : {"高铁", "市", "举国体制", "CNC", "没有这个词的"}) {
        std::int64_t expected = 0;
        const json rows = get("rows", {{"table", "corpus/posts"}, {"where", "text~" + word}});
        expected = rows["all"];
        const json hits = get("search", {{"q", word}});
        EXPECT_GE(hits["all"].get<std::int64_t>(), expected) << word;  // folding may find more, never less
        for (const json& hit : hits["hits"]) EXPECT_FALSE(hit["snippet"]["hit"].get<std::string>().empty()) << word;
    }
    EXPECT_EQ(get("search", {{"q", "没有这个词的"}})["all"], 0);
}

TEST_F(ExplorerPages, OnlyTablesOfTheManifestAreServed) {
    for (const std::string table : {"../../etc/passwd", "threads/../threads/posts", "nothing/here", ""})
        EXPECT_EQ(get("rows", {{"table", table}})["status"], 404) << table;
    EXPECT_EQ(get("rows", {{"table", "camps/camps"}, {"where", "colour=red"}})["status"], 400);
    EXPECT_EQ(get("debate", {{"id", "red"}})["status"], 400);
    EXPECT_EQ(get("debate", {{"id", "1"}})["status"], 404);
}

TEST_F(ExplorerPages, CampsAreNamedInWords) {
    const json overview = get("overview");
    bool yes_no = false;
    for (const json& debate : overview["debates"])
        for (const char* pole : {"pole_a", "pole_b"})
            for (const char* language : {"en", "zh"}) {
                const std::string name = debate[pole][language];
                EXPECT_FALSE(name.empty());
                yes_no = yes_no || name == "those who answer yes" || name == "those who approve";
            }
    EXPECT_TRUE(yes_no);
    const json debate = get("debate", {{"id", id(overview["debates"][0]["debate"])}});
    EXPECT_EQ(debate["pole_a"], overview["debates"][0]["pole_a"]);
    const std::string memory = case_ + "/translations.jsonl";
    const json named = {{"original", debate["question"]}, {"part", "a"}, {"language", "en"}, {"text", "the optimists"}};
    ASSERT_TRUE(real_disk().write_file(memory, named.dump() + "\n").ok());
    EXPECT_EQ(get("debate", {{"id", id(debate["debate"])}})["pole_a"]["en"], "the optimists") << "the analyst's word";
    const json voice =
        get("rows", {{"table", "camps/stances"}, {"where", "debate=" + id(debate["debate"])}})["rows"][0];
    EXPECT_EQ(get("voice", {{"id", id(voice["voice"])}})["stances"][0]["pole_a"]["en"], "the optimists");
    fs::remove(memory);
}

TEST_F(ExplorerPages, TheJudgesScoresAreThoseOfItsPage) {
    Ask ask;
    ask.path = "/judge.json";
    const json scores = json::parse(explorer_->answer(ask).body);
    const std::string page = *real_disk().read_file(scores["page"].get<std::string>());
    EXPECT_EQ(scores["sha256"], sha256_hex(page));
    EXPECT_GE(scores["rows"].size(), 3U);
    for (const char* column : {"set", "score", "goal"})
        EXPECT_NE(std::find(scores["head"].begin(), scores["head"].end(), column), scores["head"].end()) << column;
    for (const json& row : scores["rows"])
        EXPECT_NE(page.find("| " + row[0].get<std::string>() + " |"), std::string::npos);
    EXPECT_TRUE(get("coding")["all"].is_null()) << "nobody has coded the sample";
}

TEST_F(ExplorerPages, CsvCannotBecomeAFormula) {
    Ask ask;
    ask.path = "/csv/rows";
    ask.query = {{"table", "corpus/posts"}};
    const Reply reply = explorer_->answer(ask);
    ASSERT_EQ(reply.status, 200);
    ASSERT_NE(reply.body.find("@"), std::string::npos) << "the sample has cells that could become one";
    bool quoted = false, cell_begins = true;
    for (std::size_t i = 3; i < reply.body.size(); ++i) {  // behind the byte order mark
        const char c = reply.body[i];
        if (cell_begins && c != '"') {
            EXPECT_EQ(std::string("=@").find(c), std::string::npos) << reply.body.substr(i, 40);
        }
        cell_begins = cell_begins && c == '"';
        if (c == '"') quoted = !quoted;
        if (!quoted && (c == ',' || c == '\n')) cell_begins = true;
    }
}

TEST_F(ExplorerPages, CodingIsBlindAndCounted) {
    const std::string debate = id(get("overview")["debates"][0]["debate"]);
    Ask ask;
    ask.method = "POST";
    ask.path = "/api/coding";
    ask.headers["x-agon-token"] = explorer_->token();
    for (const std::string coder : {"one", "two"}) {
        for (int i = 0; i < 6; ++i) {
            const json next = get("coding", {{"debate", debate}, {"coder", coder}});
            ASSERT_EQ(next["done"], i);
            for (const char* tells : {"pole", "stances", "author", "votes"})
                EXPECT_FALSE(next.contains(tells)) << tells;
            // They agree on all but the last.
            const std::string label = i == 5 ? (coder == "one" ? "a" : "b") : i % 2 ? "a" : "unclear";
            ask.body = json{{"coder", coder}, {"debate", debate}, {"post", id(next["post"])}, {"label", label}}.dump();
            ASSERT_EQ(explorer_->answer(ask).status, 200) << explorer_->answer(ask).body;
        }
    }
    const json result = get("coding", {{"debate", debate}});
    EXPECT_EQ(result["judge_error"]["of"], 12);
    EXPECT_EQ(result["posts"], 6);
    EXPECT_TRUE(result["corrected"].empty()) << "six posts are too few";
    // By hand: n = 12, o(differing) = 2, n_c = {a: 5, unclear: 6, b: 1}; 1 - 11 * 2 / (144 - 25 - 36 - 1).
    EXPECT_NEAR(result["alpha"].get<double>(), 1.0 - 22.0 / 82.0, 1e-12);
    // The counts open the codes as the file has them now; no table of the case has them before the next analysis.
    const auto opened = [&](const std::string& where, const std::string& distinct) {
        return get("rows",
                   {{"table", "coding.jsonl"}, {"where", "debate=" + debate + where}, {"distinct", distinct}})["value"];
    };
    EXPECT_EQ(opened("", ""), 12);
    EXPECT_EQ(opened("", "post"), 6);
    EXPECT_EQ(opened("\ncoder=two", ""), 6);
    EXPECT_EQ(opened("\nsame=0", ""), result["judge_error"]["wrong"]);
    ask.body = json{{"coder", "one"}, {"debate", debate}, {"post", "12345"}, {"label", "a"}}.dump();
    EXPECT_EQ(explorer_->answer(ask).status, 400);
    fs::remove(case_ + "/coding.jsonl");
}

TEST_F(ExplorerPages, ThePostsToPlaceAreTheMostAnsweredOnes) {
    const json page = get("overview")["debates"][0];
    const std::string debate = id(page["debate"]);
    const json first = get("placing", {{"debate", debate}}),
               second = get("placing", {{"debate", debate}, {"skip", "1"}});
    EXPECT_EQ(first["done"], 0);
    EXPECT_FALSE(first.contains("pole") || first.contains("confidence") || first.contains("author")) << "not blind";
    EXPECT_GE(first["answered"], second["answered"]);
    const auto answers = [&](const json& post) {
        return get("rows", {{"table", "camps/replies"},
                            {"where", "debate=" + debate + "\nanswered=" + id(post["post"])}})["all"];
    };
    EXPECT_EQ(first["answered"], answers(first));
    EXPECT_EQ(second["answered"], answers(second));
    ASSERT_EQ(post(line("move", {{"debate", debate}, {"post", id(first["post"])}}, {{"pole", "a"}})).status, 200);
    const json next = get("placing", {{"debate", debate}});
    EXPECT_EQ(next["done"], 1);
    EXPECT_EQ(next["post"], second["post"]);
    EXPECT_TRUE(get("placing", {{"debate", debate}, {"skip", id(first["all"])}})["finished"]);
    EXPECT_EQ(get("placing", {{"debate", debate}, {"skip", "-1"}})["finished"], true);
    EXPECT_EQ(get("placing", {{"debate", debate}, {"skip", "x"}})["status"], 400);
    fs::remove(case_ + "/corrections.jsonl");
}

TEST_F(ExplorerPages, ExchangesComeInPiecesAndNoneIsLost) {
    const json overview = get("overview");
    std::int64_t beyond_the_first = 0;
    for (const json& debate : overview["debates"]) {
        const std::string of = id(debate["debate"]);
        const json relations = get("debate", {{"id", of}})["relations"];
        json all = relations["exchanges"];
        while (all.size() < relations["quoted"].get<std::size_t>()) {
            const json more = get("exchanges", {{"debate", of}, {"offset", std::to_string(all.size())}});
            ASSERT_FALSE(more["exchanges"].empty());
            for (const json& exchange : more["exchanges"]) all.push_back(exchange), ++beyond_the_first;
        }
        const json rows = get("rows", {{"table", "points/relations"}, {"where", "debate=" + of}});
        ASSERT_EQ(all.size(), rows["rows"].size());  // both sentences of each are in this case
        std::vector<json> clearest(rows["rows"].begin(), rows["rows"].end());
        std::stable_sort(clearest.begin(), clearest.end(), [](const json& l, const json& r) {
            return l["quality"].get<double>() > r["quality"].get<double>();
        });
        for (std::size_t i = 0; i < all.size(); ++i) {
            EXPECT_EQ(all[i]["from"]["segment"], clearest[i]["evidence"]);
            EXPECT_EQ(all[i]["to"]["segment"], clearest[i]["answered"]);
        }
    }
    EXPECT_GT(beyond_the_first, 0);
}

TEST_F(ExplorerPages, WhatIsReadAheadChangesNoAnswer) {
    const std::string debate = id(get("overview")["debates"][0]["debate"]);
    const json before = get("debate", {{"id", debate}});
    auto fresh = Explorer::open(real_disk(), case_, {});
    ASSERT_TRUE(fresh.ok());
    int read = 0;
    while ((*fresh)->read_ahead()) ++read;
    EXPECT_GT(read, 10);  // tables of camps, debates, points and trends
    EXPECT_FALSE((*fresh)->read_ahead());
    explorer_ = std::move(fresh).value();
    EXPECT_EQ(get("debate", {{"id", debate}}), before);
}

TEST(CountGroups, AgreesWithSetsOfTexts) {
    std::mt19937_64 random(7);
    for (int round = 0; round < 50; ++round) {
        const std::size_t count = round == 0 ? 0 : random() % 400;
        std::vector<std::int64_t> posts;
        std::vector<std::string> terms;
        std::vector<double> shares;
        for (std::size_t i = 0; i < count; ++i) {
            posts.push_back(static_cast<std::int64_t>(random() % 60) - 9);
            terms.push_back(std::vector<std::string>{"芯片", "", "a", "b\n", "10", "9"}[random() % 6]);
            shares.push_back(static_cast<double>(random() % 5) / 4 - 0.25);
        }
        const TableView table(Table{{{"post", posts}, {"term", terms}, {"share", shares}}});
        std::vector<std::size_t> rows;
        for (std::size_t row = 0; row < count; ++row)
            if (random() % 3 != 0) rows.push_back(row);
        for (const std::string first : {"post", "term", "share"})
            for (const std::string second : {"", "post", "term", "share"})
                for (const std::string distinct : {"", "post", "term", "share"}) {
                    const auto fast = count_groups(table, rows, first, second, distinct);
                    const auto slow = groups_by_sets(table, rows, first, second, distinct);
                    ASSERT_EQ(fast.size(), slow.size()) << first << ',' << second;
                    for (std::size_t i = 0; i < fast.size(); ++i) {
                        EXPECT_EQ(fast[i].first, slow[i].first);
                        EXPECT_EQ(fast[i].second, slow[i].second);
                        EXPECT_EQ(fast[i].rows, slow[i].rows);
                        EXPECT_EQ(fast[i].distinct, slow[i].distinct) << first << ',' << second << ' ' << distinct;
                    }
                }
    }
}

TEST(TextIndexOf, FindsEverySubstringThatIsThere) {
    const std::vector<std::string> texts = {"国产芯片", "芯片国产化", "a", "", "机床", "床机", "片国"};
    const TextIndex index(texts);
    for (const std::string& text : texts)
        for (std::size_t begin = 0; begin < text.size(); ++begin)
            for (std::size_t end = begin + 1; end <= text.size(); ++end) {
                const std::string part = text.substr(begin, end - begin);
                if ((static_cast<unsigned char>(part[0]) & 0xC0U) == 0x80U) continue;  // not a whole character
                if (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) continue;
                std::vector<std::uint32_t> expected;
                for (std::size_t i = 0; i < texts.size(); ++i)
                    if (texts[i].find(part) != std::string::npos) expected.push_back(static_cast<std::uint32_t>(i));
                EXPECT_EQ(index.find(part), expected) << part;
            }
}

}  // namespace
}  // namespace agon
