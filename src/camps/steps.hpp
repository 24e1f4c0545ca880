// Inside of room camps: the judge of one debate.
#pragma once

#include <unordered_map>

#include "src/camps/camps.hpp"

namespace agon {

/// What the judge knows of a post in one debate.
struct DebatePost {
    PostId post{};
    VoiceId voice{};
    PostId answers{};
    ThreadId thread{};
    std::int32_t year = 0;
    std::int64_t votes = 0;
    std::vector<std::size_t> segments;  // indices of its members
    std::vector<double> cue_leans;      // per segment, from words alone
    double lean = 0;                    // -1 .. 1
};

/// The axis of a debate: which words and which direction in the vector space mean pole a.
struct Axis {
    bool two_sided = false;        // either/or: both poles have words of their own
    std::vector<float> direction;  // unit vector, a minus b; empty if not two sided
    std::vector<std::string> words_a, words_b;
    std::map<ThreadId, int> orientation;  // +1: agreeing with this thread's question means a; -1: means b
};

/// Net approval of a text: approving minus rejecting cues, with negation and concession.
double net_approval(std::string_view text, const Lexicon& lexicon);

/// -1 disagrees, 1 agrees, 0 neither: what a reply's first sentences say about the post it answers.
int reply_direction(std::string_view text, const Lexicon& lexicon);

}  // namespace agon
