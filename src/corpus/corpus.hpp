// Room corpus: NORMALISE, DEDUP. Threads -> Corpus: clean text with a map back to the source bytes, twins folded.
//
// Clean text keeps every visible character of the post as it was written (tags gone, entities and escapes decoded,
// nothing else). What in it is not its author's own argument (quotations, code, platform lines such as 编辑于) is named
// by spans of clean text, so that later rooms can pass over it without a byte being lost. Folding of case, width and
// traditional characters happens when texts are compared and is never shown.
// Tables: corpus/posts.parquet, corpus/accounts.parquet.
#pragma once

#include "ground/lexicon/lexicon.hpp"
#include "src/threads/threads.hpp"

namespace agon {

/// A person as far as agon can tell: one AuthorId, and for unnamed authors one per post.
enum class VoiceId : std::int64_t {};

/// Why a post is not analysed. `analysed` posts go on; all others are counted in the report. A `twin` (nearly) repeats
/// an earlier post; a `relay` hands on another's words and adds none (转发微博, //@somebody:...). Both are echo: they
/// say how far a text went, and are never voices of their own. `outside_view`: another topic or stream was asked for.
enum class PostFate { analysed, empty, twin, outside_window, superseded, notice, relay, outside_view };
template <>
struct EnumNames<PostFate> {
    static constexpr std::string_view names[] = {"analysed",   "empty",  "twin",  "outside_window",
                                                 "superseded", "notice", "relay", "outside_view"};
};

/// One post of Threads, cleaned. Every row of Threads::posts has exactly one row here, in the same order.
struct CleanPost {
    PostId post{};
    std::int32_t revision = 0;
    ThreadId thread{};
    VoiceId voice{};
    PostFate fate = PostFate::analysed;
    PostId twin_of{};  // the post that is echoed: the earliest with (nearly) the same text; 0: none or not in the case
    std::string stream;
    PostKind kind = PostKind::answer;
    std::int32_t year = 0;    // 0 unknown
    std::string language;     // zh, en, ja, ko ... (ISO 639-1); other: too little text or no language known here
    std::string text;         // clean text
    std::string source_runs;  // pack_runs() of the map from text to source bytes
    std::string
        quoted_spans;         // pack_spans() of others' words: block quotes, "> " lines, the parent's words, //@ chains
    std::string aside_spans;  // pack_spans() of what platform or habit adds: 编辑于, 谢邀, 利益相关 ...
    std::string link_spans;   // pack_spans() of link texts and written-out URLs
    std::string code_spans;   // pack_spans() of program text
    std::string image_spans;  // pack_spans() of the places of images (empty spans)
};

/// An account that posts (nearly) one text again and again: a row for each such text. Unnamed authors have none.
struct RepeatedText {
    VoiceId voice{};
    std::string account;  // name as the platform shows it
    std::string platform;
    PostId first{};                                      // the account's earliest post with the text
    std::int64_t posts = 0;                              // how often it posted the text
    std::int64_t threads = 0;                            // in how many threads
    std::int64_t first_seconds = -1, last_seconds = -1;  // UTC, -1 unknown
    PostId echo_of{};  // the earliest post with the text, if somebody else wrote it; 0: the account did
};

struct Corpus {
    std::vector<CleanPost> posts;
    std::vector<RepeatedText> accounts;  // most threads first, then by voice and post
};

inline constexpr std::string_view kCorpusPosts = "corpus/posts.parquet";
inline constexpr std::string_view kCorpusAccounts = "corpus/accounts.parquet";

struct CorpusOptions {
    std::int64_t from_seconds = INT64_MIN;     // inclusive
    std::int64_t to_seconds = INT64_MAX;       // exclusive
    double twin_similarity = 0.8;              // Jaccard of character 4-grams from which two texts are twins
    std::int64_t repeated_threads = 3;         // an account is reported from so many threads with one text on
    std::string topic, stream;                 // only these are analysed; empty: all
    const LexiconList* boilerplate = nullptr;  // the lexicon's list of that name; null: no asides are marked
};

/// Errors: case_damaged if a source's bytes do not match their digest.
Result<Corpus> build_corpus(Disk& disk, const std::string& case_folder, const Threads& threads,
                            const CorpusOptions& options);
Result<Corpus> read_corpus(Disk& disk, const std::string& case_folder);

/// The part of build_corpus that looks at no other post: text, map, spans, and the fate as far as the post alone
/// decides it. `raw` is the post's field as it stands in its source, without surrounding quotes; the map counts from
/// post.body_begin. Errors: those of decode_field. Thread rule: pure.
Result<CleanPost> clean_field(const Post& post, std::string_view raw, const CorpusOptions& options);

/// What near copies of a text are found by without reading it again (twins.cpp says how).
struct CopySignature {
    PostId post{};
    std::int32_t revision = 0;
    std::int64_t units = 0;           // its own word characters; too few (under 16): never a copy, no bands
    std::int64_t digest = 0;          // equal for equal word characters
    std::vector<std::int64_t> bands;  // 16 keys; texts of likeness .8 share at least one with probability .992
};
/// Thread rule: pure; a signature depends on its own post only.
std::vector<CopySignature> copy_signatures(const std::vector<CleanPost>& posts);

/// The part of marking echo that looks at a post and its parent only: quoted_spans and fate, and twin_of where all of
/// its words are the parent's. `parent`: null if the case does not hold it. True for a relay whose chain says what it
/// hands on.
bool mark_echo(CleanPost& post, const CleanPost* parent, const CorpusOptions& options);

/// What a relay finds the post by that it hands on: its `handed` is that post's `own`. 0: too few words, or none.
struct EchoKeys {
    std::int64_t own = 0;     // of an analysed post: the words that are its author's
    std::int64_t handed = 0;  // of a relay with a chain: the words that it hands on
};
EchoKeys echo_keys(const CleanPost& post, bool hands_on);

/// For each of the posts, oldest first, the earliest that it (nearly) repeats; its own number if none. Posts of which
/// no two share a key of a band (CopySignature) do not show in each other's answer.
std::vector<std::uint32_t> originals_among(const std::vector<CleanPost>& posts, double least_similarity);

std::string pack_runs(const std::vector<SourceRun>& runs);
std::vector<SourceRun> unpack_runs(std::string_view packed);
std::string pack_spans(const std::vector<Span>& spans);
std::vector<Span> unpack_spans(std::string_view packed);

template <>
struct ColumnsOf<CleanPost> {
    static constexpr auto columns = std::tuple{column("post", &CleanPost::post),
                                               column("revision", &CleanPost::revision),
                                               column("thread", &CleanPost::thread),
                                               column("voice", &CleanPost::voice),
                                               column("fate", &CleanPost::fate),
                                               column("twin_of", &CleanPost::twin_of),
                                               column("stream", &CleanPost::stream),
                                               column("kind", &CleanPost::kind),
                                               column("year", &CleanPost::year),
                                               column("language", &CleanPost::language),
                                               column("text", &CleanPost::text),
                                               column("source_runs", &CleanPost::source_runs),
                                               column("quoted_spans", &CleanPost::quoted_spans),
                                               column("aside_spans", &CleanPost::aside_spans),
                                               column("link_spans", &CleanPost::link_spans),
                                               column("code_spans", &CleanPost::code_spans),
                                               column("image_spans", &CleanPost::image_spans)};
};
template <>
struct ColumnsOf<RepeatedText> {
    static constexpr auto columns = std::tuple{column("voice", &RepeatedText::voice),
                                               column("account", &RepeatedText::account),
                                               column("platform", &RepeatedText::platform),
                                               column("first", &RepeatedText::first),
                                               column("posts", &RepeatedText::posts),
                                               column("threads", &RepeatedText::threads),
                                               column("first_seconds", &RepeatedText::first_seconds),
                                               column("last_seconds", &RepeatedText::last_seconds),
                                               column("echo_of", &RepeatedText::echo_of)};
};

}  // namespace agon
