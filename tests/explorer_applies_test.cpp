// What becomes of corrections in the explorer: the analysis takes them up, and each line says so in words.
#include <gtest/gtest.h>

#include <optional>

#include "src/pipeline/pipeline.hpp"
#include "src/points/points.hpp"
#include "tests/explorer_case.hpp"

namespace agon {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

/// On a case of its own, whose analysis takes the corrections up.
class ExplorerApplies : public ExplorerCase {
  protected:
    void SetUp() override {
        ExplorerCase::SetUp();
        if (IsSkipped()) return;
        analysis_.emplace(real_disk(), case_, fs::current_path().string());
        ServeOptions options;
        options.edit = true;
        options.who = "tester";
        options.apply = [this]() -> Result<void> {
            AnalyzeOptions again;
            again.keep_options = true;
            again.read_later = leaves_;
            const auto outcomes = analysis_->run(again, [](const std::string&) {});
            if (!outcomes) return outcomes.error();
            TRY(const Manifest manifest, Manifest::load(real_disk(), case_));
            left_ = points_unread(manifest);
            return {};
        };
        options.settling = [this] { return left_; };
        options.settle = [this]() -> Result<bool> {
            if (!left_) return false;
            AnalyzeOptions whole;
            whole.keep_options = true;
            const auto outcomes = analysis_->run(whole, [](const std::string&) {});
            if (!outcomes) return outcomes.error();
            left_ = false;
            return true;
        };
        auto opened = Explorer::open(real_disk(), case_, options);
        ASSERT_TRUE(opened.ok()) << opened.error().line();
        explorer_ = std::move(opened).value();
    }
    void TearDown() override { fs::remove(case_ + "/corrections.jsonl"); }
    /// Writes it, having seen all; its id.
    std::string write(const std::string& what, const json& target, const json& value) {
        const Reply reply = post(line(what, target, value));
        EXPECT_EQ(reply.status, 200) << what << reply.body;
        return id_of(reply);
    }
    json apply() {
        Ask ask;
        ask.method = "POST";
        ask.path = "/api/apply";
        ask.headers["x-agon-token"] = explorer_->token();
        return json::parse(explorer_->answer(ask).body);
    }
    json told(const std::string& id) {
        const json page = get("corrections");
        for (const json& line : page["lines"])
            if (line["id"] == id) return line;
        return {};
    }
    json questions(const json& debate) {
        json out = json::array();
        const json page = get("debate", {{"id", id(debate["debate"])}});
        for (const json& question : page["questions"]) out.push_back(id(question["thread"]));
        return out;
    }

