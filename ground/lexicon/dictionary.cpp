// A line is cut where it is asked for: of a hundred thousand entries an article needs some hundred.
#include "ground/lexicon/dictionary.hpp"

#include <algorithm>

#include "ground/lexicon/lexicon.hpp"

namespace agon {
namespace {

constexpr std::size_t kLongestName = 32, kMostCharacters = 8;

/// A reading in capitals is a proper name's, which a common word of the same characters goes before.
bool is_proper(std::string_view reading) {
    return !reading.empty() && reading.front() >= 'A' && reading.front() <= 'Z';
}

/// What is no name for the word: it points elsewhere, or says how the word is counted or pronounced.
bool is_pointer(std::string_view sense) {
    constexpr std::string_view beginnings[] = {"surname ", "CL:",      "variant of", "old variant", "Japanese variant",
                                               "see ",     "also ",    "used in",    "abbr.",       "erhua variant",
                                               "Taiwan",   "same as ", "equivalent", "classifier",  "archaic variant"};
    return std::any_of(std::begin(beginnings), std::end(beginnings),
                       [sense](std::string_view b) { return sense.starts_with(b); });
}

/// Without brackets and what they hold, up to the first semicolon.
std::string plain(std::string_view sense) {
    std::string out;
    int depth = 0;
    for (const char c : sense) {
        if (c == ';' && depth == 0) break;
        depth += c == '(' || c == '[' ? 1 : 0;
        const bool doubled = c == ' ' && (out.empty() || out.back() == ' ');
        if (depth == 0 && !doubled) out += c;
        depth -= (c == ')' || c == ']') && depth > 0 ? 1 : 0;
    }
    while (!out.empty() && (out.back() == ' ' || out.back() == ',')) out.pop_back();
    return out;
}

enum class Senses { of_things, common, all };

/// The first sense that is a name. Of things: none that is a verb; all: also those that a bracket opens: (computing)
/// to upgrade.
std::string name_among(std::string_view senses, Senses wanted) {
    while (!senses.empty()) {
        const std::size_t end = std::min(senses.find('/'), senses.size());
        const std::string_view sense = senses.substr(0, end);
        senses.remove_prefix(std::min(end + 1, senses.size()));
        if (is_pointer(sense) || (wanted != Senses::all && sense.starts_with('('))) continue;
        if (wanted == Senses::of_things && sense.starts_with("to ")) continue;
        std::string name = plain(sense);
        const bool is_ascii = std::all_of(name.begin(), name.end(), [](char c) { return c >= ' ' && c <= '~'; });
        if (!name.empty() && name.size() <= kLongestName && is_ascii && name.find_first_of("0123456789") == name.npos)
            return name;
    }
    return "";
}

}  // namespace

Dictionary::Dictionary() = default;
Dictionary::~Dictionary() = default;

Result<std::unique_ptr<Dictionary>> Dictionary::load(Disk& disk, const std::string& file,
                                                     std::unique_ptr<Words> words) {
    if (!disk.exists(file)) return Error{ErrorCode::model_missing, file, 0, -1, "run setup/install"};
    auto dictionary = std::make_unique<Dictionary>();
    dictionary->words_ = std::move(words);
    TRY(dictionary->bytes_, disk.read_file(file));
    dictionary->entries_.reserve(dictionary->bytes_.size() / 40);
    std::string_view rest = dictionary->bytes_;
    while (!rest.empty()) {
        const std::size_t end = std::min(rest.find('\n'), rest.size());
        dictionary->take_line(rest.substr(0, end));
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    if (dictionary->words_)
        for (const auto& [word, entry] : dictionary->entries_)
            if (const std::size_t length = count_code_points(word); length >= 2 && length <= kMostCharacters)
                dictionary->words_->learn(word);
    return dictionary;
}

void Dictionary::take_line(std::string_view line) {
    const std::size_t space = line.find(' '), open = line.find(" ["), close = line.find("] /");
    if (line.starts_with('#') || open == line.npos || close == line.npos || space >= open || close < open) return;
    const std::string_view reading = line.substr(open + 2, close - open - 2), senses = line.substr(close + 3);
    const std::string_view traditional = line.substr(0, space), simplified = line.substr(space + 1, open - space - 1);
    take(simplified, reading, senses);
    if (traditional != simplified) take(traditional, reading, senses);
}

void Dictionary::take(std::string_view word, std::string_view reading, std::string_view senses) {
    const auto [found, is_new] = entries_.try_emplace(word, Entry{reading, senses});
    if (is_new || is_proper(reading)) return;
    if (is_proper(found->second.reading))
        found->second = {reading, senses};
    else if (found->second.reading != reading)
        found->second.is_ambiguous = true;
}

std::string Dictionary::name_of(std::string_view word) const {
    const auto found = entries_.find(word);
    if (found == entries_.end() || found->second.is_ambiguous) return "";
    const std::string_view senses = found->second.senses;
    std::string name;
    if (words_ && words_->is_name_of_something(word)) name = name_among(senses, Senses::of_things);
    if (name.empty()) name = name_among(senses, Senses::common);
    return name.empty() ? name_among(senses, Senses::all) : name;
}

Dictionary::Borders Dictionary::borders_of(std::string_view text) const {
    Borders borders = {{0}, {}};
    for (std::size_t at = 0; at < text.size(); borders.places.push_back(at)) next_code_point(text, at);
    borders.of_word.assign(borders.places.size(), words_ == nullptr);
    if (!words_) return borders;
    std::size_t place = 0, at = 0;
    borders.of_word.front() = true;
    for (const std::string& piece : words_->cut(text)) {
        at += piece.size();
        while (place + 1 < borders.places.size() && borders.places[place] < at) ++place;
        borders.of_word[place] = true;
    }
    return borders;
}

std::vector<Span> Dictionary::find(std::string_view text) const {
    const auto [borders, of_word] = borders_of(text);
    std::vector<Span> out;
    for (std::size_t i = 0; i + 1 < borders.size();) {
        std::size_t length = of_word[i] ? std::min(kMostCharacters, borders.size() - 1 - i) : 0;
        for (; length >= 2; --length)
            if (of_word[i + length] && !name_of(text.substr(borders[i], borders[i + length] - borders[i])).empty())
                break;
        if (length >= 2)
            out.push_back({static_cast<std::int64_t>(borders[i]), static_cast<std::int64_t>(borders[i + length])});
        i += std::max<std::size_t>(length, 1);
    }
    return out;
}

}  // namespace agon
