// Who answers whom, and how: replies, mentions and quotations between posts, answers between key points, and the signed
// network of voices.
//
// A link needs words on both sides. The kind of a reply is told, in this order, by words that grant a point (concedes),
// by the reply judges of room camps where their odds are at least e to 1 (rebuts; or echoes, supports), by words that
// agree (echoes), words or turns of rebuttal (a disagreeing phrase; "你" or "您" with a question or a
// negation; a question or a turn), words of sharing ("我们这也"), and by the two stances: opposite camps rebut, one
// camp supports. A reply with none of these is not linked.
//   Fits:          "这点我认，追赶期它管用。我说的是追上以后。": concedes.
//   Does not fit:  a joke that agrees by exaggeration.
// The evidence shown is a sentence that makes sense as a quote: the deciding one if it says more than its cue, else the
// best argument near it; the answered sentence is the one of the other post that shares most words and sense with it.
#include <algorithm>

#include "ground/model/geometry.hpp"
#include "src/points/links.hpp"
#include "src/points/steps.hpp"

namespace agon {
namespace {

constexpr std::int32_t kOpening = 3;     // sentences of a reply in which it says what it does
constexpr std::size_t kLeastQuote = 10;  // characters of an evidence
constexpr double kSureOdds = 1.0;  // logarithm; beyond it they are right in 75 to 89 of 100 (src/camps/replies.cpp)

std::string first_cue(const LexiconList& list, std::string_view text) {
    const auto found = list.find(text);
    if (found.empty()) return {};
    const Span span = found.front().span;
    return std::string(text.substr(static_cast<std::size_t>(span.begin), static_cast<std::size_t>(span.length())));
}

bool addresses(std::string_view text) {
    return text.find("你") != std::string_view::npos || text.find("您") != std::string_view::npos;
}

struct Reading {
    RelationKind kind = RelationKind::rebuts;
    std::string cue;
    const Segment* at = nullptr;  // the sentence that decided, null if the stances did
    bool known = false;
};

class ReplyReader {
  public:
    explicit ReplyReader(const PointRoom& room) : room_(room) {}

    /// `same_side` are the log-odds of room camps, 0 where it has none.
    Reading read(const std::vector<const Segment*>& reply, Pole mine, Pole theirs, double same_side) const {
        if (Reading found = by_list(reply, RelationKind::concedes, "reply_concedes"); found.known) return found;
        const bool opposite = (mine == Pole::a && theirs == Pole::b) || (mine == Pole::b && theirs == Pole::a);
        if (same_side <= -kSureOdds) return with_cue(reply, RelationKind::rebuts, {"disagree", "reply_rebuts"});
        if (same_side >= kSureOdds && !opposite) {
            Reading found = with_cue(reply, RelationKind::echoes, {"agree", "reply_echoes"});
            if (found.at == nullptr && mine == theirs && mine != Pole::unclear) found.kind = RelationKind::supports;
            return found;
        }
        for (const char* list : {"disagree", "reply_rebuts"})
            if (Reading found = by_list(reply, RelationKind::rebuts, list); found.known) return found;
        if (Reading found = granting(reply); found.known) return found;
        if (!opposite)
            for (const char* list : {"agree", "reply_echoes"})
                if (Reading found = by_list(reply, RelationKind::echoes, list); found.known) return found;
        if (Reading found = talking_back(reply); found.known) return found;
        if (!opposite)
            if (Reading found = sharing(reply); found.known) return found;
        if (Reading found = turning(reply); found.known) return found;
        if (opposite) return {RelationKind::rebuts, "", nullptr, true};
        if (mine == theirs && (mine == Pole::a || mine == Pole::b)) return {RelationKind::supports, "", nullptr, true};
        return {};
    }

