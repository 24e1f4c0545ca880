// The pages that read the case as a whole: overview, a debate, method.
#include "src/explorer/pages.hpp"

#include <algorithm>
#include <charconv>
#include <set>

#include "ground/lexicon/camp_words.hpp"

namespace agon {

Result<std::vector<std::size_t>> rows_of_debate(CaseReading& reading, const std::string& table, std::int64_t debate) {
    if (!reading.tables.exists(table)) return std::vector<std::size_t>{};
    TRY(const TableView* view, reading.tables.find(table));
    std::vector<std::size_t> rows;
    const auto* column = view->numbers("debate");
    for (std::size_t row = 0; column && row < view->rows(); ++row)
        if ((*column)[row] == debate) rows.push_back(row);
    return rows;
}

namespace {

constexpr std::size_t kExchangesFirst = 8;    // exchanges a debate's page brings along, and
constexpr std::size_t kExchangesAtOnce = 20;  // how many more are asked for at a time
constexpr std::size_t kMostNodes = 150;       // voices in the network

Error not_found(const std::string& what) {
    return Error{ErrorCode::nothing_found, "", 0, -1, what};
}

/// Different voices by year and pole.
Result<Json> years_of(CaseReading& reading, std::int64_t debate) {
    TRY(const TableView* stances, reading.tables.find("camps/stances"));
    TRY(const std::vector<std::size_t> rows, rows_of_debate(reading, "camps/stances", debate));
    std::map<std::pair<std::int64_t, std::string>, std::set<std::int64_t>> voices;
    for (const std::size_t row : rows)
        voices[{stances->number("year", row), stances->text("pole", row)}].insert(stances->number("voice", row));
    Json out = Json::array();
    for (const auto& [key, set] : voices)
        out.push_back({{"year", key.first}, {"pole", key.second}, {"voices", set.size()}});
    return out;
}

Result<Json> camps_of(CaseReading& reading, std::int64_t debate) {
    TRY(const TableView* camps, reading.tables.find("camps/camps"));
    TRY(const std::vector<std::size_t> rows, rows_of_debate(reading, "camps/camps", debate));
    Json out = Json::array();
    for (const std::size_t row : rows) out.push_back(row_json(*camps, row));
    return out;
}

/// The camps' shares corrected by coded posts; none where too few are.
Result<Json> coded_of(CaseReading& reading, std::int64_t debate) {
    TRY(const std::vector<std::size_t> rows, rows_of_debate(reading, "coding/camps", debate));
    Json out = Json::array();
    if (rows.empty()) return out;
    TRY(const TableView* camps, reading.tables.find("coding/camps"));
    for (const std::size_t row : rows) out.push_back(row_json(*camps, row));
    return out;
}

/// Key points with their sentence and up to eight voices that make the argument.
Result<Json> points_of(CaseReading& reading, std::int64_t debate) {
    Json out = Json::array();
    if (!reading.tables.exists("points/points")) return out;
    TRY(const TableView* points, reading.tables.find("points/points"));
    TRY(const TableView* matches, reading.tables.find("points/matches"));
    TRY(const std::vector<std::size_t> point_rows, rows_of_debate(reading, "points/points", debate));
    TRY(const std::vector<std::size_t> match_rows, rows_of_debate(reading, "points/matches", debate));
    for (const std::size_t row : point_rows) {
        Json point = row_json(*points, row);
        point["quote"] = reading.index.quote(points->number("segment", row));
        Json examples = Json::array();
        for (const std::size_t match : match_rows)
            if (matches->number("point", match) == points->number("point", row) &&
                matches->number("segment", match) != points->number("segment", row) && examples.size() < 8)
                examples.push_back(reading.index.quote(matches->number("segment", match)));
        point["examples"] = std::move(examples);
        out.push_back(std::move(point));
    }
    return out;
}

/// Which key points answer which: points/point_relations with a sentence of each.
Result<Json> point_relations_of(CaseReading& reading, std::int64_t debate) {
    Json out = Json::array();
    TRY(const std::vector<std::size_t> rows, rows_of_debate(reading, "points/point_relations", debate));
    if (rows.empty()) return out;
    TRY(const TableView* relations, reading.tables.find("points/point_relations"));
    for (const std::size_t row : rows) {
        Json relation = row_json(*relations, row);
        relation["from"] = reading.index.quote(relations->number("evidence", row));
        relation["to"] = reading.index.quote(relations->number("answered", row));
        if (!relation["from"].is_null() && !relation["to"].is_null()) out.push_back(std::move(relation));
    }
    return out;
}

/// The rows of a table that names sentences, in its order, each with its quote; of an older case that lacks the table
/// none.
Result<Json> sentences_of(CaseReading& reading, const std::string& table, std::int64_t debate) {
    Json out = Json::array();
    if (!reading.tables.exists(table)) return out;
    TRY(const TableView* sentences, reading.tables.find(table));
    TRY(const std::vector<std::size_t> rows, rows_of_debate(reading, table, debate));
    for (const std::size_t row : rows) {
        Json sentence = row_json(*sentences, row);
        sentence["quote"] = reading.index.quote(sentences->number("segment", row));
        if (!sentence["quote"].is_null()) out.push_back(std::move(sentence));
    }
    return out;
}

void pole_by_voice(const TableView& voices, const std::vector<std::size_t>& rows,
                   std::unordered_map<std::int64_t, std::string>& poles) {
    for (const std::size_t row : rows) poles[voices.number("voice", row)] = voices.text("pole", row);
}

/// Rows of a debate's exchanges of which both sentences are there, the clearest first.
Result<std::vector<std::size_t>> rows_of_exchanges(CaseReading& reading, std::int64_t debate) {
    TRY(const TableView* relations, reading.tables.find("points/relations"));
    TRY(std::vector<std::size_t> rows, rows_of_debate(reading, "points/relations", debate));
    std::erase_if(rows, [&](std::size_t row) {
        return !reading.index.segment_row(relations->number("evidence", row)) ||
               !reading.index.segment_row(relations->number("answered", row));
    });
    std::stable_sort(rows.begin(), rows.end(), [&](std::size_t l, std::size_t r) {
        return relations->real("quality", l) > relations->real("quality", r);
    });
    return rows;
}

/// `count` exchanges from `offset` on as quotes.
Result<Json> exchanges_of(CaseReading& reading, std::int64_t debate, std::size_t offset, std::size_t count) {
    TRY(const TableView* relations, reading.tables.find("points/relations"));
    TRY(const std::vector<std::size_t> rows, rows_of_exchanges(reading, debate));
    Json list = Json::array();
    for (std::size_t i = offset; i < rows.size() && list.size() < count; ++i)
        list.push_back({{"kind", relations->text("kind", rows[i])},
                        {"basis", relations->text("basis", rows[i])},
                        {"cue", relations->text("cue", rows[i])},
                        {"from", reading.index.quote(relations->number("evidence", rows[i]))},
                        {"to", reading.index.quote(relations->number("answered", rows[i]))}});
    return Json{{"exchanges", list}, {"quoted", rows.size()}};
}

/// Who answers whom: the first exchanges as quotes, and the voices with most of them as a network.
Result<Json> relations_of(CaseReading& reading, std::int64_t debate) {
    Json nodes = Json::array(), links = Json::array();
    if (!reading.tables.exists("points/relations"))
        return Json{{"exchanges", Json::array()}, {"quoted", 0}, {"nodes", nodes}, {"links", links}};
    TRY(const TableView* relations, reading.tables.find("points/relations"));
    TRY(const std::vector<std::size_t> rows, rows_of_debate(reading, "points/relations", debate));
    TRY(const TableView* voices, reading.tables.find("camps/voices"));
    TRY(const std::vector<std::size_t> voice_rows, rows_of_debate(reading, "camps/voices", debate));
    std::unordered_map<std::int64_t, std::string> poles;
    pole_by_voice(*voices, voice_rows, poles);
    std::map<std::int64_t, std::pair<std::int64_t, std::int64_t>> degree;  // answers that it gives, and gets
    for (const std::size_t row : rows) {
        ++degree[relations->number("from_voice", row)].first;
        ++degree[relations->number("to_voice", row)].second;
    }
    std::vector<std::pair<std::int64_t, std::int64_t>> busiest;
    for (const auto& [voice, count] : degree) busiest.emplace_back(-(count.first + count.second), voice);
    std::sort(busiest.begin(), busiest.end());
    busiest.resize(std::min(busiest.size(), kMostNodes));
    std::set<std::int64_t> kept;
    for (const auto& [count, voice] : busiest) {
        kept.insert(voice);
        const auto posts = reading.index.posts_of_author(voice);
        nodes.push_back({{"voice", number_json(voice)},
                         {"author", posts.empty() ? "" : reading.index.posts().text("author_name", posts[0])},
                         {"pole", poles.contains(voice) ? poles[voice] : "unclear"},
                         {"answers", degree[voice].first},
                         {"answered", degree[voice].second}});
    }
    for (const std::size_t row : rows) {
        const std::int64_t from = relations->number("from_voice", row), to = relations->number("to_voice", row);
        if (kept.contains(from) && kept.contains(to))
            links.push_back(
                {{"from", number_json(from)}, {"to", number_json(to)}, {"kind", relations->text("kind", row)}});
    }
    TRY(Json out, exchanges_of(reading, debate, 0, kExchangesFirst));
    out["nodes"] = std::move(nodes);
    out["links"] = std::move(links);
    out["all"] = rows.size();
    return out;
}

Result<Json> divide_of(CaseReading& reading, std::int64_t debate) {
    Json out = Json::array();
    if (!reading.tables.exists("points/divides")) return out;
    TRY(const TableView* divides, reading.tables.find("points/divides"));
    TRY(const std::vector<std::size_t> rows, rows_of_debate(reading, "points/divides", debate));
    for (const std::size_t row : rows) {
        Json divide = row_json(*divides, row);
        divide["quote_a"] = reading.index.quote(divides->number("segment_a", row));
        divide["quote_b"] = reading.index.quote(divides->number("segment_b", row));
        out.push_back(std::move(divide));
    }
    return out;
}

Result<Json> questions_of(CaseReading& reading, std::int64_t debate) {
    TRY(const TableView* places, reading.tables.find("debates/threads"));
    TRY(const std::vector<std::size_t> rows, rows_of_debate(reading, "debates/threads", debate));
    Json out = Json::array();
    for (const std::size_t row : rows) {
        Json question = row_json(*places, row);
        const auto at = reading.index.thread_row(places->number("thread", row));
        question["title"] = at ? reading.index.threads().text("title", *at) : "";
        out.push_back(std::move(question));
    }
    return out;
}

}  // namespace

std::string parameter(const std::map<std::string, std::string>& query, const std::string& name,
                      const std::string& otherwise) {
    const auto found = query.find(name);
    return found == query.end() ? otherwise : found->second;
}

Result<std::int64_t> whole_parameter(const std::map<std::string, std::string>& query, const std::string& name,
                                     std::int64_t otherwise) {
    const std::string text = parameter(query, name);
    if (text.empty()) return otherwise;
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size())
        return Error{ErrorCode::usage, "", 0, -1, name + " wants a whole number, not " + text};
    return value;
}

