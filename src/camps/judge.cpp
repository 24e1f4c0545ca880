// The words of a stance: cues, negation, and what a reply says about the post it answers.
#include <algorithm>

#include "src/camps/steps.hpp"

namespace agon {

double net_approval(std::string_view text, const Lexicon& lexicon) {
    const auto negations = lexicon.list("negation").find(text);
    const auto contrasts = lexicon.list("contrast").find(text);
    const bool concedes = lexicon.list("concession").contains_any(text);
    const std::int64_t turn = contrasts.empty() ? -1 : contrasts.front().span.begin;
    const auto weight = [&](const LexiconMatch& cue, double sign) {
        for (const LexiconMatch& n : negations)
            if (n.span.end <= cue.span.begin && cue.span.begin - n.span.end <= 6) sign = -sign;
        // "虽然 A, 但是 B": what stands before the turn is granted, not meant.
        if (turn >= 0 && cue.span.begin < turn) sign *= concedes ? 0.2 : 0.6;
        return sign;
    };
    double net = 0;
    for (const LexiconMatch& cue : lexicon.list("support").find(text)) net += weight(cue, 1);
    for (const LexiconMatch& cue : lexicon.list("oppose").find(text)) net += weight(cue, -1);
    return std::clamp(net, -3.0, 3.0);
}

int reply_direction(std::string_view text, const Lexicon& lexicon) {
    const bool disagrees = lexicon.list("disagree").contains_any(text);
    const bool agrees = lexicon.list("agree").contains_any(text);
    if (disagrees == agrees) return disagrees ? -1 : 0;  // both: "同意前半，但逻辑不通" disagrees in the end
    return disagrees ? -1 : 1;
}

}  // namespace agon
