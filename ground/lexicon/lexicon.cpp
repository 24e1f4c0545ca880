// Longest match over a trie of bytes.
//
// Idea: fold text and words alike (width, case, traditional to simplified), walk a byte trie from every character start
// and keep the longest word found; then go on behind it. "印度尼西亚" holds 印度 and 印度尼西亚: the longer one wins
// and 印度 is not counted. Folding changes lengths (Ａ has 3 bytes, a has 1), so matching runs over code points with
// their original places kept beside them. Most texts hold no character with which a word of the list begins: that is
// asked of one bit a character before anything else is done. A word that its entry's `cased` repeats is compared with
// the text as it stands: WHO is no "who".
#include "ground/lexicon/lexicon.hpp"

#include <toml++/toml.h>

#include <algorithm>
#include <bitset>
#include <sstream>
#include <unordered_map>

#include "ground/lexicon/own_entries.hpp"

namespace agon {
namespace {

struct PlacedCharacter {
    char32_t folded;
    std::int64_t begin, end;
};

std::vector<PlacedCharacter> folded_characters(std::string_view text) {
    std::vector<PlacedCharacter> out;
    out.reserve(text.size());
    std::size_t at = 0;
    while (at < text.size()) {
        const auto begin = static_cast<std::int64_t>(at);
        const char32_t c = fold_character(next_code_point(text, at));
        out.push_back({c, begin, static_cast<std::int64_t>(at)});
    }
    return out;
}

bool is_latin(char32_t c) {
    return (c >= U'a' && c <= U'z') || (c >= U'0' && c <= U'9') || (c >= 0xC0 && c <= 0x24F);
}

}  // namespace

struct LexiconList::Trie {
    struct Node {
        std::unordered_map<char32_t, std::int32_t> next;
        std::int32_t entry = -1;
        std::string as_written = {};  // of a word that counts in these capitals only
    };
    std::vector<Node> nodes{1};
    std::bitset<1 << 16> first;  // by the low bits of the characters with which words begin

    bool may_begin(char32_t folded) const { return first[folded & 0xFFFF]; }
    /// True if no word of the list begins with a character of the text.
    bool is_foreign_to(std::string_view text) const {
        for (std::size_t at = 0; at < text.size();)
            if (may_begin(fold_character(next_code_point(text, at)))) return false;
        return true;
    }
    /// How many characters the longest word that begins at character i has, and its entry; 0: none begins there.
    std::pair<std::size_t, std::int32_t> longest_at(std::string_view text,
                                                    const std::vector<PlacedCharacter>& characters,
                                                    std::size_t i) const;

