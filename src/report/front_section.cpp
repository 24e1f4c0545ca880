// Title, what was read, and the summary: four to six findings, each of which the sections below carry.
#include <algorithm>
#include <map>

#include "src/report/composer.hpp"
#include "src/report/quantity.hpp"

namespace agon {
namespace {

const std::vector<Condition> kRead = {{"fate", "=", "analysed"}, {"stream", "=", "public"}};
const std::vector<Condition> kDated = {{"fate", "=", "analysed"}, {"stream", "=", "public"}, {"year", ">=", "1"}};

const std::vector<Condition> kPublicSources = {{"stream", "=", "public"}};
constexpr std::size_t kMostTopics = 3;  // named

/// The topics that the public sources were imported under, those with most bytes first.
std::vector<std::string> topics_of(const Composer& c) {
    std::map<std::string, std::int64_t> bytes;
    for (const SourceFile& s : c.m().threads.sources)
        if (!s.topic.empty() && s.stream == "public") bytes[s.topic] += s.bytes;
    std::vector<std::string> topics;
    for (const auto& [topic, of_topic] : bytes) topics.push_back(topic);
    std::stable_sort(topics.begin(), topics.end(),
                     [&](const std::string& l, const std::string& r) { return bytes.at(l) > bytes.at(r); });
    return topics;
}

/// Sets the topics down one after another, each by `say`, the largest only where they are many.
template <class Say>
void say_topics(Composer& c, Line& line, const std::vector<std::string>& topics, const Say& say) {
    const std::size_t shown = std::min(topics.size(), kMostTopics);
    for (std::size_t i = 0; i < shown; ++i) {
        const bool last = i + 1 == topics.size();
        if (i > 0) line.say(last ? c.t(" and ", "和") : c.t(", ", "、"));
        say(topics[i]);
    }
    if (topics.size() > shown)
        line.say(c.t(" and others (", "等 "))
            .figure(count_distinct("threads/sources", "topic", kPublicSources))
            .say(c.t(" topics)", " 个"));
}

void put_bullet(Composer& c, std::string_view pattern, const Line::Slots& slots) {
    Paragraph p = c.paragraph(BlockKind::bullet);
    p.sentence(pattern, slots);
    c.put(std::move(p));
}

Line::Slots slots_of(Composer& c, const Debate& d) {
    return {{"question", [&](Line& l) { c.short_headline(l, d); }},
            {"campA", [&](Line& l) { c.camp(l, d, Pole::a); }},
            {"campB", [&](Line& l) { c.camp(l, d, Pole::b); }},
            {"a", [&](Line& l) { l.figure(voices_of(d, Pole::a)); }},
            {"b", [&](Line& l) { l.figure(voices_of(d, Pole::b)); }},
            {"unclear", [&](Line& l) { l.figure(share_of_voices(d, Pole::unclear, false)); }},
            {"balance", [&](Line& l) { l.balance(share_of_voices(d, Pole::a, true)); }}};
}

/// The debates whose outcome says something: how the sides stand, in words that the interval allows.
void write_debate_findings(Composer& c, int room) {
    int written = 0;
    for (const Debate& d : c.m().debates.debates) {
        const std::int64_t a = c.tables().answer(voices_of(d, Pole::a)), b = c.tables().answer(voices_of(d, Pole::b));
        if (written == room || substance_of(c, d) != Substance::dispute) continue;
        const Pole stronger = a >= b ? Pole::a : Pole::b;
        const Share word = share_word(std::max(a, b), a + b);
        if (is_corrected(c, d)) {
            ++written;
            Line::Slots slots = corrected_slots(c, d);
            slots["question"] = [&](Line& l) { c.short_headline(l, d); };
            put_bullet(
                c,
                c.t("On the question “{question}”, {campA} have {x} % of the voices and {campB} {y} %, corrected "
                    "for the errors that people found in the programme’s readings: {lead}.",
                    "在“{question}”上，按人工编码发现的误差修正后，{campA}占发言者的 {x}%，{campB}占 "
                    "{y}%：{lead}。"),
                slots);
            continue;
        }
        const bool close = word != Share::most && word != Share::almost_all;
        Line::Slots slots = slots_of(c, d);
        slots["camp"] = [&](Line& l) { c.camp(l, d, stronger); };
        slots["share"] = [&](Line& l) { l.share_of_all(share_of_voices(d, stronger, true)); };
        slots["others"] = [&](Line& l) { l.figure(voices_of(d, stronger == Pole::a ? Pole::b : Pole::a)); };
        const bool other = written++ % 2 == 1;
        if (is_unread(c, d))
            put_bullet(
                c,
                c.t("On the question “{question}” {campA} ({a} voices) and {campB} ({b}) stand against each "
                    "other, but for {unclear} % of the voices no side could be read.",
                    "在“{question}”上，{campA}（{a} 人）与{campB}（{b} 人）相对，但 {unclear}% 的发言者立场读不出"
                    "来。"),
                slots);
        else if (close)
            put_bullet(
                c,
                other ? c.t("No side prevails on the question “{question}”: {campA} ({a} voices) and {campB} ({b}) "
                            "are {balance}.",
                            "在“{question}”上，没有哪一方占上风：{campA}（{a} 人）与{campB}（{b} 人）{balance}。")
                      : c.t("“{question}” divides those who take a side: {campA} ({a} voices) and {campB} ({b}) are "
                            "{balance}.",
                            "在“{question}”上意见分成两边：{campA}（{a} 人）与{campB}（{b} 人）{balance}。"),
                slots);
        else
            put_bullet(
                c,
                c.t("{Camp} prevail on the question “{question}”: {share} of the voices that take a side are theirs, "
                    "{others} go the other way.",
                    "在“{question}”上，{camp}占上风：表明立场者中{share}站在这一边，{others} 人持相反看法。"),
                slots);
    }
}

constexpr std::int64_t kLeastReplies = 20;  // fewer say nothing of how people talk to each other

/// How much of a case one question takes up: where few debates are told, that is a finding.
void write_largest_finding(Composer& c) {
    const auto& debates = c.m().debates.debates;
    const auto voices = [&](const Debate& d) { return c.tables().answer(count_rows("camps/voices", {in_debate(d)})); };
    const auto largest = std::max_element(debates.begin(), debates.end(),
                                          [&](const Debate& l, const Debate& r) { return voices(l) < voices(r); });
    if (largest == debates.end() || voices(*largest) == 0) return;
    const Debate& d = *largest;
    put_bullet(c,
               c.t("The question “{question}” draws {voices} of the {all} voices read here, in {posts} posts.",
                   "“{question}”吸引了所读 {all} 位发言者中的 {voices} 位，写下 {posts} 篇帖子。"),
               {{"question", [&](Line& l) { c.short_headline(l, d); }},
                {"voices", [&](Line& l) { l.figure(count_rows("camps/voices", {in_debate(d)})); }},
                {"all", [&](Line& l) { l.figure(count_distinct("corpus/posts", "voice", kRead)); }},
                {"posts", [&](Line& l) { l.figure(count_distinct("camps/stances", "post", {in_debate(d)})); }}});
}

/// Whether people in the debates contradict or back those whom they answer.
void write_replies_finding(Composer& c) {
    const Query against = count_rows("points/relations", {{"kind", "=", "rebuts"}});
    const Query with = count_rows("points/relations", {{"kind", "!=", "rebuts"}});
    if (c.tables().answer(against) + c.tables().answer(with) < kLeastReplies) return;
    const Line::Slots slots = {{"against", [&](Line& l) { l.figure(against); }},
                               {"with", [&](Line& l) { l.figure(with); }}};
    put_bullet(c,
               c.t("Users answer one another: {against} replies object to the post above them, {with} echo it, support "
                   "it or grant a point.",
                   "用户彼此回应：{against} 处回复反对所回的帖子，{with} 处附和、支持或作出让步。"),
               slots);
}

/// A case in which nothing is argued over says so first, before it tells what it holds all the same.
void write_no_debate(Composer& c) {
    const Query questions = count_rows("debates/threads", {});
    if (!c.m().debates.debates.empty() || c.tables().answer(questions) < 2) return;
    put_bullet(c,
               c.t("Of the {n} questions read here {none} is argued over enough to be called a debate; what follows "
                   "tells what users speak of, not where they part.",
                   "所读 {n} 个提问中，{none}谈得上争论；下文说的是人们谈了什么，而不是在哪里分歧。"),
               {{"n", [&](Line& l) { l.figure(questions); }},
                {"none", [&](Line& l) {
                     l.none(count_rows("debates/threads", {{"reason", "=", "debate"}}), c.t("none", "没有一个"));
                 }}});
}

}  // namespace

void write_title(Composer& c) {
    const std::vector<std::string> topics = topics_of(c);
    Line title = c.line(BlockKind::title);
    if (topics.empty()) {
        title.say(c.t("What is being debated", "人们在争论什么"));
    } else {
        say_topics(c, title, topics, [&](const std::string& topic) {
            if (c.chinese())
                title.say("“").term("threads/sources", "topic", topic).say("”");
            else
                c.name_of(title, "threads/sources", "topic", topic);
        });
        title.say(c.t(": what users are debating", "话题下，人们在争论什么"));
    }
    c.put(std::move(title));
    Line l = c.line(BlockKind::subtitle);
    const Query threads = count_distinct("corpus/posts", "thread", kRead), posts = count_rows("corpus/posts", kRead);
    // Posts of a stream like Weibo's stand alone: nobody was asked anything, and a thread is a post.
    const bool of_threads = c.tables().answer(threads) < c.tables().answer(posts);
    if (topics.empty()) {
        l.say(of_threads ? c.t("Read from the threads of this case: ", "本文读取本案例的 ")
                         : c.t("Read from the posts of this case: ", "本文读取本案例的 "));
    } else {
        l.say(of_threads ? c.t("Read from the threads under ", "本文读取")
                         : c.t("Read from the posts under ", "本文读取"));
        say_topics(c, l, topics,
                   [&](const std::string& topic) { l.say("“").term("threads/sources", "topic", topic).say("”"); });
        l.say(c.t(": ", "话题下的 "));
    }
    if (of_threads) l.figure(threads).say(c.t(" questions with ", " 个提问、"));
    l.figure(posts).say(c.t(" posts by ", " 篇帖子，出自 "));
    l.figure(count_distinct("corpus/posts", "voice", kRead)).say(c.t(" voices", " 位发言者"));
    if (c.tables().answer(count_rows("corpus/posts", kDated)) > 0) {
        const Query first = value_of("corpus/posts", "min", "year", kDated);
        const Query last = value_of("corpus/posts", "max", "year", kDated);
        const bool one_year = c.tables().answer(first) == c.tables().answer(last);
        l.say(one_year ? c.t(", written in ", "，写于 ") : c.t(", written from ", "，写于 ")).figure(first, "plain");
        if (!one_year) l.say(c.t(" to ", " 至 ")).figure(last, "plain");
        l.say(c.t("", " 年"));
    }
    const std::vector<Condition> official = {{"fate", "=", "analysed"}, {"stream", "=", "official"}};
    if (c.tables().answer(count_rows("corpus/posts", official)) > 0)
        l.say(c.t("; beside them ", "；另读取官方文本 "))
            .figure(count_rows("corpus/posts", official))
            .say(c.t(" official texts", " 篇"));
    if (c.told())
        l.say(c.t(". Nobody is quoted or named.", "。本文不引用、不指名任何人。"));
    else if (c.tables().answer(count_rows("corpus/posts", kDated)) == 0)
        l.say(c.t(". The numbers lead to the original and where it stands.", "。注号指向原文及其出处。"));
    else
        l.say(c.t(
            ". The year of a post follows its author’s name in brackets; the numbers lead to the original and where "
            "it stands.",
            "。作者名后方括号内是发帖年份；注号指向原文及其出处。"));
    c.put(std::move(l));
}

void write_summary(Composer& c) {
    c.put(BlockKind::heading, "Summary", "摘要");
    const std::size_t before = c.blocks();
    write_no_debate(c);
    write_official_finding(c);
    write_debate_findings(c, 2);
    write_votes_finding(c);
    write_consensus_finding(c);
    write_actors_finding(c);
    write_change_finding(c);
    constexpr std::size_t least = 4;
    if (c.blocks() - before < least) write_largest_finding(c);
    if (c.blocks() - before < least) write_replies_finding(c);
    if (c.blocks() == before)
        c.put(BlockKind::paragraph,
              "No question in this case is argued by enough voices on both sides to report a finding.",
              "本案例中没有哪个问题的双方都有足够多的发言者，无法得出结论。");
}

}  // namespace agon
