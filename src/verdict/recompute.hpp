// Inside of room verdict: the answers to a report's queries and the words of quantity, worked out a second time.
#pragma once

#include <simdjson.h>

#include <map>
#include <optional>
#include <string>

#include "ground/table/table.hpp"

namespace agon {

/// The tables of a case, read when first asked for.
class Recount {
  public:
    Recount(Disk& disk, std::string folder) : disk_(disk), folder_(std::move(folder)) {}
    /// Empty if the query cannot be answered: no such table or column, not one row where one is asked for.
    std::optional<std::int64_t> number(const simdjson::dom::element& query);
    /// How many people an answer rests on, where it may be withheld.
    std::optional<std::int64_t> people(const simdjson::dom::element& query);
    /// The word of the threshold table `format` for the query (and, for trend and leads, for `other`); in the
    /// language. For "leads": `shown` itself if the claim holds. Empty if nothing may be said.
    std::string word(const simdjson::dom::element& mark, const std::string& language, const std::string& shown);

    /// What is wrong with the tables of room coding, which are worked out again from its codes; empty: nothing, or
    /// there are none.
    std::string coding_objection();

  private:
    struct Fraction {
        std::int64_t part = 0, whole = 0;
    };
    const Table* table(const std::string& name);
    std::optional<std::int64_t> tally(const simdjson::dom::element& query, const char* conditions);
    std::optional<Fraction> fraction(const simdjson::dom::element& query);

    Disk& disk_;
    std::string folder_;
    std::map<std::string, std::optional<Table>> tables_;
};

/// Words that say how many, which may stand in a report only inside a mark. True if `text` holds one.
bool holds_quantity_word(std::string_view text, const std::string& language);

}  // namespace agon