    std::optional<CaseAnalysis> analysis_;
    bool leaves_ = false, left_ = false;  // whether arguments may be left unread, and whether they were
};

TEST_F(ExplorerApplies, WhatBecameOfEachLineIsTold) {
    const json first = get("overview")["debates"][0], debate = get("debate", {{"id", id(first["debate"])}});
    const json whole = {{"threads", questions(first)}}, quote = debate["statements"][0]["quote"];
    const std::string renamed = write("rename", whole, {{"text", "新的名字"}});
    const std::string moved =
        write("move", {{"debate", id(first["debate"])}, {"post", id(quote["post"])}}, {{"pole", "unclear"}});
    const std::string lost = write("exclude", {{"threads", {"12345"}}}, {});
    const std::string comment = write("comment", whole, {{"text", "hm"}});
    const std::string marked = write("mark_author", {{"voice", id(quote["voice"])}}, {{"kind", "bot"}});
    for (const std::string& line : {renamed, moved, lost, marked}) EXPECT_EQ(told(line)["state"], "waiting");
    EXPECT_EQ(told(comment)["state"], "kept");
    EXPECT_EQ(told(renamed)["about"]["debate"]["debate"], first["debate"]);
    EXPECT_EQ(told(moved)["about"]["post"]["author"], quote["author"]);
    EXPECT_EQ(told(moved)["about"]["debate"]["pole_a"], debate["pole_a"]);
    EXPECT_EQ(told(marked)["about"]["voice"], quote["author"]);
    EXPECT_TRUE(told(lost)["about"].empty());

    EXPECT_EQ(apply()["count"], 5);
    for (const std::string& line : {renamed, moved, marked}) EXPECT_EQ(told(line)["state"], "applied");
    EXPECT_EQ(told(lost)["state"], "gone");
    EXPECT_EQ(told(lost)["reason"], "none of its questions is in the case");
    EXPECT_EQ(told(renamed)["about"]["debate"]["heading"]["en"], "新的名字") << "as the pages call it now";

    const Reply undone = post({{"what", "undo"}, {"undoes", renamed}, {"after", 5}});
    EXPECT_EQ(told(renamed)["state"], "undone");
    EXPECT_EQ(told(id_of(undone))["state"], "waiting");
    EXPECT_EQ(told(id_of(undone))["about"]["debate"]["debate"], first["debate"]) << "about what it takes back";
    apply();
    EXPECT_EQ(told(id_of(undone))["state"], "applied");
    EXPECT_EQ(get("overview")["debates"][0]["heading"], first["heading"]);
}

TEST_F(ExplorerApplies, AStatementItsSidesAndAQuestionThatIsADebate) {
    json first;  // agon words the question and the sides of an issue itself
    const json overview = get("overview");
    for (const json& debate : overview["debates"])
        if (!get("debate", {{"id", id(debate["debate"])}})["is_issue"].get<bool>() && first.is_null()) first = debate;
    const json left_out = get("rows", {{"table", "debates/threads"}, {"where", "debate=0"}})["rows"][0];
    const std::string stated =
        write("set_proposition", {{"threads", questions(first)}},
              {{"text", "这件事应该由国家来做"}, {"pole_a", "主张国家来做的人"}, {"pole_b", "主张大家来做的人"}});
    const std::string pinned = write("pin", {{"threads", {id(left_out["thread"])}}}, json::object());
    apply();
    for (const std::string& line : {stated, pinned}) EXPECT_EQ(told(line)["state"], "applied");
    const json thread = get("thread", {{"id", id(left_out["thread"])}});
    EXPECT_NE(id(thread["place"]["debate"]), "0");
    const json page = get("debate", {{"id", id(told(stated)["about"]["debate"]["debate"])}});
    EXPECT_EQ(page["proposition"], "这件事应该由国家来做");
    EXPECT_EQ(page["pole_a"]["zh"], "主张国家来做的人");
    EXPECT_EQ(page["pole_b"]["zh"], "主张大家来做的人");
}

TEST_F(ExplorerApplies, WhatWasLeftIsShownOnceItIsSettled) {
    leaves_ = true;
    EXPECT_EQ(get("session")["settling"], false);
    const json overview = get("overview"), first = overview["debates"][0], second = overview["debates"][1];
    write("merge", {{"threads", questions(first)}}, {{"threads", questions(second)}});
    EXPECT_EQ(apply()["settling"], true);
    EXPECT_EQ(get("session")["settling"], true);
    const std::string digest = get("session")["digest"];
    while (left_) EXPECT_TRUE(explorer_->read_ahead());
    EXPECT_EQ(get("session")["settling"], false);
    EXPECT_NE(get("session")["digest"], digest);
    EXPECT_EQ(get("overview")["debates"].size() + 1, overview["debates"].size());
}

TEST_F(ExplorerApplies, AConflictIsToldInWords) {
    const json first = get("overview")["debates"][0];
    json rename = line("rename", {{"threads", questions(first)}}, {{"text", "新的名字"}});
    ASSERT_EQ(post(rename).status, 200);
    rename["after"] = 0;
    const json conflict = json::parse(post(rename).body)["conflict"];
    ASSERT_EQ(conflict.size(), 1U);
    EXPECT_EQ(conflict[0]["about"]["debate"]["debate"], first["debate"]);
}

}  // namespace
}  // namespace agon
