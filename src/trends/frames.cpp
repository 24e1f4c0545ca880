// Frames over all voices, and names that no list holds.
//
// A frame of an actor is summarised by the voices that use it at least once, out of the voices that name the actor,
// with Wilson's interval, and its lift: that share over the same share among all other actors. A frame that recurs
// (three voices) and has a lift above 1 says something of this actor; one without lift is how people talk of anybody.
//
// Further names: runs of Latin letters with a capital (SpaceX, Solyndra, DARPA), used by at least three voices in
// Chinese posts and not in the list of actors. They are shown as found, kind "discovered"; many are products, not
// actors.
#include <algorithm>
#include <set>

#include "src/trends/mentions.hpp"

namespace agon {
namespace {

using Voices = std::set<VoiceId>;

/// How plainly a rule shows its frame; the example of a frame is the plainest, then the most voted.
int plainness(const std::string& rule) {
    return rule == "before" || rule == "comparison" ? 3 : rule == "near" ? 1 : 2;
}

struct FrameTally {
    Voices voices;
    std::set<PostId> posts;
    std::int32_t first_year = 0, last_year = 0;
    SegmentId segment{};
    PostId post{};
    int plain = 0;
    std::int64_t votes = -1;
};

void tally_use(FrameTally& tally, const ActorUse& use, std::int64_t votes) {
    tally.voices.insert(use.voice);
    tally.posts.insert(use.post);
    if (use.year > 0) {
        tally.first_year = tally.first_year == 0 ? use.year : std::min(tally.first_year, use.year);
        tally.last_year = std::max(tally.last_year, use.year);
    }
    const int plain = plainness(use.rule);
    if (std::pair(plain, votes) <= std::pair(tally.plain, tally.votes)) return;
    tally.plain = plain, tally.votes = votes, tally.segment = use.segment, tally.post = use.post;
}

struct Tallies {
    std::map<std::string, Voices> named;                                   // actor -> voices
    std::map<std::string, std::map<std::string, FrameTally>> framed;       // actor -> frame
    std::map<std::string, std::set<std::pair<VoiceId, std::string>>> any;  // frame -> (voice, actor)
    std::set<std::pair<VoiceId, std::string>> pairs;                       // (voice, actor)
};

void add_use(Tallies& t, const std::string& actor, const ActorUse& use, std::int64_t votes) {
    t.named[actor].insert(use.voice);
    t.pairs.insert({use.voice, actor});
    if (use.frame.empty()) return;
    tally_use(t.framed[actor][use.frame], use, votes);
    t.any[use.frame].insert({use.voice, actor});
}

void summarise(const Tallies& t, const std::string& scope, Trends& out) {
    for (const auto& [actor, frames] : t.framed) {
        const auto named = static_cast<std::int64_t>(t.named.at(actor).size());
        std::vector<FrameSummary> rows;
        for (const auto& [frame, tally] : frames) {
            FrameSummary row;
            row.actor = actor, row.frame = frame, row.scope = scope;
            row.voices = static_cast<std::int64_t>(tally.voices.size());
            row.posts = static_cast<std::int64_t>(tally.posts.size());
            row.actor_voices = named;
            const ShareInterval share = share_of(row.voices, named);
            row.share = share.share, row.share_low = share.low, row.share_high = share.high;
            const auto others = static_cast<double>(t.any.at(frame).size()) - static_cast<double>(row.voices);
            const auto other_pairs = static_cast<double>(t.pairs.size()) - static_cast<double>(named);
            row.lift = share.share / ((others + 0.5) / (other_pairs + 1));
            row.recurs = row.voices >= 3 ? 1 : 0;
            row.first_year = tally.first_year, row.last_year = tally.last_year;
            row.segment = tally.segment, row.post = tally.post;
            rows.push_back(std::move(row));
        }
        std::stable_sort(rows.begin(), rows.end(), [](const FrameSummary& l, const FrameSummary& r) {
            return l.voices != r.voices ? l.voices > r.voices : l.lift > r.lift;
        });
        for (std::size_t i = 0; i < rows.size(); ++i) rows[i].rank = static_cast<std::int32_t>(i) + 1;
        out.frames.insert(out.frames.end(), rows.begin(), rows.end());
    }
}

bool is_capital(char32_t c) {
    return c >= U'A' && c <= U'Z';
}
bool is_latin(char32_t c) {
    return is_capital(c) || (c >= U'a' && c <= U'z');
}

/// Runs of Latin letters (digits inside allowed) of three letters and more that hold a capital and a small letter, or
/// capitals only of three to six letters.
void latin_names(std::string_view text, std::vector<Span>& names) {
    std::size_t at = 0;
    while (at < text.size()) {
        const std::size_t begin = at;
        if (!is_latin(next_code_point(text, at))) continue;
        std::size_t letters = 1, capitals = is_capital(static_cast<unsigned char>(text[begin])) ? 1 : 0, end = at;
        while (at < text.size()) {
            const char32_t c = next_code_point(text, at);
            if (!is_latin(c) && !(c >= U'0' && c <= U'9')) break;
            letters += is_latin(c) ? 1 : 0;
            capitals += is_capital(c) ? 1 : 0;
            end = at;
        }
        const bool mixed = is_capital(static_cast<unsigned char>(text[begin])) && capitals < letters && letters >= 4;
        const bool acronym = capitals == letters && letters >= 3 && letters <= 6 && end - begin == letters;
        if (mixed || acronym) names.push_back({static_cast<std::int64_t>(begin), static_cast<std::int64_t>(end)});
    }
}

}  // namespace

void find_further_names(const CaseTexts& index, const Lexicon& lexicon, Trends& out) {
    struct Found {
        Voices voices;
        std::vector<ActorUse> uses;
    };
    std::map<std::string, Found> found;
    std::vector<Span> names;
    for (const PlacedPost& placed : index.posts) {
        if (placed.clean->language == "en") continue;  // there every sentence starts with a capital
        for (const Segment* s : placed.segments) {
            names.clear();
            latin_names(s->text, names);
            if (names.empty()) continue;
            const auto known = lexicon.list("actors").find(s->text);
            std::set<std::string> here;
            for (const Span& name : names) {
                bool covered = false;
                for (const LexiconMatch& m : known)
                    covered = covered || (m.span.begin < name.end && name.begin < m.span.end);
                std::string word =
                    s->text.substr(static_cast<std::size_t>(name.begin), static_cast<std::size_t>(name.length()));
                if (covered || !here.insert(word).second) continue;
                ActorUse use;
                use.actor = word, use.kind = "discovered";
                use.name_begin = name.begin, use.name_end = name.end;
                use.segment = s->segment, use.post = s->post, use.voice = s->voice;
                use.stream = s->stream, use.year = s->year;
                Found& f = found[word];
                f.voices.insert(s->voice);
                f.uses.push_back(std::move(use));
            }
        }
    }
    for (auto& [word, f] : found)
        if (f.voices.size() >= 3) out.actors.insert(out.actors.end(), f.uses.begin(), f.uses.end());
}

void summarise_frames(const CaseTexts& index, Trends& out) {
    Tallies narrow, wide;
    for (const ActorUse& use : out.actors) {
        if (use.stream == "official" || use.kind == "discovered") continue;
        const PlacedPost* post = index.find(use.post);
        const std::int64_t votes = post ? post->post->votes : 0;
        add_use(narrow, use.actor, use, votes);
        if (!use.country.empty()) add_use(wide, use.country, use, votes);
    }
    summarise(narrow, "actor", out);
    summarise(wide, "country", out);
}

}  // namespace agon
