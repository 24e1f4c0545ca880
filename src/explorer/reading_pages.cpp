// The pages that read posts: a thread, a voice.
#include <algorithm>
#include <set>

#include "src/explorer/pages.hpp"

namespace agon {
namespace {

constexpr std::size_t kPostsAtOnce = 30;

/// Segment -> the debates that it argues in.
using DebatesOfSegments = std::unordered_map<std::int64_t, Json>;

/// Of the segments of these posts.
Result<DebatesOfSegments> debates_of_segments(CaseReading& reading, const std::set<std::int64_t>& posts) {
    DebatesOfSegments out;
    TRY(const TableView* members, reading.tables.find("debates/members"));
    const auto *post = members->numbers("post"), *segment = members->numbers("segment"),
               *debate = members->numbers("debate");
    for (std::size_t row = 0; post && segment && debate && row < post->size(); ++row)
        if (posts.contains((*post)[row])) out[(*segment)[row]].push_back(number_json((*debate)[row]));
    return out;
}

/// Spans of a post's clean text that are segments, with the debates that each argues in.
Json segments_json(const CaseReading& reading, std::int64_t post, const DebatesOfSegments& debates) {
    Json out = Json::array();
    const TableView& segments = reading.index.segments();
    const RowRange range = reading.index.segments_of(post);
    for (std::size_t row = range.begin; row < range.end; ++row) {
        const std::int64_t segment = segments.number("segment", row);
        const auto found = debates.find(segment);
        out.push_back({{"segment", number_json(segment)},
                       {"kind", segments.text("kind", row)},
                       {"claim", segments.real("claim_score", row)},
                       {"debates", found == debates.end() ? Json::array() : found->second},
                       {"text", segments.text("text", row)}});
    }
    return out;
}

/// Where posts stand: post -> [{debate, pole, confidence}].
Result<std::unordered_map<std::int64_t, Json>> stances_of(CaseReading& reading, const std::set<std::int64_t>& posts) {
    std::unordered_map<std::int64_t, Json> out;
    TRY(const TableView* stances, reading.tables.find("camps/stances"));
    const auto *post = stances->numbers("post"), *debate = stances->numbers("debate");
    std::vector<std::size_t> rows;
    std::set<std::int64_t> debates;
    for (std::size_t row = 0; post && debate && row < post->size(); ++row)
        if (posts.contains((*post)[row])) rows.push_back(row), debates.insert((*debate)[row]);
    TRY(const auto names, names_of_camps(reading, debates));
    for (const std::size_t row : rows) {
        Json& list = out[(*post)[row]];
        list.push_back({{"debate", number_json(stances->number("debate", row))},
                        {"pole", stances->text("pole", row)},
                        {"confidence", stances->real("confidence", row)},
                        {"evidence", number_json(stances->number("evidence", row))}});
        if (const auto found = names.find((*debate)[row]); found != names.end()) list.back().update(found->second);
    }
    return out;
}

Json post_json(const CaseReading& reading, std::size_t row, const DebatesOfSegments& debates) {
    const TableView& posts = reading.index.posts();
    const std::int64_t post = posts.number("post", row);
    Json out = reading.index.cite(post);
    const TableView& corpus = reading.index.corpus();
    out["text"] = corpus.text("text", row);
    out["fate"] = corpus.text("fate", row);
    out["twin_of"] = number_json(corpus.number("twin_of", row));
    out["parent"] = number_json(posts.number("parent", row));
    out["native_id"] = posts.text("native_id", row);
    out["edited"] = date_shown(posts.number("edited_seconds", row));
    out["source"] = posts.text("source", row);
    out["body_begin"] = posts.number("body_begin", row);
    out["body_end"] = posts.number("body_end", row);
    out["segments"] = segments_json(reading, post, debates);
    return out;
}

Result<Json> posts_json(CaseReading& reading, const std::vector<std::size_t>& rows, std::size_t from,
                        std::size_t count) {
    std::set<std::int64_t> ids;
    for (std::size_t i = from; i < rows.size() && i < from + count; ++i)
        ids.insert(reading.index.posts().number("post", rows[i]));
    TRY(const auto stances, stances_of(reading, ids));
    TRY(const DebatesOfSegments debates, debates_of_segments(reading, ids));
    Json out = Json::array();
    for (std::size_t i = from; i < rows.size() && i < from + count; ++i) {
        Json post = post_json(reading, rows[i], debates);
        const auto at = stances.find(reading.index.posts().number("post", rows[i]));
        post["stances"] = at == stances.end() ? Json::array() : at->second;
        out.push_back(std::move(post));
    }
    return out;
}

/// Where the voice stands in each debate.
Result<Json> stances_of_voice(CaseReading& reading, std::int64_t voice) {
    TRY(const TableView* voices, reading.tables.find("camps/voices"));
    const auto *column = voices->numbers("voice"), *debate = voices->numbers("debate");
    std::vector<std::size_t> own;
    std::set<std::int64_t> debates;
    for (std::size_t row = 0; column && debate && row < voices->rows(); ++row)
        if ((*column)[row] == voice) own.push_back(row), debates.insert((*debate)[row]);
    TRY(const auto names, names_of_camps(reading, debates));
    Json out = Json::array();
    for (const std::size_t row : own) {
        out.push_back(row_json(*voices, row));
        if (const auto found = names.find((*debate)[row]); found != names.end()) out.back().update(found->second);
    }
    return out;
}

/// The key points that the voice argues, each with the voice's own sentence and the one that stands for the point.
Result<Json> points_of_voice(CaseReading& reading, std::int64_t voice) {
    Json out = Json::array();
    if (!reading.tables.exists("points/matches") || !reading.tables.exists("points/points")) return out;
    TRY(const TableView* matches, reading.tables.find("points/matches"));
    TRY(const TableView* points, reading.tables.find("points/points"));
    std::unordered_map<std::int64_t, std::size_t> row_of;
    for (std::size_t row = 0; row < points->rows(); ++row) row_of[points->number("point", row)] = row;
    const auto* voices = matches->numbers("voice");
    for (std::size_t row = 0; voices && row < voices->size(); ++row) {
        const auto at = (*voices)[row] == voice ? row_of.find(matches->number("point", row)) : row_of.end();
        if (at == row_of.end()) continue;
        Json point = row_json(*points, at->second);
        point["own"] = reading.index.quote(matches->number("segment", row));
        point["quote"] = reading.index.quote(points->number("segment", at->second));
        if (!point["own"].is_null()) out.push_back(std::move(point));
    }
    return out;
}

/// When the voice changed sides, with the posts before and after.
Result<Json> changes_of_voice(CaseReading& reading, std::int64_t voice) {
    Json out = Json::array();
    if (!reading.tables.exists("trends/side_changes")) return out;
    TRY(const TableView* changes, reading.tables.find("trends/side_changes"));
    const auto* voices = changes->numbers("voice");
    for (std::size_t row = 0; voices && row < voices->size(); ++row) {
        if ((*voices)[row] != voice) continue;
        out.push_back(row_json(*changes, row));
        out.back()["from"] = reading.index.cite(changes->number("from_post", row));
        out.back()["to"] = reading.index.cite(changes->number("to_post", row));
    }
    return out;
}

/// The debate that a public question is part of, with what it is called, or the reason why it is in none.
Result<void> add_place(CaseReading& reading, std::int64_t thread, Json& out) {
    if (!reading.tables.exists("debates/threads")) return {};
    TRY(const TableView* places, reading.tables.find("debates/threads"));
    const auto* threads = places->numbers("thread");
    const auto at =
        threads ? std::find(threads->begin(), threads->end(), thread) : std::vector<std::int64_t>::const_iterator();
    if (!threads || at == threads->end()) return {};
    const auto row = static_cast<std::size_t>(at - threads->begin());
    const std::int64_t debate = places->number("debate", row);
    Json& place = out["place"] = {{"debate", number_json(debate)}, {"reason", places->text("reason", row)}};
    TRY(const auto names, names_of_camps(reading, {debate}));
    if (const auto found = names.find(debate); found != names.end()) place.update(found->second);
    return {};
}

}  // namespace

Result<Json> thread_page(CaseReading& reading, const std::map<std::string, std::string>& query) {
    TRY(std::int64_t thread, whole_parameter(query, "id", 0));
    TRY(const std::int64_t post, whole_parameter(query, "post", 0));
    TRY(std::int64_t offset, whole_parameter(query, "offset", -1));
    if (thread == 0 && post != 0)
        if (const auto row = reading.index.post_row(post)) thread = reading.index.posts().number("thread", *row);
    const auto at = reading.index.thread_row(thread);
    if (!at) return Error{ErrorCode::nothing_found, "", 0, -1, "no thread has this id"};
    const std::vector<std::size_t> rows = reading.index.posts_of_thread(thread);
    if (offset < 0) {  // so that the post asked for has two before it
        offset = 0;
        for (std::size_t i = 0; i < rows.size(); ++i)
            if (reading.index.posts().number("post", rows[i]) == post) offset = static_cast<std::int64_t>(i) - 2;
        offset = std::max<std::int64_t>(0, offset);
    }
    Json out = row_json(reading.index.threads(), *at);
    out["all"] = rows.size();
    out["offset"] = offset;
    TRY_VOID(add_place(reading, thread, out));
    TRY(out["posts"], posts_json(reading, rows, static_cast<std::size_t>(offset), kPostsAtOnce));
    if (const std::string asked = parameter(query, "q"); !asked.empty())
        for (Json& shown : out["posts"]) shown["found"] = as_written(shown["text"].get<std::string>(), asked);
    return out;
}

Result<Json> voice_page(CaseReading& reading, std::int64_t voice) {
    const std::vector<std::size_t> rows = reading.index.posts_of_author(voice);
    if (rows.empty()) return Error{ErrorCode::nothing_found, "", 0, -1, "no voice has this id"};
    Json out{{"author", reading.index.posts().text("author_name", rows[0])},
             {"author_kind", reading.index.posts().text("author_kind", rows[0])},
             {"all", rows.size()}};
    TRY(out["posts"], posts_json(reading, rows, 0, 100));
    TRY(out["stances"], stances_of_voice(reading, voice));
    TRY(out["points"], points_of_voice(reading, voice));
    TRY(out["changes"], changes_of_voice(reading, voice));
    return out;
}

}  // namespace agon
