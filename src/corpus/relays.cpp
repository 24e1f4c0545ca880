// ECHO: words that a post hands on instead of saying them.
//
// Three ways of handing on are known:
//   chains       own words//@甲:words of 甲//@乙:words of 乙     Weibo writes who handed what on, newest first
//   quoted lines > words                                         forums and mail
//   the parent's words                                           a reply that repeats a passage of what it answers
// They are marked as quotation, so that no later room takes them for the voice's own. A post with no words of its own
// left is a relay and counts as echo; if the case holds what it hands on, it says whose.
//   fits: "转发微博//@甲:口罩不够用" -> relay of 甲's post; "同意//@甲:口罩不够用" -> a voice that says 同意
//   does not: a reply that takes up 口罩 and says something else: a shared phrase is no quotation (kLeastQuotedUnits)
// The parent's words are found by a table of its 12-grams; each meeting is stretched as far as both texts agree.
#include <algorithm>
#include <unordered_map>

#include "src/corpus/steps.hpp"

namespace agon {
namespace {

constexpr std::size_t kLeastQuotedUnits = 12;
constexpr std::size_t kLongestName = 90;  // bytes between //@ and the colon

std::uint64_t digest_of(std::u16string_view units) {
    std::uint64_t digest = 0xCBF29CE484222325ULL;
    for (const char16_t unit : units) digest = (digest ^ unit) * 0x9E3779B97F4A7C15ULL + (digest >> 29);
    return digest;
}

/// The end of "//@name:" that begins at `at`, or npos.
std::size_t past_name(std::string_view text, std::size_t at) {
    const std::size_t limit = std::min(text.size(), at + 3 + kLongestName);
    for (std::size_t i = at + 3; i < limit; ++i) {
        if (text[i] == ':') return i + 1;
        if (text.substr(i).starts_with("：")) return i + 3;
        if (text[i] == '/' || text[i] == '\n') break;
    }
    return std::string_view::npos;
}

/// Units of a text and the bytes of each.
struct PlacedUnits {
    std::u16string units;
    std::vector<Span> places;
};

PlacedUnits placed_units(std::string_view text) {
    PlacedUnits out;
    std::size_t at = 0;
    while (at < text.size()) {
        const std::size_t begin = at;
        const char32_t c = fold_character(next_code_point(text, at));
        if (!is_word_character(c)) continue;
        out.units.push_back(static_cast<char16_t>(c));  // a letter above U+FFFF is cut: both texts cut it alike
        out.places.push_back({static_cast<std::int64_t>(begin), static_cast<std::int64_t>(at)});
    }
    return out;
}

/// True if nothing but "handed on" is said: no words, or one of the lexicon's relay words.
bool says_nothing(const CleanPost& post, const CorpusOptions& options) {
    std::u16string own;
    append_own_units(post, own);
    if (own.empty()) return true;
    if (own.size() > kLeastQuotedUnits || options.boilerplate == nullptr) return false;
    const LexiconEntry* relay = options.boilerplate->entry("relay");
    if (relay == nullptr) return false;
    std::u16string known;
    return std::any_of(relay->words.begin(), relay->words.end(), [&](const std::string& word) {
        known.clear();
        append_word_units(word, known);
        return known == own;
    });
}

/// Original posts by the digest of their own words, so that a chain finds what it hands on.
class Handed {
  public:
    Handed(const Threads& threads, const Corpus& corpus) {
        std::u16string own;
        for (std::size_t i = 0; i < corpus.posts.size(); ++i) {
            if (corpus.posts[i].fate != PostFate::analysed) continue;
            own.clear();
            append_own_units(corpus.posts[i], own);
            if (own.size() < kLeastQuotedUnits) continue;
            const auto [found, is_new] = earliest_.emplace(digest_of(own), i);
            if (is_new) continue;
            const Post& here = threads.posts[i];
            const Post& there = threads.posts[found->second];
            // Undated posts are -1, which as an unsigned number is later than all.
            const auto age = [](const Post& p) {
                return std::pair(static_cast<std::uint64_t>(p.created_seconds), static_cast<std::int64_t>(p.post));
            };
            if (age(here) < age(there)) found->second = i;
        }
    }

    /// The post whose own words these are; 0: none here.
    PostId find(const Corpus& corpus, std::string_view words, PostId not_this) const {
        std::u16string handed, own;
        append_word_units(words, handed);
        const auto found = earliest_.find(digest_of(handed));
        if (found == earliest_.end() || handed.size() < kLeastQuotedUnits) return PostId{};
        const CleanPost& post = corpus.posts[found->second];
        append_own_units(post, own);
        return own == handed && post.post != not_this ? post.post : PostId{};
    }

