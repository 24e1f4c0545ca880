// The sentence encoder elsewhere, against servers of this test on the loopback device; and a case whose vectors are
// from one, which must not be asked twice.
#include "ground/model/endpoint_encoder.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>

#include "src/pipeline/pipeline.hpp"
#include "tests/loopback_server.hpp"
#include "tests/sample_case.hpp"

namespace agon {
namespace {

namespace fs = std::filesystem;
namespace http = boost::beast::http;
using Json = nlohmann::json;

/// Texts that share characters get rows that are near.
Json row_of(const std::string& text, std::size_t width) {
    std::vector<double> row(width, 0.01);
    for (std::size_t at = 0; at < text.size();) row[next_code_point(text, at) % width] += 1;
    return row;
}

Json answer_to(const Request& request, std::size_t width) {
    Json rows = Json::array();
    const Json asked = Json::parse(request.body());
    for (const Json& text : asked["input"]) {
        // Last row first: the index counts, not the place.
        const Json row = {{"object", "embedding"}, {"index", rows.size()}, {"embedding", row_of(text, width)}};
        rows.insert(rows.begin(), row);
    }
    return {{"object", "list"}, {"data", rows}, {"model", "small"}};
}

EndpointEncoderOptions options_for(const LoopbackServer& server) {
    EndpointEncoderOptions options;
    options.url = server.url();
    options.model = "small";
    options.limits = {5, 1U << 22};
    options.pause = [](int) {};
    return options;
}

TEST(EndpointEncoderTest, RowsComeInTheOrderOfTheTextsAndHaveUnitLength) {
    std::vector<std::string> seen;
    LoopbackServer server([&](const Request& request, Socket& socket) {
        seen.push_back(std::string(request.target()) + " " + std::string(request[http::field::authorization]));
        send_reply(socket, 200, answer_to(request, 24).dump());
    });
    EndpointEncoderOptions options = options_for(server);
    options.key = "secret";
    const auto encoder = EndpointEncoder::open(options);
    ASSERT_TRUE(encoder) << encoder.error().line();
    EXPECT_EQ((*encoder)->width(), 24);
    std::vector<std::string> texts = {"芯片", "", "  ", "工厂"};
    for (int i = 0; i < 70; ++i) texts.push_back("text " + std::to_string(i));
    const auto rows = (*encoder)->encode({texts.begin(), texts.end()}, 2);
    ASSERT_TRUE(rows) << rows.error().line();
    EXPECT_EQ(seen, std::vector<std::string>(3, "/v1/embeddings Bearer secret")) << "width, 64 texts, 10 texts";
    EXPECT_EQ(((*encoder)->name() + (*encoder)->digest()).find("secret"), std::string::npos);
    ASSERT_EQ(rows->size(), texts.size() * 24);
    for (std::size_t i = 0; i < texts.size(); ++i) {
        const Json expected = row_of(texts[i].find_first_not_of(' ') == std::string::npos ? "-" : texts[i], 24);
        double length = 0, along = 0, squares = 0;
        for (std::size_t d = 0; d < 24; ++d) {
            const double x = (*rows)[i * 24 + d], y = expected[d];
            length += x * x, along += x * y, squares += y * y;
        }
        EXPECT_NEAR(length, 1, 1e-6);
        EXPECT_NEAR(along / std::sqrt(squares), 1, 1e-6) << i;
    }
}

TEST(EndpointEncoderTest, AKnownWidthIsNotAskedFor) {
    LoopbackServer server([](const Request&, Socket&) {});
    EndpointEncoderOptions options = options_for(server);
    options.width = 7;
    const auto encoder = EndpointEncoder::open(options);
    ASSERT_TRUE(encoder) << encoder.error().line();
    EXPECT_TRUE((*encoder)->encode({}, 1)->empty());
    EXPECT_EQ(server.requests, 0);
}

/// The error's line for two texts whose rows should have 4 numbers, without the address.
std::string told_of(int status, const std::string& body) {
    LoopbackServer server([&](const Request&, Socket& socket) { send_reply(socket, status, body); });
    EndpointEncoderOptions options = options_for(server);
    options.width = 4;
    const auto encoder = EndpointEncoder::open(options);
    const auto rows = (*encoder)->encode({"a", "b"}, 1);
    if (rows) return "rows";
    EXPECT_EQ(rows.error().exit_code(), 3);
    EXPECT_EQ(rows.error().file, server.url() + "/v1/embeddings");
    return rows.error().line().substr(rows.error().file.size() + 2);
}

std::string body_of(const std::vector<std::pair<int, Json>>& rows) {
    Json data = Json::array();
    for (const auto& [index, row] : rows) data.push_back({{"index", index}, {"embedding", row}});
    return Json{{"data", data}}.dump();
}

TEST(EndpointEncoderTest, WhatIsNotOneRowForEachTextIsAnError) {
    const Json row = {1, 0, 2, -3};
    EXPECT_EQ(told_of(200, body_of({{1, row}, {0, row}})), "rows");
    EXPECT_EQ(told_of(200, body_of({{0, row}})), "a value cannot be understood (2 texts were sent, 1 rows came back)");
    EXPECT_EQ(told_of(200, body_of({{0, row}, {1, row}, {2, row}})),
              "a value cannot be understood (2 texts were sent, 3 rows came back)");
    EXPECT_EQ(told_of(200, body_of({{0, row}, {0, row}})),
              "a value cannot be understood (no text for a row of index 0)");
    EXPECT_EQ(told_of(200, body_of({{0, row}, {2, row}})),
              "a value cannot be understood (no text for a row of index 2)");
    EXPECT_EQ(told_of(200, body_of({{0, row}, {1, {1, 2, 3}}})),
              "a value cannot be understood (row 2 has 3 numbers, and not 4)");
    EXPECT_EQ(told_of(200, body_of({{0, row}, {1, {0, 0, 0, 0}}})),
              "a value cannot be understood (row 2 is no vector)");
    EXPECT_EQ(told_of(200, body_of({{0, row}, {1, {1, 2, 3, "4"}}})),
              "a value cannot be understood (row 2 is no vector)");
    EXPECT_EQ(told_of(200, body_of({{0, row}, {1, "AACAPwAAAAA="}})),
              "malformed JSON (a row without index or embedding)");
    EXPECT_EQ(told_of(200, R"({"error": "no such model"})"), "malformed JSON (no embeddings in it)");
    for (const std::string cut : {"", "{\"data\": [{\"index\": 0, \"embedding\": [1, 0.", "null", "[1, 2"})
        EXPECT_EQ(told_of(200, cut).find("malformed JSON ("), 0U) << cut;
    EXPECT_EQ(told_of(500, "out of memory"), "cannot be read (HTTP 500 out of memory)");
    EXPECT_EQ(told_of(401, "who are you"), "cannot be read (HTTP 401 who are you)");
    EXPECT_EQ(told_of(404, "no model small"), "cannot be read (HTTP 404 no model small)");
}

TEST(EndpointEncoderTest, AServerThatFailsForAWhileIsAskedAgain) {
    std::vector<int> pauses;
    LoopbackServer server([&, count = 0](const Request& request, Socket& socket) mutable {
        if (++count == 1) return send_reply(socket, 503, "loading");
        if (count == 2) return send_reply(socket, 429, "slowly", "9");
        send_reply(socket, 200, answer_to(request, 4).dump());
    });
    EndpointEncoderOptions options = options_for(server);
    options.pause = [&](int seconds) { pauses.push_back(seconds); };
    const auto encoder = EndpointEncoder::open(options);
    ASSERT_TRUE(encoder) << encoder.error().line();
    EXPECT_EQ(pauses, (std::vector<int>{1, 9}));
}

TEST(EndpointEncoderTest, NobodyThereNoAddressNoModelAKeyThatIsNone) {
    EndpointEncoderOptions gone;
    {
        LoopbackServer server([](const Request&, Socket&) {});
        gone = options_for(server);
    }
    EXPECT_EQ(EndpointEncoder::open(gone).error().code, ErrorCode::file_unreadable);
    EndpointEncoderOptions bad = gone;
    bad.url = "127.0.0.1:80";
    EXPECT_EQ(EndpointEncoder::open(bad).error().code, ErrorCode::usage);
    bad = gone, bad.model = "";
    EXPECT_EQ(EndpointEncoder::open(bad).error().code, ErrorCode::usage);
    bad = gone, bad.key = "a\r\nHost: b";
    EXPECT_EQ(EndpointEncoder::open(bad).error().code, ErrorCode::usage);
}

/// Makes every stage run again, with what was kept.
void start_over(const std::string& folder) {
    auto manifest = Manifest::load(real_disk(), folder);
    ASSERT_TRUE(manifest.ok());
    std::erase_if(manifest->stages, [](const auto& stage) { return stage.first != "threads"; });
    ASSERT_TRUE(manifest->save(real_disk(), folder).ok());
}

std::map<std::string, std::string> tables_of(const std::string& folder) {
    std::map<std::string, std::string> tables;
    for (const std::string& file : sorted_files(folder))
        if (file.ends_with(".parquet")) tables[file.substr(folder.size())] = bytes_of(file);
    return tables;
}

/// Two debates of the sample, imported.
std::string small_case(const std::string& name) {
    const std::string folder = fresh_folder(name);
    const std::string threads = "examples/made-in-china/threads/";
    EXPECT_TRUE(import_files(real_disk(), folder,
                             {threads + "answers-190000301.json", threads + "comments-190000301.jsonl",
                              threads + "answers-190000302.json", threads + "answers-190000401.json"},
                             {})
                    .ok());
    return folder;
}

Result<std::vector<StageOutcome>> analysed(const std::string& folder, const AnalyzeOptions& options) {
    return analyze_case(real_disk(), folder, fs::current_path().string(), options, [](const std::string&) {});
}

TEST(EndpointEncoderCase, AsksOnceAndStandsAloneAfterwards) {
    if (!fs::exists(".deps/encoder/weights.npz")) GTEST_SKIP() << ".deps/encoder is not there: run setup/install";
    const std::string folder = small_case("endpoint_encoder");
    AnalyzeOptions options;
    std::map<std::string, std::string> first;
    {
        // As wide as the embedded encoder: rows of the two must not be taken for each other.
        LoopbackServer server(
            [](const Request& request, Socket& socket) { send_reply(socket, 200, answer_to(request, 512).dump()); });
        options.own_encoder.endpoint = options_for(server);
        const auto outcome = analysed(folder, options);
        ASSERT_TRUE(outcome) << outcome.error().line();
        first = tables_of(folder);
        const int asked = server.requests;
        EXPECT_GT(asked, 2);
        start_over(folder);
        ASSERT_TRUE(analysed(folder, options));
        EXPECT_EQ(server.requests, asked) << "a second run asks nothing";
        EXPECT_EQ(tables_of(folder), first);
    }
    // The server is gone: what follows takes what it said from the case.
    start_over(folder);
    const auto alone = analysed(folder, options);
    ASSERT_TRUE(alone) << alone.error().line();
    EXPECT_EQ(tables_of(folder), first);
    AnalyzeOptions again;
    again.keep_options = true;
    const auto kept = analysed(folder, again);
    ASSERT_TRUE(kept) << kept.error().line();
    for (const StageOutcome& stage : *kept) EXPECT_TRUE(stage.skipped) << stage.stage;
    const auto manifest = Manifest::load(real_disk(), folder);
    EXPECT_EQ(manifest->stages.at("vectors").parameters.at("encoder"), "own");
    EXPECT_EQ(manifest->stages.at("vectors").parameters.at("encoder model"), "small");
    if (const char* program = std::getenv("AGON_PROGRAM")) {
        const std::string report = folder + "-report.html", agon = program;
        EXPECT_EQ(std::system((agon + " report " + folder + " -o " + report + " > /dev/null").c_str()), 0);
        EXPECT_EQ(std::system((agon + " verify " + report + " --case " + folder + " --deep > /dev/null").c_str()), 0);
        fs::remove(report);
    }
    // Another encoder, other vectors.
    ASSERT_TRUE(analysed(folder, {}));
    EXPECT_NE(tables_of(folder).at("/vectors/segments.parquet"), first.at("/vectors/segments.parquet"));
    fs::remove_all(folder);
}

TEST(EndpointEncoderCase, WhatWasAnsweredBeforeAServerFailsIsKept) {
    if (!fs::exists(".deps/encoder/weights.npz")) GTEST_SKIP() << ".deps/encoder is not there: run setup/install";
    int requests_left = 4, rows = 0;  // one for the width, two for the first 128 texts, one more
    LoopbackServer server([&](const Request& request, Socket& socket) {
        if (requests_left-- <= 0) return send_reply(socket, 500, "broken");
        const Json answer = answer_to(request, 16);
        rows += static_cast<int>(answer["data"].size());
        send_reply(socket, 200, answer.dump());
    });
    AnalyzeOptions options;
    options.own_encoder.endpoint = options_for(server);
    const std::string folder = small_case("endpoint_encoder_fails"), other = small_case("endpoint_encoder_whole");
    const auto broken = analysed(folder, options);
    ASSERT_FALSE(broken);
    EXPECT_EQ(broken.error().exit_code(), 3);
    EXPECT_NE(broken.error().line().find("HTTP 500 broken"), std::string::npos) << broken.error().line();
    const int before = rows;
    EXPECT_EQ(before, 1 + 3 * 64);
    requests_left = 1000000;
    const auto resumed = analysed(folder, options);
    ASSERT_TRUE(resumed) << resumed.error().line();
    const int resumed_rows = rows - before;
    ASSERT_TRUE(analysed(other, options));
    const int whole = rows - before - resumed_rows;
    // The width and the first portion of 128 are not asked for again; the request behind them is.
    EXPECT_EQ(resumed_rows, whole - 1 - 128);
    EXPECT_EQ(tables_of(folder), tables_of(other));
    fs::remove_all(folder);
    fs::remove_all(other);
}

}  // namespace
}  // namespace agon
