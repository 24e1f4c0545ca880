#include "src/pipeline/seen.hpp"

namespace agon {

Debates seen_later(const Debates& made) {
    Debates seen;
    seen.debates = made.debates;
    seen.threads = made.threads;
    seen.members = made.members;
    for (Debate& debate : seen.debates) debate.name.clear();
    return seen;
}

Camps seen_later(const Camps& made) {
    Camps seen;
    seen.stances = made.stances;
    seen.voices = made.voices;
    seen.replies = made.replies;
    seen.lessons = made.lessons;
    return seen;
}

Points seen_later(const Points& made) {
    Points seen;
    seen.points = made.points;
    seen.matches = made.matches;
    for (KeyPoint& point : seen.points) {
        point.segment = {};
        point.post = {};
        point.wording.clear();
    }
    for (PointMatch& match : seen.matches) match.quote_rank = 0;
    return seen;
}

}  // namespace agon
