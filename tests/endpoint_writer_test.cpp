// The writer over a language model elsewhere, against servers of this test on the loopback device: what is recorded,
// what it may cost, and what a server can say that is no answer.
#include "ground/model/endpoint_writer.hpp"

#include <gtest/gtest.h>

#include <boost/asio/write.hpp>
#include <filesystem>
#include <fstream>

#include "ground/text/text.hpp"
#include "tests/recorded_endpoint.hpp"

namespace agon {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using Json = nlohmann::json;

WriterQuestion question(const std::string& text, const std::vector<std::string>& ids = {"one"}) {
    return {"test", "Say it again.", R"({"blocks":[{"data":")" + text + R"(","id":"one"}]})", ids, 40, {"17", "18"},
            {}};
}

class EndpointWriterTest : public RecordedEndpoint {
  protected:
    EndpointWriterTest() : RecordedEndpoint("writer") {}
    EndpointWriterOptions options(const LoopbackServer& server) { return options_for<EndpointWriterOptions>(server); }
};

void answer_one(const Request&, Socket& socket) {
    send_reply(socket, 200, completion(R"({"one": "again"})"));
}

/// A request as it is sent and an answer in the form that llama.cpp's server gives; written once, so that neither
/// changes unnoticed.
TEST_F(EndpointWriterTest, PlaysBackTheCaseFile) {
    std::ifstream file("tests/cases/model/writer_exchange.json");
    ASSERT_TRUE(file) << "run from the checkout";
    const Json stored = Json::parse(file);
    LoopbackServer server([&](const Request& request, Socket& socket) {
        const bool same = Json::parse(request.body()) == stored["request"];
        send_reply(socket, same ? 200 : 500, same ? stored["reply"].dump() : "another request than the recorded one");
    });
    const auto writer = EndpointWriter::open(real_disk(), options(server));
    ASSERT_TRUE(writer) << writer.error().line();
    const std::vector<WriterQuestion> questions = {question("a text", {"one", "two"})};
    const auto answers = (*writer)->ask(questions, {});
    ASSERT_TRUE(answers) << answers.error().line();
    const WriterAnswer& answer = answers->at(questions[0].digest());
    EXPECT_EQ(answer.texts, (std::map<std::string, std::string>{{"one", "A text."}, {"two", "Another."}}));
    EXPECT_EQ(recorded(), R"({"answers":{"one":"A text.","two":"Another."},"posts":["17","18"],"request":")" +
                              answer.request + "\"}\n")
        << "the record names the posts, and neither the key nor the server";
}

TEST_F(EndpointWriterTest, ARecordAnswersWithoutTheServer) {
    EndpointWriterOptions offline;
    const std::vector<WriterQuestion> questions = {question("a"), question("b")};
    {
        LoopbackServer server(answer_one);
        offline = options(server);
        const auto writer = EndpointWriter::open(real_disk(), offline);
        ASSERT_TRUE((*writer)->ask(questions, {}));
        ASSERT_TRUE((*writer)->ask(questions, {}));
        EXPECT_EQ(server.requests, 2) << "a recorded request is not sent again";
    }
    const std::string before = recorded();
    offline.offline = true;
    const auto writer = EndpointWriter::open(real_disk(), offline);
    const std::vector<WriterQuestion> more = {question("b"), question("a"), question("c")};
    EXPECT_EQ((*writer)->forecast(more).recorded, 2);
    const auto answers = (*writer)->ask(more, {});
    ASSERT_TRUE(answers) << answers.error().line();
    EXPECT_EQ(answers->size(), 2U);
    EXPECT_EQ((*writer)->use().left, 1);
    EXPECT_EQ((*writer)->use().sent, 0);
    EXPECT_EQ(recorded(), before);
}

