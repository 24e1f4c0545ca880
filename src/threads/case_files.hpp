// The import as it lies in the case folder: for rooms threads and forgetting only, all others read.
#pragma once

#include <map>
#include <string>

#include "src/threads/threads.hpp"

namespace agon {

/// zstd, level 3, one thread: equal bytes in, equal bytes out.
Result<std::string> compress_source(std::string_view bytes);
std::string source_path(const std::string& sha256);

/// The tables, empty where a table is not there yet.
Result<Threads> read_threads_or_none(Disk& disk, const std::string& case_folder);
/// Writes what differs from what is there; the manifest names the sources of `threads` and no others. `new_sources`:
/// sha256 -> compressed bytes. If a write fails, what was written before is put back.
Result<void> write_case(Disk& disk, const std::string& case_folder, const Threads& threads,
                        const std::map<std::string, std::string>& new_sources);

}  // namespace agon
