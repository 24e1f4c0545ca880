// Inside of room verdict: is what a language model worded what the case's record says that it answered?
#pragma once

#include <simdjson.h>

#include <map>
#include <string>
#include <vector>

#include "ground/outcome/outcome.hpp"
#include "ground/table/table.hpp"

namespace agon {

class WrittenWords {
  public:
    /// `root`: the report's JSON. Reads writer.jsonl of the case where the report has a writer. Errors: the disk's. May
    /// throw simdjson_error.
    Result<void> read(Disk& disk, const std::string& case_folder, const simdjson::dom::element& root);
    /// What is wrong with the words of a block that names an entry; empty: nothing, or it names none.
    std::string block_objection(const simdjson::dom::element& block);
    /// What is wrong with a name under a mark, with `behind` behind it.
    std::string name_objection(std::int64_t entry, const std::string& shown, std::string_view behind,
                               const std::string& language);
    /// What is wrong with a number of entries.
    std::string tally_objection(const std::string& kind, const std::string& format, const std::string& shown) const;
    const std::string& writer() const { return writer_; }
    /// What is wrong with the list as a whole, asked when all blocks have been looked at.
    std::string list_objection() const;

  private:
    struct Entry {
        std::string kind, id, request, text;
        std::vector<std::pair<std::size_t, std::size_t>> slots;
        bool shown = false, used = false;
    };
    bool is_recorded(const Entry& entry) const;

    std::string writer_;
    std::vector<Entry> entries_;
    std::map<std::string, std::map<std::string, std::string>> exchanges_;  // texts by id, by request
};

}  // namespace agon
