// Inside room threads: the import as it lies in the case folder.
#pragma once

#include <string>

#include "src/threads/rows.hpp"
#include "src/threads/source_store.hpp"

namespace agon {

/// What stands for a name until all files of an import are written.
inline constexpr std::string_view kAside = ".new";

/// The tables, empty where a table is not there yet.
Result<Threads> read_threads_or_none(Disk& disk, const std::string& case_folder);
/// The same as rows that are not sorted yet (merge.hpp).
Result<CaseRows> read_case_rows(Disk& disk, const std::string& case_folder);
/// As with Threads (threads.hpp).
Result<void> write_case(Disk& disk, const std::string& case_folder, const CaseRows& rows, NewSources new_sources);

}  // namespace agon
