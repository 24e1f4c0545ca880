// How the public debate relates to the official one: terms that official texts dropped, that only they use, or that
// only the public uses.
#include <algorithm>
#include <cmath>

#include "src/report/composer.hpp"

namespace agon {
namespace {

constexpr const char* kTerms = "trends/terms";

struct TermUses {
    std::string term;
    std::set<std::int64_t> official, open;  // posts
    std::int64_t official_last = 0;
    std::int64_t official_after = 0;  // official texts of later years
    bool undated = false;             // some official text that uses it has no year: nobody can say when the last was
};

std::vector<TermUses> uses_of_terms(const Composer& c) {
    std::map<std::string, TermUses> by_term;
    for (const Row& row : c.tables().rows(kTerms)) {
        TermUses& uses = by_term[row.text("term")];
        const bool official = row.text("stream") == "official";
        (official ? uses.official : uses.open).insert(row.number("post"));
        uses.undated = uses.undated || (official && row.number("year") == 0);
        if (official) uses.official_last = std::max(uses.official_last, row.number("year"));
    }
    std::vector<std::int64_t> official_years;
    for (const CleanPost& p : c.m().corpus.posts)
        if (p.stream == "official" && p.fate == PostFate::analysed) official_years.push_back(p.year);
    std::vector<TermUses> out;
    for (const LexiconEntry& entry : c.lexicon().list("policy_terms").entries()) {
        const auto found = by_term.find(entry.name);
        if (found == by_term.end()) continue;
        TermUses uses = found->second;
        uses.term = entry.name;
        uses.official_after = std::count_if(official_years.begin(), official_years.end(),
                                            [&](std::int64_t year) { return year > uses.official_last; });
        out.push_back(std::move(uses));
    }
    return out;
}

/// Dropped: used in at least five official texts, all of them dated, and in none of the eight or more that came in
/// later years.
bool dropped(const TermUses& u) {
    return !u.undated && u.official.size() >= 5 && u.official_after >= 8;
}

std::vector<Condition> of_term(const std::string& term, const char* stream) {
    return {{"term", "=", term}, {"stream", "=", stream}};
}
std::vector<Condition> after(const char* stream, std::int64_t year) {
    return {{"fate", "=", "analysed"}, {"stream", "=", stream}, {"year", ">=", std::to_string(year + 1)}};
}
std::vector<Condition> dated(std::vector<Condition> where) {
    where.push_back({"year", ">=", "1"});
    return where;
}

/// Whether the public used the official word.
void say_wording(Composer& c, Line& l, const std::string& term) {
    const Query uses = count_distinct(kTerms, "post", of_term(term, "public"));
    if (c.tables().answer(uses) == 0) {
        l.say(c.t("in words of its own, ", "用的是自己的话，"));
        l.none(count_rows(kTerms, of_term(term, "public")), c.t("no public post", "没有一篇"));
        l.say(c.t(" read here using the term", "公众帖子用过这个词"));
    } else {
        l.say(c.t("with the word in ", "其中 ")).figure(uses);
        l.say(c.t(" public posts", " 篇公众帖子用了这个词"));
    }
}

Line::Slots slots_of(Composer& c, const TermUses& u) {
    const std::string term = u.term;
    const std::int64_t last = u.official_last;
    return {
        {"term", [&c, term](Line& l) { c.name_of(l, kTerms, "term", term); }},
        {"texts", [term](Line& l) { l.figure(count_distinct(kTerms, "post", of_term(term, "official"))); }},
        {"first",
         [term](Line& l) { l.figure(value_of(kTerms, "min", "year", dated(of_term(term, "official"))), "plain"); }},
        {"last",
         [term](Line& l) { l.figure(value_of(kTerms, "max", "year", dated(of_term(term, "official"))), "plain"); }},
        {"later", [last](Line& l) { l.figure(count_rows("corpus/posts", after("official", last))); }},
        {"public", [last](Line& l) { l.figure(count_rows("corpus/posts", after("public", last))); }},
        {"latest",
         [last](Line& l) { l.figure(value_of("corpus/posts", "max", "year", after("public", last)), "plain"); }},
        {"none",
         [&c, term, last](Line& l) {
             std::vector<Condition> where = of_term(term, "official");
             where.push_back({"year", ">=", std::to_string(last + 1)});
             l.none(count_rows(kTerms, where), c.t("none", "没有一篇"));
         }},
        {"wording", [&c, term](Line& l) { say_wording(c, l, term); }},
    };
}

/// “term” (3), “term” (2) and “term” (1)
void list_terms(Composer& c, Line& l, const std::vector<TermUses>& terms, const char* stream) {
    c.list(l, terms, [&](const TermUses& uses) {
        l.say("“");
        c.name_of(l, kTerms, "term", uses.term);
        l.say(c.t("” (", "”（")).figure(count_distinct(kTerms, "post", of_term(uses.term, stream))).say(c.t(")", "）"));
    });
}

/// Words of one side, the most telling first: what both sides use a little and what carries no matter is left out.
std::vector<std::string> words_apart(const Composer& c, const char* side) {
    // Official texts share a jargon, so there only words twenty times as likely there tell; the threads speak of
    // everything at once, where three times is much.
    const bool official = side == std::string_view("official");
    const double least = official ? 3.0 : 1.0;
    std::vector<std::string> words;
    for (const Row& row : c.tables().rows("trends/vocabulary"))
        if (row.text("side") == side && std::abs(row.real("log_odds")) >= least && words.size() < 6 &&
            !c.lexicon().list("plain_words").contains_any(row.text("word")))
            words.push_back(row.text("word"));
    return words;
}

/// “word” (3), “word” (2): words with the texts of their side that use them.
void list_words(Composer& c, Line& l, const std::vector<std::string>& words, const char* side) {
    const std::string posts = std::string(side) + "_posts";
    c.list(l, words, [&](const std::string& word) {
        l.say("“");
        c.name_of(l, "trends/vocabulary", "word", word);
        l.say(c.t("” (", "”（"))
            .figure(value_of("trends/vocabulary", "sum", posts, {{"side", "=", side}, {"word", "=", word}}))
            .say(c.t(")", "）"));
    });
}

/// What each side speaks of, where no term of policy tells them apart.
void write_vocabularies(Composer& c) {
    const std::vector<std::string> official = words_apart(c, "official"), open = words_apart(c, "public");
    if (official.size() < 3 || open.size() < 3) return;
    c.put(BlockKind::heading, "Two vocabularies: official texts and public debate", "两套话语：官方文本与民间争论");
    Paragraph p = c.paragraph();
    p.sentence(c.t("The words that set the official texts apart are {list}, each with the number of texts that use it.",
                   "官方文本最有特色的词是{list}（括号内为使用该词的官方文本篇数）。"),
               {{"list", [&](Line& l) { list_words(c, l, official, "official"); }}});
    p.sentence(c.t("In the threads users speak of {list} instead, counted in posts.",
                   "公众谈的则是{list}（括号内为帖子篇数）。"),
               {{"list", [&](Line& l) { list_words(c, l, open, "public"); }}});
    c.put(std::move(p));
}

std::vector<TermUses> most_used(std::vector<TermUses> terms, bool official) {
    std::stable_sort(terms.begin(), terms.end(), [&](const TermUses& x, const TermUses& y) {
        return (official ? x.official : x.open).size() > (official ? y.official : y.open).size();
    });
    if (terms.size() > 4) terms.resize(4);
    return terms;
}

void write_streams_chart(Composer& c, const TermUses& u) {
    Line alt = c.line(BlockKind::chart);
    alt.fill(
        c.t("Official texts that use “{term}” and public posts on the topic, year by year: the official line ends in "
            "{last}, the public one goes on to {latest}.",
            "历年使用“{term}”的官方文本与该话题下的公众帖子：官方文本止于 {last} 年，公众帖子延续到 {latest} 年。"),
        slots_of(c, u));
    alt.block().chart = "streams";
    c.put(std::move(alt));
    c.put(BlockKind::table_head, "Year\tOfficial texts\tPublic posts", "年份\t官方文本\t公众帖子");
    std::set<std::int64_t> years;
    for (const CleanPost& p : c.m().corpus.posts)
        if (p.year > 0 && p.fate == PostFate::analysed) years.insert(p.year);
    for (const std::int64_t year : years) {
        const Condition in{"year", "=", std::to_string(year)};
        std::vector<Condition> term = of_term(u.term, "official");
        term.push_back(in);
        const std::vector<Condition> open = {{"fate", "=", "analysed"}, {"stream", "=", "public"}, in};
        Line row = c.line(BlockKind::table_row);
        row.figure(value_of("corpus/posts", "max", "year", {in}), "plain").say("\t");
        row.figure(count_distinct(kTerms, "post", term)).say("\t").figure(count_rows("corpus/posts", open));
        c.put(std::move(row));
    }
}

}  // namespace

void write_official_finding(Composer& c) {
    for (const TermUses& u : uses_of_terms(c)) {
        if (!dropped(u)) continue;
        Paragraph p = c.paragraph(BlockKind::bullet);
        p.sentence(
            c.t("After {last} {none} of the official texts read here uses “{term}”; the public argument went on, "
                "{wording}: {public} posts on the topic were written later, the latest in {latest}.",
                "{last} 年之后，所读官方文本{none}使用“{term}”；公众的争论仍在继续，{wording}：该话题下此后有 {public} "
                "篇帖子，最晚写于 {latest} 年。"),
            slots_of(c, u));
        c.put(std::move(p));
        return;
    }
}

void write_official(Composer& c) {
    // What official texts leave unsaid can only be told where some were read.
    constexpr std::int64_t least_texts = 5;
    if (c.tables().answer(count_rows("corpus/posts", {{"fate", "=", "analysed"}, {"stream", "=", "official"}})) <
        least_texts)
        return;
    // A phrase in one post of a thousand is nobody's phrase.
    const std::int64_t posts =
        c.tables().answer(count_rows("corpus/posts", {{"fate", "=", "analysed"}, {"stream", "=", "public"}}));
    const std::int64_t least_uses = std::max<std::int64_t>(5, posts / 200);
    const std::vector<TermUses> terms = uses_of_terms(c);
    std::vector<TermUses> silent, official_only, public_only;
    for (const TermUses& u : terms) {
        if (dropped(u))
            silent.push_back(u);
        else if (u.official.size() >= 5 && u.open.empty())
            official_only.push_back(u);
        if (u.official.empty() && std::ssize(u.open) >= least_uses) public_only.push_back(u);
    }
    if (silent.empty() && official_only.empty() && public_only.empty()) return write_vocabularies(c);
    if (silent.empty())
        c.put(BlockKind::heading, "Two vocabularies: official texts and public debate", "两套话语：官方文本与民间争论");
    else
        c.put(BlockKind::heading, "Official silence, public debate", "官方沉寂，民间仍在争论");
    Paragraph p = c.paragraph();
    silent = most_used(silent, true);
    for (std::size_t i = 0; i < silent.size() && i < 2; ++i)
        p.sentence(
            i == 0
                ? c.t("“{Term}” stands in {texts} of the official texts read here, the first from {first}, the last "
                      "from {last}; of the {later} official texts of later years, {none} uses it. In the threads the "
                      "argument went on {wording}: {public} posts on the topic were written after that year, up to "
                      "{latest}.",
                      "“{term}”见于 {texts} 篇官方文本，最早在 {first} 年，最晚在 {last} 年；其后年份的 {later} "
                      "篇官方文本{none}使用它。民间的争论仍在继续，{wording}：此后又有 {public} 篇帖子，直到 {latest} "
                      "年。")
                : c.t("“{Term}” shares that fate: {texts} official texts up to {last}, and {none} of the {later} "
                      "after.",
                      "“{term}”也是如此：到 {last} 年为止有 {texts} 篇官方文本使用，此后 {later} 篇中{none}再用。"),
            slots_of(c, silent[i]));
    c.put(std::move(p));
    Paragraph words = c.paragraph();
    if (!official_only.empty())
        words.sentence(
            c.t("The vocabulary of recent official texts has not reached the threads: {list}, each with its number of "
                "official texts, are used there by no post read here.",
                "官方文本近年的用语没有进入这些讨论：{list}（括号内为官方文本篇数），所读公众帖子中均未出现。"),
            {{"list", [&](Line& l) { list_terms(c, l, most_used(official_only, true), "official"); }}});
    if (!public_only.empty())
        words.sentence(
            official_only.empty()
                ? c.t("The public has words of its own that no official text read here repeats: {list}.",
                      "公众有自己的说法，所读官方文本都没有用过：{list}（括号内为帖子篇数）。")
                : c.t("The reverse is true of {list}, which users write and no official text read here does.",
                      "反过来，公众常说{list}（括号内为帖子篇数），所读官方文本都没有用过。"),
            {{"list", [&](Line& l) { list_terms(c, l, most_used(public_only, false), "public"); }}});
    c.put(std::move(words));
    if (!silent.empty()) write_streams_chart(c, silent.front());
}

}  // namespace agon
