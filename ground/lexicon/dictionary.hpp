// A Chinese-English dictionary in the format of CC-CEDICT: names for words that agon's own lists do not have.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "ground/table/table.hpp"
#include "ground/text/text.hpp"

namespace agon {

class Words;

/// Who makes the glosses, as a report says it.
inline constexpr std::string_view kDictionaryName = "CC-CEDICT";

/// Thread rule: const after loading; share freely.
///
/// Source: CC-CEDICT (MDBG, CC BY-SA 4.0), one entry a line: 傳統 传统 [chuan2 tong3] /tradition/traditional/.
class Dictionary {
  public:
    Dictionary();
    ~Dictionary();
    /// Lines that are no entry are passed over. With `words`, what is found begins and ends where a word does (no 在职
    /// in 在职场), and a noun is named by a noun (考验: trial). Errors: model_missing if there is no such file.
    static Result<std::unique_ptr<Dictionary>> load(Disk& disk, const std::string& file,
                                                    std::unique_ptr<Words> words = nullptr);
    /// One short English name: the first sense that names something, not a surname, a measure word, a variant or a
    /// pointer to another entry, without what is in brackets, and of "wages; pay" the first. Empty: there is none, or
    /// the word is read in two ways that mean different things (东西).
    std::string name_of(std::string_view word) const;
    /// Words of two to eight characters that have a name, longest first at each place, not overlapping.
    std::vector<Span> find(std::string_view text) const;

  private:
    struct Entry {
        std::string_view reading, senses;  // of the first line
        bool is_ambiguous = false;
    };
    void take_line(std::string_view line);
    void take(std::string_view word, std::string_view reading, std::string_view senses);

    /// Places between characters, and of them those where a word may begin or end.
    struct Borders {
        std::vector<std::size_t> places;
        std::vector<bool> of_word;
    };
    Borders borders_of(std::string_view text) const;

    std::string bytes_;
    std::unordered_map<std::string_view, Entry> entries_;  // into bytes_
    std::unique_ptr<Words> words_;
};

}  // namespace agon