  private:
    /// A reading known otherwise, with the word of the lists that says the same if there is one.
    Reading with_cue(const std::vector<const Segment*>& reply, RelationKind kind,
                     std::initializer_list<const char*> lists) const {
        for (const char* list : lists)
            if (Reading found = by_list(reply, kind, list); found.known) return found;
        return {kind, "", nullptr, true};
    }
    Reading by_list(const std::vector<const Segment*>& reply, RelationKind kind, const char* list) const {
        for (const Segment* s : reply) {
            if (s->ordinal >= kOpening || s->kind == SegmentKind::quotation) continue;
            if (std::string cue = first_cue(room_.lexicon.list(list), s->text); !cue.empty())
                return {kind, std::move(cue), s, true};
        }
        return {};
    }
    /// "虽然 ... 但是" in one sentence.
    Reading granting(const std::vector<const Segment*>& reply) const {
        for (const Segment* s : reply) {
            if (s->ordinal >= kOpening || s->kind == SegmentKind::quotation) continue;
            const auto grants = room_.lexicon.list("concession").find(s->text);
            const auto turns = room_.lexicon.list("contrast").find(s->text);
            if (!grants.empty() && !turns.empty() && grants.front().span.begin < turns.back().span.begin)
                return {RelationKind::concedes, first_cue(room_.lexicon.list("concession"), s->text), s, true};
        }
        return {};
    }
    /// Speaks to the other and asks or denies.
    Reading talking_back(const std::vector<const Segment*>& reply) const {
        for (const Segment* s : reply) {
            if (s->ordinal >= kOpening || s->kind == SegmentKind::quotation) continue;
            const bool asks = s->text.find("？") != std::string::npos || s->text.find('?') != std::string::npos;
            if (addresses(s->text) && (asks || room_.lexicon.list("negation").contains_any(s->text)))
                return {RelationKind::rebuts, asks ? "？" : first_cue(room_.lexicon.list("negation"), s->text), s,
                        true};
        }
        return {};
    }
    /// Tells of the same at the writer's own place.
    Reading sharing(const std::vector<const Segment*>& reply) const {
        for (const Segment* s : reply) {
            if (s->ordinal >= kOpening || s->kind == SegmentKind::quotation) continue;
            for (const std::string_view own : {"我们", "我这", "我那", "我也", "咱们", "俺"})
                if (s->text.find(own) != std::string::npos && s->text.find("？") == std::string::npos &&
                    s->text.find("可") == std::string::npos && s->text.find("但") == std::string::npos)
                    return {RelationKind::echoes, std::string(own), s, true};
        }
        return {};
    }
    /// Asks back, or opens with a turn.
    Reading turning(const std::vector<const Segment*>& reply) const {
        for (const Segment* s : reply) {
            if (s->ordinal >= kOpening || s->kind == SegmentKind::quotation) continue;
            for (const std::string_view turn : {"可", "但", "那", "不过", "只是", "问题", "谁", "哪", "不", "别"})
                if (s->text.starts_with(turn)) return {RelationKind::rebuts, std::string(turn), s, true};
            if (s->text.find("？") != std::string::npos) return {RelationKind::rebuts, "？", s, true};
        }
        return {};
    }
    const PointRoom& room_;
};

/// Finds the sentences to show for a link.
class SpanChooser {
  public:
    SpanChooser(const PointRoom& room, const Debate& debate) : room_(room), debate_(debate) {}

    bool quotable(const Segment& s) const {
        return s.kind != SegmentKind::aside && s.kind != SegmentKind::quotation &&
               count_code_points(s.text) >= kLeastQuote;
    }
    /// The deciding sentence if it can be shown, else the best argument of the reply; null if there is none.
    const Segment* of_reply(const std::vector<const Segment*>& reply, const Reading& reading) const {
        if (reading.at != nullptr && quotable(*reading.at)) return reading.at;
        const Segment* best = nullptr;
        double most = -1;
        for (const Segment* s : reply) {
            if (!quotable(*s)) continue;
            const double near = reading.at == nullptr ? 0 : 0.1 * std::abs(s->ordinal - reading.at->ordinal);
            const double worth = argument_quality(room_, *s, debate_) - near;
            if (worth > most) most = worth, best = s;
        }
        return best;
    }
    const Segment* answered(const std::vector<const Segment*>& post, const Segment& evidence) const {
        const float* mine = room_.vectors->segments.row(static_cast<std::int64_t>(evidence.segment));
        const std::vector<std::string>& words = room_.read.words(evidence);
        const std::set<std::string> said(words.begin(), words.end());
        const Segment* best = nullptr;
        double most = -10;
        for (const Segment* s : post) {
            if (!quotable(*s)) continue;
            double worth = 0.3 * argument_quality(room_, *s, debate_);
            if (const float* theirs = room_.vectors->segments.row(static_cast<std::int64_t>(s->segment));
                mine != nullptr && theirs != nullptr)
                worth += static_cast<double>(dot(mine, theirs, room_.vectors->segments.width));
            std::set<std::string> shared;
            for (const std::string& word : room_.read.words(*s))
                if (said.contains(word)) shared.insert(word);
            worth += 0.15 * static_cast<double>(std::min<std::size_t>(shared.size(), 3));
            if (worth > most) most = worth, best = s;
        }
        return best;
    }

  private:
    const PointRoom& room_;
    const Debate& debate_;
};

struct Target {
    PostId post{};
    const char* basis = "reply";
};

/// The debate's posts, thread by thread.
class LinkFinder {
  public:
    LinkFinder(const PointRoom& room, const Debate& debate) : room_(room), debate_(debate) {
        std::map<ThreadId, std::vector<PostId>> in_thread;
        for (const PostStance& s : room.camps.stances) {
            if (s.debate != debate.debate) continue;
            if (const Post* post = room.read.post(s.post)) in_thread[post->thread].push_back(s.post);
        }
        for (const auto& [thread, posts] : in_thread) link(posts);
    }

    /// The post replied to; without one, the posts of the thread that are named or quoted.
    std::vector<Target> targets(const Post& post) const {
        if (room_.stance.contains({debate_.debate, post.parent})) return {{post.parent, "reply"}};
        const auto found = linked_.find(post.post);
        return found == linked_.end() ? std::vector<Target>{} : found->second;
    }
    const std::vector<const Segment*>& sentences(PostId post) const { return room_.read.of_post(post); }

