// Which rows a number in a table counts. A rule a number, where a rule can say it; periods and contrasts, whose rows
// are of many kinds, by functions.
//
// tests/explorer_numbers_test.cpp holds every rule to every row of the sample: the rows counted again give the number.
#include "src/explorer/cell_sources.hpp"

#include <array>

#include "ground/text/spaced_words.hpp"

namespace agon {
namespace {

/// `where` is words: "pole" (the source's column of that name has the row's value), "author=@voice" (of that other
/// column), "stream=public" (that value). A word with '?' at its end is left out where the row says 0 or all.
/// `only`: the rule is for rows with that value, "scope=actor"; "" for all.
struct Rule {
    std::string_view table, column, only, source, where, distinct, sum;
};

constexpr Rule kRules[] = {
    {"camps/camps", "voices", "", "camps/voices", "debate pole", "", ""},
    {"camps/camps", "posts", "", "camps/stances", "debate pole", "", ""},
    {"camps/camps", "votes", "", "camps/stances", "debate pole", "", "votes"},
    {"camps/voices", "posts", "", "camps/stances", "debate voice", "", ""},
    {"camps/lessons", "placed", "", "camps/stances", "debate judged_by=analyst", "", ""},
    {"camps/lessons", "sided", "", "camps/stances", "debate judged_by=analyst pole!=both pole!=unclear", "", ""},
    {"camps/lessons", "", "", "camps/stances", "debate judged_by=analyst", "", ""},
    {"corpus/accounts", "", "", "corpus/posts", "voice", "", ""},
    {"debates/debates", "voices", "", "debates/members", "debate", "voice", ""},
    {"debates/debates", "posts", "", "debates/members", "debate", "post", ""},
    {"debates/debates", "threads", "", "debates/threads", "debate", "", ""},
    {"debates/streams", "voices", "", "debates/members", "debate post.platform=@platform", "voice", ""},
    {"debates/streams", "posts", "", "debates/members", "debate post.platform=@platform", "post", ""},
    {"debates/sub_questions", "threads", "", "debates/threads", "debate sub_question=@question_thread", "", ""},
    {"debates/sub_questions", "posts", "", "debates/threads", "debate sub_question=@question_thread", "", "posts"},
    {"debates/threads", "voices", "", "segments/segments", "thread", "voice", ""},
    {"debates/threads", "posts", "", "segments/segments", "thread", "post", ""},
    {"debates/evidence", "voices", "", "segments/segments", "thread", "voice", ""},
    {"debates/evidence", "posts", "", "segments/segments", "thread", "post", ""},
    {"debates/evidence", "segments", "", "segments/segments", "thread", "", ""},
    {"points/points", "voices", "", "points/matches", "point", "voice", ""},
    {"points/points", "posts", "", "points/matches", "point", "post", ""},
    {"points/points", "camp_voices", "", "camps/voices", "debate pole", "", ""},
    {"points/links", "positive", "", "points/relations", "debate from_voice to_voice kind!=rebuts", "", ""},
    {"points/links", "negative", "", "points/relations", "debate from_voice to_voice kind!=echoes kind!=supports", "",
     ""},
    {"points/debate_pairs", "", "", "points/allies", "debate", "", ""},
    {"points/allies_standings", "voices_a", "", "points/allies", "group debate pole=a", "voice", ""},
    {"points/allies_standings", "voices_b", "", "points/allies", "group debate pole=b", "voice", ""},
    {"points/allies", "", "", "camps/stances", "debate voice", "", ""},
    {"points/sector_cells", "voices", "", "points/sectors", "sector approach", "voice", ""},
    {"points/sector_cells", "sector_voices", "", "points/sectors", "sector", "voice", ""},
    {"threads/authors", "", "", "threads/posts", "author", "", ""},
    {"threads/sources", "", "", "threads/posts", "source=@sha256", "", ""},
    {"trends/concern_reach", "voices", "", "trends/concerns", "concern stream=public", "voice", ""},
    {"trends/concern_reach", "posts", "", "trends/concerns", "concern stream=public", "post", ""},
    {"trends/frames", "voices", "scope=actor", "trends/actors", "actor frame stream=public", "voice", ""},
    {"trends/frames", "posts", "scope=actor", "trends/actors", "actor frame stream=public", "post", ""},
    {"trends/frames", "actor_voices", "scope=actor", "trends/actors", "actor stream=public", "voice", ""},
    {"trends/frames", "voices", "scope=country", "trends/actors", "country=@actor frame stream=public", "voice", ""},
    {"trends/frames", "posts", "scope=country", "trends/actors", "country=@actor frame stream=public", "post", ""},
    {"trends/frames", "actor_voices", "scope=country", "trends/actors", "country=@actor stream=public", "voice", ""},
    {"trends/mood_years", "voices", "", "trends/mood", "emotion debate? pole? year? stream=public", "voice", ""},
    {"trends/number_claims", "uses", "", "trends/numbers", "claim", "", ""},
    {"trends/number_claims", "posts", "", "trends/numbers", "claim", "post", ""},
    {"trends/number_claims", "voices", "", "trends/numbers", "claim", "voice", ""},
    {"trends/official_terms", "official_posts", "", "trends/terms", "term kind stream=official", "post", ""},
    {"trends/official_terms", "public_posts", "", "trends/terms", "term kind stream=public", "post", ""},
    {"trends/official_terms", "public_voices", "", "trends/terms", "term kind stream=public", "voice", ""},
    {"vectors/questions", "", "", "threads/questions", "thread=@id", "", ""},
    {"vectors/segments", "", "", "segments/segments", "segment=@id", "", ""},
    {"trends/camp_years", "", "", "camps/stances", "debate year", "", ""},
};

/// Adds one word of a rule to the conditions.
void add_condition(std::string_view word, const TableView& view, std::size_t row, std::string& where) {
    const bool may_be_all = word.ends_with('?');
    if (may_be_all) word.remove_suffix(1);
    const std::size_t equals = word.find('=');
    std::string line(word);
    if (equals == std::string_view::npos || word.substr(equals + 1).starts_with('@')) {
        const std::string_view own = equals == std::string_view::npos ? word : word.substr(equals + 2);
        const std::string value = view.shown(own, row);
        if (may_be_all && (value == "0" || value == "all")) return;
        line = std::string(word.substr(0, equals)) + '=' + value;
    }
    where += (where.empty() ? "" : "\n") + line;
}

std::string conditions_of(std::string_view words, const TableView& view, std::size_t row) {
    std::string where;
    for (const std::string_view word : spaced_words(words)) add_condition(word, view, row, where);
    return where;
}

bool is_for(const Rule& rule, const TableView& view, std::size_t row) {
    const std::size_t equals = rule.only.find('=');
    return rule.only.empty() || view.shown(rule.only.substr(0, equals), row) == rule.only.substr(equals + 1);
}

/// A subject in a period: the posts and voices of it in the stream.
std::map<std::string, CellSource> sources_of_period(const TableView& view, std::size_t row) {
    const std::string& kind = view.text("subject_kind", row);
    const std::string& subject = view.text("subject", row);
    std::string table, where;
    if (kind == "all") table = "corpus/posts", where = "fate=analysed\nstream=" + subject;
    if (kind == "debate") table = "debates/members", where = "debate=" + subject;
    if (kind == "term") table = "trends/terms", where = "term=" + subject;
    if (kind == "actor") table = "trends/actors", where = "actor=" + subject;
    if (kind == "point") table = "points/matches", where = "point=" + subject;
    if (const std::size_t colon = subject.rfind(':'); kind == "camp" && colon != std::string::npos)
        table = "camps/stances", where = "debate=" + subject.substr(0, colon) + "\npole=" + subject.substr(colon + 1);
    if (table.empty()) return {};
    where += "\npost.stream=" + view.text("stream", row) + "\npost." + view.text("grain", row) + '=' +
             view.shown("period", row);
    return {{"posts", {table, where, "post", ""}}, {"voices", {table, where, "voice", ""}}};
}

/// What makes a post one of a group of trends/contrasts.
std::string group_conditions(const std::string& dimension, const std::string& group) {
    if (dimension == "platform") return "post.stream!=official\npost.platform=" + group;
    if (dimension == "stream") return "post.stream=" + group;
    return "post.stream=public\npost.kind=answer\npost.author_declares=" + std::string(group == "declared" ? "1" : "0");
}

/// Two groups on one thing: of each the voices that show it, and the voices asked.
std::map<std::string, CellSource> sources_of_contrast(const TableView& view, std::size_t row) {
    const std::string& kind = view.text("subject_kind", row);
    const std::string& subject = view.text("subject", row);
    std::map<std::string, CellSource> out;
    for (const std::string side : {"a", "b"}) {
        const std::string group = group_conditions(view.text("dimension", row), view.text("group_" + side, row));
        CellSource hits, of{"corpus/posts", "fate=analysed\n" + group, "voice", ""};
        if (kind == "debate_camp") {
            of = {"camps/stances", "debate=" + subject + "\npole in a|b\n" + group, "voice", ""};
            hits = {"camps/stances", "debate=" + subject + "\npole=a\n" + group, "voice", ""};
        } else if (kind == "mood") {
            hits = {"trends/mood", "emotion=" + subject + '\n' + group, "voice", ""};
        } else if (kind == "concern") {
            hits = {"trends/concerns", "concern=" + subject + '\n' + group, "voice", ""};
        } else {
            continue;
        }
        out["hits_" + side] = std::move(hits), out["of_" + side] = std::move(of);
    }
    return out;
}

}  // namespace

std::map<std::string, CellSource> sources_of_row(const std::string& table, const TableView& view, std::size_t row) {
    if (table == "trends/periods") return sources_of_period(view, row);
    if (table == "trends/contrasts") return sources_of_contrast(view, row);
    std::map<std::string, CellSource> out;
    for (const Rule& rule : kRules)
        if (rule.table == table && is_for(rule, view, row))
            out[std::string(rule.column)] = {std::string(rule.source), conditions_of(rule.where, view, row),
                                             std::string(rule.distinct), std::string(rule.sum)};
    return out;
}

}  // namespace agon
