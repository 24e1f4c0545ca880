// The explorer on a copy of the sample case, with edits allowed, for the tests that ask it.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "src/explorer/explorer.hpp"
#include "tests/sample_case.hpp"

namespace agon {

class ExplorerCase : public testing::Test {
  protected:
    static void SetUpTestSuite() {
        if (!std::filesystem::exists(".deps/encoder/weights.npz")) return;
        case_ = copied_sample_case("explorer");
    }
    static void TearDownTestSuite() {
        if (!case_.empty()) std::filesystem::remove_all(case_);
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

    nlohmann::json get(const std::string& page, const std::map<std::string, std::string>& query = {}) {
        Ask ask;
        ask.path = "/api/" + page;
        ask.query = query;
        const Reply reply = explorer_->answer(ask);
        nlohmann::json content = nlohmann::json::parse(reply.body);
        content["status"] = reply.status;
        return content;
    }
    Reply post(const nlohmann::json& body, const std::string& token) {
        Ask ask;
        ask.method = "POST";
        ask.path = "/api/corrections";
        ask.headers["x-agon-token"] = token;
        ask.body = body.dump();
        return explorer_->answer(ask);
    }
    Reply post(const nlohmann::json& body) { return post(body, explorer_->token()); }
    /// A correction by somebody who has seen all so far.
    nlohmann::json line(const std::string& what, const nlohmann::json& target, const nlohmann::json& value) {
        return {{"what", what}, {"target", target}, {"value", value}, {"after", get("corrections")["count"]}};
    }
    static std::string id_of(const Reply& reply) { return nlohmann::json::parse(reply.body)["written"]["id"]; }
    static std::string id(const nlohmann::json& value) {
        return value.is_string() ? value.get<std::string>() : std::to_string(value.get<std::int64_t>());
    }

    static inline std::string case_;
    std::unique_ptr<Explorer> explorer_;
};

}  // namespace agon
