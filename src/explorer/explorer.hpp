// Room explorer: SERVE. The tables of a case -> pages in a browser on the same machine.
//
// The room reads tables by the names of their columns, not through the rooms that made them: a number that a page shows
// is a question to one table, and the page can always open the rows behind it. Nothing is computed here that is not a
// count, a sum or a selection over rows.
// Answers are made by Explorer, which knows no sockets; serve() puts it behind Boost.Beast on 127.0.0.1.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "ground/outcome/outcome.hpp"
#include "ground/table/table.hpp"

namespace agon {

/// What a browser asked, already cut into parts.
struct Ask {
    std::string method = "GET";
    std::string path;                            // without the query, percent-decoded
    std::map<std::string, std::string> query;    // decoded; the last of a repeated name counts
    std::map<std::string, std::string> headers;  // names in lower case
    std::string body;
};
struct Reply {
    int status = 200;
    std::string type = "application/json";
    std::string body;
    std::map<std::string, std::string> headers;
};

struct ServeOptions {
    std::uint16_t port = 0;  // 0: any free one
    bool edit = false;       // allows POST /api/corrections with the token
    std::string who;         // name written into corrections
    /// Runs the stages that corrections touch; the explorer then reads the tables anew. Empty: not offered.
    std::function<Result<void>()> apply;
    /// Whether what apply() left for later is still being worked out beside the server. Empty: nothing ever is.
    std::function<bool()> settling;
    /// Called in idle moments: enters what was worked out meanwhile, and says whether there was any; the explorer then
    /// reads the tables anew.
    std::function<Result<bool>()> settle;
};

/// Answers requests about one case.
/// Thread rule: one thread at a time.
class Explorer {
  public:
    /// Loads the case's tables. Errors: case_missing, stage_missing (not analysed), case_damaged.
    static Result<std::unique_ptr<Explorer>> open(Disk& disk, const std::string& case_folder,
                                                  const ServeOptions& options);
    virtual ~Explorer() = default;
    /// Never fails: what cannot be answered is a Reply with a status of 400 or more and a JSON {"error": ...}.
    virtual Reply answer(const Ask& ask) = 0;
    /// Shows what was settled since, or reads one more table that pages want, so that nobody waits for it at the first
    /// click. For idle moments. False: nothing is left to do.
    virtual bool read_ahead() = 0;
    /// The secret that edits must carry in X-Agon-Token; empty without `edit`.
    virtual const std::string& token() const = 0;
};

/// Serves until `stop` returns true (asked a few times a second). `ready` is told the address to open.
/// Errors: usage if the port is taken.
Result<void> serve(Explorer& explorer, const ServeOptions& options,
                   const std::function<void(const std::string&)>& ready, const std::function<bool()>& stop);

}  // namespace agon
