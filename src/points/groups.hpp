// Groups of people who agree with each other across statements, from a matrix of votes with gaps (Polis family).
//
// 1. Gaps are filled with the statement's mean vote and the matrix is centred; its two main directions are found by
// power
//    iteration over everybody.
// 2. A person's place is the sum over the votes that he or she cast only, times sqrt(statements / votes cast): without
//    that, who votes little sits in the middle and belongs nowhere.
// 3. People are first gathered in up to 100 small clusters (k-means), then these in k = 2 ... min(5, 2 + clusters / 12)
//    groups; the k with the best mean silhouette wins.
//   Fits:          a few hundred people, some dozens of statements, two or three camps.
//   Does not fit:  people who voted on different statements only: the gaps decide. Persons below least_votes are left
//                  out (group -1).
// Sources: C. Small et al., Polis: Scaling Deliberation by Mapping High Dimensional Opinion Spaces, 2021; red-dwarf.
// DEVIATION: k-means starts from the farthest points and from equal shares along either axis, not from drawn points,
// and keeps the best of the three, so there is no seed; Polis keeps an earlier k until another won four times in a row,
// which has no meaning for one reading of a finished matrix.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace agon {

constexpr std::int8_t vote_unseen = 2;

/// people x statements: 1 agrees, -1 disagrees, 0 passes, vote_unseen.
struct VoteMatrix {
    std::size_t people = 0, statements = 0;
    std::vector<std::int8_t> votes;  // [person][statement]
    std::int8_t at(std::size_t person, std::size_t statement) const { return votes[person * statements + statement]; }
};

struct OpinionGroups {
    std::vector<std::int32_t> group;  // of each person, 0 the largest; -1: not placed
    std::int32_t count = 0;
    double silhouette = 0;  // mean over the small clusters, of the chosen count
};
struct GroupOptions {
    std::int32_t least_votes = 7;  // or all statements, if there are fewer
};
OpinionGroups find_opinion_groups(const VoteMatrix& votes, const GroupOptions& options);

/// The probability that a matrix without any groups has a main direction as long as this one: the share of matrices in
/// which each statement's votes were dealt anew among those who cast them (the matrix itself counts as one of them).
/// Source: J. Horn, A rationale and test for the number of factors in factor analysis, Psychometrika 30, 1965.
double chance_of_main_direction(const VoteMatrix& votes, int shuffles);

/// How the groups stand to a statement.
struct StatementStanding {
    double consensus = 0;    // geometric mean over groups of p_agree * (1 - p_disagree), Jeffreys prior
    double against = 0;      // the same for agreeing to reject it
    double difference = 0;   // greatest difference of p_agree between two groups
    double z = 0;            // of that difference, one added to each count
    std::int64_t least = 0;  // votes of the group with fewest
};
std::vector<StatementStanding> standing_of_statements(const VoteMatrix& votes, const OpinionGroups& groups);
/// Whether all groups accept it (or all reject it): score .6 or more, seven votes in every group.
bool is_consensus(const StatementStanding& standing);
/// Whether it parts them: .3 or more between two groups, z above 1.96, seven votes in every group.
bool is_divisive(const StatementStanding& standing);

}  // namespace agon
