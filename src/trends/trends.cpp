// TIME, CONTRASTS: where tracked terms and actors stand, post by post, so that every count in the report is a filter.
//
// A frame is given to an actor when a cue of that frame stands in the same sentence, no other actor lies between them
// and the cue is not negated. Frames are words near names, not judgements; the report says so.
#include "src/trends/trends.hpp"

#include <ctime>
#include <map>
#include <set>

namespace agon {
namespace {

/// Date in +08:00 from seconds since 1970 (days-to-civil after H. Hinnant, chrono-Compatible Low-Level Date
/// Algorithms).
std::string date_of(std::int64_t seconds) {
    if (seconds < 0) return {};
    std::int64_t days = (seconds + 8 * 3600) / 86400 + 719468;
    const std::int64_t era = days / 146097;
    const std::int64_t day_of_era = days - era * 146097;
    const std::int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    const std::int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    const std::int64_t shifted_month = (5 * day_of_year + 2) / 153;
    const std::int64_t day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    const std::int64_t month = shifted_month < 10 ? shifted_month + 3 : shifted_month - 9;
    const std::int64_t year = year_of_era + era * 400 + (month <= 2 ? 1 : 0);
    char text[32];
    std::snprintf(text, sizeof text, "%04d-%02d-%02d", static_cast<int>(year), static_cast<int>(month),
                  static_cast<int>(day));
    return text;
}

void find_terms(const Threads& threads, const Corpus& corpus, const Lexicon& lexicon, Trends& out) {
    for (std::size_t i = 0; i < corpus.posts.size(); ++i) {
        const CleanPost& post = corpus.posts[i];
        if (post.fate != PostFate::analysed) continue;
        std::set<std::string> seen;
        for (const LexiconMatch& m : lexicon.list("policy_terms").find(post.text))
            if (seen.insert(m.entry->name).second)
                out.terms.push_back({m.entry->name, post.stream, post.post, post.voice, post.year,
                                     date_of(threads.posts[i].created_seconds)});
    }
}

void find_actors_in(const Segment& s, const Lexicon& lexicon, Trends& out) {
    const auto actors = lexicon.list("actors").find(s.text);
    if (actors.empty()) return;
    const auto frames = lexicon.list("frames").find(s.text);
    const auto negations = lexicon.list("negation").find(s.text);
    std::map<std::string, ActorUse> uses;
    for (const LexiconMatch& actor : actors) {
        ActorUse& use = uses[actor.entry->name];
        use.actor = actor.entry->name;
        for (const LexiconMatch& frame : frames) {
            if (!use.frame.empty()) break;
            const std::int64_t from = std::min(actor.span.end, frame.span.end);
            const std::int64_t to = std::max(actor.span.begin, frame.span.begin);
            bool blocked = false;
            for (const LexiconMatch& other : actors)
                blocked = blocked || (other.entry != actor.entry && other.span.begin >= from && other.span.end <= to);
            for (const LexiconMatch& n : negations)
                blocked = blocked || (n.span.end <= frame.span.begin && frame.span.begin - n.span.end <= 3);
            if (blocked) continue;
            use.frame = frame.entry->name;
            use.cue = s.text.substr(static_cast<std::size_t>(frame.span.begin),
                                    static_cast<std::size_t>(frame.span.length()));
        }
    }
    for (auto& [name, use] : uses) {
        use.segment = s.segment;
        use.post = s.post;
        use.voice = s.voice;
        use.year = s.year;
        out.actors.push_back(use);
    }
}

}  // namespace

Result<Trends> build_trends(const Threads& threads, const Corpus& corpus, const Segments& segments, const Debates&,
                            const Camps&, const Points&, const Lexicon& lexicon) {
    Trends out;
    find_terms(threads, corpus, lexicon, out);
    for (const Segment& s : segments.segments)
        if (s.stream == "public" && s.kind != SegmentKind::aside) find_actors_in(s, lexicon, out);
    return out;
}

Result<Trends> read_trends(Disk& disk, const std::string& case_folder) {
    Trends out;
    TRY(out.terms, read_rows<TermUse>(disk, case_folder + "/trends/terms.parquet"));
    TRY(out.actors, read_rows<ActorUse>(disk, case_folder + "/trends/actors.parquet"));
    return out;
}

}  // namespace agon
