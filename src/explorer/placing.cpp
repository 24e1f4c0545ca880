#include "src/explorer/placing.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "src/threads/threads.hpp"

namespace agon {
namespace {

struct Offered {
    std::int64_t post = 0, answered = 0, votes = 0;
};

/// Posts that the analyst's file places in the debate, as of now.
Result<std::set<std::int64_t>> placed_in(const ServedTables& tables, std::int64_t debate) {
    TRY(const Corrections written, read_corrections(tables.disk(), tables.folder()));
    std::set<std::int64_t> placed;
    for (const Correction& c : written.corrections)
        if (c.what == "move" && id_named<std::int64_t>(c.debate) == debate)
            if (const auto post = id_named<std::int64_t>(c.post)) placed.insert(*post);
    return placed;
}

/// These rows of camps/stances that nobody has placed, the most answered posts first.
Result<std::vector<Offered>> offered_of(CaseReading& reading, std::int64_t debate,
                                        const std::vector<std::size_t>& stance_rows) {
    TRY(const std::set<std::int64_t> placed, placed_in(reading.tables, debate));
    TRY(const TableView* replies, reading.tables.find("camps/replies"));
    TRY(const std::vector<std::size_t> reply_rows, rows_of_debate(reading, "camps/replies", debate));
    std::map<std::int64_t, std::int64_t> answered;
    for (const std::size_t row : reply_rows) ++answered[replies->number("answered", row)];
    TRY(const TableView* stances, reading.tables.find("camps/stances"));
    std::vector<Offered> offered;
    for (const std::size_t row : stance_rows)
        if (const std::int64_t post = stances->number("post", row); !placed.contains(post))
            offered.push_back({post, answered[post], stances->number("votes", row)});
    std::sort(offered.begin(), offered.end(), [](const Offered& l, const Offered& r) {
        return std::tuple(r.answered, r.votes, l.post) < std::tuple(l.answered, l.votes, r.post);
    });
    return offered;
}

}  // namespace

Result<Json> next_to_place(CaseReading& reading, std::int64_t debate, std::int64_t skip) {
    TRY(const std::vector<std::size_t> rows, rows_of_debate(reading, "camps/stances", debate));
    TRY(const std::vector<Offered> offered, offered_of(reading, debate, rows));
    Json out{{"all", rows.size()}, {"done", rows.size() - offered.size()}};
    TRY(const std::vector<std::size_t> lesson, rows_of_debate(reading, "camps/lessons", debate));
    if (!lesson.empty()) {
        TRY(const TableView* lessons, reading.tables.find("camps/lessons"));
        out["lesson"] = row_json(*lessons, lesson.front());
    }
    out["finished"] = skip < 0 || static_cast<std::size_t>(skip) >= offered.size();
    if (out["finished"]) return out;
    const Offered& next = offered[static_cast<std::size_t>(skip)];
    TRY_VOID(reading.index.show_bare(next.post, out));
    out["answered"] = next.answered;
    return out;
}

}  // namespace agon
