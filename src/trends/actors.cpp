// Actors in a segment: which, in which frame, under which aspect, and how the writer takes them.
//
// Names are found by longest match over all aliases, so that 印度 is not found in 印度尼西亚; short forms of several
// (德日) give one actor each. A frame needs a cue and a rule for how the cue stands to the name (lexicon list
// "frames"):
//   before  the cue, at most little words (list "frame_places"), then the name: "不如人家德国"
//   after   the name ends, then the cue, one clause: "德国产的"
//   beside  right before or right behind:            "进口的德国", "德国原装"
//   deed    in front the name does it, behind the deed it suffers it: "美国制裁华为" makes a threat and a victim
//   near    either side, no other actor and at most one clause end between
//   measured    a quantity right behind the name, and another of the same kind right behind a name of China's:
//               "我们十亿吨，美国八千万"; then the actor is what China is measured against (rival)
//   comparison  a comparison (comparisons.cpp) says by its cue that China falls short of the actor, or beats it
//
// In each, the cue must not be negated. What an actor is to China is not told by a sentence on two other countries
// where neither it nor its thread's title speaks of China, and who beats whom only where one of both speaks of it.
//
// Fits: "我们还得学学德国". Does not fit: "德国人一遍一遍地改，改到十九版": a model without a word that says so; most
// frames are told that way and are not found. Of those found a third and more is not there for a strict reader
// (docs/labelling/frames.md), so a frame is reported by its recurrence among voices and never from one sentence.
// Attitude: words of praise and blame nearest to the actor within its clause or the next, negation turning them round;
// the frame adds its own sign. It is the attitude toward the actor: "美国又制裁华为" is against 美国, not against 华为.
#include <algorithm>
#include <array>
#include <cstdlib>
#include <set>

#include "src/trends/mentions.hpp"

