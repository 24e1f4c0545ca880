// The analyst's hand on stances. Posts are placed before they settle, so that those around them, voices, camps and all
// that is counted from them follow.
#include "src/camps/corrected.hpp"

#include <algorithm>

namespace agon {
namespace {

std::optional<Pole> pole_of(const std::string& text) {
    const auto& names = EnumNames<Pole>::names;
    const auto* const at = std::find(std::begin(names), std::end(names), text);
    if (at == std::end(names)) return std::nullopt;
    return static_cast<Pole>(at - std::begin(names));
}

bool is_no_person(const Correction& c) {
    return c.what == "mark_author" && (c.kind == "organisation" || c.kind == "bot");
}

}  // namespace

StanceCorrecting::StanceCorrecting(const Corrections& corrections, const Debates& debates) : corrections_(corrections) {
    for (const Debate& debate : debates.debates)
        debates_.insert(std::to_string(static_cast<std::int64_t>(debate.debate)));
}

/// A line made in a debate that is no more (more data came in, its number changed) speaks of the post wherever it is.
bool StanceCorrecting::concerns(const Correction& correction, DebateId debate) const {
    return id_named<DebateId>(correction.debate) == debate || !debates_.contains(correction.debate);
}

void StanceCorrecting::place(DebateId debate, std::vector<DebatePost>& posts) {
    for (const Correction& c : corrections_.corrections) {
        const std::optional<Pole> pole = pole_of(c.pole);
        if (c.what != "move" || !pole || !concerns(c, debate)) continue;
        for (DebatePost& post : posts)
            if (id_named<PostId>(c.post) == post.post && !post.segments.empty()) {
                post.placed = pole;
                applied_.insert(c.line);
            }
    }
}

void StanceCorrecting::leave_out(std::vector<PostStance>& stances) {
    for (const Correction& c : corrections_.corrections)
        if (is_no_person(c) &&
            std::erase_if(stances, [&](const PostStance& s) { return id_named<VoiceId>(c.voice) == s.voice; }) > 0)
            applied_.insert(c.line);
}

std::vector<CorrectionOutcome> StanceCorrecting::outcomes() const {
    std::vector<CorrectionOutcome> out;
    for (const Correction& c : corrections_.corrections) {
        if (c.what != "move" && c.what != "mark_author") continue;
        const bool person = c.what == "mark_author" && c.kind == "person";  // asks for nothing
        const bool applied = person || applied_.contains(c.line);
        const char* reason = c.what == "move" && !pole_of(c.pole) ? "the pole is none of a, b, both, unclear"
                             : c.what == "move"                   ? "the post is in no debate any more"
                                                                  : "the account has no post in a debate";
        out.push_back({c.line, c.id, c.what, applied ? 1 : 0, applied ? "" : reason});
    }
    return out;
}

}  // namespace agon