/// What a text of the case is in each language: by the translation memory, else as it stands ("original").
Result<Json> in_both_languages(CaseReading& reading, const std::string& text) {
    Json out{{"original", text}};
    for (const char* language : {"en", "zh"}) {
        TRY(const std::string* translated, reading.memory.find(reading.tables, text, "", language));
        out[language] = translated ? *translated : text;
    }
    return out;
}

namespace {

/// Whether the sides were named with a statement that is the analyst's: no question of the debate asks it. What the
/// memory calls those who stand for a question's poles then speaks of others.
Result<bool> has_sides_of_its_own(CaseReading& reading, const TableView& debates, std::size_t row) {
    const std::string& proposition = debates.text("proposition", row);
    if (debates.text("pole_a", row).empty() || !issue_words(proposition, false).empty()) return false;
    TRY(const TableView* places, reading.tables.find("debates/threads"));
    TRY(const std::vector<std::size_t> rows, rows_of_debate(reading, "debates/threads", debates.number("debate", row)));
    const auto* asked = places->texts("proposition");
    return asked &&
           std::none_of(rows.begin(), rows.end(), [&](std::size_t place) { return (*asked)[place] == proposition; });
}

}  // namespace

Result<Json> names_of_camp(CaseReading& reading, const TableView& debates, std::size_t row, bool first) {
    const auto thread = reading.index.thread_row(debates.number("question_thread", row));
    const std::string title = thread ? reading.index.threads().text("title", *thread) : "";
    const std::string& answer = debates.text(first ? "pole_a" : "pole_b", row);
    const std::string& proposition = debates.text("proposition", row);
    TRY(const bool own, has_sides_of_its_own(reading, debates, row));
    if (own) return in_both_languages(reading, answer);
    Json out = Json::object();
    for (const char* language : {"en", "zh"}) {
        const bool chinese = std::string_view(language) == "zh";
        if (!issue_words(proposition, chinese).empty()) {
            out[language] = camp_words(proposition, first, chinese);
            continue;
        }
        TRY(const std::string* named, reading.memory.find(reading.tables, title, first ? "a" : "b", language));
        out[language] = named ? *named : answer.empty() ? std::string(camp_words(proposition, first, chinese)) : answer;
    }
    return out;
}

