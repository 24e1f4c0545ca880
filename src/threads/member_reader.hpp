// Inside room threads: from one file, or one out of an archive, to the rows that its reader finds in it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "src/threads/readers.hpp"
#include "src/threads/source_store.hpp"
#include "src/threads/unpack.hpp"

namespace agon {

/// What one file gave, and its sources.
struct FileRead {
    std::vector<Gathered> gathered;
    std::vector<NewSource> sources;  // parallel
    bool holds_nothing = false;      // it is none: see readers.hpp
};

/// Decodes, recognises and reads. Errors are about the whole file. Thread rule: const use from any thread.
class MemberReader {
  public:
    /// `options` outlive the reader.
    explicit MemberReader(const ImportOptions& options) : options_(options) {}

    /// A file that is in memory as a whole.
    Result<FileRead> read(ArchiveMember& member) const;
    /// A file of lines, a piece in memory at a time, and no more rows than the options say. nullopt: it is no such
    /// file, or has bytes that are no UTF-8; `member.bytes` are then those that were taken from `file`.
    Result<std::optional<FileRead>> read_lines(Disk& disk, FileReader& file, const std::string& aside, RowStore& store,
                                               ArchiveMember& member) const;

  private:
    bool is_passed_over(std::string_view head) const;
    SourceFile source_of(const ArchiveMember& member, const Format& format) const;
    Result<FileRead> read_text(ArchiveMember& member, const ColumnMap& columns) const;
    Result<FileRead> read_book(const ArchiveMember& member, const ColumnMap& columns) const;

    const ImportOptions& options_;
};

}  // namespace agon