namespace agon {

std::vector<NamedActor> named_actors(std::string_view text, const LexiconList& actors) {
    std::vector<NamedActor> named;
    for (const LexiconMatch& m : actors.find(text)) {
        const std::string& kind = m.entry->attribute("kind");
        if (kind == "guard") continue;
        if (kind != "several") {
            named.push_back({m.span, m.entry});
            continue;
        }
        for (const std::string& member : parted(m.entry->attribute("members"), '+'))
            if (const LexiconEntry* entry = actors.entry(member)) named.push_back({m.span, entry});
    }
    return named;
}

namespace {

constexpr std::int64_t kSufferReach = 2;  // characters between a deed and the name that suffers it
constexpr std::array<std::string_view, 7> kSuffering = {"被", "受", "受到", "遭", "遭到", "反", "反抗"};

/// Bytes between two spans; 0 where they touch or overlap.
Span gap_between(const Span& a, const Span& b) {
    return {std::min(a.end, b.end), std::max(a.begin, b.begin)};
}

bool another_between(const std::vector<NamedActor>& actors, const NamedActor& actor, const Span& gap) {
    for (const NamedActor& other : actors)
        if (other.entry != actor.entry && !(other.span == actor.span) && other.span.begin >= gap.begin &&
            other.span.end <= gap.end)
            return true;
    return false;
}

int clause_ends(std::string_view text, const Span& gap) {
    int ends = 0;
    for (std::int64_t at = gap.begin; at < gap.end;) {
        auto next = static_cast<std::size_t>(at);
        next_code_point(text, next);
        ends += clause_ends_between(text, at, static_cast<std::int64_t>(next)) ? 1 : 0;
        at = static_cast<std::int64_t>(next);
    }
    return ends;
}

bool overlaps(const Span& a, const Span& b) {
    return a.begin < b.end && b.begin < a.end;
}

/// Only little words stand in the gap ("学学[人家]德国"), and the name is not borne by another thing
/// ("参考乌克兰战场").
bool is_object(const NamedActor& actor, const Span& gap, const std::vector<LexiconMatch>& places) {
    std::int64_t at = gap.begin;
    for (const LexiconMatch& m : places) {
        if (m.entry->name == "bearer" && m.span.begin == actor.span.end) return false;
        if (m.entry->name == "between" && m.span.begin == at && m.span.end <= gap.end) at = m.span.end;
    }
    return at == gap.end;
}

/// "对华为的制裁", "华为被制裁", "巴勒斯坦人反侵略": the name in front of the deed suffers it.
bool is_done_to(std::string_view text, const NamedActor& actor, const FrameCue& cue) {
    const std::string_view before = text.substr(0, static_cast<std::size_t>(actor.span.begin));
    const std::string_view between = text.substr(static_cast<std::size_t>(actor.span.end),
                                                 static_cast<std::size_t>(cue.span.begin - actor.span.end));
    if ((before.ends_with("对") || before.ends_with("向")) && between == "的") return true;
    return std::any_of(kSuffering.begin(), kSuffering.end(),
                       [&](std::string_view word) { return between.ends_with(word); });
}

/// A foreign name stands in front of the cue, and none of China's: who falls short of the actor, or beats it, is
/// another.
bool is_said_of_another(const std::vector<NamedActor>& actors, const NamedActor& actor, const FrameCue& cue,
                        const std::vector<LexiconMatch>& china) {
    if (cue.frame != "rival" && cue.frame != "gold_standard") return false;
    if (!china.empty() && china.front().span.end <= cue.span.begin) return false;
    return std::any_of(actors.begin(), actors.end(), [&](const NamedActor& other) {
        return other.span.end <= cue.span.begin && other.entry != actor.entry && other.entry->name != "中国" &&
               !other.entry->attribute("country").empty();
    });
}

/// "机床和日本": what stands before the "and" is another's.
bool is_joined(std::string_view text, const Span& gap) {
    constexpr std::array<std::string_view, 5> joining = {"和", "与", "及", "跟", "、"};
    const std::string_view between =
        text.substr(static_cast<std::size_t>(gap.begin), static_cast<std::size_t>(gap.end - gap.begin));
    return std::any_of(joining.begin(), joining.end(),
                       [&](std::string_view word) { return between.find(word) != std::string_view::npos; });
}

/// The frame that the cue gives the name, empty where it does not stand to it as its rule wants.
std::string frame_of(std::string_view text, const std::vector<NamedActor>& actors, const NamedActor& actor,
                     const FrameCue& cue, const Cues& cues) {
    if (overlaps(actor.span, cue.span) || (!cue.kind.empty() && actor.entry->attribute("kind") != cue.kind)) return {};
    const Span gap = gap_between(actor.span, cue.span);
    const bool cue_first = cue.span.end <= actor.span.begin, suffers = cue.rule == "deed" && cue_first;
    const std::int64_t reach = suffers ? std::min(cue.reach, kSufferReach) : cue.reach;
    if (characters_between(text, gap.begin, gap.end) > reach) return {};
    if (cue.rule == "before" && (!cue_first || says_what_to_do(text, cue.span, actor.span.begin))) return {};
    if (cue.rule == "after" && cue_first) return {};  // "beside", "near": either
    if (cue.rule == "beside" && is_joined(text, gap)) return {};
    if ((cue.rule == "before" || suffers) && !is_object(actor, gap, cues.places)) return {};
    if (cue.rule == "before" && is_said_of_another(actors, actor, cue, cues.china)) return {};
    if (another_between(actors, actor, gap)) return {};
    if (clause_ends(text, gap) > (cue.rule == "near" ? 1 : 0)) return {};
    return suffers || (cue.rule == "deed" && is_done_to(text, actor, cue)) ? "victim" : cue.frame;
}

struct Verdict {
    int attitude = 0;
    std::string cue;
};

int sign_of_frame(const std::string& frame) {
    if (frame == "gold_standard" || frame == "model" || frame == "saviour" || frame == "partner") return 1;
    if (frame == "cautionary_tale" || frame == "threat" || frame == "rival") return -1;
    return 0;
}

/// The praise and blame that the actor is nearest to.
Verdict attitude_toward(std::string_view text, const std::vector<NamedActor>& actors, const NamedActor& actor,
                        const Cues& cues) {
    int sum = 0, strongest = 0;
    Verdict verdict;
    for (const LexiconMatch& m : cues.attitude) {
        if (overlaps(actor.span, m.span)) continue;
        const Span gap = gap_between(actor.span, m.span);
        const std::int64_t distance = characters_between(text, gap.begin, gap.end);
        if (distance > 24 || another_between(actors, actor, gap) || clause_ends(text, gap) > 1) continue;
        int value = std::atoi(m.entry->attribute("value").c_str());
        if (negated_at(text, m.span.begin, cues.negations, 3)) value = -value;
        const int weight = clause_ends(text, gap) == 0 ? 2 : 1;
        sum += value * weight;
        if (weight > strongest) {
            strongest = weight;
            verdict.cue = std::string(
                text.substr(static_cast<std::size_t>(m.span.begin), static_cast<std::size_t>(m.span.length())));
        }
    }
    verdict.attitude = sum > 0 ? 1 : sum < 0 ? -1 : 0;
    if (verdict.attitude == 0) verdict.cue.clear();
    return verdict;
}

std::string aspect_of(std::string_view text, const NamedActor& actor, const std::vector<LexiconMatch>& aspects) {
    const LexiconMatch* best = nullptr;
    std::int64_t nearest = 30;
    for (const LexiconMatch& m : aspects) {
        const Span gap = gap_between(actor.span, m.span);
        const std::int64_t distance = characters_between(text, gap.begin, gap.end);
        if (distance < nearest) nearest = distance, best = &m;
    }
    return best ? best->entry->name : std::string();
}

/// The quantity right behind the name that is set beside one right behind a name of China's.
const NumberUse* measured_against(std::string_view text, const NamedActor& actor,
                                  const std::vector<LexiconMatch>& china, const std::vector<NumberUse>& numbers) {
    const NumberUse* own = nullptr;
    for (const NumberUse& n : numbers)
        if (!own && n.begin >= actor.span.end && characters_between(text, actor.span.end, n.begin) <= 3 &&
            !clause_ends_between(text, actor.span.end, n.begin))
            own = &n;
    if (!own) return nullptr;
    for (const NumberUse& n : numbers) {
        if (&n == own || n.dimension.starts_with("time")) continue;
        if (n.dimension != own->dimension && own->dimension != "unstated" && n.dimension != "unstated") continue;
        bool own_side = false;
        for (const LexiconMatch& m : china)
            own_side = own_side || (m.span.end <= n.begin && characters_between(text, m.span.end, n.begin) <= 6 &&
                                    !clause_ends_between(text, m.span.end, n.begin));
        if (own_side && characters_between(text, std::min(n.end, own->end), std::max(n.begin, own->begin)) <= 30)
            return own;
    }
    return nullptr;
}

/// The frame that a comparison gives to its object, empty if none. Only cues that decide by themselves: behind 比
/// stands now a merit, now a number of hours. Only where China is the subject, since the frames are China's. Whom China
/// has caught up with was what it is measured by.
std::string compared_frame(std::string_view text, const Comparison& c, const NamedActor& actor, const Cues& cues,
                           const LexiconList& comparisons) {
    if (c.object != actor.entry->name || c.subject != "中国" || c.cue_end > actor.span.begin) return {};
    if (!is_object(actor, {c.cue_end, actor.span.begin}, cues.places)) return {};
    if (text.substr(static_cast<std::size_t>(c.cue_end)).starts_with("的")) return {};  // "领先的是华为"
    const auto cue = comparisons.find(c.cue);
    if (cue.empty() || cue.front().entry->attribute("outcome") == "open") return {};
    if (cue.front().entry->attribute("frame") == "none") return {};
    return c.outcome == "worse" || c.outcome == "equal" ? "gold_standard" : c.outcome == "open" ? "" : "rival";
}

void add_frame(std::vector<ActorUse>& uses, const ActorUse& plain, const std::string& frame, const std::string& rule,
               const Span& cue, std::string_view text) {
    for (ActorUse& use : uses)
        if (use.actor == plain.actor && use.frame == frame) return;
    ActorUse use = plain;
    use.frame = frame;
    use.rule = rule;
    use.cue = std::string(text.substr(static_cast<std::size_t>(cue.begin), static_cast<std::size_t>(cue.length())));
    use.cue_begin = cue.begin;
    use.cue_end = cue.end;
    uses.push_back(std::move(use));
}

}  // namespace

std::vector<FrameCue> frame_cues(std::string_view text, const LexiconList& frames) {
    std::vector<FrameCue> cues;
    for (const LexiconMatch& m : frames.find(text))
        if (m.entry->name != "free")  // longer words that only keep a cue inside them from being heard
            cues.push_back({m.span, m.entry->name, m.entry->attribute("rule"), m.entry->attribute("kind"),
                            std::atoll(m.entry->attribute("reach").c_str())});
    return cues;
}

std::vector<ActorUse> actors_in(std::string_view text, const Lexicon& lexicon) {
    const std::vector<NamedActor> actors = named_actors(text, lexicon.list("actors"));
    std::vector<ActorUse> uses;
    if (actors.empty()) return uses;
    Cues cues{lexicon.list("attitude").find(text),
              lexicon.list("negation").find(text),
              lexicon.list("aspects").find(text),
              lexicon.list("self").find(text),
              {},
              frame_cues(text, lexicon.list("frames"))};
    const std::vector<Comparison> comparisons = comparisons_in(text, lexicon);
    if (!cues.frames.empty() || !comparisons.empty()) cues.places = lexicon.list("frame_places").find(text);
    const std::vector<NumberUse> numbers = numbers_in(text, 0, lexicon);
    std::set<const LexiconEntry*> seen;
    for (const NamedActor& actor : actors) {
        ActorUse plain;
        plain.actor = actor.entry->name;
        plain.kind = actor.entry->attribute("kind");
        plain.country = actor.entry->attribute("country");
        plain.name_begin = actor.span.begin, plain.name_end = actor.span.end;
        const Verdict verdict = attitude_toward(text, actors, actor, cues);
        plain.attitude = verdict.attitude, plain.attitude_cue = verdict.cue;
        plain.aspect = aspect_of(text, actor, cues.aspects);
        const std::size_t before = uses.size();
        for (const FrameCue& cue : cues.frames)
            if (const std::string frame = frame_of(text, actors, actor, cue, cues);
                !frame.empty() && !negated_at(text, cue.span.begin, cues.negations, 2))
                add_frame(uses, plain, frame, cue.rule, cue.span, text);
        if (const NumberUse* n = plain.kind == "country" ? measured_against(text, actor, cues.china, numbers) : nullptr)
            add_frame(uses, plain, "rival", "measured", {n->begin, n->end}, text);
        for (const Comparison& c : comparisons)
            if (const std::string frame = compared_frame(text, c, actor, cues, lexicon.list("comparisons"));
                !frame.empty())
                add_frame(uses, plain, frame, "comparison", {c.cue_begin, c.cue_end}, text);
        if (uses.size() == before && !seen.contains(actor.entry)) uses.push_back(plain);
        seen.insert(actor.entry);
    }
    // A mention without a frame is dropped where another mention of the same actor in the segment has one.
    std::set<std::string> framed;
    for (const ActorUse& use : uses)
        if (!use.frame.empty()) framed.insert(use.actor);
    std::erase_if(uses, [&](const ActorUse& use) { return use.frame.empty() && framed.contains(use.actor); });
    for (ActorUse& use : uses)
        if (use.attitude == 0 && use.rule != "near" && use.rule != "measured" && use.frame != "rival" &&
            !use.frame.empty()) {
            use.attitude = sign_of_frame(use.frame);
            use.attitude_cue = use.cue;
        }
    return uses;
}

namespace {

/// Two foreign countries and not China: rivals and partners there are each other's. "以色列与巴勒斯坦的对抗".
bool names_two_others(const std::vector<ActorUse>& uses) {
    std::set<std::string_view> countries;
    for (const ActorUse& use : uses)
        if (!use.country.empty()) countries.insert(use.country);
    return countries.size() >= 2 && !countries.contains("中国");
}

/// Rivals, partners and the like are somebody's: here China's. Who suffers, is good at something or is followed may be
/// told of anybody.
bool is_relation_to_china(const ActorUse& use) {
    return use.frame == "rival" || use.frame == "partner" || use.frame == "threat" || use.frame == "saviour" ||
           use.frame == "cautionary_tale";
}

template <class Drops>
void drop_frames(std::vector<ActorUse>& uses, const Drops& drops) {
    std::set<std::string> told;
    for (ActorUse& use : uses) {
        if (drops(use)) {
            if (use.attitude_cue == use.cue) use.attitude = 0, use.attitude_cue.clear();
            use.frame.clear(), use.rule.clear(), use.cue.clear();
            use.cue_begin = use.cue_end = 0;
        } else if (!use.frame.empty()) {
            told.insert(use.actor);
        }
    }
    std::erase_if(uses, [&](const ActorUse& use) { return use.frame.empty() && !told.insert(use.actor).second; });
}

}  // namespace

std::vector<ActorUse> actors_in_thread(std::string_view text, std::string_view title, const Lexicon& lexicon) {
    std::vector<ActorUse> uses = actors_in(text, lexicon);
    const auto framed = [](const ActorUse& use) { return !use.frame.empty(); };
    if (std::none_of(uses.begin(), uses.end(), framed)) return uses;
    const LexiconList& china = lexicon.list("self");
    if (china.contains_any(text) || china.contains_any(title)) return uses;
    const bool of_others = names_two_others(uses);
    drop_frames(uses, [&](const ActorUse& use) {
        return use.rule == "comparison" || use.rule == "measured" || (of_others && is_relation_to_china(use));
    });
    return uses;
}

void find_actors(const CaseTexts& index, const Lexicon& lexicon, Trends& out) {
    for (const PlacedPost& placed : index.posts) {
        const auto thread = index.thread_of.find(static_cast<std::int64_t>(placed.clean->thread));
        const std::string_view title = thread == index.thread_of.end() ? "" : std::string_view(thread->second->title);
        for (const Segment* s : placed.segments) {
            if (s->kind == SegmentKind::aside && s->text.size() < 12) continue;
            for (ActorUse& use : actors_in_thread(s->text, title, lexicon)) {
                use.segment = s->segment, use.post = s->post, use.voice = s->voice;
                use.stream = s->stream, use.year = s->year;
                out.actors.push_back(std::move(use));
            }
            for (Comparison& c : comparisons_in(s->text, lexicon)) {
                c.segment = s->segment, c.post = s->post, c.voice = s->voice;
                c.stream = s->stream, c.year = s->year;
                out.comparisons.push_back(std::move(c));
            }
        }
    }
    find_further_names(index, lexicon, out);
    summarise_frames(index, out);
}

}  // namespace agon
