// Inside room threads: the import as it lies in the case folder.
#pragma once

#include <string>

#include "src/threads/merge.hpp"
#include "src/threads/source_store.hpp"

namespace agon {

/// What stands for a name until all files of an import are written.
inline constexpr std::string_view kAside = ".new";

/// The tables, empty where a table is not there yet.
Result<Threads> read_threads_or_none(Disk& disk, const std::string& case_folder);
/// The same with threads and posts left where they lie, which `disk` outlives. Errors: the disk's, case_damaged.
Result<CaseRows> read_case_rows(Disk& disk, const std::string& case_folder);
struct RowCounts {
    std::int64_t posts = 0, threads = 0;
};
/// As with Threads (threads.hpp); threads and posts are those of `merged`, which is at its end afterwards.
Result<RowCounts> write_case(Disk& disk, const std::string& case_folder, const CaseRows& rows, Union& merged,
                             NewSources new_sources);
/// Of the tables as they are.
Result<RowCounts> count_rows(Disk& disk, const std::string& case_folder);

}  // namespace agon
