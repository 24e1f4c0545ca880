// Room trends: TIME, CONTRASTS. Threads, Debates, Camps, Points -> Trends.
// Tables: trends/{terms,actors}.parquet. Years of debates and camps are counted from camps/stances directly.
#pragma once

#include "src/points/points.hpp"

namespace agon {

/// One use of a tracked term in one post. Tracked terms: the case's topic, the lexicon's policy terms.
struct TermUse {
    std::string term;
    std::string stream;
    PostId post{};
    VoiceId voice{};
    std::int32_t year = 0;
    std::string date;  // YYYY-MM-DD in the platform's zone, empty if unknown
};
/// One mention of an actor in one segment, with the frame that a stated cue gives it (empty: none).
struct ActorUse {
    std::string actor;
    std::string frame;  // gold_standard, rival, partner, cautionary_tale, model, victim, threat or empty
    std::string cue;
    SegmentId segment{};
    PostId post{};
    VoiceId voice{};
    std::int32_t year = 0;
};
struct Trends {
    std::vector<TermUse> terms;
    std::vector<ActorUse> actors;
};

Result<Trends> build_trends(const Threads& threads, const Corpus& corpus, const Segments& segments,
                            const Debates& debates, const Camps& camps, const Points& points, const Lexicon& lexicon);
Result<Trends> read_trends(Disk& disk, const std::string& case_folder);

template <>
struct ColumnsOf<TermUse> {
    static constexpr auto columns = std::tuple{column("term", &TermUse::term), column("stream", &TermUse::stream),
                                               column("post", &TermUse::post), column("voice", &TermUse::voice),
                                               column("year", &TermUse::year), column("date", &TermUse::date)};
};
template <>
struct ColumnsOf<ActorUse> {
    static constexpr auto columns = std::tuple{column("actor", &ActorUse::actor), column("frame", &ActorUse::frame),
                                               column("cue", &ActorUse::cue),     column("segment", &ActorUse::segment),
                                               column("post", &ActorUse::post),   column("voice", &ActorUse::voice),
                                               column("year", &ActorUse::year)};
};

}  // namespace agon
