// Inside ground/lexicon: the entries of a file that an analyst wrote, and what they do to the lists of the programme.
//
// The form of the file and the rules stand in docs/lexicons.md.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "ground/lexicon/lexicon.hpp"

namespace agon {

/// Entries by the name of their list, as they go into LexiconLists.
using ListEntries = std::map<std::string, std::vector<LexiconEntry>, std::less<>>;

/// One entry of an analyst's file.
struct OwnEntry {
    std::string list;
    LexiconEntry entry;  // own_words: its words
    bool replaces = false;
    std::string file;
    std::int64_t line = 0;  // where it begins, from 1
};

/// Errors: lexicon_damaged with the line, for what is no TOML or no such file as docs/lexicons.md describes.
Result<std::vector<OwnEntry>> read_own_entries(const std::string& path, const std::string& bytes);

/// Changes `lists`, entry by entry. Errors: lexicon_damaged with file and line, for a list, an entry or an attribute
/// that nothing would read.
Result<void> apply_own_entries(const std::vector<OwnEntry>& own, ListEntries& lists);

}  // namespace agon
