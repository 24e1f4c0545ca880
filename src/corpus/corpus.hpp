// Room corpus: NORMALISE, DEDUP. Threads -> Corpus: clean text with a map back to the source bytes, twins folded.
//
// Clean text keeps every visible character of the post as it was written (tags gone, entities and escapes decoded,
// nothing else). Boilerplate is left out by room segments; folding of case and width happens when texts are compared.
// Tables: corpus/posts.parquet.
#pragma once

#include "src/threads/threads.hpp"

namespace agon {

/// A person as far as agon can tell: one AuthorId, and for unnamed authors one per post.
enum class VoiceId : std::int64_t {};

/// Why a post is not analysed. `analysed` posts go on; all others are counted in the report.
enum class PostFate { analysed, empty, twin, outside_window, superseded, notice };
template <>
struct EnumNames<PostFate> {
    static constexpr std::string_view names[] = {"analysed", "empty", "twin", "outside_window", "superseded", "notice"};
};

/// One post of Threads, cleaned. Every row of Threads::posts has exactly one row here, in the same order.
struct CleanPost {
    PostId post{};
    std::int32_t revision = 0;
    ThreadId thread{};
    VoiceId voice{};
    PostFate fate = PostFate::analysed;
    PostId twin_of{};  // the earliest post with (nearly) the same text; 0: none
    std::string stream;
    PostKind kind = PostKind::answer;
    std::int32_t year = 0;     // 0 unknown
    std::string language;      // zh, en, other
    std::string text;          // clean text
    std::string source_runs;   // pack_runs() of the map from text to source bytes
    std::string quoted_spans;  // pack_spans() of passages marked up as quotation
};

struct Corpus {
    std::vector<CleanPost> posts;
};

struct CorpusOptions {
    std::int64_t from_seconds = INT64_MIN;  // inclusive
    std::int64_t to_seconds = INT64_MAX;    // exclusive
    double twin_similarity = 0.8;           // Jaccard of character 4-grams from which two texts are twins
};

/// Errors: case_damaged if a source's bytes do not match their digest.
Result<Corpus> build_corpus(Disk& disk, const std::string& case_folder, const Threads& threads,
                            const CorpusOptions& options);
Result<Corpus> read_corpus(Disk& disk, const std::string& case_folder);

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
                                               column("quoted_spans", &CleanPost::quoted_spans)};
};

}  // namespace agon
