// Inside room forgetting: the changed threads as they lie in the case folder.
#pragma once

#include "src/threads/threads.hpp"

namespace agon {

inline constexpr std::string_view kForgetStage = "forget";

/// zstd, one thread: equal bytes in, equal bytes out.
Result<std::string> packed(const std::string& bytes);
/// Writes new sources (sha256 -> packed bytes), the six tables and the manifest, all aside before the first takes its
/// name; then removes every source that the tables do not name.
Result<void> write_threads(Disk& disk, const std::string& case_folder, const Threads& threads,
                           const std::map<std::string, std::string>& new_sources);

}  // namespace agon
