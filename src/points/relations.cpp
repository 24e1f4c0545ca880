// Who answers whom: explicit replies, with the words that show whether they rebut, echo or concede.
//
// A reply needs evidence: a cue of agreement, disagreement or concession in its first two sentences, or two clear and
// opposite stances. A reply without either is not linked. Twins and quotations do not speak.
#include <algorithm>

#include "src/points/steps.hpp"

namespace agon {
namespace {

struct Found {
    RelationKind kind = RelationKind::rebuts;
    std::string cue;
    bool known = false;
};

std::string first_cue(const LexiconList& list, std::string_view text) {
    const auto found = list.find(text);
    if (found.empty()) return {};
    const Span span = found.front().span;
    return std::string(text.substr(static_cast<std::size_t>(span.begin), static_cast<std::size_t>(span.length())));
}

Found relation_in(const PointRoom& room, const Segment& s) {
    const std::string disagree = first_cue(room.lexicon.list("disagree"), s.text);
    if (!disagree.empty()) return {RelationKind::rebuts, disagree, true};
    const std::string concede = first_cue(room.lexicon.list("concession"), s.text);
    if (!concede.empty() && room.lexicon.list("contrast").contains_any(s.text))
        return {RelationKind::concedes, concede, true};
    const std::string agree = first_cue(room.lexicon.list("agree"), s.text);
    if (!agree.empty()) return {RelationKind::echoes, agree, true};
    return {};
}

}  // namespace

void find_relations(const PointRoom& room, DebateId debate, Points& out) {
    for (const PostStance& from : room.camps.stances) {
        if (from.debate != debate) continue;
        const auto post = room.post_index.find(from.post);
        if (post == room.post_index.end()) continue;
        const PostId parent = room.threads.posts[post->second].parent;
        const auto to = room.stance.find({debate, parent});
        if (to == room.stance.end() || to->second->voice == from.voice) continue;
        Relation relation{debate,
                          from.post,
                          parent,
                          from.voice,
                          to->second->voice,
                          RelationKind::rebuts,
                          from.evidence,
                          to->second->evidence,
                          "reply",
                          ""};
        Found found;
        for (const std::size_t i : room.segments_of_post.at(from.post)) {
            const Segment& s = room.segments.segments[i];
            if (s.ordinal > 1 || s.kind == SegmentKind::quotation || found.known) continue;
            found = relation_in(room, s);
            if (found.known) relation.evidence = s.segment;
        }
        const Pole mine = from.pole, theirs = to->second->pole;
        if (!found.known && (mine == Pole::a || mine == Pole::b) && (theirs == Pole::a || theirs == Pole::b) &&
            mine != theirs && from.confidence > 0.75 && to->second->confidence > 0.75)
            found = {RelationKind::rebuts, "", true};
        if (!found.known) continue;
        relation.kind = found.kind;
        relation.cue = found.cue;
        if (static_cast<std::int64_t>(relation.evidence) == 0 || static_cast<std::int64_t>(relation.answered) == 0)
            continue;
        out.relations.push_back(relation);
    }
}

}  // namespace agon