/// What a debate is headed by, in each language.
Result<Json> heading_of(CaseReading& reading, const TableView& debates, std::size_t row) {
    const std::string& proposition = debates.text("proposition", row);
    if (!debates.text("name", row).empty() || issue_words(proposition, false).empty())
        return in_both_languages(reading, std::string(heading_words(debates.text("name", row), proposition,
                                                                    debates.text("question", row), false)));
    return Json{{"en", issue_words(proposition, false)}, {"zh", issue_words(proposition, true)}};
}

/// {"heading", "pole_a", "pole_b", "proposition_shown"} of the debate in `row`.
Result<void> name_debate(CaseReading& reading, const TableView& debates, std::size_t row, Json& out) {
    TRY(out["heading"], heading_of(reading, debates, row));
    TRY(out["pole_a"], names_of_camp(reading, debates, row, true));
    TRY(out["pole_b"], names_of_camp(reading, debates, row, false));
    TRY(out["proposition_shown"], in_both_languages(reading, debates.text("proposition", row)));
    return {};
}

Result<std::map<std::int64_t, Json>> names_of_camps(CaseReading& reading, const std::set<std::int64_t>& wanted) {
    TRY(const TableView* debates, reading.tables.find("debates/debates"));
    std::map<std::int64_t, Json> out;
    for (std::size_t row = 0; row < debates->rows(); ++row) {
        const std::int64_t id = debates->number("debate", row);
        if (!wanted.contains(id)) continue;
        Json& names = out[id];
        names["question"] = debates->text("question", row);
        TRY_VOID(name_debate(reading, *debates, row, names));
    }
    return out;
}

