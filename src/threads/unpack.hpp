// Inside room threads: from a file that a person handed in to the files whose bytes are sources.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "src/threads/threads.hpp"

namespace agon {

/// A file with its content: one that was handed in, or one out of an archive.
struct ArchiveMember {
    std::string name;                          // "a.json"; in an archive "dump.zip/folder/a.json"
    std::string folder;                        // the name of the folder that it lies in; empty if not known
    std::string bytes;                         // empty for a workbook
    std::string container;                     // sha256 of the archive that was handed in; empty: none
    std::map<std::string, std::string> parts;  // of a workbook (.xlsx): its XML files by their names
};

using TakeMember = std::function<void(ArchiveMember)>;

/// Hands over `file` itself, or what it holds if it is compressed (gzip, zstd, xz, bzip2), a ZIP or tar archive or a
/// WARC, also one in another. What cannot be unpacked is named in `errors`; what was unpacked before it stays.
/// `rejects`: answers of a crawl that are no pages, see read_warc().
void unpack(ArchiveMember file, const UnpackLimits& limits, const TakeMember& take, std::vector<Error>& errors,
            std::vector<Reject>& rejects);

/// The web pages and JSON answers of a WARC (uncompressed), each as a member of its own. `rejects`: the answers that do
/// not come in, by the digest and the bytes of the WARC. Errors: archive_damaged with the offset of the record at
/// fault; unknown_format where there is no page in it.
Result<void> read_warc(const ArchiveMember& file, const TakeMember& take, std::vector<Reject>& rejects);
bool is_warc(std::string_view bytes);

/// zlib or gzip or raw deflate, as HTTP's Content-Encoding has them. Errors: archive_damaged, archive_refused.
Result<std::string> inflate(std::string_view packed, std::int64_t most_bytes);

}  // namespace agon
