// A section per debate: its question as headline, how the sides stand, each camp in turn with its arguments and who
// supports or answers them, the dividing line as the close. Debates too thin for that share one paragraph.
#include <algorithm>
#include <optional>
#include <set>

#include "ground/lexicon/camp_words.hpp"
#include "src/report/composer.hpp"

namespace agon {
namespace {

/// Passages that make a key point's argument, clearest first, as room points ranked them; votes are no part of it: a
/// joke gets more of them than an argument. Those whose form forbids quoting are left out.
std::vector<Passage> passages_of(const Composer& c, const KeyPoint& point) {
    std::vector<std::pair<std::int32_t, Passage>> ranked;
    for (const PointMatch& match : c.m().points.matches) {
        if (match.point != point.point || match.quote_rank == 0 || !c.m().post.contains(match.post)) continue;
        const bool stands_there = c.m().pole_of(point.debate, match.post) == point.pole;
        if (!stands_there && match.segment != point.segment) continue;
        Passage p = c.m().passage(match.segment);
        if (quotability(p) >= 0) ranked.emplace_back(match.quote_rank, std::move(p));
    }
    std::stable_sort(ranked.begin(), ranked.end(), [](const auto& x, const auto& y) { return x.first < y.first; });
    std::vector<Passage> out;
    for (auto& [rank, passage] : ranked) out.push_back(std::move(passage));
    return out;
}

/// One voice echoes nothing by saying it twice: of an author in `heard` nothing more.
const Passage* first_quotable(const Composer& c, const std::vector<Passage>& passages,
                              const std::vector<const Passage*>& heard) {
    for (const Passage& p : passages) {
        const auto by_author = [&](const Passage* other) { return other->post->author == p.post->author; };
        if (c.may_quote(p) && std::none_of(heard.begin(), heard.end(), by_author)) return &p;
    }
    return nullptr;
}

void write_opening(Composer& c, const Debate& d) {
    const auto id = static_cast<std::int64_t>(d.debate);
    const Line::Slots slots = opening_slots(c, d);
    Paragraph p = c.paragraph();
    say_size(c, p, d, slots);
    const bool corrected = is_corrected(c, d);
    const char* sides = corrected ? "sides_as_read" : is_unread(c, d) ? "sides_partly" : "sides";
    p.sentence(c.phrase(sides, id), slots);
    if (corrected) p.sentence(c.phrase("sides_corrected", id), corrected_slots(c, d));
    if (d.name.empty() && !issue_words(d.proposition, c.chinese()).empty())
        p.sentence(c.phrase("own_wording", id),
                   {{"question", [&](Line& l) { c.short_headline(l, *c.m().thread.at(d.question_thread)); }}});
    c.put(std::move(p));
}

/// A key point without a quote: what it turns on, how many make it and when. False if its terms cannot be said.
bool tell_point(Composer& c, Paragraph& paragraph, const Debate& d, const KeyPoint& point, bool first) {
    const std::vector<std::string> terms = c.sayable(point.terms, 4);
    if (terms.empty() || point.voices < 5) return false;
    const Condition of{"point", "=", id_text(point.point)};
    const std::vector<Condition> dated = {of, {"year", ">=", "1"}};
    const bool has_years = c.tables().answer(count_rows("points/matches", dated)) > 0;
    const auto year = [&](const char* op) {
        return [&c, op, dated](Line& l) { l.figure(value_of("points/matches", op, "year", dated), "plain"); };
    };
    const Line::Slots slots = {{"camp", [&](Line& l) { c.camp(l, d, point.pole); }},
                               {"voices", [&](Line& l) { l.figure(count_distinct("points/matches", "voice", {of})); }},
                               {"terms", [&](Line& l) { c.say_words(l, "points/points", "terms", terms, of); }},
                               {"first", year("min")},
                               {"last", year("max")}};
    const std::string group = std::string(first ? "told_first" : "told_next") + (has_years ? "" : "_undated");
    paragraph.sentence(c.phrase(group, static_cast<std::int64_t>(point.point)), slots);
    return true;
}

/// Fewer voices are not said to be what a camp argues most often.
constexpr std::int64_t kVoicesOfMost = 5;

/// " (turning on delivery, parcels and the school gate)": what the sentences of a line name. Nothing where few make it
/// or the words have no name in the article's language; a single English one, out of a dictionary, would say too
/// little.
void say_about(Composer& c, Line& l, const KeyPoint& point) {
    constexpr std::size_t most_words = 3;
    const std::vector<std::string> terms = c.sayable(point.terms, most_words, c.chinese() ? 1 : 2);
    if (terms.empty() || point.voices < kVoicesOfMost) return;
    l.say(c.t(" (turning on ", "（围绕"));
    c.say_words(l, "points/points", "terms", terms, {"point", "=", id_text(point.point)});
    l.say(c.t(")", "）"));
}

void write_point(Composer& c, Paragraph& paragraph, const Debate& d, const KeyPoint& point, bool first) {
    const std::vector<Passage> passages = passages_of(c, point);
    const Passage* lead = first_quotable(c, passages, {});
    if (!lead) return;
    const auto id = static_cast<std::int64_t>(point.point);
    const Condition of{"point", "=", id_text(point.point)};
    const std::vector<Condition> rivals = {in_debate(d), {"pole", "=", std::string(enum_name(point.pole))}};
    Line::Slots slots = c.speaker(*lead);
    slots["voices"] = [&](Line& l) { l.figure(count_distinct("points/matches", "voice", {of})); };
    slots["camp"] = [&](Line& l) { c.camp(l, d, point.pole); };
    slots["most"] = [&](Line& l) {
        l.leads(value_of("points/points", "sum", "voices", {of}), value_of("points/points", "max", "voices", rivals),
                c.t("most", "最"));
    };
    slots["about"] = [&](Line& l) { say_about(c, l, point); };
    slots["asked"] = [&](Line& l) { c.short_headline(l, *c.m().thread.at(lead->post->thread)); };
    const bool elsewhere = lead->post->thread != d.question_thread && id % 2 == 0;
    // A line with more voices may stand in the table that has no sentence to quote.
    const bool few = point.voices < kVoicesOfMost ||
                     point.voices < c.tables().answer(value_of("points/points", "max", "voices", rivals));
    const char* group = !first                  ? (elsewhere ? "next_point_asked" : "next_point")
                        : point.pole == Pole::a ? (few ? "first_point_of_few" : "first_point")
                                                : (few ? "first_point_of_few_contrast" : "first_point_contrast");
    c.keep_lead(point, *lead);
    paragraph.sentence(c.phrase(group, id), slots);
    std::vector<const Passage*> heard = {lead};
    for (int i = 0; i < c.form().echoes; ++i) {
        const Passage* echo = first_quotable(c, passages, heard);
        if (!echo || (!first && i > 0)) return;
        const bool voted = echo->post->votes >= 100;
        paragraph.sentence(c.phrase(voted ? "echo_voted" : "echo", id + i), c.speaker(*echo));
        heard.push_back(echo);
    }
}

/// True for a sentence that stands in the debate's last paragraph.
bool closes(const Composer& c, const Debate& d, SegmentId segment) {
    const auto& divides = c.m().points.divides;
    return std::any_of(divides.begin(), divides.end(), [&](const Divide& divide) {
        return divide.debate == d.debate && (divide.segment_a == segment || divide.segment_b == segment);
    });
}

/// Sentences that speak well for the camp, beside `shown` arguments that several of its voices share; added to
/// `quoted`.
int write_statements(Composer& c, Paragraph& paragraph, const Debate& d, Pole pole, int shown,
                     std::vector<Passage>& quoted) {
    for (const CampStatement& statement : c.m().points.statements) {
        if (statement.debate != d.debate || statement.pole != pole || shown >= c.form().statements) continue;
        if (!c.m().segment.contains(statement.segment) || closes(c, d, statement.segment)) continue;
        const Passage passage = c.m().passage(statement.segment);
        if (!c.may_quote(passage) || quotability(passage) < 0) continue;
        if (shown == 2) {
            c.put(std::move(paragraph));
            paragraph = c.paragraph();
        }
        Line::Slots slots = c.speaker(passage);
        slots["camp"] = [&](Line& l) { c.camp(l, d, pole); };
        slots["asked"] = [&](Line& l) { c.short_headline(l, *c.m().thread.at(passage.post->thread)); };
        const auto id = static_cast<std::int64_t>(statement.segment);
        const bool elsewhere = passage.post->thread != d.question_thread && id % 2 == 0;
        const char* next = elsewhere ? "own_words_asked" : "own_words_next";
        const char* first = pole == Pole::a ? "own_words" : "own_words_contrast";
        paragraph.sentence(c.phrase(shown == 0 ? first : next, id), slots);
        quoted.push_back(passage);
        ++shown;
    }
    return shown;
}

/// The sentence that a rebuttal answers, if it reads well by itself.
std::optional<Passage> answered_in(const Composer& c, const Relation& r) {
    if (r.kind != RelationKind::rebuts || !c.m().segment.contains(r.answered)) return std::nullopt;
    Passage answered = c.m().passage(r.answered);
    if (answered.post->post != r.to_post || !c.may_quote(answered) || quotability(answered) < 0.3) return std::nullopt;
    return answered;
}

/// Of a reply that takes a side: 1 if what it answers stands on the other one, -1 on the same, 0 on neither.
int across(const Composer& c, const Relation& r) {
    const Pole mine = c.m().pole_of(r.debate, r.from_post), theirs = c.m().pole_of(r.debate, r.to_post);
    if (theirs == mine) return -1;
    return theirs == Pole::a || theirs == Pole::b ? 1 : 0;
}

/// Who stands for an argument somewhere in the case: a voice has three quotes, and its argument should have one.
std::set<std::int64_t> heads_of_arguments(const Composer& c) {
    std::set<std::int64_t> heads;
    for (const KeyPoint& point : c.m().points.points)
        if (const auto post = c.m().post.find(point.post); post != c.m().post.end())
            heads.insert(static_cast<std::int64_t>(post->second->author));
    return heads;
}

/// Replies of this camp's posts whose words read well without their post, the best first: to the other camp before
/// those to nobody's, arguments on what is asked, with words that say what they do, to a sentence that can be shown
/// beside them. A rebuttal within a camp is told only where there is nothing else.
std::vector<const Relation*> relations_of(const Composer& c, const Debate& d, Pole pole) {
    std::vector<std::pair<double, const Relation*>> found;
    const std::set<std::int64_t> heads = heads_of_arguments(c);
    const auto spares = [&](const Passage& p) { return heads.contains(static_cast<std::int64_t>(p.post->author)); };
    for (const Relation& r : c.m().points.relations) {
        if (r.debate != d.debate || (r.kind != RelationKind::rebuts && r.kind != RelationKind::concedes) ||
            r.quality < least_quality_shown || c.m().pole_of(d.debate, r.from_post) != pole)
            continue;
        if (!c.m().segment.contains(r.evidence) || !c.m().post.contains(r.to_post)) continue;
        const Passage p = c.m().passage(r.evidence);
        if (!c.may_quote(p) || quotability(p) < -0.5) continue;
        const std::optional<Passage> answered = answered_in(c, r);
        const double shown = answered ? 0.5 * std::min(quotability(*answered), 2.0) : 0;
        found.emplace_back(quotability(p) + (r.cue.empty() ? 0 : 0.5) + shown + across(c, r) + 3 * r.quality -
                               (spares(p) ? 1 : 0) - (answered && spares(*answered) ? 1 : 0),
                           &r);
    }
    std::stable_sort(found.begin(), found.end(), [](const auto& x, const auto& y) { return x.first > y.first; });
    std::vector<const Relation*> out;
    for (const auto& [score, relation] : found) out.push_back(relation);
    return out;
}

void write_exchange(Composer& c, Paragraph& paragraph, const Relation& r) {
    const Passage reply = c.m().passage(r.evidence);
    if (!c.may_quote(reply)) return;
    const auto id = static_cast<std::int64_t>(r.evidence);
    if (const std::optional<Passage> answered = answered_in(c, r)) {
        Line::Slots slots = c.speaker(*answered);
        add_second(slots, c.speaker(reply));
        const int side = across(c, r);
        paragraph.sentence(c.phrase(side > 0   ? "exchange_across"
                                    : side < 0 ? "exchange_within"
                                               : "exchange_aside",
                                    id),
                           slots);
        return;
    }
    Line::Slots slots = c.speaker(reply);
    add_second(slots, c.author_of(*c.m().post.at(r.to_post)));
    paragraph.sentence(c.phrase(r.kind == RelationKind::rebuts ? "rebuttal" : "concession", id), slots);
}

/// A camp of which no argument can be reported: how large it is, and without quotes when it wrote.
void write_no_argument(Composer& c, Paragraph& paragraph, const Debate& d, Pole pole) {
    const std::vector<Condition> of_camp = {in_debate(d), {"pole", "=", std::string(enum_name(pole))}};
    const std::vector<Condition> dated = {of_camp[0], of_camp[1], {"year", ">=", "1"}};
    const Query first = value_of("camps/stances", "min", "year", dated),
                last = value_of("camps/stances", "max", "year", dated);
    const bool spans_years =
        c.tables().answer(count_rows("camps/stances", dated)) > 0 && c.tables().answer(first) < c.tables().answer(last);
    const Line::Slots slots = {{"camp", [&](Line& l) { c.camp(l, d, pole); }},
                               {"a", [&](Line& l) { l.figure(voices_of(d, pole)); }},
                               {"posts", [&](Line& l) { l.figure(count_distinct("camps/stances", "post", of_camp)); }},
                               {"first", [&](Line& l) { l.figure(first, "plain"); }},
                               {"last", [&](Line& l) { l.figure(last, "plain"); }}};
    const auto& points = c.m().points.points;
    const bool unnamed = c.told() && std::any_of(points.begin(), points.end(), [&](const KeyPoint& p) {
                             return p.debate == d.debate && p.pole == pole;
                         });
    const char* group = unnamed ? "told_unnamed" : c.told() && spans_years ? "no_argument_told" : "no_argument";
    paragraph.sentence(c.phrase(group, static_cast<std::int64_t>(d.debate)), slots);
}

void write_camp(Composer& c, const Debate& d, Pole pole) {
    const std::size_t at = c.blocks(), first_lead = c.leads().size();
    std::vector<Passage> statements;
    Paragraph paragraph = c.paragraph();
    int shown = 0;
    for (const KeyPoint& point : c.m().points.points) {
        if (point.debate != d.debate || point.pole != pole || shown >= c.form().points) continue;
        // A camp of some weight gets a paragraph of at most two arguments, so that none runs over the page.
        if (shown == 2) {
            c.put(std::move(paragraph));
            paragraph = c.paragraph();
        }
        if (c.told()) {
            shown += tell_point(c, paragraph, d, point, shown == 0) ? 1 : 0;
            continue;
        }
        const bool was_empty = paragraph.empty();
        write_point(c, paragraph, d, point, shown == 0);
        if (paragraph.empty() != was_empty || !was_empty) ++shown;
    }
    if (!c.told()) shown = write_statements(c, paragraph, d, pole, shown, statements);
    if (shown == 0) write_no_argument(c, paragraph, d, pole);
    int exchanges = 0;
    for (const Relation* r : relations_of(c, d, pole))
        if (exchanges++ < c.form().exchanges) write_exchange(c, paragraph, *r);
    c.put(std::move(paragraph));
    c.name_camp(at, d, pole, first_lead, statements);
}

void write_debate(Composer& c, const Debate& d) {
    Line head = c.line(BlockKind::heading);
    c.headline(head, d);
    c.put(std::move(head));
    write_opening(c, d);
    write_official_word(c, d);
    write_camp(c, d, Pole::a);
    write_camp(c, d, Pole::b);
    write_divide(c, d);
}

}  // namespace

Substance substance_of(const Composer& c, const Debate& d) {
    // A question that can be answered in many ways ("what is to be done?"): nobody is for it or against it.
    if (d.proposition.empty() && d.pole_a.empty()) return Substance::few_placed;
    std::int64_t a = 0, b = 0;
    for (const VoiceStance& v : c.m().camps.voices) {
        if (v.debate != d.debate) continue;
        a += v.pole == Pole::a ? 1 : 0;
        b += v.pole == Pole::b ? 1 : 0;
    }
    if (a + b < 12) return Substance::few_placed;
    if (std::min(a, b) < 5) return Substance::one_sided;
    const Points& points = c.m().points;
    const auto speaks = [&](Pole pole) {
        const auto of_camp = [&](const auto& row) { return row.debate == d.debate && row.pole == pole; };
        return std::any_of(points.points.begin(), points.points.end(), of_camp) ||
               std::any_of(points.statements.begin(), points.statements.end(), of_camp);
    };
    return speaks(Pole::a) && speaks(Pole::b) ? Substance::dispute : Substance::silent;
}

bool is_unread(const Composer& c, const Debate& d) {
    const auto& camps = c.m().camps.camps;
    return std::any_of(camps.begin(), camps.end(), [&](const Camp& camp) {
        return camp.debate == d.debate && camp.verdict == CampVerdict::unread;
    });
}

Line::Slots opening_slots(Composer& c, const Debate& d) {
    const std::vector<Condition> dated = {in_debate(d), {"year", ">=", "1"}};
    return {
        {"voices", [&d](Line& l) { l.figure(count_rows("camps/voices", {in_debate(d)})); }},
        {"posts", [&d](Line& l) { l.figure(count_distinct("camps/stances", "post", {in_debate(d)})); }},
        {"threads", [&d](Line& l) { l.figure(count_rows("debates/threads", {in_debate(d)})); }},
        {"span",
         [&c, dated](Line& l) {
             if (c.tables().answer(count_rows("camps/stances", dated)) == 0) return;
             const Query first = value_of("camps/stances", "min", "year", dated);
             const Query last = value_of("camps/stances", "max", "year", dated);
             const bool one_year = c.tables().answer(first) == c.tables().answer(last);
             l.say(one_year ? c.t(" in ", "") : c.t(" between ", "从 ")).figure(first, "plain");
             if (!one_year) l.say(c.t(" and ", " 年到 ")).figure(last, "plain");
             l.say(c.t("", " 年，"));
         }},
        {"a", [&d](Line& l) { l.figure(voices_of(d, Pole::a)); }},
        {"b", [&d](Line& l) { l.figure(voices_of(d, Pole::b)); }},
        {"unclear", [&d](Line& l) { l.figure(share_of_voices(d, Pole::unclear, false)); }},
        {"campA", [&c, &d](Line& l) { c.camp(l, d, Pole::a); }},
        {"campB", [&c, &d](Line& l) { c.camp(l, d, Pole::b); }},
        {"balance", [&d](Line& l) { l.balance(share_of_voices(d, Pole::a, true)); }},
    };
}

void say_size(Composer& c, Paragraph& p, const Debate& d, const Line::Slots& slots) {
    const auto threads = c.tables().answer(count_rows("debates/threads", {in_debate(d)}));
    const auto posts = c.tables().answer(count_distinct("camps/stances", "post", {in_debate(d)}));
    const char* opening = threads == 1 ? "one_thread" : threads >= posts ? "opening_alone" : "opening";
    p.sentence(c.phrase(opening, static_cast<std::int64_t>(d.debate)), slots);
}

/// One sentence of an official text on the same matter: the nearest that reads well by itself. Which side it takes is
/// left to the reader (docs/dead_ends.md).
void write_official_word(Composer& c, const Debate& d) {
    constexpr double least_fit = 0.35;
    for (const OfficialSentence& sentence : c.m().debates.official) {
        if (c.told() || sentence.debate != d.debate || sentence.fit < least_fit || sentence.year == 0 ||
            !c.m().segment.contains(sentence.segment))
            continue;
        const Passage passage = c.m().passage(sentence.segment);
        // "At the same time we must beware of ..." is the caveat of a text, not what it says.
        if (!c.may_quote(passage) || quotability(passage) < 0 || !passage.segment->stands_alone) continue;
        Line::Slots slots = c.speaker(passage);
        slots["title"] = [&](Line& l) { c.headline(l, *c.m().thread.at(passage.post->thread)); };
        slots["dated"] = [&](Line& l) { l.year(*passage.post); };
        Paragraph p = c.paragraph();
        p.sentence(c.phrase("official_word", static_cast<std::int64_t>(d.debate)), slots);
        return c.put(std::move(p));
    }
}

void write_debates(Composer& c) {
    Unwritten unwritten;
    int written = 0;
    for (const Debate& d : c.m().debates.debates) {
        const bool room = written < c.form().debates;
        const Substance substance = substance_of(c, d);
        if (room && substance == Substance::dispute) {
            write_debate(c, d);
            ++written;
        } else if (room && write_open_debate(c, d)) {
            // What many argue over belongs in the article even where it cannot be said who stands where.
            ++written;
        } else {
            unwritten[substance].push_back(&d);
        }
    }
    write_unwritten(c, unwritten);
    if (c.form().parts == Parts::all) write_tree(c);
}

}  // namespace agon