Result<Json> overview_page(CaseReading& reading) {
    TRY(const TableView* debates, reading.tables.find("debates/debates"));
    Json list = Json::array();
    for (std::size_t row = 0; row < debates->rows(); ++row) {
        Json debate = row_json(*debates, row);
        const std::int64_t id = debates->number("debate", row);
        TRY_VOID(name_debate(reading, *debates, row, debate));
        TRY(debate["camps"], camps_of(reading, id));
        TRY(debate["years"], years_of(reading, id));
        list.push_back(std::move(debate));
    }
    std::map<std::string, std::int64_t> streams, platforms;
    std::set<std::string> topics;
    std::int64_t first = INT64_MAX, last = 0;
    const PostIndex& index = reading.index;
    for (std::size_t row = 0; row < index.posts().rows(); ++row) {
        ++streams[index.posts().text("stream", row)];
        ++platforms[index.posts().text("platform", row)];
        const std::int64_t year = index.posts().number("created_year", row);
        if (year > 0) first = std::min(first, year), last = std::max(last, year);
    }
    for (std::size_t row = 0; row < index.threads().rows(); ++row)
        if (const std::string& topic = index.threads().text("topic", row); !topic.empty()) topics.insert(topic);
    Json tables = Json::array();
    for (const std::string& name : reading.tables.names()) tables.push_back(name);
    return Json{{"debates", list},
                {"topics", topics},
                {"streams", streams},
                {"platforms", platforms},
                {"questions", index.threads().rows()},
                {"posts", index.posts().rows()},
                {"first_year", last > 0 ? first : 0},
                {"last_year", last},
                {"tables", tables}};
}

