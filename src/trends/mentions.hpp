// Inside of room trends: what stands in one sentence. Pure functions of text and lexicon, so that evals and tests can
// ask them sentence by sentence; offsets are bytes of `text`, ids are left empty.
#pragma once

#include "src/trends/steps.hpp"

namespace agon {

/// A word that gives a frame, and how it must stand to the name.
struct FrameCue {
    Span span;
    std::string frame, rule, kind;  // kind: of the actors that it speaks of, empty: all
    std::int64_t reach = 0;         // characters
};
/// What is looked up in a sentence once, for all its actors. `places`: of the list frame_places, only where `frames` or
/// a comparison may need it.
struct Cues {
    std::vector<LexiconMatch> attitude, negations, aspects, china, places;
    std::vector<FrameCue> frames;
};
/// "还不如讨论以色列", "不如去德国": the cue ends in 不如 and a verb stands between it and the name, which begins at
/// `name`; then it says what is better done, not who falls short of whom.
bool says_what_to_do(std::string_view text, const Span& cue, std::int64_t name);
std::vector<FrameCue> frame_cues(std::string_view text, const LexiconList& frames);

void find_further_names(const CaseTexts& index, const Lexicon& lexicon, Trends& out);
void summarise_frames(const CaseTexts& index, Trends& out);

}  // namespace agon
