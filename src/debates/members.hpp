// Inside of room debates: which segments argue in which debate, and what a debate looks like from its members.
#pragma once

#include "src/debates/steps.hpp"

namespace agon {

/// A debate before it has members: its threads (indices into the evidence, ascending) and its centre.
struct Found {
    std::vector<std::size_t> group;
    std::vector<float> centre;
    DebateId debate{};
    double stability = 1;  // see grouping.cpp; 1 for a single thread
};

/// For each of `found`: the content words of its titles that few other titles have.
std::vector<std::vector<std::string>> own_title_words(const std::vector<Found>& found, const TitleWords& title_words);

/// By debate (in the order of `found`), then segment order. Residents stand under the debate's own questions; visitors
/// under others, and must be claims, near, and name two of `own_words`.
std::vector<Member> place_members(const std::vector<Found>& found, const std::vector<ThreadPlace>& places,
                                  const std::vector<std::vector<std::string>>& own_words, DebateRoom& room);

/// Sentences of official texts on each debate, in the order of `found`; `debates` in the same order, with their key
/// terms.
std::vector<OfficialSentence> place_official(const std::vector<Found>& found, const std::vector<Debate>& debates,
                                             const std::vector<std::vector<std::string>>& own_words, DebateRoom& room,
                                             const Lexicon& lexicon);

/// Fills counts, years and key terms of each debate from its members. `debates` in the order of `members`.
void describe_debates(std::vector<Debate>& debates, const std::vector<Member>& members, DebateRoom& room,
                      const Lexicon& lexicon);

}  // namespace agon
