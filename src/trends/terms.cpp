// Which tracked terms a post uses. Each kind of term is searched on its own, longest match first within the kind, so
// that 中国制造 is not counted where 中国制造2025 stands, while a debate's own key word 制造 is counted in both.
#include <algorithm>
#include <iterator>
#include <set>

#include "ground/model/tiles.hpp"
#include "src/trends/steps.hpp"

namespace agon {
namespace {

constexpr std::size_t kMostDiscovered = 15;  // per side
constexpr std::size_t kMostPerDebate = 8;

LexiconList list_of(const std::vector<std::string>& words) {
    std::vector<LexiconEntry> entries;
    for (const std::string& word : words) entries.push_back({word, "", {word}, {}});
    return LexiconList(std::move(entries));
}

struct ByKind {
    bool operator()(const TermUse& use, const std::string& kind) const { return use.kind < kind; }
    bool operator()(const std::string& kind, const TermUse& use) const { return kind < use.kind; }
};

SegmentId first_segment_with(const PlacedPost& post, const Span& span) {
    for (const Segment* s : post.segments)
        if (s->text_begin <= span.begin && span.end <= s->text_end) return s->segment;
    return {};
}

/// A list's entries by the place that their name has among all names, and what posts use of the name, by that place.
using PlacesOfNames = std::map<const LexiconEntry*, std::size_t>;
using UsesByName = std::vector<std::vector<TermUse>>;

PlacesOfNames places_of_names(const LexiconList& list) {
    std::map<std::string_view, std::size_t> places;
    for (const LexiconEntry& entry : list.entries()) places[entry.name] = 0;
    std::size_t place = 0;
    for (auto& [name, at] : places) at = place++;
    PlacesOfNames out;
    for (const LexiconEntry& entry : list.entries()) out[&entry] = places[entry.name];
    return out;
}

void add_uses(const PlacedPost& placed, const LexiconList& list, const PlacesOfNames& places, const std::string& kind,
              UsesByName& uses) {
    // All entries lie in one vector, so the order of their addresses is the list's.
    std::map<const LexiconEntry*, std::pair<Span, std::int64_t>> seen;
    for (const LexiconMatch& m : list.find(placed.clean->text)) {
        auto& [first, times] = seen[m.entry];
        if (++times == 1) first = m.span;
    }
    for (const auto& [entry, found] : seen) {
        TermUse use;
        use.term = entry->name;
        use.kind = kind;
        use.stream = placed.clean->stream;
        use.platform = placed.post->platform;
        use.post = placed.clean->post;
        use.segment = first_segment_with(placed, found.first);
        use.voice = placed.clean->voice;
        use.uses = found.second;
        use.year = placed.date.year;
        use.quarter = placed.date.year_quarter();
        use.month = placed.date.year_month();
        use.date = placed.date.text();
        uses[places.at(entry)].push_back(std::move(use));
    }
}

/// Uses of the list's terms, by term.
std::vector<TermUse> uses_of_kind(const CaseTexts& index, const LexiconList& list, const std::string& kind,
                                  int threads) {
    constexpr std::size_t posts_at_once = 2048;
    const std::size_t count = index.posts.size();
    const PlacesOfNames places = places_of_names(list);
    std::vector<UsesByName> parts(tiles_of(count, posts_at_once), UsesByName(places.size()));
    for_each_tile(parts.size(), threads, [&](std::size_t part) {
        for (std::size_t i = part * posts_at_once; i < std::min(count, (part + 1) * posts_at_once); ++i)
            add_uses(index.posts[i], list, places, kind, parts[part]);
    });
    std::vector<TermUse> uses;
    for (std::size_t name = 0; name < places.size(); ++name)
        for (UsesByName& part : parts) std::move(part[name].begin(), part[name].end(), std::back_inserter(uses));
    return uses;
}

}  // namespace

WantedTerms wanted_terms(const CaseTexts& index, const Debates& debates, const Lexicon& lexicon, const Trends& out) {
    std::set<std::string> taken;
    for (const LexiconEntry& entry : lexicon.list("policy_terms").entries()) taken.insert(entry.name);
    WantedTerms wanted;
    const auto take = [&](std::vector<std::string>& into, const std::string& word) {
        if (!word.empty() && taken.insert(word).second) into.push_back(word);
    };
    for (const SourceFile& source : index.threads.sources) take(wanted.topics, source.topic);
    for (const Debate& debate : debates.debates) {
        const auto words = parted(debate.terms);
        for (std::size_t i = 0; i < std::min(words.size(), kMostPerDebate); ++i) take(wanted.debated, words[i]);
    }
    for (const VocabularyWord& word : out.vocabulary)
        if (word.rank <= static_cast<std::int32_t>(kMostDiscovered)) take(wanted.discovered, word.word);
    return wanted;
}

void find_terms(const CaseTexts& index, const WantedTerms& wanted, const std::optional<WantedTerms>& found,
                const Lexicon& lexicon, int threads, Trends& out) {
    std::vector<TermUse> all;
    // Of a kind whose words are those that were found, the uses are there already, side by side.
    const auto add = [&](const std::string& kind, bool same, const auto& list) {
        if (!found || !same) {
            std::vector<TermUse> uses = uses_of_kind(index, list(), kind, threads);
            std::move(uses.begin(), uses.end(), std::back_inserter(all));
            return;
        }
        const auto [begin, end] = std::equal_range(out.terms.begin(), out.terms.end(), kind, ByKind());
        std::move(begin, end, std::back_inserter(all));
    };
    // In the order of the kinds' names.
    add("debate", found && found->debated == wanted.debated, [&] { return list_of(wanted.debated); });
    add("discovered", found && found->discovered == wanted.discovered, [&] { return list_of(wanted.discovered); });
    add("policy", true, [&]() -> const LexiconList& { return lexicon.list("policy_terms"); });
    add("topic", found && found->topics == wanted.topics, [&] { return list_of(wanted.topics); });
    out.terms = std::move(all);
}

}  // namespace agon
