// The explorer without and with sockets: pages answer, numbers open their rows, edits need the secret and lose nothing,
// and what another site, a rebound name or a rude client sends is turned away.
#include "src/explorer/explorer.hpp"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <random>
#include <sstream>
#include <thread>

#include "ground/text/text.hpp"
#include "src/explorer/text_index.hpp"
#include "src/pipeline/pipeline.hpp"
#include "tests/reference/groups_reference.hpp"
#include "tests/sample_case.hpp"

namespace agon {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

class ExplorerPages : public testing::Test {
  protected:
    static void SetUpTestSuite() {
        if (!fs::exists(".deps/encoder/weights.npz")) return;
        case_ = copied_sample_case("explorer");
    }
    static void TearDownTestSuite() {
        if (!case_.empty()) fs::remove_all(case_);
    }
    void SetUp() override {
        if (case_.empty()) GTEST_SKIP() << ".deps/encoder is not there: run setup/install";
        ServeOptions options;
        options.edit = true;
        options.who = "tester";
        auto opened = Explorer::open(real_disk(), case_, options);
        ASSERT_TRUE(opened.ok()) << opened.error().line();
        explorer_ = std::move(opened).value();
    }

    json get(const std::string& page, const std::map<std::string, std::string>& query = {}) {
        Ask ask;
        ask.path = "/api/" + page;
        ask.query = query;
        const Reply reply = explorer_->answer(ask);
        json content = json::parse(reply.body);
        content["status"] = reply.status;
        return content;
    }
    Reply post(const json& body, const std::string& token) {
        Ask ask;
        ask.method = "POST";
        ask.path = "/api/corrections";
        ask.headers["x-agon-token"] = token;
        ask.body = body.dump();
        return explorer_->answer(ask);
    }
    static std::string id(const json& value) {
        return value.is_string() ? value.get<std::string>() : std::to_string(value.get<std::int64_t>());
    }

