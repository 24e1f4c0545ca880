// Who votes alike, where people voted on statements (Pol.is): groups, how each voted, what all accept and what parts
// them.
//
// The groups are those of groups.hpp, of one conversation each, numbered by size. A person's last vote on a statement
// counts.
//   Fits:          some hundred people who voted on some dozens of statements.
//   Does not fit:  posts with upvotes only: nobody can disagree there, and no row is written.
// A conversation in which everybody votes alike, or in which nobody votes enough, has no groups and no rows.
#include <algorithm>

#include "src/points/steps.hpp"

namespace agon {
namespace {

struct Conversation {
    std::map<AuthorId, std::map<PostId, const Vote*>> votes;  // the last of each person on each statement
    std::set<PostId> statements;
};

std::map<ThreadId, Conversation> conversations_of(const Threads& threads) {
    std::map<ThreadId, Conversation> out;
    for (const Vote& vote : threads.votes) {
        const auto post = std::lower_bound(threads.posts.begin(), threads.posts.end(), vote.post,
                                           [](const Post& p, PostId id) { return p.post < id; });
        if (post == threads.posts.end() || post->post != vote.post) continue;
        Conversation& conversation = out[post->thread];
        conversation.statements.insert(vote.post);
        const Vote*& last = conversation.votes[vote.voter][vote.post];
        if (last == nullptr || vote.created_seconds >= last->created_seconds) last = &vote;
    }
    return out;
}

VoteMatrix matrix_of(const Conversation& conversation) {
    VoteMatrix matrix;
    matrix.people = conversation.votes.size();
    matrix.statements = conversation.statements.size();
    for (const auto& [voter, votes] : conversation.votes)
        for (const PostId statement : conversation.statements) {
            const auto vote = votes.find(statement);
            matrix.votes.push_back(vote == votes.end() ? vote_unseen : static_cast<std::int8_t>(vote->second->value));
        }
    return matrix;
}

Standing standing_of(const StatementStanding& measured) {
    if (is_consensus(measured)) return measured.consensus >= measured.against ? Standing::accepted : Standing::rejected;
    return is_divisive(measured) ? Standing::divisive : Standing::unsettled;
}

void add_votes(ThreadId conversation, PostId statement, const VoteMatrix& matrix, std::size_t column,
               const OpinionGroups& groups, Points& out) {
    std::vector<GroupVotes> of_group(static_cast<std::size_t>(groups.count));
    for (std::size_t g = 0; g < of_group.size(); ++g)
        of_group[g] = {conversation, statement, static_cast<std::int32_t>(g) + 1};
    for (std::size_t person = 0; person < matrix.people; ++person) {
        const std::int8_t vote = matrix.at(person, column);
        if (groups.group[person] < 0 || vote == vote_unseen) continue;
        GroupVotes& counted = of_group[static_cast<std::size_t>(groups.group[person])];
        ++(vote > 0 ? counted.agrees : vote < 0 ? counted.disagrees : counted.passes);
        ++counted.votes;
    }
    out.group_votes.insert(out.group_votes.end(), of_group.begin(), of_group.end());
}

}  // namespace

void find_voters(const PointRoom& room, Points& out) {
    if (room.threads.votes.empty()) return;
    for (const auto& [thread, conversation] : conversations_of(room.threads)) {
        const VoteMatrix matrix = matrix_of(conversation);
        const OpinionGroups groups = find_opinion_groups(matrix, {});
        if (groups.count < 2) continue;
        std::size_t person = 0, column = 0;
        for (const auto& [voter, votes] : conversation.votes)
            out.voters.push_back({thread, voter, groups.group[person++] + 1});
        const std::vector<StatementStanding> standings = standing_of_statements(matrix, groups);
        for (const PostId statement : conversation.statements) {
            const StatementStanding& measured = standings[column];
            const auto sentences = room.read.of_post(statement);
            out.voted_statements.push_back({thread, statement,
                                            sentences.size() == 1 ? sentences.front()->segment : SegmentId{},
                                            standing_of(measured), measured.consensus, measured.against,
                                            measured.difference, measured.z, measured.least});
            add_votes(thread, statement, matrix, column++, groups, out);
        }
    }
}

}  // namespace agon