/// A record is saved on the way too, and the answer that came last before such a save must be in one.
TEST_F(EndpointWriterTest, WhateverTheirNumberAllAnswersAreRecorded) {
    LoopbackServer server(answer_one);
    for (int n : {19, 20, 21, 40}) {
        std::filesystem::remove(record_file());
        std::vector<WriterQuestion> questions;
        for (int i = 0; i < n; ++i) questions.push_back(question(std::to_string(i)));
        ASSERT_TRUE((*EndpointWriter::open(real_disk(), options(server)))->ask(questions, {}));
        const auto again = EndpointWriter::open(real_disk(), options(server));
        EXPECT_EQ((*again)->forecast(questions).recorded, n);
        EXPECT_EQ((*again)->forecast(questions).requests, 0);
    }
}

TEST_F(EndpointWriterTest, AnotherModelIsAskedAgain) {
    LoopbackServer server(answer_one);
    EndpointWriterOptions made = options(server);
    const std::vector<WriterQuestion> questions = {question("a")};
    ASSERT_TRUE((*EndpointWriter::open(real_disk(), made))->ask(questions, {}));
    made.model = "large";
    ASSERT_TRUE((*EndpointWriter::open(real_disk(), made))->ask(questions, {}));
    EXPECT_EQ(server.requests, 2);
    const std::string both = recorded();
    EXPECT_EQ(std::count(both.begin(), both.end(), '\n'), 2);
}

TEST_F(EndpointWriterTest, WhatIsNoAnswerIsNone) {
    const std::vector<std::string> contents = {"",
                                               "again",
                                               R"(["again"])",
                                               R"({"one": 7})",
                                               R"({"one": ""})",
                                               R"({"two": "again"})",
                                               R"({"one": "aga)",
                                               R"({"one": ")" + std::string(5000, 'x') + R"("})",
                                               "```json\n{\"one\": \"again\"}\n```",
                                               "null"};
    for (const std::string& content : contents) {
        LoopbackServer server([&](const Request&, Socket& socket) { send_reply(socket, 200, completion(content)); });
        EndpointWriterOptions made = options(server);
        made.record = "";
        const auto writer = EndpointWriter::open(real_disk(), made);
        const std::vector<WriterQuestion> questions = {question("a")};
        const auto answers = (*writer)->ask(questions, {});
        ASSERT_TRUE(answers) << answers.error().line();
        EXPECT_TRUE(answers->at(questions[0].digest()).texts.empty()) << content.substr(0, 40);
        EXPECT_EQ((*writer)->use().refused, 1);
        EXPECT_EQ(server.requests, 2) << "asked once more, then given up";
    }
    for (const std::string body : {"", "{\"choices\": []}", "{\"choices\": [{\"message\": {\"content\": ", "[1", "7"}) {
        LoopbackServer server([&](const Request&, Socket& socket) { send_reply(socket, 200, body); });
        EndpointWriterOptions made = options(server);
        made.record = "";
        const std::vector<WriterQuestion> questions = {question("a")};
        const auto answers = (*EndpointWriter::open(real_disk(), made))->ask(questions, {});
        ASSERT_TRUE(answers) << body;
        EXPECT_TRUE(answers->at(questions[0].digest()).texts.empty()) << body;
    }
}

TEST_F(EndpointWriterTest, OnlyTheIdsThatWereAskedForAreTaken) {
    LoopbackServer server([](const Request&, Socket& socket) {
        send_reply(socket, 200, completion(R"({"one": "again", "three": "more", "two": {"one": "x"}})"));
    });
    const std::vector<WriterQuestion> questions = {question("a", {"one", "two"})};
    const auto answers = (*EndpointWriter::open(real_disk(), options(server)))->ask(questions, {});
    ASSERT_TRUE(answers);
    EXPECT_EQ(answers->at(questions[0].digest()).texts, (std::map<std::string, std::string>{{"one", "again"}}));
    EXPECT_EQ(recorded().find("more"), std::string::npos);
}