    void insert(std::string_view word, std::int32_t entry, bool cased) {
        std::int32_t at = 0;
        for (const PlacedCharacter& c : folded_characters(word)) {
            if (at == 0) first.set(c.folded & 0xFFFF);
            const auto found = nodes[static_cast<std::size_t>(at)].next.find(c.folded);
            if (found != nodes[static_cast<std::size_t>(at)].next.end()) {
                at = found->second;
                continue;
            }
            const auto fresh = static_cast<std::int32_t>(nodes.size());
            nodes[static_cast<std::size_t>(at)].next.emplace(c.folded, fresh);
            nodes.emplace_back();
            at = fresh;
        }
        Node& last = nodes[static_cast<std::size_t>(at)];
        if (last.entry >= 0) return;
        last.entry = entry;
        if (cased) last.as_written = word;
    }
};

LexiconList::LexiconList(std::vector<LexiconEntry> entries)
    : entries_(std::move(entries)), trie_(std::make_unique<Trie>()) {
    for (std::size_t i = 0; i < entries_.size(); ++i)
        for (const std::string& word : entries_[i].words)
            trie_->insert(word, static_cast<std::int32_t>(i), word == entries_[i].attribute("cased"));
}
LexiconList::LexiconList(LexiconList&&) noexcept = default;
LexiconList& LexiconList::operator=(LexiconList&&) noexcept = default;
LexiconList::~LexiconList() = default;

std::pair<std::size_t, std::int32_t> LexiconList::Trie::longest_at(std::string_view text,
                                                                   const std::vector<PlacedCharacter>& characters,
                                                                   std::size_t i) const {
    std::size_t longest = 0;
    std::int32_t node = 0, entry = -1;
    for (std::size_t j = i; j < characters.size(); ++j) {
        const auto& next = nodes[static_cast<std::size_t>(node)].next;
        const auto found = next.find(characters[j].folded);
        if (found == next.end()) break;
        node = found->second;
        const Node& here = nodes[static_cast<std::size_t>(node)];
        if (here.entry < 0) continue;
        const auto begin = static_cast<std::size_t>(characters[i].begin);
        if (!text.substr(begin).starts_with(here.as_written)) continue;
        const bool left_open = i > 0 && is_latin(characters[i].folded) && is_latin(characters[i - 1].folded);
        const bool right_open =
            j + 1 < characters.size() && is_latin(characters[j].folded) && is_latin(characters[j + 1].folded);
        if (left_open || right_open) continue;
        longest = j - i + 1;
        entry = here.entry;
    }
    return {longest, entry};
}

std::vector<LexiconMatch> LexiconList::find(std::string_view text) const {
    std::vector<LexiconMatch> matches;
    if (trie_->is_foreign_to(text)) return matches;
    const auto characters = folded_characters(text);
    for (std::size_t i = 0; i < characters.size();) {
        const auto [longest, entry] = trie_->may_begin(characters[i].folded)
                                          ? trie_->longest_at(text, characters, i)
                                          : std::pair<std::size_t, std::int32_t>{0, -1};
        if (longest > 0)
            matches.push_back(
                {{characters[i].begin, characters[i + longest - 1].end}, &entries_[static_cast<std::size_t>(entry)]});
        i += std::max<std::size_t>(longest, 1);
    }
    return matches;
}

bool LexiconList::contains_any(std::string_view text) const {
    if (trie_->is_foreign_to(text)) return false;
    const auto characters = folded_characters(text);
    for (std::size_t i = 0; i < characters.size(); ++i)
        if (trie_->may_begin(characters[i].folded) && trie_->longest_at(text, characters, i).first > 0) return true;
    return false;
}

const std::string& LexiconEntry::attribute(std::string_view key) const {
    static const std::string none;
    const auto found = attributes.find(key);
    return found == attributes.end() ? none : found->second;
}

const LexiconEntry* LexiconList::entry(std::string_view name) const {
    for (const LexiconEntry& e : entries_)
        if (e.name == name) return &e;
    return nullptr;
}

namespace {

Result<std::vector<LexiconEntry>> parse_list(const std::string& path, const std::string& bytes) {
    std::vector<LexiconEntry> entries;
    try {
        const toml::table root = toml::parse(bytes, path);
        const toml::array* rows = root["entry"].as_array();
        if (!rows) return Error{ErrorCode::lexicon_damaged, path, 0, -1, "no [[entry]]"};
        std::int64_t record = 0;
        for (const toml::node& node : *rows) {
            ++record;
            const toml::table* row = node.as_table();
            const toml::array* words = row ? (*row)["words"].as_array() : nullptr;
            if (!words) return Error{ErrorCode::lexicon_damaged, path, record, -1, "no words"};
            LexiconEntry entry;
            entry.name = (*row)["name"].value_or(std::string());
            entry.english = (*row)["english"].value_or(std::string());
            for (const toml::node& word : *words)
                if (auto text = word.value<std::string>(); text && !text->empty()) entry.words.push_back(*text);
            for (const auto& [key, value] : *row)
                if (const auto text = value.value<std::string>(); text && key != "name" && key != "english")
                    entry.attributes.emplace(key.str(), *text);
            entries.push_back(std::move(entry));
        }
    } catch (const toml::parse_error& error) {
        std::ostringstream where;
        where << error.description() << " at " << error.source().begin;
        return Error{ErrorCode::lexicon_damaged, path, 0, -1, where.str()};
    }
    return entries;
}

constexpr std::string_view kEnding = ".toml";

struct TomlFile {
    std::string path, name, bytes;
};

/// Of a folder, in the order of their names.
Result<std::vector<TomlFile>> toml_files(Disk& disk, const std::string& folder) {
    std::vector<TomlFile> files;
    TRY(const std::vector<std::string> names, disk.list_folder(folder));
    for (const std::string& name : names) {
        if (name.size() <= kEnding.size() || !name.ends_with(kEnding)) continue;
        TRY(std::string bytes, disk.read_file(folder + "/" + name));
        files.push_back({folder + "/" + name, name, std::move(bytes)});
    }
    return files;
}

struct LexiconFiles {
    std::vector<TomlFile> lists, own;
    std::string digest;

    static Result<LexiconFiles> read(Disk& disk, const std::string& folder, const std::string& own_folder) {
        LexiconFiles files;
        TRY(files.lists, toml_files(disk, folder));
        if (!own_folder.empty() && disk.exists(own_folder)) {
            TRY(files.own, toml_files(disk, own_folder));
        }
        std::string all;
        for (const TomlFile& file : files.lists) all += file.name + '\n' + sha256_hex(file.bytes) + '\n';
        for (const TomlFile& file : files.own) all += "own " + file.name + '\n' + sha256_hex(file.bytes) + '\n';
        files.digest = sha256_hex(all);
        return files;
    }
};

}  // namespace

Result<Lexicon> Lexicon::load(Disk& disk, const std::string& folder, const std::string& own_folder) {
    TRY(const LexiconFiles files, LexiconFiles::read(disk, folder, own_folder));
    Lexicon lexicon;
    lexicon.digest_ = files.digest;
    ListEntries lists;
    for (const TomlFile& file : files.lists) {
        TRY(std::vector<LexiconEntry> entries, parse_list(file.path, file.bytes));
        lists.emplace(file.name.substr(0, file.name.size() - kEnding.size()), std::move(entries));
    }
    std::vector<OwnEntry> own;
    for (const TomlFile& file : files.own) {
        TRY(const std::vector<OwnEntry> entries, read_own_entries(file.path, file.bytes));
        own.insert(own.end(), entries.begin(), entries.end());
        lexicon.own_files_.emplace(file.name, sha256_hex(file.bytes));
    }
    TRY_VOID(apply_own_entries(own, lists));
    for (auto& [name, entries] : lists) lexicon.lists_.emplace(name, LexiconList(std::move(entries)));
    return lexicon;
}

Result<std::string> Lexicon::digest_of(Disk& disk, const std::string& folder, const std::string& own_folder) {
    TRY(LexiconFiles files, LexiconFiles::read(disk, folder, own_folder));
    return std::move(files.digest);
}

const LexiconList& Lexicon::list(std::string_view name) const {
    const auto found = lists_.find(name);
    VERIFY(found != lists_.end());
    return found->second;
}

}  // namespace agon
