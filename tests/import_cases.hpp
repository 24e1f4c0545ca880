// What the tests of import share: a folder to work in, archives to read, and a case written out as lines.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "src/threads/threads.hpp"

namespace agon {

/// A folder of its own for every test.
class ImportTest : public testing::Test {
  protected:
    void SetUp() override;
    void TearDown() override;

    std::string path(const std::string& name) const { return (folder_ / name).string(); }
    std::string write(const std::string& name, std::string_view bytes) const;
    ImportOutcome take(const std::vector<std::string>& files, const ImportOptions& options = {},
                       const std::string& name = "case") const;
    /// The text of a post as a reader sees it.
    std::string text_of(const Post& post, const Threads& threads, const std::string& name = "case") const;
    /// Every file of a case and its bytes.
    std::map<std::string, std::string> bytes_of(const std::string& name) const;
    /// A case as lines for a person: threads, posts, votes and rejects.
    std::vector<std::string> described(const Threads& threads, const std::string& name = "case") const;

    std::filesystem::path folder_;
};

using NamedBytes = std::vector<std::pair<std::string, std::string>>;
/// Archives as other programs make them. `format`: "zip", "tar", "tar.gz", "tar.zst", "tar.xz", "tar.bz2"; "xz" and
/// "bz2" are one file packed by itself.
std::string packed(const std::string& format, const NamedBytes& files);
std::string gzipped(std::string_view bytes);
std::string zstd_of(std::string_view bytes);
/// A workbook of one sheet; cells that begin with '=' are numbers, those with '@' dates (serial numbers), others
/// strings in the table of strings, those with '!' strings in the sheet.
std::string workbook_of(const std::vector<std::vector<std::string>>& rows);

}  // namespace agon
