// Inside of room explorer: what each page needs, as JSON.
#pragma once

#include <future>
#include <memory>
#include <set>

#include "src/explorer/explorer.hpp"
#include "src/explorer/post_index.hpp"
#include "src/explorer/text_index.hpp"
#include "src/explorer/translations.hpp"

namespace agon {

/// Folded clean texts, row by row beside corpus, and the index over them, which looks into them: it stays where it is.
struct Search {
    std::vector<std::string> folded;
    std::unique_ptr<TextIndex> index;
};
/// What the pages read from. The text index takes a second for 100,000 posts, so it is made beside the first pages, by
/// a thread that looks at the corpus only; search() waits for it, and so must whoever lets go of the corpus.
struct CaseReading {
    ServedTables tables;
    PostIndex index;
    std::shared_future<std::shared_ptr<const Search>> searching;
    TranslationMemory memory;

    const Search& search() const { return *searching.get(); }
};
/// Begins with the text index of the posts. The table must outlive it.
std::shared_future<std::shared_ptr<const Search>> begin_search(const TableView& corpus);

Result<Json> overview_page(CaseReading& reading);
Result<Json> debate_page(CaseReading& reading, std::int64_t debate);
/// More of a debate's exchanges than its page brings along: `debate`, `offset`.
Result<Json> exchanges_page(CaseReading& reading, const std::map<std::string, std::string>& query);
/// Posts of a thread (`id`), those around `post` or from `offset` on; with `q` also how each writes what was searched
/// for.
Result<Json> thread_page(CaseReading& reading, const std::map<std::string, std::string>& query);
/// A voice: where it stands in each debate, the key points that it argues, its changes of side, its posts.
Result<Json> voice_page(CaseReading& reading, std::int64_t voice);
/// Posts that hold the text `q` and meet the filters `debate`, `pole` (a camp of that debate, or of any), `stream`,
/// `platform`, `year`; without a text all that meet the filters, without either none.
Result<Json> search_page(CaseReading& reading, const std::map<std::string, std::string>& query);
/// The different pieces of `text` that a search for `asked` finds, as they are written there.
std::vector<std::string> as_written(const std::string& text, const std::string& asked);
/// Rows of a table that meet conditions (`table`, `where`), a window of them (`offset`) in the order of a column
/// (`sort`;
/// "-votes": the greatest first). Each with the sentences and
/// posts that it names ("quotes", the first also as "quote") and what its numbers count ("cells", see
/// cell_sources.hpp); beside them what the ids in them are called. "all": how many rows; "value": the same, or with
/// `distinct` how many different values of up to two columns, or with `sum` the sum of one; "of": the same over the
/// rows that meet `of`.
Result<Json> rows_page(CaseReading& reading, const std::map<std::string, std::string>& query);
/// Counts of rows (and of different values of `distinct`) by up to two columns.
Result<Json> groups_page(CaseReading& reading, const std::map<std::string, std::string>& query);
Result<Json> method_page(CaseReading& reading);
Result<std::string> csv_page(CaseReading& reading, const std::map<std::string, std::string>& query);

/// What the camp of pole a (`first`) or b is called, {"en", "zh"}: by the analyst's word in the translation memory, by
/// the question's own answers, or as the report calls those who answer yes or no. `row` of debates/debates.
Result<Json> names_of_camp(CaseReading& reading, const TableView& debates, std::size_t row, bool first);
/// {"question", "heading", "pole_a", "pole_b", "proposition_shown"} of each of these debates; headings and propositions
/// as the translation memory has them, in both languages.
Result<std::map<std::int64_t, Json>> names_of_camps(CaseReading& reading, const std::set<std::int64_t>& debates);

/// Rows of the debate in a table that has debates; none where the case has no such table.
Result<std::vector<std::size_t>> rows_of_debate(CaseReading& reading, const std::string& table, std::int64_t debate);

/// A parameter, or `otherwise`.
std::string parameter(const std::map<std::string, std::string>& query, const std::string& name,
                      const std::string& otherwise = "");
/// A whole number parameter. Errors: usage.
Result<std::int64_t> whole_parameter(const std::map<std::string, std::string>& query, const std::string& name,
                                     std::int64_t otherwise);

}  // namespace agon
