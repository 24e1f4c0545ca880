// What an analyst's words do to the lists.
//
// An entry with the name of one that is there adds its words to it; with `replace = true` it takes its place; with
// another name it is one entry more. A word stands in one entry of a list: the analyst's word leaves the others.
//   Fits:          a place or a firm that the lists do not know, a nickname of one that they know, a cue of a dialect.
//   Does not fit:  a list whose entries the programme knows by name (who_leads): these take words, but no new names.
// What would be read by nothing, a list, key or value that no stage knows, is an error and not passed over: a misspelt
// key would otherwise look like a finding ("nobody speaks of it").
#include "ground/lexicon/own_entries.hpp"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <set>

#include "ground/text/text.hpp"

namespace agon {
namespace {

/// Lists whose entries are known by name to what reads them.
constexpr std::array kClosedLists = {"boilerplate",    "emotion",         "frame_places", "frames",
                                     "figure_replies", "leaning_opening", "who_leads"};
/// Attributes with few values, each of which means something to what reads them.
constexpr std::array kClosedAttributes = {"kind", "outcome", "rule", "value", "weak"};
constexpr std::array kNumbers = {"factor", "reach"};

template <class Names>
bool is_among(const Names& names, std::string_view name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

template <class Names>
std::string joined(const Names& names) {
    return fmt::format("{}", fmt::join(names, ", "));
}

Error at_line(const std::string& file, std::int64_t line, const std::string& what) {
    return Error{ErrorCode::lexicon_damaged, file, 0, -1, fmt::format("line {}: {}", line, what)};
}

std::int64_t line_of(const toml::node& node) {
    return static_cast<std::int64_t>(node.source().begin.line);
}

std::string folded(std::string_view word) {
    std::string out;
    for (std::size_t at = 0; at < word.size();) append_utf8(out, fold_character(next_code_point(word, at)));
    return out;
}

/// The words of an entry. Errors as read_own_entries.
Result<std::vector<std::string>> words_of(const std::string& path, const toml::node& node) {
    std::vector<std::string> words;
    const toml::array* array = node.as_array();
    if (!array) return at_line(path, line_of(node), "words must be a list of texts: words = [\"...\", \"...\"]");
    for (const toml::node& element : *array) {
        const auto word = element.value_exact<std::string>();
        if (!word) return at_line(path, line_of(element), "a word must be a text in quotation marks");
        if (word->find_first_not_of(" \t\r\n") == std::string::npos)
            return at_line(path, line_of(element), "a word is empty");
        words.push_back(*word);
    }
    return words;
}

Result<OwnEntry> entry_of(const std::string& path, const std::string& list, const toml::table& row) {
    OwnEntry own;
    own.list = list, own.file = path, own.line = line_of(row);
    for (const auto& [key, value] : row) {
        if (key == "words") {
            TRY(own.entry.words, words_of(path, value));
            continue;
        }
        if (key == "replace") {
            const auto replaces = value.value_exact<bool>();
            if (!replaces) return at_line(path, line_of(value), "replace must be true or false");
            own.replaces = *replaces;
            continue;
        }
        const auto text = value.value_exact<std::string>();
        if (!text) return at_line(path, line_of(value), std::string(key.str()) + " must be a text in quotation marks");
        if (key == "name")
            own.entry.name = *text;
        else if (key == "english")
            own.entry.english = *text;
        else
            own.entry.attributes.emplace(key.str(), *text);
    }
    if (own.entry.name.empty()) return at_line(path, own.line, "an entry has no name");
    if (!own.replaces && own.entry.words.empty() && own.entry.english.empty() && own.entry.attributes.empty())
        return at_line(path, own.line, own.entry.name + " has no words");
    own.entry.own_words = own.entry.words;
    own.entry.own_english = !own.entry.english.empty();
    return own;
}

/// A new list of own entries is checked against what the programme's own entries of that list hold.
class Lists {
  public:
    explicit Lists(ListEntries& lists) : lists_(lists) {
        for (const auto& [list, entries] : lists)
            for (const LexiconEntry& entry : entries) {
                Shape& shape = shapes_[list];
                shape.repeats = !shape.names.insert(entry.name).second || shape.repeats;
                for (const auto& [key, value] : entry.attributes) ++shape.uses[key], shape.values[key].insert(value);
                ++shape.entries;
            }
    }

    Result<void> apply(const OwnEntry& own) {
        const auto list = lists_.find(own.list);
        if (list == lists_.end()) return at_line(own.file, own.line, "there is no list " + own.list);
        TRY_VOID(check_attributes(own));
        std::vector<LexiconEntry>& entries = list->second;
        TRY(LexiconEntry * meant, entry_meant(own, entries));
        if (!meant) {
            TRY_VOID(check_new(own));
        }
        for (LexiconEntry& entry : entries)
            if (&entry != meant) take_words(entry, own.entry.words);
        if (!meant)
            entries.push_back(own.entry);
        else if (own.replaces)
            replace(*meant, own.entry);
        else
            extend(*meant, own.entry);
        return {};
    }

    /// Attributes that name actors; to be asked when all entries are in. Errors as apply_own_entries.
    Result<void> check_names(const OwnEntry& own) const {
        const auto actors = lists_.find("actors");
        if (own.list != "actors" || actors == lists_.end()) return {};
        const auto is_there = [&](std::string_view name) {
            return std::any_of(actors->second.begin(), actors->second.end(),
                               [&](const LexiconEntry& entry) { return entry.name == name; });
        };
        for (const auto& [key, value] : own.entry.attributes) {
            if (key != "members" && key != "country") continue;
            for (std::size_t at = 0; at <= value.size();) {
                const std::size_t end = std::min(value.find('+', at), value.size());
                if (!is_there(value.substr(at, end - at)))
                    return at_line(own.file, own.line,
                                   fmt::format("{} is no actor: {}", key, value.substr(at, end - at)));
                at = end + 1;
            }
        }
        return {};
    }

  private:
    struct Shape {
        std::set<std::string, std::less<>> names;
        bool repeats = false;  // entries share names and are told apart by their attributes
        std::map<std::string, std::size_t, std::less<>> uses;
        std::map<std::string, std::set<std::string>, std::less<>> values;
        std::size_t entries = 0;
    };

    Result<void> check_attributes(const OwnEntry& own) const {
        const Shape& shape = shapes_.at(own.list);
        for (const auto& [key, value] : own.entry.attributes) {
            const auto values = shape.values.find(key);
            if (values == shape.values.end())
                return at_line(own.file, own.line, fmt::format("entries of {} have no {}", own.list, key));
            if (is_among(kClosedAttributes, key) && !values->second.contains(value))
                return at_line(own.file, own.line, fmt::format("{} must be one of {}", key, joined(values->second)));
            double number = 0;
            const char* end = value.data() + value.size();
            if (is_among(kNumbers, key) &&
                (std::from_chars(value.data(), end, number).ptr != end || !(number >= 0) || number > 1e18))
                return at_line(own.file, own.line, key + " must be a number in quotation marks");
        }
        return {};
    }

    /// Null: none, the entry is a new one.
    Result<LexiconEntry*> entry_meant(const OwnEntry& own, std::vector<LexiconEntry>& entries) const {
        LexiconEntry* meant = nullptr;
        for (LexiconEntry& entry : entries) {
            if (entry.name != own.entry.name) continue;
            const auto same = [&](const auto& attribute) {
                return entry.attribute(attribute.first) == attribute.second;
            };
            const auto& stated = own.entry.attributes;
            if (shapes_.at(own.list).repeats && !std::all_of(stated.begin(), stated.end(), same)) continue;
            if (meant)
                return at_line(own.file, own.line,
                               fmt::format("{} has several entries {}: say {} of the one that is meant", own.list,
                                           entry.name, joined(required(own.list))));
            meant = &entry;
        }
        return meant;
    }

    /// Attributes that every entry of the list has.
    std::vector<std::string> required(const std::string& list) const {
        std::vector<std::string> all;
        for (const auto& [key, uses] : shapes_.at(list).uses)
            if (uses == shapes_.at(list).entries) all.push_back(key);
        return all;
    }

    Result<void> check_new(const OwnEntry& own) const {
        const Shape& shape = shapes_.at(own.list);
        if (own.replaces)
            return at_line(own.file, own.line, fmt::format("{} has no entry {} to replace", own.list, own.entry.name));
        if (is_among(kClosedLists, own.list) && !shape.names.contains(own.entry.name))
            return at_line(own.file, own.line,
                           fmt::format("{} has no entry {}, and nothing would read it: its entries are {}", own.list,
                                       own.entry.name, joined(shape.names)));
        if (own.entry.words.empty())
            return at_line(own.file, own.line, fmt::format("{} is a new entry and has no words", own.entry.name));
        for (const std::string& key : required(own.list))
            if (own.entry.attribute(key).empty())
                return at_line(
                    own.file, own.line,
                    fmt::format("{} is a new entry of {} and must say its {}", own.entry.name, own.list, key));
        return {};
    }

    static void take_words(LexiconEntry& entry, const std::vector<std::string>& words) {
        std::set<std::string> taken;
        for (const std::string& word : words) taken.insert(folded(word));
        const auto is_taken = [&](const std::string& word) { return taken.contains(folded(word)); };
        std::erase_if(entry.words, is_taken);
        std::erase_if(entry.own_words, is_taken);
    }

    static void extend(LexiconEntry& entry, const LexiconEntry& own) {
        take_words(entry, own.words);
        entry.words.insert(entry.words.end(), own.words.begin(), own.words.end());
        entry.own_words.insert(entry.own_words.end(), own.words.begin(), own.words.end());
        if (own.own_english) entry.english = own.english, entry.own_english = true;
        for (const auto& [key, value] : own.attributes) entry.attributes[key] = value;
    }

    /// What the new entry does not state, it keeps of the old one; of the words nothing.
    static void replace(LexiconEntry& entry, const LexiconEntry& own) {
        entry.words.clear();
        entry.own_words.clear();
        extend(entry, own);
    }

    ListEntries& lists_;
    std::map<std::string, Shape, std::less<>> shapes_;
};

}  // namespace

Result<std::vector<OwnEntry>> read_own_entries(const std::string& path, const std::string& bytes) {
    std::vector<OwnEntry> own;
    try {
        const toml::table root = toml::parse(bytes, path);
        for (const auto& [list, value] : root) {
            const toml::array* rows = value.as_array();
            if (!rows || !rows->is_homogeneous<toml::table>())
                return at_line(
                    path, line_of(value),
                    fmt::format("entries of a list are written below [[{0}]], not as {0} = ...", list.str()));
            for (const toml::node& row : *rows) {
                TRY(OwnEntry entry, entry_of(path, std::string(list.str()), *row.as_table()));
                own.push_back(std::move(entry));
            }
        }
    } catch (const toml::parse_error& error) {
        return at_line(path, static_cast<std::int64_t>(error.source().begin.line), std::string(error.description()));
    }
    if (own.empty()) return at_line(path, 1, "there is no entry in it");
    // The order of the file, which the tables of a TOML file do not keep.
    std::sort(own.begin(), own.end(), [](const OwnEntry& l, const OwnEntry& r) { return l.line < r.line; });
    return own;
}

Result<void> apply_own_entries(const std::vector<OwnEntry>& own, ListEntries& lists) {
    Lists changed(lists);
    for (const OwnEntry& entry : own) TRY_VOID(changed.apply(entry));
    for (const OwnEntry& entry : own) TRY_VOID(changed.check_names(entry));
    return {};
}

bool LexiconEntry::is_own(std::string_view word) const {
    const std::string wanted = folded(word);
    return own_english || std::any_of(own_words.begin(), own_words.end(),
                                      [&](const std::string& own) { return folded(own) == wanted; });
}

}  // namespace agon
