// Glosses: English names of single words where there is no translation. From the translation memory, agon's lists of
// policy terms, actors and sectors, then the dictionary; each says where it comes from, and none is a translation.
#include <algorithm>

#include "ground/lexicon/whole_word.hpp"
#include "ground/text/spaced_words.hpp"
#include "src/report/composer.hpp"

namespace agon {
namespace {

constexpr const char* kGlossLists[] = {"policy_terms", "actors", "sectors"};
/// Words of a sector belong to it and are not its name: 华虹 is a firm, not "chips".
bool is_named(const char* list, const LexiconEntry& entry, const std::string& word) {
    if (entry.attribute("kind") == "guard") return false;  // 高通胀 only looks like a firm
    return entry.name == word || (std::string_view(list) != "sectors" &&
                                  std::find(entry.words.begin(), entry.words.end(), word) != entry.words.end());
}
constexpr std::size_t kMostGlosses = 6;  // of a sentence: more would be read as a translation
constexpr std::size_t kMostOfTitle = 4;  // and no verbs: what it is about
/// Words that name nothing: they begin with a numeral or point somewhere.
bool is_filler(std::string_view word) {
    constexpr std::string_view beginnings[] = {
        "一", "二", "三", "四", "五",   "六",   "七",   "八",   "九",   "十",   "百",   "千",     "万",   "两",  "几",
        "这", "那", "某", "每", "没有", "可能", "知道", "后面", "起来", "当年", "有人", "为什么", "什么", "不到"};
    return std::any_of(std::begin(beginnings), std::end(beginnings),
                       [&](std::string_view b) { return word.starts_with(b); });
}

/// Words that join others, by what they are called; and pairs of characters that are mostly no word of their own
/// (他们|都|会).
bool joins(std::string_view word, std::string_view name) {
    constexpr std::string_view joined[] = {"都会", "都有", "才能", "会有", "买好", "是的", "有的", "到了"};
    constexpr std::string_view beginnings[] = {
        "in ",     "as ",      "even ",   "if ",      "so ",  "more",      "very",  "not ",    "unable", "can't",
        "he ",     "although", "because", "however",  "but ", "therefore", "then",  "already", "also",   "still",
        "instead", "once ",    "since",   "moreover", "each", "every",     "other", "such ",   "this ",  "that "};
    return std::find(std::begin(joined), std::end(joined), word) != std::end(joined) ||
           std::any_of(std::begin(beginnings), std::end(beginnings),
                       [name](std::string_view b) { return name.starts_with(b); });
}

}  // namespace

std::string gloss_maker(const LexiconEntry* entry, std::string_view word) {
    return entry && entry->is_own(word) ? "case lexicon" : "agon lexicon";
}

std::optional<TranslationUsed> Composer::gloss_of(const std::string& term) const {
    if (const TranslationUsed* found = memory_.find(term)) return *found;
    for (const char* list : kGlossLists)
        for (const LexiconEntry& entry : lexicon_.list(list).entries())
            if (!entry.english.empty() && is_named(list, entry, term))
                return TranslationUsed{sha256_hex(term), term, entry.english, gloss_maker(&entry, term), false};
    const Dictionary* dictionary = lexicon_.dictionary();
    std::string name = dictionary ? dictionary->name_of(term) : "";
    if (name.empty()) return std::nullopt;
    return TranslationUsed{sha256_hex(term), term, std::move(name), std::string(kDictionaryName), false};
}

/// The dictionary's words outside `taken`: of so many, those that say the most, which are the longest.
void Composer::add_dictionary_words(const std::string& text, std::map<std::int64_t, TranslationUsed>& by_place,
                                    const std::vector<Span>& taken, bool of_title) const {
    const Dictionary* dictionary = lexicon_.dictionary();
    if (!dictionary) return;
    std::vector<std::pair<std::size_t, Span>> found;
    for (const Span& span : dictionary->find(text)) {
        const auto overlaps = [&](const Span& t) { return span.begin < t.end && t.begin < span.end; };
        const std::string word =
            text.substr(static_cast<std::size_t>(span.begin), static_cast<std::size_t>(span.length()));
        const std::string name = dictionary->name_of(word);
        if (std::any_of(taken.begin(), taken.end(), overlaps) || is_filler(word) || !has_han(word) ||
            joins(word, name) || (of_title && name.starts_with("to ")) ||
            is_whole_word(lexicon_.list("plain_words"), word) || is_whole_word(lexicon_.list("filler"), word))
            continue;
        found.emplace_back(count_code_points(word), span);
    }
    std::stable_sort(found.begin(), found.end(), [](const auto& x, const auto& y) { return x.first > y.first; });
    for (const auto& [length, span] : found) {
        if (by_place.size() >= (of_title ? kMostOfTitle : kMostGlosses)) return;
        const std::string word =
            text.substr(static_cast<std::size_t>(span.begin), static_cast<std::size_t>(span.length()));
        // By its name in the lists where they have one: a word has one gloss in a report, wherever it was found.
        if (const std::optional<TranslationUsed> named = gloss_of(word)) by_place.emplace(span.begin, *named);
    }
}

std::vector<TranslationUsed> Composer::glosses_in(const std::string& text, bool of_title) const {
    std::map<std::int64_t, TranslationUsed> by_place;
    std::set<std::string> seen;
    std::vector<Span> taken;
    for (const char* list : kGlossLists)
        for (const LexiconMatch& match : lexicon_.list(list).find(text)) {
            const std::string word =
                text.substr(static_cast<std::size_t>(match.span.begin), static_cast<std::size_t>(match.span.length()));
            if (!match.entry->english.empty() && has_han(word) && is_named(list, *match.entry, word))
                by_place.emplace(match.span.begin, *gloss_of(word));
            if (by_place.contains(match.span.begin)) taken.push_back(match.span);
        }
    add_dictionary_words(text, by_place, taken, of_title);
    std::vector<TranslationUsed> out;
    for (auto& [place, used] : by_place)
        if (seen.insert(used.text).second) out.push_back(std::move(used));
    return out;
}

std::vector<std::string> Composer::sayable(const std::string& words, std::size_t most, std::size_t least) const {
    std::vector<std::string> out;
    std::set<std::string> seen;
    for (const std::string_view spaced : spaced_words(words)) {
        const std::string word(spaced);
        if (word.find_first_of("0123456789") != std::string::npos || is_filler(word) || !can_say(word)) continue;
        const std::string shown = chinese_ ? word : gloss_of(word)->text;
        if (out.size() < most && seen.insert(shown).second) out.push_back(word);
    }
    if (out.size() < least) out.clear();
    return out;
}

void Composer::say_words(Line& l, const std::string& table, const std::string& column,
                         const std::vector<std::string>& words, const Condition& row) {
    list(l, words, [&](const std::string& word) {
        const std::optional<TranslationUsed> named = chinese_ ? std::nullopt : gloss_of(word);
        if (named) use(*named);
        l.word_of(table, column, word, row, named ? &*named : nullptr);
    });
}

void Composer::say_glosses(Line& l, const std::string& text) {
    const std::vector<TranslationUsed> found = glosses_in(text, false);
    for (std::size_t i = 0; i < found.size(); ++i) {
        use(found[i]);
        l.say(i == 0 ? " [glosses: " : "; ").gloss(found[i], true);
    }
    if (!found.empty()) l.say("]");
}

}  // namespace agon