  private:
    void link(const std::vector<PostId>& posts) {
        std::vector<LinkingPost> linking;
        for (const PostId id : posts) {
            const Post& post = *room_.read.post(id);
            linking.push_back({post.author, post.author_name, post.created_seconds, {}});
            for (const Segment* s : sentences(id)) linking.back().sentences.emplace_back(s->text);
        }
        const std::vector<std::vector<Link>> links = links_of(linking);
        for (std::size_t i = 0; i < posts.size(); ++i)
            for (const Link& found : links[i])
                linked_[posts[i]].push_back({posts[found.to], found.named ? "mention" : "quotation"});
    }

    const PointRoom& room_;
    const Debate& debate_;
    std::map<PostId, std::vector<Target>> linked_;
};

void count_links(DebateId debate, const std::vector<Relation>& relations, Points& out) {
    std::map<std::pair<VoiceId, VoiceId>, VoiceLink> links;
    for (const Relation& r : relations) {
        VoiceLink& link = links[{r.from_voice, r.to_voice}];
        link.debate = debate;
        link.from_voice = r.from_voice;
        link.to_voice = r.to_voice;
        link.negative += r.kind == RelationKind::rebuts || r.kind == RelationKind::concedes ? 1 : 0;
        link.positive += r.kind != RelationKind::rebuts ? 1 : 0;
    }
    for (const auto& [pair, link] : links) out.links.push_back(link);
}

void count_point_relations(DebateId debate, const std::vector<Relation>& relations, Points& out) {
    std::map<PostId, std::set<PointId>> made;
    std::map<PointId, Pole> pole;
    for (const KeyPoint& point : out.points)
        if (point.debate == debate) pole[point.point] = point.pole;
    for (const PointMatch& m : out.matches)
        if (m.debate == debate) made[m.post].insert(m.point);
    struct Counted {
        PointRelation row;
        std::set<VoiceId> voices;
        double quality = -1;  // of what the row shows
    };
    std::map<std::tuple<PointId, PointId, RelationKind>, Counted> found;
    for (const Relation& r : relations) {
        const auto from = made.find(r.from_post), to = made.find(r.to_post);
        if (from == made.end() || to == made.end() || r.kind == RelationKind::concedes) continue;
        const bool against = r.kind == RelationKind::rebuts;
        for (const PointId mine : from->second)
            for (const PointId theirs : to->second) {
                if (mine == theirs || (pole[mine] != pole[theirs]) != against) continue;
                const RelationKind kind = against ? RelationKind::rebuts : RelationKind::supports;
                Counted& counted = found[{mine, theirs, kind}];
                PointRelation& row = counted.row;
                row.debate = debate, row.from_point = mine, row.to_point = theirs, row.kind = kind;
                if (r.quality > counted.quality)
                    row.evidence = r.evidence, row.answered = r.answered, counted.quality = r.quality;
                ++row.relations;
                counted.voices.insert(r.from_voice);
                row.voices = static_cast<std::int64_t>(counted.voices.size());
            }
    }
    for (const auto& [key, counted] : found) out.point_relations.push_back(counted.row);
}

}  // namespace

void find_relations(const PointRoom& room, const Debate& debate, Points& out) {
    const ReplyReader reader(room);
    const SpanChooser chooser(room, debate);
    const LinkFinder finder(room, debate);
    std::vector<Relation> relations;
    for (const PostStance& from : room.camps.stances) {
        const Post* post = from.debate == debate.debate ? room.read.post(from.post) : nullptr;
        if (post == nullptr) continue;
        const std::vector<const Segment*>& reply = finder.sentences(from.post);
        for (const Target& target : finder.targets(*post)) {
            if (room.rejected.contains({from.post, target.post})) continue;
            const PostStance& to = *room.stance.at({debate.debate, target.post});
            if (to.voice == from.voice) continue;
            const auto odds = room.same_side_odds.find({debate.debate, from.post, target.post});
            const Reading reading =
                reader.read(reply, from.pole, to.pole, odds == room.same_side_odds.end() ? 0.0 : odds->second);
            if (!reading.known) continue;
            const Segment* shown = chooser.of_reply(reply, reading);
            if (shown == nullptr) continue;
            const Segment* answered = chooser.answered(finder.sentences(target.post), *shown);
            if (answered == nullptr) continue;
            const double quality =
                std::min(argument_quality(room, *shown, debate), argument_quality(room, *answered, debate));
            relations.push_back({debate.debate, from.post, target.post, from.voice, to.voice, reading.kind,
                                 shown->segment, answered->segment, target.basis, reading.cue, quality});
        }
    }
    count_links(debate.debate, relations, out);
    count_point_relations(debate.debate, relations, out);
    out.relations.insert(out.relations.end(), relations.begin(), relations.end());
}

}  // namespace agon