  private:
    std::unordered_map<std::uint64_t, std::size_t> earliest_;
};

/// Marks what a reply repeats of its parent; if nothing else is in it, it is a relay.
void mark_words_of_parent(CleanPost& reply, const CleanPost& parent) {
    std::vector<Span> found = find_words_of_parent(reply.text, parent.text);
    if (found.empty()) return;
    for (const Span& span : unpack_spans(reply.quoted_spans)) found.push_back(span);
    reply.quoted_spans = pack_spans(join_spans(std::move(found)));
    std::u16string own;
    append_own_units(reply, own);
    if (!own.empty()) return;
    reply.fate = PostFate::relay;
    reply.twin_of = parent.post;
}

/// The newest revision of each post, if there are any replies that ask for it.
std::unordered_map<std::int64_t, std::size_t> newest_of_parents(const Threads& threads, const Corpus& corpus) {
    std::unordered_map<std::int64_t, std::size_t> newest;
    bool has_replies = false;
    for (std::size_t i = 0; i < threads.posts.size() && !has_replies; ++i)
        has_replies = threads.posts[i].parent != PostId{} && corpus.posts[i].fate == PostFate::analysed;
    if (!has_replies) return newest;
    for (std::size_t i = 0; i < threads.posts.size(); ++i)
        if (threads.posts[i].newest != 0) newest[static_cast<std::int64_t>(threads.posts[i].post)] = i;
    return newest;
}

}  // namespace

Relay find_relay(std::string_view text) {
    for (std::size_t at = text.find("//@"); at != std::string_view::npos; at = text.find("//@", at + 3)) {
        const std::size_t words = past_name(text, at);
        if (words == std::string_view::npos) continue;
        std::size_t end = text.find("//@", words);
        while (end != std::string_view::npos && past_name(text, end) == std::string_view::npos)
            end = text.find("//@", end + 3);
        return {static_cast<std::int64_t>(at),
                {static_cast<std::int64_t>(words), static_cast<std::int64_t>(std::min(end, text.size()))}};
    }
    return {};
}

namespace {

/// What the one wrote whose post is handed on directly.
std::string_view first_words_of(std::string_view text) {
    const Span words = find_relay(text).first_words;
    return text.substr(static_cast<std::size_t>(words.begin), static_cast<std::size_t>(words.length()));
}

}  // namespace

std::vector<Span> find_quoted_lines(std::string_view text) {
    std::vector<Span> spans;
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t end = std::min(text.find('\n', begin), text.size());
        const std::size_t first = text.find_first_not_of(" \t", begin);
        if (first < end && text[first] == '>' && end - first > 1)
            spans.push_back({static_cast<std::int64_t>(begin), static_cast<std::int64_t>(end)});
        begin = end + 1;
    }
    return spans;
}

std::vector<Span> find_words_of_parent(std::string_view text, std::string_view parent) {
    const PlacedUnits here = placed_units(text), there = placed_units(parent);
    std::vector<Span> spans;
    if (here.units.size() < kLeastQuotedUnits || there.units.size() < kLeastQuotedUnits) return spans;
    const auto gram = [](const PlacedUnits& of, std::size_t at) {
        return digest_of(std::u16string_view(of.units).substr(at, kLeastQuotedUnits));
    };
    std::unordered_map<std::uint64_t, std::size_t> grams;
    for (std::size_t i = 0; i + kLeastQuotedUnits <= there.units.size(); ++i) grams.emplace(gram(there, i), i);
    for (std::size_t i = 0; i + kLeastQuotedUnits <= here.units.size();) {
        const auto found = grams.find(gram(here, i));
        std::size_t length = 0;
        if (found != grams.end())
            while (i + length < here.units.size() && found->second + length < there.units.size() &&
                   here.units[i + length] == there.units[found->second + length])
                ++length;
        if (length < kLeastQuotedUnits) {
            ++i;
            continue;
        }
        spans.push_back({here.places[i].begin, here.places[i + length - 1].end});
        i += length;
    }
    return spans;
}

bool mark_echo(CleanPost& post, const CleanPost* parent, const CorpusOptions& options) {
    if (post.fate != PostFate::analysed) return false;
    if (parent != nullptr) mark_words_of_parent(post, *parent);
    if (post.fate != PostFate::analysed) return false;
    // Short texts too: a bare 转发 has no chain, since the platform shows what it hands on elsewhere.
    const bool chain = find_relay(post.text).chain_begin >= 0;
    if (!chain && post.text.size() > 3 * kLeastQuotedUnits) return false;
    if (!says_nothing(post, options)) return false;
    post.fate = PostFate::relay;
    return chain;
}

EchoKeys echo_keys(const CleanPost& post, bool hands_on) {
    std::u16string units;
    if (post.fate == PostFate::analysed)
        append_own_units(post, units);
    else if (hands_on)
        append_word_units(first_words_of(post.text), units);
    if (units.size() < kLeastQuotedUnits) return {};
    const auto digest = static_cast<std::int64_t>(digest_of(units));
    return post.fate == PostFate::analysed ? EchoKeys{digest, 0} : EchoKeys{0, digest};
}

void mark_relays(const Threads& threads, Corpus& corpus, const CorpusOptions& options) {
    const auto newest = newest_of_parents(threads, corpus);
    std::vector<std::size_t> relays;
    for (std::size_t i = 0; i < corpus.posts.size(); ++i) {
        const CleanPost* parent = nullptr;
        if (threads.posts[i].parent != PostId{}) {
            const auto found = newest.find(static_cast<std::int64_t>(threads.posts[i].parent));
            if (found != newest.end() && found->second != i) parent = &corpus.posts[found->second];
        }
        if (mark_echo(corpus.posts[i], parent, options)) relays.push_back(i);
    }
    if (relays.empty()) return;
    const Handed handed(threads, corpus);
    for (const std::size_t i : relays) {
        CleanPost& post = corpus.posts[i];
        post.twin_of = handed.find(corpus, first_words_of(post.text), post.post);
    }
}

}  // namespace agon
