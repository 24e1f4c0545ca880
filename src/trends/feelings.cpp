// Mood, deeper concerns, and who says that he knows: what single words of a segment show.
//
// A cue counts unless a negation stands right before it ("不失望" shows no disillusion). Mood is shown by a segment,
// not proved: irony above all is underread, since most of it has no cue. Concerns that cut across debates are ranked by
// voices; those that cross debates (at least three voices in each of two) come first.
#include <algorithm>
#include <cmath>
#include <set>
#include <tuple>

#include "src/trends/steps.hpp"

namespace agon {
namespace {

constexpr std::int64_t kLeastVoices = 10;

template <class Use>
void place(Use& use, const Segment& s) {
    use.segment = s.segment, use.post = s.post, use.voice = s.voice;
    use.stream = s.stream, use.year = s.year;
}

std::string cut(std::string_view text, const Span& span) {
    return std::string(text.substr(static_cast<std::size_t>(span.begin), static_cast<std::size_t>(span.length())));
}

template <class Use>
void take_cue(Use& use, std::string_view text, const Span& span) {
    use.cue = cut(text, span);
    use.cue_begin = span.begin, use.cue_end = span.end;
}

/// The first match of each entry, in the order of the text.
std::vector<LexiconMatch> first_of_each(std::vector<LexiconMatch> matches) {
    std::set<const LexiconEntry*> seen;
    std::erase_if(matches, [&](const LexiconMatch& m) { return !seen.insert(m.entry).second; });
    return matches;
}

struct MoodKey {
    DebateId debate;
    std::string pole;
    std::int32_t year;
    bool operator<(const MoodKey& other) const {
        return std::tie(debate, pole, year) < std::tie(other.debate, other.pole, other.year);
    }
};

using Cells = std::map<MoodKey, std::set<VoiceId>>;

/// Years whose cells a post's voice belongs to: all, and its own where it is known.
std::vector<std::int32_t> years_of(std::int32_t year) {
    return year > 0 ? std::vector<std::int32_t>{0, year} : std::vector<std::int32_t>{0};
}

/// The cells of one debate that a post's voice belongs to: all poles and its own.
void add_to_debate(Cells& cells, DebateId debate, Pole pole, std::int32_t year, VoiceId voice) {
    const std::string side = pole == Pole::a ? "a" : pole == Pole::b ? "b" : "";
    for (const std::int32_t y : years_of(year)) {
        cells[{debate, "all", y}].insert(voice);
        if (!side.empty()) cells[{debate, side, y}].insert(voice);
    }
}
void add_to_all(Cells& cells, std::int32_t year, VoiceId voice) {
    for (const std::int32_t y : years_of(year)) cells[{DebateId{}, "all", y}].insert(voice);
}

/// A row for each cell of `all`: how many of its voices show the emotion.
void add_rows(const std::string& emotion, const Cells& all, const Cells& shown, std::vector<MoodYear>& rows) {
    for (const auto& [key, voices] : all) {
        MoodYear row;
        row.emotion = emotion;
        row.debate = key.debate, row.pole = key.pole, row.year = key.year;
        row.of_voices = static_cast<std::int64_t>(voices.size());
        const auto own = shown.find(key);
        row.voices = own == shown.end() ? 0 : static_cast<std::int64_t>(own->second.size());
        const ShareInterval share = share_of(std::min(row.voices, row.of_voices), row.of_voices);
        row.share = share.share, row.share_low = share.low, row.share_high = share.high;
        row.verdict = row.of_voices < kLeastVoices ? "not_enough" : "enough";
        rows.push_back(std::move(row));
    }
}

struct ConcernTally {
    std::set<VoiceId> voices;
    std::set<PostId> posts;
    ConcernReach row;
    std::int64_t votes = -2;
};

/// The concern raised with this one in the same posts most above chance (pointwise mutual information times its count).
void find_companion(const std::map<std::string, ConcernTally>& all, std::int64_t posts, const std::string& name,
                    ConcernReach& row) {
    const auto& mine = all.at(name).posts;
    double best = 0;
    for (const auto& [other, tally] : all) {
        if (other == name) continue;
        std::int64_t both = 0;
        for (const PostId post : mine) both += tally.posts.contains(post) ? 1 : 0;
        if (both < 3) continue;
        const double expected =
            static_cast<double>(mine.size()) * static_cast<double>(tally.posts.size()) / static_cast<double>(posts);
        const double score = static_cast<double>(both) * std::log(static_cast<double>(both) / expected);
        if (score > best) best = score, row.with_concern = other, row.with_posts = both;
    }
}

}  // namespace

std::vector<MoodUse> moods_in(std::string_view text, const Lexicon& lexicon) {
    std::vector<MoodUse> uses;
    auto matches = lexicon.list("emotion").find(text);
    if (matches.empty()) return uses;
    const auto negations = lexicon.list("negation").find(text);
    std::erase_if(matches, [&](const LexiconMatch& m) { return negated_at(text, m.span.begin, negations, 1); });
    for (const LexiconMatch& m : first_of_each(std::move(matches))) {
        MoodUse use;
        use.emotion = m.entry->name;
        take_cue(use, text, m.span);
        uses.push_back(std::move(use));
    }
    return uses;
}

void find_moods(const CaseTexts& index, const Lexicon& lexicon, Trends& out) {
    for (const PlacedPost& placed : index.posts)
        for (const Segment* s : placed.segments) {
            if (s->kind == SegmentKind::quotation) continue;  // somebody else's feeling
            for (MoodUse& use : moods_in(s->text, lexicon)) {
                place(use, *s);
                out.mood.push_back(std::move(use));
            }
        }
}

MoodsOfAll moods_of_all(const CaseTexts& index, const Lexicon& lexicon, const Trends& out) {
    Cells all;
    for (const PlacedPost& placed : index.posts)
        if (placed.clean->stream != "official") add_to_all(all, placed.date.year, placed.clean->voice);
    std::map<std::string, Cells> shown;
    for (const MoodUse& use : out.mood)
        if (use.stream != "official") add_to_all(shown[use.emotion], use.year, use.voice);
    MoodsOfAll moods;
    for (const LexiconEntry& emotion : lexicon.list("emotion").entries()) {
        moods.emotions.push_back(emotion.name);
        add_rows(emotion.name, all, shown[emotion.name], moods.rows);
    }
    return moods;
}

void summarise_moods(const CaseIndex& index, const MoodsOfAll& of_all, Trends& out) {
    std::set<std::pair<std::size_t, DebateId>> posts;  // place, and each debate that one of its segments is in
    for (const Member& m : index.debates.members)
        if (const auto at = index.place_of.find(static_cast<std::int64_t>(m.post)); at != index.place_of.end())
            posts.emplace(at->second, index.debate_of(m.segment));
    Cells all;
    for (const auto& [place, debate] : posts) {
        const PlacedPost& placed = index.posts[place];
        if (placed.clean->stream == "official") continue;
        add_to_debate(all, debate, index.pole_of(debate, placed.clean->post), placed.date.year, placed.clean->voice);
    }
    std::map<std::string, Cells> shown;
    for (const MoodUse& use : out.mood)
        if (use.stream != "official" && use.debate != DebateId{})
            add_to_debate(shown[use.emotion], use.debate, use.pole, use.year, use.voice);
    out.mood_years.clear();
    const std::size_t each = of_all.emotions.empty() ? 0 : of_all.rows.size() / of_all.emotions.size();
    for (std::size_t e = 0; e < of_all.emotions.size(); ++e) {
        const auto begin = of_all.rows.begin() + static_cast<std::ptrdiff_t>(e * each);
        out.mood_years.insert(out.mood_years.end(), begin, begin + static_cast<std::ptrdiff_t>(each));
        add_rows(of_all.emotions[e], all, shown[of_all.emotions[e]], out.mood_years);
    }
}

namespace {

void tally(ConcernTally& t, const ConcernUse& use, std::int64_t votes) {
    t.voices.insert(use.voice), t.posts.insert(use.post);
    if (use.year > 0) {
        t.row.first_year = t.row.first_year == 0 ? use.year : std::min(t.row.first_year, use.year);
        t.row.last_year = std::max(t.row.last_year, use.year);
    }
    if (votes > t.votes) t.votes = votes, t.row.segment = use.segment, t.row.post = use.post;
}

}  // namespace

std::vector<ConcernUse> concerns_in(std::string_view text, const Lexicon& lexicon) {
    std::vector<ConcernUse> uses;
    for (const LexiconMatch& m : first_of_each(lexicon.list("concerns").find(text))) {
        ConcernUse use;
        use.concern = m.entry->name;
        take_cue(use, text, m.span);
        uses.push_back(std::move(use));
    }
    return uses;
}

void find_concerns(const CaseTexts& index, const Lexicon& lexicon, Trends& out) {
    std::map<std::string, ConcernTally> tallies;
    std::int64_t public_posts = 0;
    for (const PlacedPost& placed : index.posts) {
        public_posts += placed.clean->stream == "official" ? 0 : 1;
        for (const Segment* s : placed.segments) {
            for (ConcernUse& use : concerns_in(s->text, lexicon)) {
                place(use, *s);
                if (use.stream != "official") tally(tallies[use.concern], use, placed.post->votes);
                out.concerns.push_back(std::move(use));
            }
        }
    }
    for (auto& [name, t] : tallies) {
        t.row.concern = name;
        t.row.voices = static_cast<std::int64_t>(t.voices.size());
        t.row.posts = static_cast<std::int64_t>(t.posts.size());
        find_companion(tallies, public_posts, name, t.row);
        out.concern_reach.push_back(t.row);
    }
}

void rank_concerns(Trends& out) {
    std::map<std::string, std::map<DebateId, std::set<VoiceId>>> by_debate;
    for (const ConcernUse& use : out.concerns)
        if (use.stream != "official" && use.debate != DebateId{}) by_debate[use.concern][use.debate].insert(use.voice);
    for (ConcernReach& row : out.concern_reach) {
        row.debates = 0;
        for (const auto& [debate, voices] : by_debate[row.concern]) row.debates += voices.size() >= 3 ? 1 : 0;
    }
    // What crosses debates comes before what stands in one; among those it is people that count, not debates: a concern
    // of 70 voices in three debates reaches further than one of 20 in four.
    std::sort(out.concern_reach.begin(), out.concern_reach.end(), [](const ConcernReach& l, const ConcernReach& r) {
        if ((l.debates >= 2) != (r.debates >= 2)) return l.debates >= 2;
        return std::tuple(-l.voices, -l.debates, std::string_view(l.concern)) <
               std::tuple(-r.voices, -r.debates, std::string_view(r.concern));
    });
    for (std::size_t i = 0; i < out.concern_reach.size(); ++i)
        out.concern_reach[i].rank = static_cast<std::int32_t>(i) + 1;
}

/// Searched in the whole post, since 利益相关 lines may be no segment of their own; once a post and kind.
void find_expertise(const CaseTexts& index, const Lexicon& lexicon, Trends& out) {
    for (const PlacedPost& placed : index.posts) {
        if (placed.clean->stream == "official") continue;
        const std::string& text = placed.clean->text;
        for (const LexiconMatch& m : first_of_each(lexicon.list("expertise").find(text))) {
            ExpertiseUse use;
            use.kind = m.entry->name;
            take_cue(use, text, m.span);
            std::size_t end = static_cast<std::size_t>(m.span.end);
            if (text.substr(end).starts_with("：") || text.substr(end).starts_with("，")) end += 3;
            const std::size_t begin = end;
            while (end < text.size()) {
                std::size_t next = end;
                next_code_point(text, next);
                if (clause_ends_between(text, static_cast<std::int64_t>(end), static_cast<std::int64_t>(next))) break;
                end = next;
            }
            use.field = text.substr(begin, end - begin);
            use.post = placed.clean->post, use.voice = placed.clean->voice;
            use.stream = placed.clean->stream, use.year = placed.date.year;
            for (const Segment* s : placed.segments)
                if (s->text_begin <= m.span.begin && m.span.end <= s->text_end) use.segment = s->segment;
            out.expertise.push_back(std::move(use));
        }
    }
}

}  // namespace agon
