// What an English title asks: its form, its poles, and the statement that it puts up.
//
// An English question begins with its verb: "Should the gun industry be immune to lawsuits?" puts up "The gun industry
// should be immune to lawsuits". Where the subject ends is not written; it is taken to end before the first plain verb
// behind should, can, will or do, and behind is and are to be a word and what belongs in front of it ("Is the fetus
// human?"). "A or B?", "A vs. B" has two poles. A why takes for granted what it asks about. Thread titles of forums
// are often no questions but statements; one with a finite verb puts itself up ("Creation is nothing but lies").
// Does not fit: "Suing HMOs", "FAQ of socialism": a subject, nothing to be for or against; the statement stays empty.
#include <algorithm>
#include <array>
#include <optional>

#include "ground/lexicon/camp_words.hpp"
#include "ground/text/ascii_lower.hpp"
#include "src/debates/steps.hpp"

namespace agon {
namespace {

using Tokens = std::vector<std::string>;

constexpr std::array<std::string_view, 9> kModals = {"should", "can", "could", "will", "would",
                                                     "must",   "may", "might", "shall"};
constexpr std::array<std::string_view, 3> kDo = {"do", "does", "did"};
constexpr std::array<std::string_view, 7> kBeOrHave = {"is", "are", "was", "were", "has", "have", "had"};
constexpr std::array<std::string_view, 4> kVersus = {"vs", "vs.", "versus", "v."};
constexpr std::array<std::string_view, 22> kDeterminers = {
    "the", "a",   "an",    "this", "that", "these", "those", "my",  "your", "our",    "his",
    "her", "its", "their", "all",  "most", "some",  "many",  "any", "no",   "modern", "such"};
/// Plain verbs that may stand behind the subject of should, can, will or do; a question of another has its modal in
/// front of all the rest.
constexpr std::array<std::string_view, 103> kVerbs = {
    "be",      "have",    "get",     "go",      "make",    "take",     "allow",    "ban",      "pay",      "teach",
    "stop",    "give",    "keep",    "let",     "put",     "need",     "want",     "use",      "work",     "help",
    "cause",   "lead",    "love",    "hate",    "believe", "think",    "know",     "exist",    "matter",   "support",
    "oppose",  "own",     "carry",   "marry",   "vote",    "win",      "lose",     "die",      "live",     "kill",
    "save",    "protect", "control", "require", "become",  "come",     "leave",    "start",    "run",      "serve",
    "provide", "offer",   "deserve", "count",   "mean",    "say",      "tell",     "show",     "prove",    "change",
    "end",     "raise",   "cut",     "tax",     "fund",    "legalize", "abolish",  "restrict", "regulate", "force",
    "punish",  "accept",  "reject",  "remain",  "stay",    "join",     "replace",  "treat",    "hold",     "care",
    "apply",   "agree",   "see",     "find",    "feel",    "buy",      "sell",     "eat",      "learn",    "continue",
    "return",  "share",   "act",     "follow",  "create",  "reduce",   "increase", "still",    "ever",     "not",
    "really",  "always",  "never"};
constexpr std::array<std::string_view, 34> kFinite = {
    "is",        "are",     "was",    "were",   "isn't",    "aren't",  "wasn't",  "ain't", "should",
    "shouldn't", "must",    "can",    "can't",  "cannot",   "will",    "won't",   "would", "wouldn't",
    "does",      "doesn't", "don't",  "didn't", "has",      "have",    "needs",   "kills", "works",
    "deserve",   "causes",  "proves", "makes",  "violates", "believe", "deserves"};

template <std::size_t N>
bool is_one_of(std::string_view word, const std::array<std::string_view, N>& words) {
    return std::find(words.begin(), words.end(), word) != words.end();
}

Tokens words_of(std::string_view text) {
    Tokens words;
    std::size_t at = 0;
    while (at < text.size()) {
        const std::size_t begin = text.find_first_not_of(" \t", at);
        if (begin == std::string_view::npos) break;
        at = std::min(text.find_first_of(" \t", begin), text.size());
        words.emplace_back(text.substr(begin, at - begin));
    }
    return words;
}

std::string joined(const Tokens& words, std::size_t begin, std::size_t end) {
    std::string text;
    for (std::size_t i = begin; i < end; ++i) text += (text.empty() ? "" : " ") + words[i];
    return text;
}

void strip_marks(std::string& text) {
    while (!text.empty() && std::string_view("?!.,;: \"'").find(text.back()) != std::string_view::npos) text.pop_back();
    const std::size_t begin = text.find_first_not_of(" \"'");
    text.erase(0, begin == std::string::npos ? text.size() : begin);
}

std::string as_sentence(std::string text) {
    strip_marks(text);
    if (!text.empty() && text.front() >= 'a' && text.front() <= 'z')
        text.front() = static_cast<char>(text.front() - 32);
    return text;
}

bool opens_question(const std::string& word) {
    const std::string first = ascii_lower(word);
    return is_one_of(first, kModals) || is_one_of(first, kDo) || is_one_of(first, kBeOrHave);
}

/// The sentence that asks, without what leads up to it: "Poll: should drugs be legal?" -> "should drugs be legal".
/// The whole title where none does.
std::string asking_part(const std::string& title) {
    std::size_t begin = 0;
    std::string asking = title;
    for (std::size_t at = 0; at < title.size(); ++at) {
        if (std::string_view("?!.").find(title[at]) == std::string_view::npos) continue;
        if (at + 1 < title.size() && title[at + 1] != ' ') continue;  // "v1.2", "U.S."
        if (title[at] == '?') {
            asking = title.substr(begin, at - begin);
            break;
        }
        begin = at + 1;
    }
    strip_marks(asking);
    for (const std::string_view mark : {": ", " - ", ", "}) {
        const auto at = asking.find(mark);
        if (at == std::string::npos) continue;
        std::string rest = asking.substr(at + mark.size());
        const Tokens words = words_of(rest);
        if (words.size() >= 3 && (opens_question(words[0]) || ascii_lower(words[0]) == "why")) return rest;
    }
    return asking;
}

/// How many of the words in front are the subject of a question whose verb stood before them. 0: not known.
std::size_t subject_behind_modal(const Tokens& words) {
    for (std::size_t i = 1; i < words.size(); ++i)
        if (is_one_of(ascii_lower(words[i]), kVerbs)) return i;
    return 0;
}

std::size_t subject_behind_is(const Tokens& words) {
    std::size_t at = is_one_of(ascii_lower(words[0]), kDeterminers) ? 2 : 1;
    if (at < words.size() && ascii_lower(words[at]) == "of")
        at += at + 1 < words.size() && is_one_of(ascii_lower(words[at + 1]), kDeterminers) ? 3 : 2;
    return at < words.size() ? at : 0;
}

/// "Should the gun industry be immune" -> "The gun industry should be immune".
std::string turned_round(const Tokens& words) {
    const std::string verb = ascii_lower(words[0]);
    const Tokens rest(words.begin() + 1, words.end());
    if (rest.empty()) return {};
    const std::size_t subject = is_one_of(verb, kBeOrHave) ? subject_behind_is(rest) : subject_behind_modal(rest);
    if (subject == 0)
        return as_sentence(is_one_of(verb, kDo) ? joined(rest, 0, rest.size()) : joined(words, 0, words.size()));
    const std::string behind = joined(rest, subject, rest.size());
    return as_sentence(joined(rest, 0, subject) + (is_one_of(verb, kDo) ? " " : " " + verb + " ") + behind);
}

/// "Homosexuality: a choice or genetic" -> the words around the `or`, at most as many on the left as on the right, and
/// at most four.
QuestionShape between_poles(const Tokens& words, std::size_t at) {
    QuestionShape shape;
    constexpr std::size_t longest_pole = 4;
    const std::size_t behind = words.size() - at - 1;
    if (at == 0 || behind == 0 || behind > longest_pole) return shape;
    std::size_t first = at - std::min(at, behind);
    if (first == 0 && at > 1 && opens_question(words[0])) ++first;
    std::size_t second = at + 1;  // "or are they born so": the pole is what they are
    if (opens_question(words[second])) second += second + 2 < words.size() ? 2 : 1;
    std::string left = joined(words, first, at), right = joined(words, second, words.size());
    strip_marks(left), strip_marks(right);
    if (left.size() < 2 || right.size() < 2) return shape;
    if (ascii_lower(left) == "yes" || ascii_lower(right) == "no") return shape;
    shape.form = QuestionForm::either_or;
    shape.pole_a = left;
    shape.pole_b = right;
    Tokens before(words.begin(), words.begin() + static_cast<std::ptrdiff_t>(at));
    shape.proposition = opens_question(words[0]) ? turned_round(before) : as_sentence(joined(before, 0, before.size()));
    return shape;
}

std::optional<QuestionShape> with_poles(const Tokens& words, bool asks) {
    for (std::size_t i = 1; i + 1 < words.size(); ++i) {
        const std::string word = ascii_lower(words[i]);
        if (!is_one_of(word, kVersus) && !(asks && word == "or" && ascii_lower(words[i + 1]) != "not")) continue;
        QuestionShape shape = between_poles(words, i);
        if (shape.form == QuestionForm::either_or) return shape;
    }
    return std::nullopt;
}

}  // namespace

QuestionShape shape_of_english(const std::string& title) {
    QuestionShape shape;
    std::string asking = asking_part(title);
    for (const std::string_view end : {", yes or no", " yes or no", " or not"})
        if (ascii_lower(asking).ends_with(end)) {
            asking.resize(asking.size() - end.size());
            shape.form = QuestionForm::yes_no;
            shape.proposition = as_sentence(asking);
        }
    const Tokens words = words_of(asking);
    if (words.size() < 3) return shape;
    const std::string first = ascii_lower(words[0]);
    const bool asks = title.find('?') != std::string::npos;
    if (const auto poles = with_poles(words, asks || opens_question(words[0]))) return *poles;
    if (opens_question(words[0])) {
        shape.form = QuestionForm::yes_no;
        shape.proposition = turned_round(words);
    } else if (first == "why") {
        shape.form = QuestionForm::why;
        const Tokens rest(words.begin() + 1, words.end());
        shape.proposition =
            opens_question(rest[0]) && rest.size() > 2 ? turned_round(rest) : as_sentence(joined(rest, 0, rest.size()));
    } else if (std::any_of(words.begin() + 1, words.end(),
                           [](const std::string& w) { return is_one_of(ascii_lower(w), kFinite); }) &&
               !is_one_of(first, std::array<std::string_view, 5>{"what", "who", "how", "where", "when"})) {
        // What states something wants to be looked at, as "如何看待" does.
        shape.form = asks ? QuestionForm::yes_no : QuestionForm::how_see;
        shape.proposition = as_sentence(asking) + std::string(asks ? "" : proposition_as_stated);
    }
    return shape;
}

}  // namespace agon
