// Inside of room corpus: its steps, each in a file of its own. Order of use: corpus.cpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "src/corpus/corpus.hpp"

namespace agon {

/// clean.cpp: text, map and mark-up of one post; its fate as far as the post alone decides it.
Result<CleanPost> clean_post(const Post& post, std::string_view source, const CorpusOptions& options);

/// language.cpp: ISO 639-1 code, "other" if there is too little text.
std::string_view language_of(std::string_view text);

/// asides.cpp: true if a letter, digit or character of a word stands in it.
bool has_words(std::string_view text);
/// asides.cpp: spans, ascending and disjoint.
std::vector<Span> find_asides(std::string_view text, const LexiconList& boilerplate);
std::vector<Span> find_urls(std::string_view text);

/// Where the words of others begin in a post that hands them on ("own words//@name:their words").
struct Relay {
    std::int64_t chain_begin = -1;  // bytes; -1: the post is no relay
    Span first_words;               // what the one relayed directly wrote
};
/// relays.cpp
Relay find_relay(std::string_view text);
/// Lines that begin with '>'.
std::vector<Span> find_quoted_lines(std::string_view text);
/// Passages of `text` that also stand in `parent`: at least kLeastQuotedUnits word characters in one piece.
std::vector<Span> find_words_of_parent(std::string_view text, std::string_view parent);
/// Marks quotes of parents, and decides which posts are nothing but relay.
void mark_relays(const Threads& threads, Corpus& corpus, const CorpusOptions& options);

/// spans.cpp. Both ascend and are disjoint; so is the result.
std::vector<Span> join_spans(std::vector<Span> spans);
/// The word characters (append_word_units) of what is the author's own in a post.
void append_own_units(const CleanPost& post, std::u16string& out);

/// Units of text number i, appended to the string.
using UnitsOf = std::function<void(std::size_t i, std::u16string& out)>;
/// twins.cpp: for each of `count` texts, oldest first, the earliest one that it (nearly) repeats; its own number if
/// none. The answer never names a text that itself repeats another.
std::vector<std::uint32_t> find_originals(std::size_t count, const UnitsOf& units_of, double least_similarity);
/// Exact Jaccard similarity of the sets of 4-grams of two texts' units.
double unit_similarity(std::u16string_view left, std::u16string_view right);
/// Marks every analysed post that (nearly) repeats an earlier one as its twin.
void fold_twins(const Threads& threads, Corpus& corpus, double least_similarity);

/// accounts.cpp
std::vector<RepeatedText> find_repeated_texts(const Threads& threads, const Corpus& corpus, std::int64_t least_threads);

}  // namespace agon
