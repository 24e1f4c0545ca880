// A section per debate: its question as headline, how the sides stand, each camp in turn with its arguments and who
// supports or answers them, the dividing line as the close. Debates too thin for that share one paragraph.
#include <algorithm>

#include "src/report/composer.hpp"

namespace agon {
namespace {

/// The slots of a second speaker: author2, year2, says2, quote2.
void add_second(Line::Slots& slots, const Line::Slots& second) {
    for (const auto& [name, slot] : second) slots[name + "2"] = slot;
}

/// Can be told as a dispute: both sides have voices, and an argument that several share.
bool has_substance(const Composer& c, const Debate& d) {
    std::int64_t a = 0, b = 0;
    for (const VoiceStance& v : c.m().camps.voices) {
        if (v.debate != d.debate) continue;
        a += v.pole == Pole::a ? 1 : 0;
        b += v.pole == Pole::b ? 1 : 0;
    }
    const auto& points = c.m().points.points;
    return std::min(a, b) >= 3 && a + b >= 10 &&
           std::any_of(points.begin(), points.end(), [&](const KeyPoint& p) { return p.debate == d.debate; });
}

/// Passages that make a key point's argument, best first: by how they read, how well they match, and their votes.
std::vector<Passage> passages_of(const Composer& c, const KeyPoint& point) {
    std::vector<std::pair<double, Passage>> scored;
    const std::vector<Row> rows = c.tables().rows("points/matches");  // the same rows, with the columns we do not know
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const PointMatch& match = c.m().points.matches[i];
        if (match.point != point.point || !c.m().post.contains(match.post)) continue;
        const Pole pole = c.m().pole_of(point.debate, match.post);
        if (pole != point.pole && match.segment != point.segment) continue;
        Passage p = c.m().passage(match.segment);
        double score = quotability(p) + 2 * match.score + (match.segment == point.segment ? 0.5 : 0);
        if (pole == point.pole) score += 1;
        if (const std::int64_t rank = rows[i].number("quote_rank"); rank > 0)
            score += 0.4 * static_cast<double>(4 - rank);
        if (p.post->votes >= 100) score += 0.3;
        if (quotability(p) >= 0) scored.emplace_back(score, std::move(p));
    }
    std::stable_sort(scored.begin(), scored.end(), [](const auto& x, const auto& y) { return x.first > y.first; });
    std::vector<Passage> out;
    for (auto& [score, passage] : scored) out.push_back(std::move(passage));
    return out;
}

const Passage* first_quotable(const Composer& c, const std::vector<Passage>& passages, const Passage* besides) {
    for (const Passage& p : passages)
        if (c.may_quote(p) && (!besides || p.post->author != besides->post->author)) return &p;
    return nullptr;
}

void write_opening(Composer& c, const Debate& d) {
    const auto id = static_cast<std::int64_t>(d.debate);
    const std::vector<Condition> dated = {in_debate(d), {"year", ">=", "1"}};
    Line::Slots slots = {
        {"voices", [&](Line& l) { l.figure(count_rows("camps/voices", {in_debate(d)})); }},
        {"posts", [&](Line& l) { l.figure(count_distinct("camps/stances", "post", {in_debate(d)})); }},
        {"threads", [&](Line& l) { l.figure(count_rows("debates/threads", {in_debate(d)})); }},
        {"span",
         [&](Line& l) {
             if (c.tables().answer(count_rows("camps/stances", dated)) == 0) return;
             l.say(c.t(" between ", "从 ")).figure(value_of("camps/stances", "min", "year", dated), "plain");
             l.say(c.t(" and ", " 年到 ")).figure(value_of("camps/stances", "max", "year", dated), "plain");
             l.say(c.t("", " 年，"));
         }},
        {"a", [&](Line& l) { l.figure(voices_of(d, Pole::a)); }},
        {"b", [&](Line& l) { l.figure(voices_of(d, Pole::b)); }},
        {"unclear", [&](Line& l) { l.figure(share_of_voices(d, Pole::unclear, false)); }},
        {"campA", [&](Line& l) { c.camp(l, d, Pole::a); }},
        {"campB", [&](Line& l) { c.camp(l, d, Pole::b); }},
        {"balance", [&](Line& l) { l.balance(share_of_voices(d, Pole::a, true)); }},
    };
    Paragraph p = c.paragraph();
    const bool one = c.tables().answer(count_rows("debates/threads", {in_debate(d)})) == 1;
    p.sentence(c.phrase(one ? "one_thread" : "opening", id), slots);
    p.sentence(c.phrase("sides", id), slots);
    c.put(std::move(p));
}

void write_point(Composer& c, Paragraph& paragraph, const Debate& d, const KeyPoint& point, bool first) {
    const std::vector<Passage> passages = passages_of(c, point);
    const Passage* lead = first_quotable(c, passages, nullptr);
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
    slots["asked"] = [&](Line& l) { c.short_headline(l, *c.m().thread.at(lead->post->thread)); };
    const bool elsewhere = lead->post->thread != d.question_thread && id % 2 == 0;
    const char* group = !first                  ? (elsewhere ? "next_point_asked" : "next_point")
                        : point.pole == Pole::a ? "first_point"
                                                : "first_point_contrast";
    c.keep_lead(point, *lead);
    paragraph.sentence(c.phrase(group, id), slots);
    for (int i = 0; i < c.form().echoes; ++i) {
        const Passage* echo = first_quotable(c, passages, lead);
        if (!echo || (!first && i > 0)) return;
        const bool voted = echo->post->votes >= 100;
        paragraph.sentence(c.phrase(voted ? "echo_voted" : "echo", id + i), c.speaker(*echo));
    }
}

/// Replies of this camp's posts, the most endorsed first, whose words read well without their post.
std::vector<const Relation*> relations_of(const Composer& c, const Debate& d, Pole pole) {
    std::vector<std::pair<double, const Relation*>> found;
    for (const Relation& r : c.m().points.relations) {
        if (r.debate != d.debate || (r.kind != RelationKind::rebuts && r.kind != RelationKind::concedes) ||
            c.m().pole_of(d.debate, r.from_post) != pole)
            continue;
        if (!c.m().segment.contains(r.evidence) || !c.m().post.contains(r.to_post)) continue;
        const Passage p = c.m().passage(r.evidence);
        if (!c.may_quote(p) || quotability(p) < -0.5) continue;
        found.emplace_back(quotability(p) + (r.cue.empty() ? 0 : 0.5), &r);
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
    if (r.kind == RelationKind::rebuts && c.m().segment.contains(r.answered)) {
        const Passage answered = c.m().passage(r.answered);
        if (answered.post->post == r.to_post && c.may_quote(answered) && quotability(answered) >= 0.3) {
            Line::Slots slots = c.speaker(answered);
            add_second(slots, c.speaker(reply));
            paragraph.sentence(c.phrase("exchange", id), slots);
            return;
        }
    }
    const Post& to = *c.m().post.at(r.to_post);
    Line::Slots slots = c.speaker(reply);
    slots["author2"] = [&](Line& l) { l.author(to); };
    slots["year2"] = [&](Line& l) { l.year(to); };
    paragraph.sentence(c.phrase(r.kind == RelationKind::rebuts ? "rebuttal" : "concession", id), slots);
}

void write_camp(Composer& c, const Debate& d, Pole pole) {
    Paragraph paragraph = c.paragraph();
    int shown = 0;
    for (const KeyPoint& point : c.m().points.points) {
        if (point.debate != d.debate || point.pole != pole || shown >= c.form().points) continue;
        // A camp of some weight gets a paragraph of at most two arguments, so that none runs over the page.
        if (shown == 2) {
            c.put(std::move(paragraph));
            paragraph = c.paragraph();
        }
        const bool was_empty = paragraph.empty();
        write_point(c, paragraph, d, point, shown == 0);
        if (paragraph.empty() != was_empty || !was_empty) ++shown;
    }
    if (shown == 0) {
        const Line::Slots slots = {{"camp", [&](Line& l) { c.camp(l, d, pole); }},
                                   {"a", [&](Line& l) { l.figure(voices_of(d, pole)); }}};
        paragraph.sentence(c.phrase("no_argument", 0), slots);
    }
    int exchanges = 0;
    for (const Relation* r : relations_of(c, d, pole))
        if (exchanges++ < c.form().exchanges) write_exchange(c, paragraph, *r);
    c.put(std::move(paragraph));
}

/// Words that name nothing: they begin with a numeral or point somewhere.
bool is_filler(std::string_view word) {
    constexpr std::string_view beginnings[] = {
        "一", "二", "三", "四", "五", "六",   "七",   "八",   "九",   "十",   "百",   "千",   "万",     "两",
        "几", "这", "那", "某", "每", "没有", "可能", "知道", "后面", "起来", "当年", "有人", "为什么", "什么"};
    return std::any_of(std::begin(beginnings), std::end(beginnings),
                       [&](std::string_view b) { return word.starts_with(b); });
}

/// Up to four terms of a side that can be said in the article's language; empty if fewer than two can.
std::vector<std::string> sayable_terms(const Composer& c, const std::string& terms) {
    std::vector<std::string> out;
    for (std::size_t at = 0; at < terms.size();) {
        const std::size_t end = std::min(terms.find(' ', at), terms.size());
        const std::string word = terms.substr(at, end - at);
        at = end + 1;
        if (word.find_first_of("0123456789") == std::string::npos && !is_filler(word) && c.can_say(word) &&
            out.size() < 4)
            out.push_back(word);
    }
    if (out.size() < 2) out.clear();
    return out;
}

void say_terms(Composer& c, Line& l, const std::vector<std::string>& terms) {
    for (std::size_t i = 0; i < terms.size(); ++i) {
        if (i > 0) l.say(i + 1 == terms.size() ? c.t(" and ", "和") : c.t(", ", "、"));
        c.say_word(l, terms[i]);
    }
}

void write_divide(Composer& c, const Debate& d) {
    for (const Divide& divide : c.m().points.divides) {
        if (divide.debate != d.debate || !c.m().segment.contains(divide.segment_a) ||
            !c.m().segment.contains(divide.segment_b))
            continue;
        const Passage a = c.m().passage(divide.segment_a), b = c.m().passage(divide.segment_b);
        if (!c.may_quote(a) || !c.may_quote(b) || a.post->author == b.post->author) return;
        const std::vector<std::string> terms_a = sayable_terms(c, divide.terms_a),
                                       terms_b = sayable_terms(c, divide.terms_b);
        Line::Slots slots = c.speaker(a);
        add_second(slots, c.speaker(b));
        slots["terms_a"] = [&](Line& l) { say_terms(c, l, terms_a); };
        slots["terms_b"] = [&](Line& l) { say_terms(c, l, terms_b); };
        const bool plain = terms_a.empty() || terms_b.empty();
        Paragraph p = c.paragraph();
        p.sentence(c.phrase(plain ? "divide_plain" : "divide", static_cast<std::int64_t>(d.debate)), slots);
        c.put(std::move(p));
        return;
    }
}

void write_debate(Composer& c, const Debate& d) {
    Line head = c.line(BlockKind::heading);
    c.headline(head, *c.m().thread.at(d.question_thread));
    c.put(std::move(head));
    write_opening(c, d);
    write_camp(c, d, Pole::a);
    write_camp(c, d, Pole::b);
    write_divide(c, d);
}

/// The arguments told above as a tree: camps, and under each the sentence that stands for an argument, with its voices.
void write_tree(Composer& c) {
    if (c.leads().empty()) return;
    c.put_chart("tree",
                "The arguments at a glance: under each camp, one sentence for each argument and the voices behind it.",
                "论据一览：每个阵营之下，每个论据各举一句，并列出支持人数。");
    c.put(BlockKind::table_head, "Camp\tArgument\tVoices", "阵营\t论据\t人数");
    const KeyPoint* last = nullptr;
    for (const auto& [point, passage] : c.leads()) {
        if (!last || last->debate != point->debate || last->pole != point->pole) {
            const auto& debates = c.m().debates.debates;
            const auto d = std::find_if(debates.begin(), debates.end(), [wanted = point->debate](const Debate& debate) {
                return debate.debate == wanted;
            });
            Line row = c.line(BlockKind::table_row);
            c.camp(row, *d, point->pole);
            row.say("\t\t").figure(voices_of(*d, point->pole));
            c.put(std::move(row));
        }
        last = point;
        Line row = c.line(BlockKind::table_row);
        row.say("\t");
        c.say_quote(row, passage);
        row.say("\t").figure(count_distinct("points/matches", "voice", {{"point", "=", id_text(point->point)}}));
        c.put(std::move(row));
    }
}

/// One paragraph that names the debates without a section.
void write_thin(Composer& c, const std::vector<const Debate*>& thin) {
    if (thin.empty()) return;
    c.put(BlockKind::heading, "Also debated", "其他争论");
    Paragraph p = c.paragraph();
    p.sentence(
        c.t("Other questions drew argument on both sides, but not enough voices or shared argument for a "
            "section of their own:",
            "另有若干问题双方都有人争论，但人数或共同论据不足以单列一节："));
    for (std::size_t i = 0; i < thin.size(); ++i) {
        Line& l = p.line();
        if (!c.chinese()) l.say(" ");
        l.say("“");
        c.short_headline(l, *c.m().thread.at(thin[i]->question_thread));
        l.say(c.t("” (", "”（")).figure(count_rows("camps/voices", {in_debate(*thin[i])}));
        l.say(c.t(" voices)", " 人）")).say(i + 1 == thin.size() ? c.t(".", "。") : c.t(";", "；"));
    }
    c.put(std::move(p));
}

}  // namespace

void write_debates(Composer& c) {
    std::vector<const Debate*> thin;
    int written = 0;
    for (const Debate& d : c.m().debates.debates) {
        if (has_substance(c, d) && written < c.form().debates) {
            write_debate(c, d);
            ++written;
        } else {
            thin.push_back(&d);
        }
    }
    if (thin.size() > 8) thin.resize(8);
    write_thin(c, thin);
    write_tree(c);
}

}  // namespace agon
