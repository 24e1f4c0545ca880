// Lexicon: versioned word lists as data files, longest match; Words: Chinese word segmentation (cppjieba).
//
// A list is a table of a TOML file in the lexicon folder: [[entry]] with `name`, optional `english`, `words`, and
// further strings that the list's readers know; `cased` repeats the one word of an entry that counts in its own
// capitals only. A case may hold files of the analyst's own, in another form, that add to the lists or replace entries
// of them: docs/lexicons.md. Matching is leftmost-longest over all words of one list, so that 印度 is not found inside
// 印度尼西亚. Thread rule: const after loading; share freely.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "ground/lexicon/dictionary.hpp"
#include "ground/outcome/outcome.hpp"
#include "ground/table/table.hpp"
#include "ground/text/text.hpp"

namespace agon {

struct LexiconEntry {
    std::string name;     // canonical form
    std::string english;  // for reports, may be empty
    std::vector<std::string> words;
    std::map<std::string, std::string, std::less<>> attributes;  // every further string of the entry: kind, rule ...
    /// The attribute's value, empty if the entry has none.
    const std::string& attribute(std::string_view key) const;

    // What of it stands in a file of the analyst's own.
    std::vector<std::string> own_words = {};
    bool own_english = false;
    /// Is it the analyst's word that `word`, one of `words`, is called `english`?
    bool is_own(std::string_view word) const;
};

/// A word of a list at text[span).
struct LexiconMatch {
    Span span;
    const LexiconEntry* entry = nullptr;
};

class LexiconList {
  public:
    explicit LexiconList(std::vector<LexiconEntry> entries);
    LexiconList(LexiconList&&) noexcept;
    LexiconList& operator=(LexiconList&&) noexcept;
    ~LexiconList();
    /// All matches in `text`, left to right, longest first at each place, not overlapping. Matching ignores ASCII case
    /// and width. English words match at word borders only.
    std::vector<LexiconMatch> find(std::string_view text) const;
    bool contains_any(std::string_view text) const;
    const std::vector<LexiconEntry>& entries() const { return entries_; }
    const LexiconEntry* entry(std::string_view name) const;

  private:
    struct Trie;
    std::vector<LexiconEntry> entries_;
    std::unique_ptr<Trie> trie_;
};

/// Where the analyst's own files lie in a case.
inline constexpr std::string_view kOwnLexicon = "lexicon";

class Lexicon {
  public:
    /// Loads every *.toml of the folder; the list's name is the file's. Then, in the order of their names, the
    /// analyst's own *.toml in `own_folder`, if it is there. Errors: lexicon_damaged with the line.
    static Result<Lexicon> load(Disk& disk, const std::string& folder, const std::string& own_folder = {});
    /// What load() depends on. Errors: the disk's.
    static Result<std::string> digest_of(Disk& disk, const std::string& folder, const std::string& own_folder);
    /// REQUIRES: the list exists (it is part of the programme).
    const LexiconList& list(std::string_view name) const;
    const std::string& digest() const { return digest_; }
    /// English names beyond the lists, for who writes in English; nullptr: none was given.
    const Dictionary* dictionary() const { return dictionary_.get(); }
    void take_dictionary(std::unique_ptr<Dictionary> dictionary) { dictionary_ = std::move(dictionary); }
    /// The analyst's own files: name -> sha256.
    const std::map<std::string, std::string>& own_files() const { return own_files_; }

  private:
    std::map<std::string, LexiconList, std::less<>> lists_;
    std::map<std::string, std::string> own_files_;
    std::string digest_;
    std::unique_ptr<Dictionary> dictionary_;
};

/// Chinese and English word segmentation with the dictionaries of cppjieba.
class Words {
  public:
    /// Errors: model_missing when the dictionaries are not there.
    static Result<std::unique_ptr<Words>> load(const std::string& dictionary_folder);
    ~Words();
    /// Words of at least two code points that carry content (no punctuation, numbers or stop words), in order.
    std::vector<std::string> content_words(std::string_view text) const;
    /// True if a word names a thing, a person, a place or a set phrase, by the dictionary's part of speech; a word that
    /// it does not have does from three characters on.
    bool is_name_of_something(std::string_view word) const;
    /// A word that the dictionary may not have, or as a rare one, counts as a common one from now on. Not while others
    /// read.
    void learn(std::string_view word);
    /// All pieces in order, nothing left out; nothing at all of what is no UTF-8.
    std::vector<std::string> cut(std::string_view text) const;

  private:
    struct Engine;
    explicit Words(std::unique_ptr<Engine> engine);
    std::unique_ptr<Engine> engine_;
};

}  // namespace agon
