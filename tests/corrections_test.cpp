// corrections.jsonl: what is read, what is undone, what is named as unreadable; and how the corrections of room debates
// find their debate by its questions.
#include <gtest/gtest.h>

#include <filesystem>

#include "src/debates/corrected.hpp"

namespace agon {
namespace {

std::string case_with(const std::string& lines) {
    const std::string folder = (std::filesystem::temp_directory_path() / "agon_corrections_case").string();
    std::filesystem::remove_all(folder);
    EXPECT_TRUE(real_disk().make_folder(folder).ok());
    EXPECT_TRUE(real_disk().write_file(folder + "/corrections.jsonl", lines).ok());
    return folder;
}

TEST(Corrections, AreReadUndoneAndNamed) {
    const std::string folder = case_with(
        "{\"id\":\"a\",\"what\":\"pin\",\"target\":{\"threads\":[\"q1\",2]}}\n"
        "{\"id\":\"b\",\"what\":\"exclude\",\"target\":{\"threads\":[\"q3\"]}}\n"
        "not json\n\n"
        "{\"id\":\"c\",\"who\":\"x\"}\n"
        "{\"id\":\"d\",\"what\":\"undo\",\"undoes\":\"b\"}\n"
        "{\"id\":\"e\",\"what\":\"merge\",\"target\":{\"threads\":[\"q1\"]},\"value\":{\"with\":\"7\",\"threads\":["
        "\"q3\"]}}");
    const auto read = read_corrections(real_disk(), folder);
    ASSERT_TRUE(read.ok());
    ASSERT_EQ(read->corrections.size(), 2U);
    EXPECT_EQ(read->corrections[0].threads, (std::vector<std::string>{"q1", "2"}));
    EXPECT_EQ(read->corrections[1].with_threads, (std::vector<std::string>{"q3"}));
    EXPECT_EQ(read->corrections[1].line, 7);
    ASSERT_EQ(read->problems.size(), 2U);
    EXPECT_NE(read->problems[0].line().find("corrections.jsonl"), std::string::npos);
    std::filesystem::remove_all(folder);
    EXPECT_TRUE(read_corrections(real_disk(), folder)->corrections.empty());
}

class Corrected : public testing::Test {
  protected:
    Corrected() {
        for (int i = 0; i < 5; ++i) {
            threads_[i].thread = static_cast<ThreadId>(i + 1);
            threads_[i].native_id = "q" + std::to_string(i);
            threads_[i].title = "title " + std::to_string(i);
            ThreadEvidence e;
            e.thread = &threads_[i];
            evidence_.push_back(e);
        }
    }
    void say(const std::string& what, std::vector<std::string> threads, std::vector<std::string> with = {}) {
        Correction c;
        c.line = static_cast<std::int64_t>(said_.corrections.size()) + 1;
        c.what = what;
        c.threads = std::move(threads);
        c.with_threads = std::move(with);
        c.text = "title 1";
        said_.corrections.push_back(std::move(c));
    }
    Thread threads_[5];
    std::vector<ThreadEvidence> evidence_;
    Corrections said_;
};

TEST_F(Corrected, PinsAndExcludes) {
    say("pin", {"q0"});
    say("exclude", {"q1"});
    say("pin", {"gone"});
    Correcting correcting(said_, evidence_);
    std::vector<bool> debated = {false, true, false, false, false};
    correcting.mark(debated);
    EXPECT_EQ(debated, (std::vector<bool>{true, true, false, false, false}));
    EXPECT_TRUE(correcting.pinned({0, 3}));
    EXPECT_TRUE(correcting.excluded(1));
    ASSERT_EQ(correcting.outcomes().size(), 3U);
    EXPECT_EQ(correcting.outcomes()[2].applied, 0);
    EXPECT_EQ(correcting.outcomes()[2].reason, "none of its questions is in the case");
}

TEST_F(Corrected, AnExclusionTakesThreadsOutOfTheirGroupsAndLeavesTheOthers) {
    say("exclude", {"q0", "q3"});
    say("merge", {"q0"}, {"q1"});
    Correcting correcting(said_, evidence_);
    std::vector<bool> debated(5, true);
    correcting.mark(debated);
    std::vector<ThreadGroup> groups = {{{0}, {}, 1}, {{1, 2}, {{1}, {2}}, .5}, {{3, 4}, {{3}, {4}}, .75}};
    correcting.regroup(groups);
    ASSERT_EQ(groups.size(), 2U);
    EXPECT_EQ(groups[0].threads, (std::vector<std::size_t>{1, 2}));
    EXPECT_EQ(groups[0].parts.size(), 2U);
    EXPECT_EQ(groups[0].stability, .5);
    EXPECT_EQ(groups[1].threads, std::vector<std::size_t>{4});
    EXPECT_EQ(groups[1].parts, (std::vector<std::vector<std::size_t>>{{4}}));
    ASSERT_EQ(correcting.outcomes().size(), 2U);
    EXPECT_EQ(correcting.outcomes()[1].applied, 0);  // what is out cannot be merged
}

TEST_F(Corrected, MergesByMembersAndSplits) {
    say("merge", {"q0", "q1"}, {"q3"});
    say("split", {"q4"});
    say("merge", {"q0", "q3", "q4"}, {"gone"});
    Correcting correcting(said_, evidence_);
    std::vector<ThreadGroup> groups = {{{2}, {}, 1}, {{0, 1}, {}, 1}, {{3, 4}, {}, 1}};
    correcting.regroup(groups);
    std::vector<std::vector<std::size_t>> members;
    for (const ThreadGroup& g : groups) members.push_back(g.threads);
    EXPECT_EQ(members, (std::vector<std::vector<std::size_t>>{{2}, {0, 1, 3}, {4}}));
    EXPECT_EQ(correcting.outcomes()[0].applied, 1);
    EXPECT_EQ(correcting.outcomes()[2].applied, 0);
}

TEST_F(Corrected, RenamesToAQuestionOfTheDebate) {
    say("rename", {"q0", "q1"});
    Correcting correcting(said_, evidence_);
    std::vector<Debate> debates(1);
    const std::vector<Found> found = {{{0, 1}, {}, DebateId{}, 1}};
    correcting.reword(debates, found);
    EXPECT_EQ(debates[0].question, "title 1");
    EXPECT_EQ(debates[0].question_thread, static_cast<ThreadId>(2));
    EXPECT_EQ(debates[0].name, "title 1");
}

}  // namespace
}  // namespace agon
