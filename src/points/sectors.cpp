// Sector x approach: sentences that name a sector of industry and say that the state or the market leads it.
//
// Both words must stand in one sentence. A sentence with cues of both approaches counts as mixed unless one of them is
// negated ("高铁不能靠市场，要靠国家": state). Questions and quotations do not count. Cells stay empty rather than
// guessed.
#include <set>

#include "src/points/steps.hpp"

namespace agon {
namespace {

int affirmed(const LexiconList& list, const LexiconList& negation, std::string_view text) {
    int count = 0;
    const auto negations = negation.find(text);
    for (const LexiconMatch& cue : list.find(text)) {
        bool negated = false;
        for (const LexiconMatch& n : negations)
            negated = negated || (n.span.end <= cue.span.begin && cue.span.begin - n.span.end <= 9);
        count += negated ? -1 : 1;
    }
    return count;
}

}  // namespace

void find_sector_views(const PointRoom& room, Points& out) {
    const LexiconList& sectors = room.lexicon.list("sectors");
    const LexiconList& negation = room.lexicon.list("negation");
    std::map<PostId, const PostStance*> stance_of;
    for (const PostStance& s : room.camps.stances) stance_of.emplace(s.post, &s);
    for (const Segment& s : room.segments.segments) {
        if (s.stream != "public" || s.kind != SegmentKind::statement) continue;
        std::set<std::string> named;
        for (const LexiconMatch& m : sectors.find(s.text)) named.insert(m.entry->name);
        if (named.empty() || named.size() > 3) continue;
        const int state = affirmed(room.lexicon.list("state"), negation, s.text);
        const int market = affirmed(room.lexicon.list("market"), negation, s.text);
        std::string approach;
        if (state > 0 && market > 0)
            approach = "mixed";
        else if (state > 0 || (market < 0 && state == 0))
            approach = "state";
        else if (market > 0 || (state < 0 && market == 0))
            approach = "market";
        else
            continue;
        for (const std::string& sector : named) {
            SectorView view{sector, approach, s.segment, s.post, s.voice, {}, Pole::unclear, s.year};
            if (const auto found = stance_of.find(s.post); found != stance_of.end()) {
                view.debate = found->second->debate;
                view.pole = found->second->pole;
            }
            out.sectors.push_back(std::move(view));
        }
    }
}

}  // namespace agon
