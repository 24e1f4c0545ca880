// Search: posts that hold a piece of text, or that meet filters alone.
#include <set>
#include <unordered_set>

#include "ground/text/text.hpp"
#include "src/explorer/pages.hpp"

namespace agon {
namespace {

constexpr std::size_t kHitsAtOnce = 30;
constexpr std::size_t kSnippetBytes = 180;
constexpr int kMostLooks = 200;  // for ways in which one post writes the words: each look folds the rest of it

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
    std::string stream, platform;
    std::int64_t year = 0;
    bool by_stance = false;                    // only posts with a stance in that debate, of that camp
    std::unordered_set<std::int64_t> stances;  // these
    bool any() const { return by_stance || year != 0 || !stream.empty() || !platform.empty(); }
};

Result<Filters> read_filters(CaseReading& reading, const std::map<std::string, std::string>& query) {
    Filters filters;
    filters.stream = parameter(query, "stream");
    filters.platform = parameter(query, "platform");
    TRY(filters.year, whole_parameter(query, "year", 0));
    const std::string pole = parameter(query, "pole");
    TRY(const std::int64_t wanted, whole_parameter(query, "debate", 0));
    filters.by_stance = wanted != 0 || !pole.empty();
    if (!filters.by_stance) return filters;
    TRY(const TableView* stances, reading.tables.find("camps/stances"));
    const auto *debate = stances->numbers("debate"), *post = stances->numbers("post");
    const auto* poles = stances->texts("pole");
    for (std::size_t row = 0; debate && post && poles && row < stances->rows(); ++row)
        if ((wanted == 0 || (*debate)[row] == wanted) && (pole.empty() || (*poles)[row] == pole))
            filters.stances.insert((*post)[row]);
    return filters;
}

bool passes(const CaseReading& reading, const Filters& filters, std::size_t row) {
    const TableView& posts = reading.index.posts();
    if (posts.number("newest", row) == 0) return false;
    if (!filters.stream.empty() && posts.text("stream", row) != filters.stream) return false;
    if (!filters.platform.empty() && posts.text("platform", row) != filters.platform) return false;
    if (filters.year != 0 && posts.number("created_year", row) != filters.year) return false;
    return !filters.by_stance || filters.stances.contains(posts.number("post", row));
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

Result<Json> search_page(CaseReading& reading, const std::map<std::string, std::string>& query) {
    const std::string folded = fold_for_matching(parameter(query, "q"));
    TRY(const std::int64_t offset, whole_parameter(query, "offset", 0));
    TRY(const Filters filters, read_filters(reading, query));
    if (folded.empty() && !filters.any()) return Json{{"all", 0}, {"offset", 0}, {"hits", Json::array()}};
    const Search& search = reading.search();
    Json hits = Json::array();
    std::int64_t all = 0;
    const auto look_at = [&](std::size_t row) {
        if (!passes(reading, filters, row) || all++ < offset || hits.size() >= kHitsAtOnce) return;
        Json hit = reading.index.cite(reading.index.posts().number("post", row));
        const std::string& text = reading.index.corpus().text("text", row);
        const Span place = folded.empty() ? Span{0, 0} : place_of(text, search.folded[row], folded);
        hit["snippet"] =
            snippet_of(text, static_cast<std::size_t>(place.begin), static_cast<std::size_t>(place.length()));
        hits.push_back(std::move(hit));
    };
    if (folded.empty())
        for (std::size_t row = 0; row < search.folded.size(); ++row) look_at(row);
    else
        for (const std::uint32_t row : search.index->find(folded)) look_at(row);
    return Json{{"all", all}, {"offset", offset}, {"hits", hits}};
}

std::vector<std::string> as_written(const std::string& text, const std::string& asked) {
    const std::string folded = fold_for_matching(asked);
    std::set<std::string> found;
    std::size_t begin = 0;
    for (int looked = 0; looked < kMostLooks && !folded.empty() && begin < text.size(); ++looked) {
        const std::string rest = text.substr(begin), folded_rest = fold_for_matching(rest);
        if (folded_rest.find(folded) == std::string::npos) break;
        const Span place = place_of(rest, folded_rest, folded);
        if (place.length() <= 0) break;
        found.insert(rest.substr(static_cast<std::size_t>(place.begin), static_cast<std::size_t>(place.length())));
        begin += static_cast<std::size_t>(place.end);
    }
    return {found.begin(), found.end()};
}

}  // namespace agon