Result<Json> debate_page(CaseReading& reading, std::int64_t debate) {
    TRY(const TableView* debates, reading.tables.find("debates/debates"));
    TRY(const std::vector<std::size_t> rows, rows_of_debate(reading, "debates/debates", debate));
    if (rows.empty()) return not_found("no debate has this id");
    Json out = row_json(*debates, rows[0]);
    TRY_VOID(name_debate(reading, *debates, rows[0], out));
    out["is_issue"] = !issue_words(debates->text("proposition", rows[0]), false).empty();
    TRY(out["coded"], coded_of(reading, debate));
    TRY(out["camps"], camps_of(reading, debate));
    TRY(out["years"], years_of(reading, debate));
    TRY(out["key_points"], points_of(reading, debate));
    TRY(out["point_relations"], point_relations_of(reading, debate));
    TRY(out["statements"], sentences_of(reading, "points/statements", debate));
    TRY(out["official"], sentences_of(reading, "debates/official", debate));
    TRY(out["relations"], relations_of(reading, debate));
    TRY(out["divides"], divide_of(reading, debate));
    TRY(out["questions"], questions_of(reading, debate));
    return out;
}

Result<Json> exchanges_page(CaseReading& reading, const std::map<std::string, std::string>& query) {
    TRY(const std::int64_t debate, whole_parameter(query, "debate", 0));
    TRY(const std::int64_t offset, whole_parameter(query, "offset", 0));
    return exchanges_of(reading, debate, static_cast<std::size_t>(std::max<std::int64_t>(0, offset)), kExchangesAtOnce);
}

Result<Json> method_page(CaseReading& reading) {
    TRY(const Manifest manifest, Manifest::load(reading.tables.disk(), reading.tables.folder()));
    Json stages = Json::array(), files = Json::array();
    for (const auto& [name, stage] : manifest.stages)
        stages.push_back({{"stage", name}, {"key", stage.key}, {"parameters", stage.parameters}});
    for (const auto& [name, file] : manifest.files)
        files.push_back({{"file", name}, {"sha256", file.sha256}, {"rows", file.rows}});
    TRY(const TableView* sources, reading.tables.find("threads/sources"));
    Json source_list = Json::array();
    for (std::size_t row = 0; row < sources->rows(); ++row) source_list.push_back(row_json(*sources, row));
    return Json{{"tool_version", manifest.tool_version},
                {"models", manifest.models},
                {"stages", stages},
                {"files", files},
                {"sources", source_list}};
}

}  // namespace agon
