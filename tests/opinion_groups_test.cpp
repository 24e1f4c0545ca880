// Opinion groups from votes.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <random>

#include "src/points/points.hpp"
#include "src/verdict/verdict.hpp"
#include "tests/sample_case.hpp"

namespace agon {
namespace {

/// Two camps that vote against each other on the first half of the statements and alike on the rest; every third vote
/// is missing.
VoteMatrix two_camps(std::size_t people, std::size_t statements) {
    std::mt19937 random(11);
    VoteMatrix votes;
    votes.people = people;
    votes.statements = statements;
    for (std::size_t p = 0; p < people; ++p)
        for (std::size_t s = 0; s < statements; ++s) {
            std::int8_t vote = s < statements / 2 ? (p % 2 == s % 2 ? 1 : -1) : 1;
            if (random() % 10 == 0) vote = static_cast<std::int8_t>(-vote);
            votes.votes.push_back(random() % 3 == 0 ? vote_unseen : vote);
        }
    return votes;
}

TEST(OpinionGroupsTest, FindsTwoCampsAndWhatTheyShare) {
    const VoteMatrix votes = two_camps(120, 24);
    const OpinionGroups groups = find_opinion_groups(votes, {});
    ASSERT_EQ(groups.count, 2);
    int wrong = 0;
    for (std::size_t p = 0; p < votes.people; ++p) wrong += groups.group[p] == groups.group[p % 2] ? 0 : 1;
    EXPECT_LE(wrong, 2);
    const auto standing = standing_of_statements(votes, groups);
    for (std::size_t s = 0; s < votes.statements; ++s) {
        if (s < 12)
            EXPECT_GT(standing[s].difference, 0.4) << s;
        else
            EXPECT_GT(standing[s].consensus, 0.6) << s;
    }
}

TEST(OpinionGroupsTest, TooFewVotesPlaceNobody) {
    VoteMatrix votes = two_camps(30, 24);
    for (std::int8_t& vote : votes.votes) vote = vote_unseen;
    const OpinionGroups groups = find_opinion_groups(votes, {});
    EXPECT_EQ(groups.count, 0);
    for (const std::int32_t group : groups.group) EXPECT_EQ(group, -1);
}

TEST(OpinionGroupsTest, SameVotesSameGroups) {
    const VoteMatrix votes = two_camps(80, 16);
    EXPECT_EQ(find_opinion_groups(votes, {}).group, find_opinion_groups(votes, {}).group);
}

/// A Pol.is export in a folder of its own: fifty voters of two camps of different size, ten statements.
std::string write_conversation() {
    const std::string folder = fresh_folder("voted") + "/minimum-wage";
    std::filesystem::create_directories(folder);
    std::string comments = "timestamp,comment-id,author-id,agrees,disagrees,moderated,comment-body\n",
                votes = "timestamp,comment-id,voter-id,vote\n";
    for (int s = 0; s < 10; ++s)
        comments += fmt::format("15238561{:02}000,{},{},0,0,1,Statement number {} says what wages should be.\n", s, s,
                                100 + s, s);
    for (int voter = 0; voter < 50; ++voter)
        for (int s = 0; s < 10; ++s) {
            const bool first = voter < 30, odd = (voter * 7 + s * 3) % 11 == 0;
            const int vote = s >= 6 ? 1 : (s % 2 == 0) == first ? 1 : -1;
            votes += fmt::format("1523857{:03}000,{},{},{}\n", voter * 10 + s, s, voter, odd ? -vote : vote);
        }
    votes += "1500000000000,0,0,-1\n";  // an earlier vote of the first voter, which a later one replaced
    votes += "1523858000000,9,50,1\n";  // one vote is too few to say with whom its voter stands
    const auto put = [&](const char* name, const std::string& bytes) {
        EXPECT_TRUE(real_disk().write_file(folder + "/" + name, bytes).ok());
    };
    put("comments.csv", comments);
    put("votes.csv", votes);
    put("summary.csv", "topic,What should the minimum wage be?\nurl,https://pol.is/x\n");
    return folder;
}

TEST(VotedCase, SaysWhoVotesAlikeAndTheReportHolds) {
    if (!std::filesystem::exists(".deps/encoder/weights.npz"))
        GTEST_SKIP() << ".deps/encoder is not there: run setup/install";
    const std::string export_folder = write_conversation(), folder = fresh_folder("voted_case");
    ASSERT_TRUE(import_files(real_disk(), folder, sorted_files(export_folder), {}).ok());
    const auto analyse = [&] {
        return analyze_case(real_disk(), folder, std::filesystem::current_path().string(), {},
                            [](const std::string&) {});
    };
    const auto outcome = analyse();
    ASSERT_TRUE(outcome) << outcome.error().line();
    const Points points = *read_points(real_disk(), folder);
    ASSERT_EQ(points.voters.size(), 51U);
    std::map<std::int32_t, int> sizes;
    for (const Voter& voter : points.voters) ++sizes[voter.group];
    EXPECT_EQ(sizes, (std::map<std::int32_t, int>{{0, 1}, {1, 30}, {2, 20}}));
    ASSERT_EQ(points.voted_statements.size(), 10U);
    int accepted = 0, divisive = 0;
    for (const VotedStatement& statement : points.voted_statements) {
        accepted += statement.standing == Standing::accepted ? 1 : 0;
        divisive += statement.standing == Standing::divisive ? 1 : 0;
    }
    EXPECT_EQ(accepted, 4);
    EXPECT_EQ(divisive, 6);
    std::int64_t cast = 0;
    for (const GroupVotes& votes : points.group_votes) {
        EXPECT_EQ(votes.votes, votes.agrees + votes.disagrees + votes.passes);
        cast += votes.votes;
    }
    EXPECT_EQ(cast, 500) << "the last vote of a person counts, and those of people without a group do not";

    for (const char* const language : {"en", "zh"})
        for (const NamesMode names : {NamesMode::verbatim, NamesMode::pseudonyms, NamesMode::paraphrase}) {
            const std::string file = folder + "-report.md";
            ReportOptions options;
            options.language = language, options.names = names, options.pseudonym_key = std::string(32, 'k');
            const auto written =
                write_report(real_disk(), folder, std::filesystem::current_path().string(), file, options);
            ASSERT_TRUE(written) << written.error().line();
            const std::string text = bytes_of(file);
            EXPECT_NE(text.find(language == std::string("en") ? "group A (30) and group B (20)"
                                                              : "甲组（30 人）和乙组（20 人）"),
                      std::string::npos)
                << text;
            EXPECT_EQ(text.find("Statement number") != std::string::npos, names != NamesMode::paraphrase);
            const auto verdict = verify_report(real_disk(), file, folder);
            ASSERT_TRUE(verdict) << verdict.error().line();
            for (const Finding& finding : verdict->findings) ADD_FAILURE() << finding.what << ": " << finding.detail;
            std::string forged = text;
            forged.replace(forged.find("30"), 2, "31");
            ASSERT_TRUE(real_disk().write_file(file, forged).ok());
            EXPECT_FALSE(verify_report(real_disk(), file, folder)->holds());
            std::filesystem::remove(file);
        }

    // Votes that come later change the groups though no post did.
    const std::string later = std::filesystem::path(export_folder).parent_path().string() + "/later/minimum-wage";
    std::filesystem::create_directories(later);
    std::string more = "timestamp,comment-id,voter-id,vote\n";
    for (int s = 0; s < 10; ++s) more += fmt::format("1523859{:03}000,{},77,{}\n", s, s, s >= 6 || s % 2 == 0 ? 1 : -1);
    ASSERT_TRUE(real_disk().write_file(later + "/votes.csv", more).ok());
    ASSERT_TRUE(import_files(real_disk(), folder, {later + "/votes.csv"}, {}).ok());
    ASSERT_TRUE(analyse().ok());
    EXPECT_EQ(read_points(real_disk(), folder)->voters.size(), 52U);
    std::filesystem::remove_all(folder);
    std::filesystem::remove_all(std::filesystem::path(export_folder).parent_path());
}

}  // namespace
}  // namespace agon