    static inline std::string case_;
    std::unique_ptr<Explorer> explorer_;
};

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

TEST_F(ExplorerPages, EditsNeedTheSecretAndLoseNothing) {
    const json rename = {
        {"what", "rename"}, {"target", {{"debate", "5"}}}, {"value", {{"text", "新名"}}}, {"why", "x"}, {"after", 0}};
    EXPECT_EQ(post(rename, "").status, 403);
    EXPECT_EQ(post(rename, std::string(48, '0')).status, 403);
    EXPECT_FALSE(fs::exists(case_ + "/corrections.jsonl"));
    ASSERT_EQ(post(rename, explorer_->token()).status, 200);
    // A second browser that has not seen the first line, about the same debate: nothing is written.
    EXPECT_TRUE(json::parse(post(rename, explorer_->token()).body).contains("conflict"));
    json other = rename;
    other["target"]["debate"] = "6";
    EXPECT_TRUE(json::parse(post(other, explorer_->token()).body).contains("written"));
    EXPECT_EQ(get("corrections")["count"], 2);
    json wrong = rename;
    wrong["what"] = "delete_everything";
    EXPECT_EQ(post(wrong, explorer_->token()).status, 400);
    Ask broken;
    broken.method = "POST";
    broken.path = "/api/corrections";
    broken.headers["x-agon-token"] = explorer_->token();
    broken.body = "{\"what\":";
    EXPECT_GE(explorer_->answer(broken).status, 400);
    fs::remove(case_ + "/corrections.jsonl");
}

TEST_F(ExplorerPages, ATranslationGoesIntoTheMemoryOfTheCase) {
    const json none = get("translations", {{"language", "en"}});
    EXPECT_EQ(none["lines"].size(), 0U) << "the case has no memory yet";
    const auto line = [&](const std::string& text) {
        return json{{"what", "translate"},
                    {"target", {{"original", "大而不强"}}},
                    {"value", {{"text", text}}},
                    {"after", get("corrections")["count"]}};
    };
    EXPECT_EQ(post(line("big\nbut not strong"), explorer_->token()).status, 400) << "two lines";
    ASSERT_EQ(post(line("big, not strong"), explorer_->token()).status, 200);
    ASSERT_EQ(post(line("big but not strong"), explorer_->token()).status, 200);
    const json lines = get("translations", {{"language", "en"}})["lines"];
    ASSERT_EQ(lines.size(), 2U);
    EXPECT_EQ(lines[1]["text"], "big but not strong");
    EXPECT_EQ(lines[1]["maker"], "tester");
    EXPECT_EQ(get("translations", {{"language", "zh"}})["lines"].size(), 0U);
    fs::remove(case_ + "/translations.jsonl");
}

TEST_F(ExplorerPages, AnUndoneTranslationLeavesTheMemory) {
    const std::string memory = case_ + "/translations.jsonl";
    const std::string own = R"({"sha256":"x","original":"另一句","language":"en","text":"by hand","maker":"me"})";
    ASSERT_TRUE(real_disk().write_file(memory, own + "\n").ok());
    const auto say = [&](const json& more) {
        json line = {
            {"what", "translate"}, {"target", {{"original", "大而不强"}}}, {"after", get("corrections")["count"]}};
        line.update(more);
        return post(line, explorer_->token());
    };
    const auto shown = [&] {
        std::string all;
        const json page = get("translations", {{"language", "en"}});
        for (const json& line : page["lines"]) all += line["text"].get<std::string>() + "; ";
        return all;
    };
    const Reply first = say({{"value", {{"text", "big, not strong"}}}});
    const Reply second = say({{"value", {{"text", "large but weak"}}}});
    ASSERT_EQ(second.status, 200) << second.body;
    EXPECT_EQ(shown(), "by hand; big, not strong; large but weak; ");
    const auto undo = [&](const Reply& of) {
        return say({{"what", "undo"}, {"undoes", json::parse(of.body)["written"]["id"]}});
    };
    EXPECT_EQ(undo(second).status, 200);
    EXPECT_EQ(shown(), "by hand; big, not strong; ") << "the one before stands again";
    EXPECT_EQ(undo(second).status, 400) << "undone already";
    EXPECT_EQ(undo(first).status, 200);
    EXPECT_EQ(shown(), "by hand; ");
    EXPECT_EQ(*real_disk().read_file(memory), own + "\n") << "what others wrote is as it was, byte for byte";
    // Somebody edits the file beside the explorer: the next look sees it.
    ASSERT_TRUE(real_disk().write_file(memory, own + "\n" + own + "\n").ok());
    EXPECT_EQ(shown(), "by hand; by hand; ");
    // A line that the editor has changed since cannot be undone any more.
    const Reply third = say({{"value", {{"text", "big"}}}});
    ASSERT_TRUE(real_disk().write_file(memory, own + "\n").ok());
    EXPECT_EQ(undo(third).status, 400);
    fs::remove(memory);
    fs::remove(case_ + "/corrections.jsonl");
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
    ask.body = json{{"coder", "one"}, {"debate", debate}, {"post", "12345"}, {"label", "a"}}.dump();
    EXPECT_EQ(explorer_->answer(ask).status, 400);
    fs::remove(case_ + "/coding.jsonl");
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
        for (std::size_t i = 0; i < all.size(); ++i) {
            EXPECT_EQ(all[i]["from"]["segment"], rows["rows"][i]["evidence"]);
            EXPECT_EQ(all[i]["to"]["segment"], rows["rows"][i]["answered"]);
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

/// The explorer behind its sockets, on a free port.
class ExplorerSocket : public ExplorerPages {
  protected:
    void SetUp() override {
        ExplorerPages::SetUp();
        if (IsSkipped()) return;
        std::atomic<int> port = 0;
        server_ = std::thread([&] {
            const auto ready = [&](const std::string& address) {
                port = std::stoi(address.substr(address.rfind(':') + 1));
            };
            EXPECT_TRUE(serve(*explorer_, {}, ready, [this] { return stop_.load(); }).ok());
        });
        while (port == 0) std::this_thread::yield();
        port_ = port;
    }
    void TearDown() override {
        stop_ = true;
        if (server_.joinable()) server_.join();
    }

    int connected() const {
        const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
        sockaddr_in to{};
        to.sin_family = AF_INET;
        to.sin_port = htons(static_cast<std::uint16_t>(port_));
        to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        EXPECT_EQ(::connect(socket, reinterpret_cast<const sockaddr*>(&to), sizeof to), 0);
        return socket;
    }
    /// Sends and reads until the other side closes or has answered once.
    std::string talk(const std::string& request) const {
        const int socket = connected();
        EXPECT_GE(::send(socket, request.data(), request.size(), MSG_NOSIGNAL), 0);
        ::shutdown(socket, SHUT_WR);
        std::string answer;
        char buffer[4096];
        for (ssize_t count; (count = ::recv(socket, buffer, sizeof buffer, 0)) > 0;)
            answer.append(buffer, static_cast<std::size_t>(count));
        ::close(socket);
        return answer;
    }
    std::string host() const { return "127.0.0.1:" + std::to_string(port_); }
    std::string request(const std::string& target, const std::string& more = "",
                        const std::string& host_name = "") const {
        return "GET " + target + " HTTP/1.1\r\nHost: " + (host_name.empty() ? host() : host_name) +
               "\r\nConnection: close\r\n" + more + "\r\n";
    }
    static int status(const std::string& answer) { return answer.size() > 12 ? std::atoi(answer.c_str() + 9) : 0; }
    static long resident_kilobytes() {
        std::ifstream in("/proc/self/statm");
        long pages = 0, resident = 0;
        in >> pages >> resident;
        return resident * (::sysconf(_SC_PAGESIZE) / 1024);
    }

    std::thread server_;
    std::atomic<bool> stop_ = false;
    int port_ = 0;
};

TEST_F(ExplorerSocket, AnswersItsOwnPageOnly) {
    EXPECT_EQ(status(talk(request("/"))), 200);
    EXPECT_EQ(status(talk(request("/api/overview"))), 200);
    EXPECT_NE(talk(request("/")).find("Content-Security-Policy: default-src 'none'"), std::string::npos);
    EXPECT_EQ(status(talk(request("/", "", "evil.example"))), 403);
    EXPECT_EQ(status(talk(request("/", "", "127.0.0.1:1"))), 403);
    EXPECT_EQ(status(talk(request("/api/overview", "Origin: http://evil.example\r\n"))), 403);
    EXPECT_EQ(status(talk(request("/api/overview", "Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: cors\r\n"))), 403);
    EXPECT_EQ(status(talk(request("/", "Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: navigate\r\n"))), 200);
}

TEST_F(ExplorerSocket, TurnsRudeRequestsAway) {
    EXPECT_EQ(status(talk(request("/../../etc/passwd"))), 400);
    EXPECT_EQ(status(talk(request("/%2e%2e/%2e%2e/etc/passwd.txt"))), 400);
    EXPECT_EQ(status(talk(request("/%zz"))), 400);
    EXPECT_EQ(status(talk(request("/%00"))), 400);
    EXPECT_EQ(status(talk(request("/secret.txt"))), 404);
    EXPECT_EQ(status(talk(request("/" + std::string(9000, 'a')))), 414);
    EXPECT_EQ(status(talk("POST /api/corrections HTTP/1.1\r\nHost: " + host() + "\r\nContent-Length: 2\r\n\r\n{}")),
              403);
    EXPECT_EQ(status(talk("POST /api/corrections HTTP/1.1\r\nHost: " + host() + "\r\nOrigin: http://" + host() +
                          "\r\nContent-Length: 999999999\r\n\r\n{}")),
              413);
    EXPECT_EQ(status(talk("DELETE / HTTP/1.1\r\nHost: " + host() + "\r\nConnection: close\r\n\r\n")), 405);
    EXPECT_EQ(status(talk(request("/"))), 200) << "still there afterwards";
}

TEST_F(ExplorerSocket, AnEndlessHeaderCostsNoMemory) {
    const long before = resident_kilobytes();
    const int socket = connected();
    const std::string start = "GET / HTTP/1.1\r\nHost: " + host() + "\r\nX: ";
    ASSERT_GT(::send(socket, start.data(), start.size(), MSG_NOSIGNAL), 0);
    const std::string block(1 << 20, 'a');
    std::int64_t sent = 0;
    while (sent < 400LL << 20) {
        const ssize_t count = ::send(socket, block.data(), block.size(), MSG_NOSIGNAL);
        if (count <= 0) break;  // the server hung up: just what it should do
        sent += count;
    }
    ::close(socket);
    EXPECT_LT(sent, 400LL << 20);
    EXPECT_LT(resident_kilobytes() - before, 20 * 1024);
    EXPECT_EQ(status(talk(request("/"))), 200);
}

TEST_F(ExplorerSocket, SlowConnectionsDoNotStopOthers) {
    std::vector<int> slow;
    for (int i = 0; i < 200; ++i) {
        slow.push_back(connected());
        ASSERT_EQ(::send(slow.back(), "G", 1, MSG_NOSIGNAL), 1);
    }
    EXPECT_EQ(status(talk(request("/api/overview"))), 200);
    for (const int socket : slow) ::close(socket);
}

}  // namespace
}  // namespace agon
