// Edits in the explorer: they need the secret, say what their kind needs, and lose nothing that somebody else wrote.
#include <gtest/gtest.h>

#include <optional>

#include "ground/text/text.hpp"
#include "tests/explorer_case.hpp"

namespace agon {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

class ExplorerCorrections : public ExplorerCase {
  protected:
    void TearDown() override {
        for (const char* file : {"/corrections.jsonl", "/translations.jsonl"}) fs::remove(case_ + file);
    }
};

/// One browser: it knows how many lines there were when it began, and what it was told since.
struct Browser {
    json begin(json line) const {
        line["after"] = began;
        line["seen"] = seen;
        return line;
    }
    /// Whether it was written; else what the browser is shown instead.
    std::optional<json> take(const Reply& reply) {
        const json answer = json::parse(reply.body);
        if (answer.contains("written")) seen.push_back(answer["written"]["id"]);
        if (!answer.contains("conflict")) return std::nullopt;
        for (const json& other : answer["conflict"]) seen.push_back(other["id"]);
        return answer["conflict"];
    }
    std::int64_t began = 0;
    json seen = json::array();
};

const json kX = {{"debate", "5"}, {"threads", {"51", "52"}}};
const json kY = {{"debate", "6"}, {"threads", {"61"}}};

TEST_F(ExplorerCorrections, NeedTheSecret) {
    const json rename = line("rename", kX, {{"text", "新名"}});
    EXPECT_EQ(post(rename, "").status, 403);
    EXPECT_EQ(post(rename, std::string(48, '0')).status, 403);
    EXPECT_FALSE(fs::exists(case_ + "/corrections.jsonl"));
    ASSERT_EQ(post(rename).status, 200);
    EXPECT_EQ(get("corrections")["count"], 1);
}

// A renames X; B, who has not seen it, comments on Y and then renames X.
TEST_F(ExplorerCorrections, WritingSomethingElseMakesNothingSeen) {
    Browser a, b;
    EXPECT_FALSE(a.take(post(a.begin(line("rename", kX, {{"text", "of A"}})))));
    EXPECT_FALSE(b.take(post(b.begin(line("comment", kY, {{"text", "hm"}})))));
    EXPECT_FALSE(b.take(post(b.begin(line("rename", kY, {{"text", "of B"}}))))) << "another debate";
    const auto told = b.take(post(b.begin(line("rename", kX, {{"text", "of B"}}))));
    ASSERT_TRUE(told);
    ASSERT_EQ(told->size(), 1U);
    EXPECT_EQ((*told)[0]["value"]["text"], "of A");
    EXPECT_EQ(get("corrections")["count"], 3) << "nothing was written";
    EXPECT_FALSE(b.take(post(b.begin(line("rename", kX, {{"text", "of B"}}))))) << "now it knows, and may";
    EXPECT_FALSE(b.take(post(b.begin(line("rename", kX, {{"text", "of B again"}})))))
        << "its own lines are no conflict";
    EXPECT_TRUE(a.take(post(a.begin(line("rename", kX, {{"text", "of A again"}})))));
}

TEST_F(ExplorerCorrections, ConflictByWhatIsCorrected) {
    struct Pair {
        const char* about;
        std::string what;
        json target, value;
        std::string other_what;
        json other_target, other_value;
        bool conflict;
    };
    const json text = {{"text", "x"}}, both = {{"debate", "7"}, {"threads", {"52", "71"}}};
    const std::vector<Pair> pairs = {
        {"two quotes of one point",
         "choose_quote",
         {{"point", "1"}, {"segment", "2"}},
         {},
         "choose_quote",
         {{"point", "1"}, {"segment", "3"}},
         {},
         true},
        {"quotes of two points",
         "choose_quote",
         {{"point", "1"}, {"segment", "2"}},
         {},
         "choose_quote",
         {{"point", "4"}, {"segment", "2"}},
         {},
         false},
        {"quote and words of a point",
         "choose_quote",
         {{"point", "1"}, {"segment", "2"}},
         {},
         "reword",
         {{"point", "1"}, {"segment", "2"}},
         text,
         false},
        {"one debate under two numbers", "rename", kX, text, "rename", both, text, true},
        {"the debate that is merged in", "merge", kX, kY, "split", kY, {}, true},
        {"exclusion and split", "exclude", kX, {}, "split", {{"threads", {"52"}}}, {}, true},
        {"name and members", "exclude", kX, {}, "rename", kX, text, false},
        {"a post in one debate",
         "move",
         {{"debate", "5"}, {"post", "9"}},
         {{"pole", "a"}},
         "move",
         {{"debate", "5"}, {"post", "9"}},
         {{"pole", "b"}},
         true},
        {"a post in two debates",
         "move",
         {{"debate", "5"}, {"post", "9"}},
         {{"pole", "a"}},
         "move",
         {{"debate", "6"}, {"post", "9"}},
         {{"pole", "b"}},
         false},
        {"an account",
         "mark_author",
         {{"voice", "3"}},
         {{"kind", "bot"}},
         "mark_author",
         {{"voice", 3}},
         {{"kind", "organisation"}},
         true},
        {"a translation",
         "translate",
         {{"original", "大"}},
         text,
         "translate",
         {{"original", "大"}},
         {{"text", "y"}, {"language", "en"}},
         true},
        {"two languages",
         "translate",
         {{"original", "大"}},
         text,
         "translate",
         {{"original", "大"}},
         {{"text", "y"}, {"language", "zh"}},
         false},
        {"question and side",
         "translate",
         {{"original", "大"}},
         text,
         "translate",
         {{"original", "大"}, {"part", "a"}},
         text,
         false},
        {"an answer",
         "reject_relation",
         {{"from", "1"}, {"to", "2"}},
         {},
         "reject_relation",
         {{"from", "1"}, {"to", "2"}},
         {},
         true},
        {"two comments", "comment", kX, text, "comment", kX, text, false},
    };
    for (const Pair& p : pairs) {
        Browser a, b;
        a.began = b.began = get("corrections")["count"];
        const Reply first = post(a.begin(line(p.what, p.target, p.value)));
        ASSERT_EQ(first.status, 200) << p.about << ": " << first.body;
        const Reply second = post(b.begin(line(p.other_what, p.other_target, p.other_value)));
        ASSERT_EQ(second.status, 200) << p.about << ": " << second.body;
        EXPECT_EQ(b.take(second).has_value(), p.conflict) << p.about;
    }
}

TEST_F(ExplorerCorrections, AnUndoIsAboutWhatItTakesBack) {
    Browser a, b;
    const Reply renamed = post(a.begin(line("rename", kX, {{"text", "of A"}})));
    a.take(renamed);
    b.began = 1;
    EXPECT_FALSE(b.take(post(b.begin(line("rename", kX, {{"text", "of B"}})))));
    const json undo = {{"what", "undo"}, {"undoes", id_of(renamed)}};
    EXPECT_TRUE(a.take(post(a.begin(undo)))) << "B has renamed it meanwhile";
    EXPECT_FALSE(a.take(post(a.begin(undo))));
    const json lines = get("corrections")["lines"];
    EXPECT_EQ(lines.back()["target"], kX) << "the file says what an undo is about";
    EXPECT_TRUE(b.take(post(b.begin(line("rename", kX, {{"text", "of B again"}}))))) << "A has undone one meanwhile";
}

TEST_F(ExplorerCorrections, AnUndoNeedsALineToUndo) {
    EXPECT_EQ(post({{"what", "undo"}, {"undoes", "abc"}, {"after", 0}}).status, 400);
    EXPECT_EQ(post({{"what", "undo"}, {"after", 0}}).status, 400);
    EXPECT_FALSE(fs::exists(case_ + "/corrections.jsonl"));
    const Reply comment = post(line("comment", kX, {{"text", "hm"}}));
    const Reply undone = post({{"what", "undo"}, {"undoes", id_of(comment)}, {"after", 1}});
    ASSERT_EQ(undone.status, 200) << undone.body;
    EXPECT_EQ(post({{"what", "undo"}, {"undoes", id_of(comment)}, {"after", 2}}).status, 400) << "undone already";
    EXPECT_EQ(post({{"what", "undo"}, {"undoes", id_of(undone)}, {"after", 2}}).status, 400) << "an undo";
}

TEST_F(ExplorerCorrections, SayWhatTheirKindNeeds) {
    const json text = {{"text", "x"}}, no_object = json::array();
    const json point = {{"point", "1"}, {"segment", "2"}}, post_target = {{"debate", "5"}, {"post", "9"}};
    const std::vector<json> wrong = {
        line("delete_everything", kX, text),
        line("rename", kX, {{"text", " "}}),
        line("rename", kX, {{"text", "two\nlines"}}),
        line("rename", {{"debate", "5"}}, text),
        line("set_proposition", kX, {}),
        line("set_proposition", {{"debate", "5"}}, text),
        line("set_proposition", kX, {{"text", "x"}, {"pole_a", "one side only"}}),
        line("set_proposition", kX, {{"text", "x"}, {"pole_b", "one side only"}}),
        line("set_proposition", kX, {{"text", "x"}, {"pole_a", "same"}, {"pole_b", "same"}}),
        line("set_proposition", kX, {{"text", "x"}, {"pole_a", " "}, {"pole_b", "b"}}),
        line("set_proposition", kX, {{"text", "x"}, {"pole_a", "two\nlines"}, {"pole_b", "b"}}),
        line("pin", {{"debate", "5"}}, {}),
        line("exclude", {{"threads", json::array()}}, {}),
        line("merge", kX, {}),
        line("merge", kX, {{"threads", {"52"}}}),
        line("split", no_object, {}),
        line("move", post_target, {{"pole", "zzz"}}),
        line("move", {{"post", "9"}}, {{"pole", "a"}}),
        line("mark_author", {{"voice", "3"}}, {{"kind", "a nice person"}}),
        line("mark_author", {{"post", "3"}}, {{"kind", "bot"}}),
        line("choose_quote", {{"point", "1"}}, {}),
        line("reword", {{"post", "1"}}, text),
        line("reword", point, {}),
        line("reject_relation", {{"from", "1"}}, {}),
        line("translate", {{"original", ""}}, text),
        line("translate", {{"original", "大"}, {"part", "c"}}, text),
        line("translate", {{"original", "大"}}, {{"text", "x"}, {"language", "fr"}}),
        line("comment", json::object(), text),
        line("comment", kX, {}),
        {{"what", "rename"}, {"target", kX}, {"value", text}, {"after", 99}},
        {{"what", "rename"}, {"target", kX}, {"value", text}, {"after", "none"}},
        {{"what", 7}, {"target", kX}, {"value", text}, {"after", 0}},
    };
    for (const json& body : wrong) {
        const Reply reply = post(body);
        EXPECT_EQ(reply.status, 400) << body;
        EXPECT_FALSE(json::parse(reply.body)["error"].get<std::string>().empty());
    }
    EXPECT_FALSE(fs::exists(case_ + "/corrections.jsonl"));
    Ask broken;
    broken.method = "POST";
    broken.path = "/api/corrections";
    broken.headers["x-agon-token"] = explorer_->token();
    broken.body = "{\"what\":";
    EXPECT_GE(explorer_->answer(broken).status, 400);
}

TEST_F(ExplorerCorrections, AStatementComesWithBothSidesOrWithout) {
    EXPECT_EQ(post(line("set_proposition", kX, {{"text", "x"}})).status, 200);
    EXPECT_EQ(post(line("set_proposition", kX, {{"text", "x"}, {"pole_a", ""}, {"pole_b", ""}})).status, 200);
    EXPECT_EQ(post(line("set_proposition", kX, {{"text", "x"}, {"pole_a", "甲"}, {"pole_b", "乙"}})).status, 200);
    EXPECT_EQ(post(line("pin", kX, {})).status, 200);
    EXPECT_EQ(get("corrections")["count"], 4);
}

// A text editor may write the file too, with numbers for ids, lines that are none, and no end of the last line.
TEST_F(ExplorerCorrections, LivesWithLinesFromAnEditor) {
    const std::string own = R"({"id":7,"what":"rename","target":{"threads":[51]},"value":{"text":5},"why":9})"
                            "\nnot json\n"
                            R"({"what":["rename"],"target":3})";
    ASSERT_TRUE(real_disk().write_file(case_ + "/corrections.jsonl", own).ok());
    EXPECT_EQ(get("corrections")["count"], 2);
    json rename = line("rename", kX, {{"text", "x"}});
    rename["why"] = 5;
    rename["after"] = 0;
    EXPECT_EQ(json::parse(post(rename).body)["conflict"].size(), 1U) << "51 is one of its questions";
    rename["after"] = 2;
    ASSERT_EQ(post(rename).status, 200);
    EXPECT_EQ(get("corrections")["count"], 3);
    EXPECT_TRUE(real_disk().read_file(case_ + "/corrections.jsonl")->starts_with(own + "\n"));
    EXPECT_EQ(post({{"what", "undo"}, {"undoes", "7"}, {"after", 3}}).status, 200);
}

TEST_F(ExplorerCorrections, ATranslationGoesIntoTheMemoryOfTheCase) {
    const json none = get("translations", {{"language", "en"}});
    EXPECT_EQ(none["lines"].size(), 0U) << "the case has no memory yet";
    const auto line = [&](const std::string& text) {
        return json{{"what", "translate"},
                    {"target", {{"original", "大而不强"}}},
                    {"value", {{"text", text}}},
                    {"after", get("corrections")["count"]}};
    };
    EXPECT_EQ(post(line("big\nbut not strong")).status, 400) << "two lines";
    ASSERT_EQ(post(line("big, not strong")).status, 200);
    ASSERT_EQ(post(line("big but not strong")).status, 200);
    const json lines = get("translations", {{"language", "en"}})["lines"];
    ASSERT_EQ(lines.size(), 2U);
    EXPECT_EQ(lines[1]["text"], "big but not strong");
    EXPECT_EQ(lines[1]["maker"], "tester");
    EXPECT_EQ(get("translations", {{"language", "zh"}})["lines"].size(), 0U);
    json side = line("the strong");
    side["target"]["part"] = "a";
    ASSERT_EQ(post(side).status, 200);
    json english = line("大而不强");
    english["target"]["original"] = "big, not strong";
    english["value"]["language"] = "zh";
    ASSERT_EQ(post(english).status, 200);
    EXPECT_EQ(get("translations", {{"language", "zh"}})["lines"][0]["original"], "big, not strong");
    // As the report reads it: the digest is of the original, and of the part where there is one.
    const std::string memory = *real_disk().read_file(case_ + "/translations.jsonl");
    EXPECT_NE(memory.find(sha256_hex("大而不强#a")), std::string::npos);
    EXPECT_NE(memory.find("\"part\":\"a\""), std::string::npos);
    EXPECT_NE(memory.find(sha256_hex("big, not strong")), std::string::npos);
}

TEST_F(ExplorerCorrections, AnUndoneTranslationLeavesTheMemory) {
    const std::string memory = case_ + "/translations.jsonl";
    const std::string own = R"({"sha256":"x","original":"另一句","language":"en","text":"by hand","maker":"me"})";
    ASSERT_TRUE(real_disk().write_file(memory, own + "\n").ok());
    const auto say = [&](const json& more) {
        json line = {
            {"what", "translate"}, {"target", {{"original", "大而不强"}}}, {"after", get("corrections")["count"]}};
        line.update(more);
        return post(line);
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
}

TEST_F(ExplorerCorrections, TheSessionSaysWhoMayEdit) {
    Ask ask;
    ask.path = "/api/session";
    const auto allowed = [&] { return json::parse(explorer_->answer(ask).body)["allowed"].get<bool>(); };
    EXPECT_FALSE(allowed());
    ask.headers["x-agon-token"] = std::string(48, '0');
    EXPECT_FALSE(allowed()) << "of a server that is gone";
    ask.headers["x-agon-token"] = explorer_->token();
    EXPECT_TRUE(allowed());
}

}  // namespace
}  // namespace agon
