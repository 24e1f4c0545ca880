// The import as it lies in the case folder: for rooms threads and forgetting only, all others read.
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
/// Writes what differs from what is there; the manifest names the sources of `threads` and no others. If a write fails,
/// what was written before is taken back.
Result<void> write_case(Disk& disk, const std::string& case_folder, const Threads& threads, NewSources new_sources);
Result<void> write_case(Disk& disk, const std::string& case_folder, const CaseRows& rows, NewSources new_sources);

}  // namespace agon