/// llama-cpp-python's server.
TEST_F(EndpointWriterTest, AServerThatWantsItsSchemaElsewhereGetsItThere) {
    std::vector<std::string> forms;
    LoopbackServer server([&](const Request& request, Socket& socket) {
        const Json format = Json::parse(request.body())["response_format"];
        forms.push_back(format["type"]);
        // As it answers to the letter: its own mistake, three times.
        if (forms.back() != "json_object")
            return send_reply(socket, 500, "Input should be 'text' or 'json_object', 'input': 'json_schema'");
        EXPECT_EQ(format["schema"]["required"], Json::array({"one"}));
        answer_one(request, socket);
    });
    const std::vector<WriterQuestion> questions = {question("a"), question("b")};
    const auto answers = (*EndpointWriter::open(real_disk(), options(server)))->ask(questions, {});
    ASSERT_TRUE(answers) << answers.error().line();
    EXPECT_FALSE(answers->at(questions[1].digest()).texts.empty());
    EXPECT_EQ(forms,
              (std::vector<std::string>{"json_schema", "json_schema", "json_schema", "json_object", "json_object"}));
    LoopbackServer deaf([](const Request&, Socket& socket) { send_reply(socket, 422, "neither"); });
    EndpointWriterOptions made = options(deaf);
    made.record = "";
    EXPECT_FALSE((*EndpointWriter::open(real_disk(), made))->ask(questions, {}));
    EXPECT_EQ(deaf.requests, 2);
}

TEST_F(EndpointWriterTest, AServerThatFailsForAWhileIsAskedAgain) {
    LoopbackServer server([&, count = 0](const Request& request, Socket& socket) mutable {
        if (++count == 1) return send_reply(socket, 500, "out of memory");
        if (count == 2) return send_reply(socket, 429, "slowly", "9");
        answer_one(request, socket);
    });
    const std::vector<WriterQuestion> questions = {question("a")};
    const auto answers = (*EndpointWriter::open(real_disk(), options(server)))->ask(questions, {});
    ASSERT_TRUE(answers) << answers.error().line();
    EXPECT_FALSE(answers->at(questions[0].digest()).texts.empty());
    EXPECT_EQ(pauses_, (std::vector<int>{1, 9}));
}

TEST_F(EndpointWriterTest, AServerThatFailsForGoodEndsTheRunAndWhatWasAnsweredIsKept) {
    LoopbackServer server([&, count = 0](const Request& request, Socket& socket) mutable {
        ++count == 1 ? answer_one(request, socket) : send_reply(socket, 500, "out of memory");
    });
    const std::vector<WriterQuestion> questions = {question("a"), question("b")};
    const auto answers = (*EndpointWriter::open(real_disk(), options(server)))->ask(questions, {});
    ASSERT_FALSE(answers);
    EXPECT_EQ(answers.error().code, ErrorCode::file_unreadable);
    EXPECT_NE(answers.error().line().find("HTTP 500 out of memory"), std::string::npos) << answers.error().line();
    EXPECT_EQ(answers.error().line().find("secret"), std::string::npos);
    EXPECT_EQ(server.requests, 4);
    const std::string kept = recorded();
    EXPECT_EQ(std::count(kept.begin(), kept.end(), '\n'), 1);
}

TEST_F(EndpointWriterTest, AnEndlessAnswerIsCutOff) {
    std::atomic<std::size_t> sent = 0;
    LoopbackServer server([&](const Request&, Socket& socket) {
        beast::error_code error;
        asio::write(socket, asio::buffer(std::string("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")), error);
        const std::string chunk = "400\r\n" + std::string(1024, ' ') + "\r\n";
        while (!error && sent < (64U << 20U)) sent += asio::write(socket, asio::buffer(chunk), error);
    });
    const std::vector<WriterQuestion> questions = {question("a")};
    const auto answers = (*EndpointWriter::open(real_disk(), options(server)))->ask(questions, {});
    ASSERT_FALSE(answers);
    EXPECT_LT(sent, 64U << 20U);
}

