#include "src/explorer/placing.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "src/threads/threads.hpp"

namespace agon {
namespace {

struct Offered {
    std::int64_t post = 0, answered = 0, votes = 0;
    bool is_placed = false;
};

/// The debate's posts, the most answered first.
Result<std::vector<Offered>> offered_in(ServedTables& tables, std::int64_t debate) {
    TRY(const TableView* stances, tables.find("camps/stances"));
    TRY(const TableView* replies, tables.find("camps/replies"));
    TRY(const Corrections written, read_corrections(tables.disk(), tables.folder()));
    std::map<std::int64_t, std::int64_t> answered;
    for (std::size_t row = 0; row < replies->rows(); ++row)
        if (replies->number("debate", row) == debate) ++answered[replies->number("answered", row)];
    std::set<std::string> placed;
    for (const Correction& c : written.corrections)
        if (c.what == "move" && c.debate == std::to_string(debate)) placed.insert(c.post);
    std::vector<Offered> offered;
    for (std::size_t row = 0; row < stances->rows(); ++row) {
        if (stances->number("debate", row) != debate) continue;
        const std::int64_t post = stances->number("post", row);
        offered.push_back({post, answered[post], stances->number("votes", row), placed.contains(std::to_string(post))});
    }
    std::sort(offered.begin(), offered.end(), [](const Offered& l, const Offered& r) {
        return std::tuple(-l.answered, -l.votes, l.post) < std::tuple(-r.answered, -r.votes, r.post);
    });
    return offered;
}

/// Adds what the debate's placed posts taught, as of the last analysis.
Result<void> add_lesson(ServedTables& tables, std::int64_t debate, Json& out) {
    if (!tables.exists("camps/lessons")) return {};
    TRY(const TableView* lessons, tables.find("camps/lessons"));
    for (std::size_t row = 0; row < lessons->rows(); ++row)
        if (lessons->number("debate", row) == debate) out["lesson"] = row_json(*lessons, row);
    return {};
}

}  // namespace

Result<Json> next_to_place(ServedTables& tables, const PostIndex& index, std::int64_t debate, std::int64_t skip) {
    TRY(std::vector<Offered> offered, offered_in(tables, debate));
    Json out{{"all", offered.size()}};
    std::erase_if(offered, [](const Offered& o) { return o.is_placed; });
    out["done"] = out["all"].get<std::size_t>() - offered.size();
    TRY_VOID(add_lesson(tables, debate, out));
    out["finished"] = skip < 0 || static_cast<std::size_t>(skip) >= offered.size();
    if (out["finished"]) return out;
    const Offered& next = offered[static_cast<std::size_t>(skip)];
    TRY_VOID(index.show_bare(next.post, out));
    out["answered"] = next.answered;
    return out;
}

}  // namespace agon
