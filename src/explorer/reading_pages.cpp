// The pages that read posts: a thread, a voice, search.
#include <algorithm>
#include <set>

#include "ground/text/text.hpp"
#include "src/explorer/pages.hpp"

namespace agon {
namespace {

constexpr std::size_t kPostsAtOnce = 30;
constexpr std::size_t kHitsAtOnce = 30;
constexpr std::size_t kSnippetBytes = 180;

/// Spans of a post's clean text that are segments, with the stance of the post in `debate`.
Json segments_json(const CaseReading& reading, std::int64_t post) {
    Json out = Json::array();
    const TableView& segments = reading.index.segments();
    const RowRange range = reading.index.segments_of(post);
    for (std::size_t row = range.begin; row < range.end; ++row)
        out.push_back({{"segment", number_json(segments.number("segment", row))},
                       {"kind", segments.text("kind", row)},
                       {"claim", segments.real("claim_score", row)},
                       {"text", segments.text("text", row)}});
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

Json post_json(const CaseReading& reading, std::size_t row) {
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
    out["segments"] = segments_json(reading, post);
    return out;
}

Result<Json> posts_json(CaseReading& reading, const std::vector<std::size_t>& rows, std::size_t from,
                        std::size_t count) {
    std::set<std::int64_t> ids;
    for (std::size_t i = from; i < rows.size() && i < from + count; ++i)
        ids.insert(reading.index.posts().number("post", rows[i]));
    TRY(const auto stances, stances_of(reading, ids));
    Json out = Json::array();
    for (std::size_t i = from; i < rows.size() && i < from + count; ++i) {
        Json post = post_json(reading, rows[i]);
        const auto at = stances.find(reading.index.posts().number("post", rows[i]));
        post["stances"] = at == stances.end() ? Json::array() : at->second;
        out.push_back(std::move(post));
    }
    return out;
}

/// Some text around the hit, cut at character borders.
Json snippet_of(const std::string& text, std::size_t at, std::size_t length) {
    const auto border = [&](std::size_t place) {
        while (place > 0 && place < text.size() && (static_cast<unsigned char>(text[place]) & 0xC0U) == 0x80U) --place;
        return std::min(place, text.size());
    };
    const std::size_t begin = border(at > kSnippetBytes / 2 ? at - kSnippetBytes / 2 : 0);
    const std::size_t hit = border(at), end = border(std::min(text.size(), at + length));
    const std::size_t stop = border(std::min(text.size(), end + kSnippetBytes));
    return {{"before", text.substr(begin, hit - begin)},
            {"hit", text.substr(hit, end - hit)},
            {"after", text.substr(end, stop - end)},
            {"cut_before", begin > 0},
            {"cut_after", stop < text.size()}};
}

/// Bytes of the first `count` characters from `begin` on, or up to the end.
std::size_t after_characters(const std::string& text, std::size_t begin, std::size_t count) {
    for (std::size_t i = 0; i < count && begin < text.size(); ++i) next_code_point(text, begin);
    return begin;
}

/// Where the folded words stand in the text as written. Folding mostly keeps the number of characters, so the place is
/// counted in characters first; where it does not (composed accents), the text is tried character by character.
Span place_of(const std::string& text, const std::string& folded_text, const std::string& folded) {
    const std::size_t length = count_code_points(folded);
    const auto holds = [&](std::size_t begin, std::size_t end) {
        return fold_for_matching(std::string_view(text).substr(begin, end - begin)) == folded;
    };
    const auto before = std::string_view(folded_text).substr(0, folded_text.find(folded));
    const std::size_t guess = after_characters(text, 0, count_code_points(before));
    if (const std::size_t end = after_characters(text, guess, length); holds(guess, end))
        return {static_cast<std::int64_t>(guess), static_cast<std::int64_t>(end)};
    for (std::size_t begin = 0; begin < text.size(); begin = after_characters(text, begin, 1))
        for (std::size_t longer = 0; longer <= 2; ++longer)
            if (const std::size_t end = after_characters(text, begin, length + longer); holds(begin, end))
                return {static_cast<std::int64_t>(begin), static_cast<std::int64_t>(end)};
    return {0, 0};
}

struct Filters {
    std::string stream, platform, pole;
    std::int64_t debate = 0, year = 0;
    std::unordered_map<std::int64_t, std::string> poles;  // of posts in the debate
};

Result<Filters> read_filters(CaseReading& reading, const std::map<std::string, std::string>& query) {
    Filters filters;
    filters.stream = parameter(query, "stream");
    filters.platform = parameter(query, "platform");
    filters.pole = parameter(query, "pole");
    TRY(filters.debate, whole_parameter(query, "debate", 0));
    TRY(filters.year, whole_parameter(query, "year", 0));
    if (filters.debate != 0) {
        TRY(const TableView* stances, reading.tables.find("camps/stances"));
        const auto *debate = stances->numbers("debate"), *post = stances->numbers("post");
        for (std::size_t row = 0; debate && post && row < stances->rows(); ++row)
            if ((*debate)[row] == filters.debate) filters.poles[(*post)[row]] = stances->text("pole", row);
    }
    return filters;
}

bool passes(const CaseReading& reading, const Filters& filters, std::size_t row) {
    const TableView& posts = reading.index.posts();
    if (posts.number("newest", row) == 0) return false;
    if (!filters.stream.empty() && posts.text("stream", row) != filters.stream) return false;
    if (!filters.platform.empty() && posts.text("platform", row) != filters.platform) return false;
    if (filters.year != 0 && posts.number("created_year", row) != filters.year) return false;
    if (filters.debate == 0) return true;
    const auto pole = filters.poles.find(posts.number("post", row));
    return pole != filters.poles.end() && (filters.pole.empty() || pole->second == filters.pole);
}

}  // namespace

std::shared_future<std::shared_ptr<const Search>> begin_search(const TableView& corpus) {
    const auto* texts = corpus.texts("text");
    const auto work = [texts]() -> std::shared_ptr<const Search> {
        const auto out = std::make_shared<Search>();
        if (texts)
            for (const std::string& text : *texts) out->folded.push_back(fold_for_matching(text));
        out->index = std::make_unique<TextIndex>(out->folded);
        return out;
    };
    return std::async(std::launch::async, work).share();
}

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
    TRY(out["posts"], posts_json(reading, rows, static_cast<std::size_t>(offset), kPostsAtOnce));
    return out;
}

Result<Json> voice_page(CaseReading& reading, std::int64_t voice) {
    const std::vector<std::size_t> rows = reading.index.posts_of_author(voice);
    if (rows.empty()) return Error{ErrorCode::nothing_found, "", 0, -1, "no voice has this id"};
    Json out{{"author", reading.index.posts().text("author_name", rows[0])},
             {"author_kind", reading.index.posts().text("author_kind", rows[0])},
             {"all", rows.size()}};
    TRY(out["posts"], posts_json(reading, rows, 0, 100));
    Json stances = Json::array();
    TRY(const TableView* voices, reading.tables.find("camps/voices"));
    const auto *column = voices->numbers("voice"), *debate = voices->numbers("debate");
    std::vector<std::size_t> own;
    std::set<std::int64_t> debates;
    for (std::size_t row = 0; column && debate && row < voices->rows(); ++row)
        if ((*column)[row] == voice) own.push_back(row), debates.insert((*debate)[row]);
    TRY(const auto names, names_of_camps(reading, debates));
    for (const std::size_t row : own) {
        stances.push_back(row_json(*voices, row));
        if (const auto found = names.find((*debate)[row]); found != names.end()) stances.back().update(found->second);
    }
    out["stances"] = std::move(stances);
    return out;
}

Result<Json> search_page(CaseReading& reading, const std::map<std::string, std::string>& query) {
    const std::string asked = parameter(query, "q"), folded = fold_for_matching(asked);
    if (folded.empty()) return Json{{"all", 0}, {"offset", 0}, {"hits", Json::array()}};
    const Search& search = reading.search();
    TRY(const std::int64_t offset, whole_parameter(query, "offset", 0));
    TRY(const Filters filters, read_filters(reading, query));
    Json hits = Json::array();
    std::int64_t all = 0;
    for (const std::uint32_t row : search.index->find(folded)) {
        if (!passes(reading, filters, row)) continue;
        if (all++ < offset || hits.size() >= kHitsAtOnce) continue;
        Json hit = reading.index.cite(reading.index.posts().number("post", row));
        const std::string& text = reading.index.corpus().text("text", row);
        const Span place = place_of(text, search.folded[row], folded);
        hit["snippet"] =
            snippet_of(text, static_cast<std::size_t>(place.begin), static_cast<std::size_t>(place.length()));
        hits.push_back(std::move(hit));
    }
    return Json{{"all", all}, {"offset", offset}, {"hits", hits}};
}

}  // namespace agon
