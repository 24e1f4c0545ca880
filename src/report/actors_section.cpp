// Who is spoken of besides China, and in which frame.
#include <algorithm>
#include <span>

#include "src/report/composer.hpp"
#include "src/report/quantity.hpp"

namespace agon {
namespace {

constexpr const char* kActors = "trends/actors";
constexpr const char* kFrames = "trends/frames";

struct Actor {
    std::string name, kind;
    std::set<std::int64_t> voices;
};

/// The places where people write, which they name without measuring anything against them.
bool is_platform(const std::string& actor) {
    return actor == "知乎" || actor == "微博" || actor == "豆瓣" || actor == "贴吧" || actor == "小红书";
}

std::vector<Actor> actors_by_voices(const Composer& c) {
    std::map<std::string, Actor> by_name;
    for (const Row& row : c.tables().rows(kActors)) {
        if (row.text("stream") == "official") continue;
        Actor& actor = by_name[row.text("actor")];
        actor.kind = row.text("kind");
        actor.voices.insert(row.number("voice"));
    }
    std::vector<Actor> out;
    for (auto& [name, actor] : by_name) {
        if (actor.voices.size() < 5 || is_platform(name) || !c.lexicon().list("actors").entry(name)) continue;
        actor.name = name;
        out.push_back(std::move(actor));
    }
    std::stable_sort(out.begin(), out.end(),
                     [](const Actor& x, const Actor& y) { return x.voices.size() > y.voices.size(); });
    return out;
}

/// Countries and regions, which a debate measures its own against; or everybody else: firms, institutions, people.
std::vector<Actor> of_kind(std::vector<Actor> actors, bool countries, std::size_t most) {
    std::erase_if(actors, [&](const Actor& actor) { return (actor.kind == "country") != countries; });
    if (actors.size() > most) actors.resize(most);
    return actors;
}

/// The rows of trends/actors that are counted: with a column `stream`, the public ones.
std::vector<Condition> of_actor(const Composer& c, const std::string& name) {
    std::vector<Condition> where = {{"actor", "=", name}};
    const std::vector<Row> rows = c.tables().rows(kActors);
    if (!rows.empty() && !rows.front().text("stream").empty()) where.push_back({"stream", "=", "public"});
    return where;
}

std::string frame_name(const Composer& c, const std::string& frame) {
    static const std::map<std::string, std::pair<const char*, const char*>> names = {
        {"gold_standard", {"a gold standard", "标杆"}},
        {"rival", {"a rival", "对手"}},
        {"cautionary_tale", {"a cautionary tale", "前车之鉴"}},
        {"model", {"a model to learn from", "学习的榜样"}},
        {"threat", {"a threat", "威胁"}},
        {"partner", {"a partner", "伙伴"}},
        {"saviour", {"a source of hope", "希望所在"}},
        {"victim", {"a victim", "受害者"}}};
    const auto found = names.find(frame);
    if (found == names.end()) return frame;
    return c.chinese() ? found->second.second : found->second.first;
}

void say_voices(Composer& c, Line& l, const Actor& actor) {
    l.figure(count_distinct(kActors, "voice", of_actor(c, actor.name)));
}
void say_actor(Composer& c, Line& l, const Actor& actor) {
    c.name_of(l, kActors, "actor", actor.name);
}
/// Japan (41), the United States (37) and Vietnam (14)
void list_actors(Composer& c, Line& l, std::span<const Actor> actors) {
    c.list(l, actors, [&](const Actor& actor) {
        say_actor(c, l, actor);
        l.say(c.t(" (", "（"));
        say_voices(c, l, actor);
        l.say(c.t(")", " 人）"));
    });
}

/// A frame that recurs by the judgement of room trends, and that words at the name give it: a number beside another
/// country's (rule "measured") compares, but does not yet call it a rival, and a word somewhere near may be about
/// anything. Of countries only: "卫健委专家" sets no standard.
struct Framing {
    std::string actor, frame;
};
std::vector<Condition> in_words(const Composer& c, const Framing& f) {
    std::vector<Condition> where = of_actor(c, f.actor);
    where.push_back({"frame", "=", f.frame});
    where.push_back({"rule", "!=", "measured"});
    where.push_back({"rule", "!=", "near"});
    where.push_back({"kind", "=", "country"});
    return where;
}

bool said_at_the_name(const Row& row) {
    return row.text("kind") == "country" && row.text("rule") != "measured" && row.text("rule") != "near";
}

std::vector<Framing> recurring_frames(const Composer& c) {
    // The answers to in_words() for every frame at once: the table is long.
    std::map<std::pair<std::string, std::string>, std::set<std::int64_t>> voices;
    for (const Row& row : c.tables().rows(kActors))
        if (said_at_the_name(row) && (!row.has("stream") || row.text("stream") == "public"))
            voices[{row.text("actor"), row.text("frame")}].insert(row.number("voice"));
    std::vector<std::pair<std::size_t, Framing>> found;
    for (const Row& row : c.tables().rows(kFrames)) {
        if (row.number("recurs") == 0 || row.text("scope") != "actor") continue;
        Framing framing{row.text("actor"), row.text("frame")};
        const std::size_t number = voices[{framing.actor, framing.frame}].size();
        if (number >= 3) found.emplace_back(number, std::move(framing));
    }
    std::stable_sort(found.begin(), found.end(), [](const auto& x, const auto& y) { return x.first > y.first; });
    std::vector<Framing> out;
    std::set<std::string> actors;
    for (auto& [number, framing] : found)
        if (actors.insert(framing.actor).second && out.size() < 4) out.push_back(std::move(framing));
    return out;
}

/// A sentence about its author ("我入职面试时 ...", not 我们 or 我国): what it says of a country is by the way.
bool tells_of_its_author(std::string_view text) {
    constexpr std::string_view self = "我";
    for (std::size_t at = text.find(self); at != std::string_view::npos; at = text.find(self, at + self.size())) {
        const std::string_view after = text.substr(at + self.size());
        if (!after.starts_with("们") && !after.starts_with("国") && !after.starts_with("方")) return true;
    }
    return false;
}

/// A sentence that shows the frame: it holds the word that gave it, and the actor in front of it or behind it.
std::optional<Passage> frame_example(const Composer& c, const Framing& f) {
    std::optional<Passage> best;
    for (const Row& row : c.tables().rows(kActors)) {
        const auto segment = static_cast<SegmentId>(row.number("segment"));
        const std::string& cue = row.text("cue");
        if (row.text("actor") != f.actor || row.text("frame") != f.frame || !said_at_the_name(row) ||
            row.text("stream") == "official" || cue.empty() || !c.m().segment.contains(segment))
            continue;
        Passage passage = c.m().passage(segment);
        if (passage.text.find(cue) == std::string::npos || !c.may_quote(passage)) continue;
        const auto score = [](const Passage& x) {
            return quotability(x) + x.segment->claim_score - (tells_of_its_author(x.text) ? 1 : 0);
        };
        if (quotability(passage) > 0 && (!best || score(passage) > score(*best))) best = std::move(passage);
    }
    return best;
}

void write_frames(Composer& c, Paragraph& p) {
    int number = 0;
    for (const Framing& f : recurring_frames(c)) {
        const Line::Slots slots = {
            {"actor", [&](Line& l) { c.name_of(l, kActors, "actor", f.actor); }},
            {"frame", [&](Line& l) { l.say(frame_name(c, f.frame)); }},
            {"voices", [&](Line& l) { l.figure(count_distinct(kActors, "voice", in_words(c, f))); }}};
        p.sentence(number++ % 2 == 0
                       ? c.t("{Actor} serves as {frame} in what {voices} voices write.",
                             "在 {voices} 人的笔下，{actor}是{frame}。")
                       : c.t("{Voices} voices treat {actor} as {frame}.", "{voices} 人把{actor}当作{frame}。"),
                   slots);
        if (const std::optional<Passage> example = frame_example(c, f))
            p.sentence(c.t("{Author} [{year}] {says}: {quote}", "{author} [{year}] {says}：{quote}"),
                       c.speaker(*example));
    }
}

}  // namespace

void write_actors_finding(Composer& c) {
    const std::vector<Actor> actors = of_kind(actors_by_voices(c), true, 3);
    if (actors.size() < 3) return;
    Paragraph p = c.paragraph(BlockKind::bullet);
    const auto n1 = std::ssize(actors[0].voices), n2 = std::ssize(actors[1].voices);
    const bool leads = wilson(n1, n1 + n2).low > 0.5;  // else the order of the first two may be chance
    p.sentence(
        leads ? c.t("{First} is the country that users name before all others: {n} voices do, against {n2} for "
                    "{second} and {n3} for {third}.",
                    "{first}是用户提到最多的国家：{n} 人提到它，其次是{second}（{n2} 人）和{third}（{n3} 人）。")
              : c.t("Of other countries, users name {first} ({n} voices), {second} ({n2}) and {third} ({n3}) before "
                    "the rest.",
                    "说到别国，提到{first}（{n} 人）、{second}（{n2} 人）和{third}（{n3} 人）的人最多。"),
        {{"first", [&](Line& l) { say_actor(c, l, actors[0]); }},
         {"second", [&](Line& l) { say_actor(c, l, actors[1]); }},
         {"third", [&](Line& l) { say_actor(c, l, actors[2]); }},
         {"n", [&](Line& l) { say_voices(c, l, actors[0]); }},
         {"n2", [&](Line& l) { say_voices(c, l, actors[1]); }},
         {"n3", [&](Line& l) { say_voices(c, l, actors[2]); }}});
    c.put(std::move(p));
}

void write_actors(Composer& c) {
    const std::vector<Actor> all = actors_by_voices(c);
    const std::vector<Actor> actors = of_kind(all, true, 8), others = of_kind(all, false, 5);
    if (actors.size() < 2) return;
    c.put(BlockKind::heading, "Whom users measure China against", "拿谁来比");
    Paragraph p = c.paragraph();
    p.sentence(c.t("The argument is also one about others: {first} is named by {n} voices, followed by {list}.",
                   "这场争论也是关于别人的争论：提到{first}的有 {n} 人，其次是{list}。"),
               {{"first", [&](Line& l) { say_actor(c, l, actors[0]); }},
                {"n", [&](Line& l) { say_voices(c, l, actors[0]); }},
                {"list", [&](Line& l) { list_actors(c, l, std::span(actors).subspan(1)); }}});
    write_frames(c, p);
    if (others.size() >= 2)
        p.sentence(
            c.t("Of firms, institutions and people they speak of {list}.", "企业、机构和人物中，提到的有{list}。"),
            {{"list", [&](Line& l) { list_actors(c, l, others); }}});
    c.put(std::move(p));
}

}  // namespace agon