TEST_F(EndpointWriterTest, TheBudgetOfRequestsIsKeptTo) {
    LoopbackServer server(answer_one);
    EndpointWriterOptions made = options(server);
    made.most_requests = 2;
    const auto writer = EndpointWriter::open(real_disk(), made);
    const std::vector<WriterQuestion> questions = {question("a"), question("b"), question("c")};
    ASSERT_TRUE((*writer)->ask(questions, {}));
    EXPECT_EQ(server.requests, 2);
    EXPECT_EQ((*writer)->use().left, 1);
}

TEST_F(EndpointWriterTest, TheBudgetOfTokensIsKeptTo) {
    const std::vector<WriterQuestion> questions = {question("a"), question("b"), question("c")};
    LoopbackServer server(answer_one);
    EndpointWriterOptions made = options(server);
    const WriterForecast forecast = (*EndpointWriter::open(real_disk(), made))->forecast(questions);
    EXPECT_EQ(server.requests, 0) << "a forecast sends nothing";
    EXPECT_EQ(forecast.requests, 3);
    EXPECT_EQ(forecast.most_answer_tokens, 120);
    EXPECT_GT(forecast.prompt_tokens, 3 * 60);
    made.most_tokens = forecast.prompt_tokens * 2 / 3 + 70;  // enough for two, not for three
    const auto writer = EndpointWriter::open(real_disk(), made);
    ASSERT_TRUE((*writer)->ask(questions, {}));
    EXPECT_EQ(server.requests, 2);
    EXPECT_LE((*writer)->use().tokens, made.most_tokens);
    made.most_tokens = 1;
    made.record = "";
    ASSERT_TRUE((*EndpointWriter::open(real_disk(), made))->ask(questions, {}));
    EXPECT_EQ(server.requests, 2);
}

TEST_F(EndpointWriterTest, TokensThatTheServerCountsAreSpentToo) {
    LoopbackServer server([](const Request&, Socket& socket) {
        Json reply = Json::parse(completion(R"({"one": "again"})"));
        reply["usage"] = {{"total_tokens", 490000}};
        send_reply(socket, 200, reply.dump());
    });
    const auto writer = EndpointWriter::open(real_disk(), options(server));
    const std::vector<WriterQuestion> questions = {question("a"), question("b"), question("c")};
    ASSERT_TRUE((*writer)->ask(questions, {}));
    EXPECT_EQ(server.requests, 2);
    EXPECT_EQ((*writer)->use().left, 1);
}

TEST_F(EndpointWriterTest, NoAddressNoModelDamagedRecord) {
    LoopbackServer server(answer_one);
    const auto code = [&](auto change) {
        EndpointWriterOptions made = options(server);
        change(made);
        const auto opened = EndpointWriter::open(real_disk(), made);
        return opened.ok() ? ErrorCode::nothing_found : opened.error().code;
    };
    EXPECT_EQ(code([](auto& o) { o.url = "127.0.0.1"; }), ErrorCode::usage);
    EXPECT_EQ(code([](auto& o) { o.model = ""; }), ErrorCode::usage);
    EXPECT_EQ(code([](auto& o) { o.model = "a\nb"; }), ErrorCode::usage);
    EXPECT_EQ(code([](auto& o) { o.model = "\xff"; }), ErrorCode::usage);
    EXPECT_EQ(code([](auto& o) { o.model = std::string(200, 'm'); }), ErrorCode::usage);
    EXPECT_EQ(code([](auto& o) { o.key = "a\r\nHost: b"; }), ErrorCode::usage);
    for (const char* line : {"{", "{}", R"({"request":"x","answers":{"a":1},"posts":[]})",
                             R"({"request":"x","answers":{},"posts":[1]})"}) {
        std::ofstream(record_file()) << line << '\n';
        EXPECT_EQ(code([](auto&) {}), ErrorCode::malformed_json) << line;
    }
    EXPECT_EQ(server.requests, 0);
}

TEST(WriterTokens, AreRatherTooMany) {
    EXPECT_EQ(tokens_of(""), 0);
    EXPECT_EQ(tokens_of("three letters"), 5);
    EXPECT_EQ(tokens_of("中国制造"), 6);
}

}  // namespace
}  // namespace agon
