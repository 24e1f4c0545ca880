// Inside of room report: numbers from queries, and lines of text with their marks.
#pragma once

#include <map>

#include "src/report/report.hpp"
#include "src/trends/trends.hpp"

namespace agon {

/// The tables of a case by name ("camps/stances"), and queries over them.
class CaseTables {
  public:
    static Result<CaseTables> load(Disk& disk, const std::string& case_folder);
    std::int64_t answer(const Query& query) const;

  private:
    std::map<std::string, Table> tables_;
};

/// A post that can be cited: where it is and by whom.
struct Citable {
    const Post* post = nullptr;
    const Segment* segment = nullptr;
};

/// Builds one block; every number, quote, name and title goes in with its mark.
class Line {
  public:
    Line(const CaseTables& tables, BlockKind kind) : tables_(tables) { block_.kind = kind; }
    Line& say(std::string_view words);
    /// Inserts the answer of a query; `format`: integer or plain.
    Line& figure(const Query& query, const std::string& format = "integer");
    Line& quote(const Citable& cited);
    Line& author(const Post& post);
    Line& year(const Post& post);
    Line& native_id(const Post& post);
    Line& bytes(const Citable& cited);
    Line& digest(const Citable& cited);
    Line& title(const Thread& thread);
    /// A word of a table (topic, term, sector ...): checked as part of the block's text only; digits get a title-like
    /// mark.
    std::int64_t last_value() const { return last_value_; }
    Block take() { return std::move(block_); }
    Block& block() { return block_; }

  private:
    Mark& mark(MarkKind kind, std::string_view text);
    const CaseTables& tables_;
    Block block_;
    std::int64_t last_value_ = 0;
};

std::string grouped(std::int64_t value);

}  // namespace agon
