// Room threads: IMPORT. Files that people exported -> Threads, bytes untouched.
//
// The bytes of every imported file are kept in the case under sources/<sha256>.zst. A Post says which bytes of which
// source are its record and which are its text. Nothing is cleaned here: see room corpus.
// Tables on disk: threads/sources.parquet, threads/questions.parquet, threads/posts.parquet, threads/votes.parquet,
// threads/authors.parquet, threads/rejects.parquet. Formats: docs/formats/threads.md.
#pragma once

#include <charconv>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "ground/outcome/outcome.hpp"
#include "ground/table/table.hpp"
#include "ground/text/text.hpp"

namespace agon {

enum class PostId : std::int64_t {};
enum class ThreadId : std::int64_t {};
enum class AuthorId : std::int64_t {};

enum class PostKind { answer, comment, document };
/// anonymous, closed and unknown authors are never merged into one person: their AuthorId is made from the post.
enum class AuthorKind { named, anonymous, closed, unknown };
enum class TimePrecision { none, year, day, minute, second };

template <>
struct EnumNames<PostKind> {
    static constexpr std::string_view names[] = {"answer", "comment", "document"};
};
template <>
struct EnumNames<AuthorKind> {
    static constexpr std::string_view names[] = {"named", "anonymous", "closed", "unknown"};
};
template <>
struct EnumNames<TimePrecision> {
    static constexpr std::string_view names[] = {"none", "year", "day", "minute", "second"};
};
template <>
struct EnumNames<FieldEncoding> {
    static constexpr std::string_view names[] = {
        "plain",          "json_string",          "csv_field",          "xml_text",
        "plain@gb18030",  "json_string@gb18030",  "csv_field@gb18030",  "xml_text@gb18030",
        "plain@big5",     "json_string@big5",     "csv_field@big5",     "xml_text@big5",
        "plain@utf-16le", "json_string@utf-16le", "csv_field@utf-16le", "xml_text@utf-16le",
        "plain@utf-16be", "json_string@utf-16be", "csv_field@utf-16be", "xml_text@utf-16be"};
};
template <>
struct EnumNames<Charset> {
    static constexpr std::string_view names[] = {"utf-8", "gb18030", "big5", "utf-16le", "utf-16be"};
};
/// How the charset of a file became known, the surest first.
enum class CharsetGround { byte_order_mark, declaration, strict_utf8, damaged_utf8, guess };
template <>
struct EnumNames<CharsetGround> {
    static constexpr std::string_view names[] = {"byte_order_mark", "declaration", "strict_utf8", "damaged_utf8",
                                                 "guess"};
};

/// One imported file, or one file out of an archive.
struct SourceFile {
    std::string sha256;         // of the original bytes; also its name under sources/
    std::string stored_sha256;  // of the compressed bytes on disk, so that no bit of them can change unseen
    std::string name;           // as the user gave it, without folders; in an archive "dump.zip/folder/file.json"
    std::int64_t bytes = 0;
    std::string format;    // a name of the table in docs/formats/threads.md
    std::string platform;  // zhihu ...
    std::string stream;    // public, official, expert
    std::string topic;
    Charset charset = Charset::utf8;
    CharsetGround charset_ground = CharsetGround::strict_utf8;
    std::string container;  // sha256 of the archive that it was unpacked from; empty: it was a file itself
};

/// A question with its answers, or a document on its own.
/// Text: std::string, or std::string_view for the rows of an import, whose texts lie together elsewhere.
template <class Text>
struct ThreadOf {
    ThreadId thread{};
    Text platform, stream, topic, native_id;
    Text title;
    Text detail;
    std::int64_t created_seconds = -1;  // UTC, -1 unknown
    std::int32_t created_year = 0;      // in the platform's zone (+08:00), 0 unknown
    Text source;                        // sha256 of the file that the title was read from; empty if a file name
    std::int64_t title_begin = 0, title_end = 0;  // bytes of the title in that source
    FieldEncoding title_encoding = FieldEncoding::plain;
};
using Thread = ThreadOf<std::string>;

/// An answer, comment or document as it stands in its source.
template <class Text>
struct PostOf {
    PostId post{};
    ThreadId thread{};
    PostId parent{};  // what it replies to; 0: the question itself
    PostKind kind = PostKind::answer;
    Text platform, stream, native_id;
    AuthorId author{};
    AuthorKind author_kind = AuthorKind::named;
    Text author_name;
    std::int64_t created_seconds = -1;  // UTC, -1 unknown
    std::int32_t created_year = 0;      // in the platform's zone (+08:00), 0 unknown
    TimePrecision created_precision = TimePrecision::none;
    Text created_text;  // as written in the source
    std::int64_t edited_seconds = -1;
    std::int64_t votes = -1;  // -1 unknown
    std::int64_t comment_count = -1;
    Text source;                                    // sha256
    std::int64_t record = 0;                        // 1-based number of the record in its source
    std::int64_t record_begin = 0, record_end = 0;  // bytes of the whole record
    std::int64_t body_begin = 0, body_end = 0;      // bytes of the text field, without surrounding quotes
    FieldEncoding body_encoding = FieldEncoding::plain;
    std::int32_t body_is_html = 0;
    std::int32_t body_is_cut = 0;     // 1: the source itself says that it holds the beginning of the text only
    std::int32_t parent_missing = 0;  // 1: what it replies to did not come in
    Text url;
    std::int32_t revision = 0;  // 0 oldest known
    std::int32_t newest = 1;    // 1: the revision that analysis uses
};
using Post = PostOf<std::string>;

/// An explicit stance: a person's vote on a statement that is a post.
struct Vote {
    PostId post{};
    AuthorId voter{};
    std::int32_t value = 0;             // 1 agrees, -1 disagrees, 0 passed
    std::int64_t created_seconds = -1;  // UTC, -1 unknown
    std::string source;                 // sha256
    std::int64_t record = 0;            // 1-based number of the record in its source
};

/// A name that a list of persons gives to an author whose posts carry an id only.
struct AuthorName {
    AuthorId author{};
    std::string name;
};

/// A record that did not come in.
struct Reject {
    std::string source;  // sha256
    std::string file;
    std::int64_t record = 0;
    std::int64_t offset = -1;
    std::string code;    // ErrorCode name
    std::string reason;  // one line
};

/// What leaves this room. Sorted: sources by sha256, threads and posts by id (posts then by revision), votes by post
/// and voter (one each, the latest), authors by id, rejects by source and record. Immutable once built.
struct Threads {
    std::vector<SourceFile> sources;
    std::vector<Thread> threads;
    std::vector<Post> posts;
    std::vector<Vote> votes;
    std::vector<AuthorName> authors;
    std::vector<Reject> rejects;
};

/// What an archive may unpack to. A file that packs a terabyte of zeros is refused, not tried.
struct UnpackLimits {
    std::int64_t ratio = 500;                           // bytes out per byte in, looked at above 16 MiB
    std::int64_t bytes = std::int64_t{64} << 30;        // of one archive altogether
    std::int64_t member_bytes = std::int64_t{4} << 30;  // of one file in it
    std::int64_t members = 200000;
    std::int64_t depth = 3;  // archives in archives
};

struct ImportOptions {
    std::string format = "auto";
    std::string platform;  // empty: the one that the format belongs to
    std::string stream = "public";
    std::string topic;
    /// --map column=field. Fields: text (required), author, question, question_id, id, parent, created, votes,
    /// comments. Without a map the columns' own usual names are tried (content, text, name, author, voteup, votes ...).
    std::map<std::string, std::string> column_map;
    UnpackLimits limits;
    /// What an import may keep in memory of one source's compressed bytes; more waits on the disk.
    std::int64_t memory_bytes = 64 << 20;
    /// How many threads and posts it may gather before they wait on the disk, too. What is written is the same.
    std::int64_t rows_in_memory = 1 << 16;
};

/// What an import did, and what the case holds since.
struct ImportSummary {
    std::int64_t post_count = 0, thread_count = 0, vote_count = 0;
    std::int64_t new_posts = 0;  // not there before
    std::int64_t known_posts = 0;
    std::int64_t new_rejects = 0;
    std::vector<Reject> rejects;     // of the whole case
    std::vector<SourceFile> read;    // what was read this time, in the order given; no digest: held nothing, not kept
    std::vector<Error> file_errors;  // files that could not be read at all; the others came in
};
struct ImportOutcome : ImportSummary {
    Threads threads;  // the whole case after this import
};

/// The names that ImportOptions::format may have besides auto, and the platform that each belongs to.
std::vector<std::pair<std::string, std::string>> import_formats();

/// Reads `files` into the case (made if absent); archives are unpacked. Re-import of the same bytes changes nothing. A
/// file that cannot be read is named in file_errors and nothing of it is kept; a bad record is a Reject and the rest of
/// its file comes in. Errors: only where the case itself cannot be read or written; then the case on disk is as before.
Result<ImportSummary> import_into_case(Disk& disk, const std::string& case_folder,
                                       const std::vector<std::string>& files, const ImportOptions& options);
/// The same, and the case as it is then on the disk, for whoever goes on with it.
Result<ImportOutcome> import_files(Disk& disk, const std::string& case_folder, const std::vector<std::string>& files,
                                   const ImportOptions& options);

/// Also of a case whose tables are of an older layout (kTableSchema): what they do not say is unknown.
Result<Threads> read_threads(Disk& disk, const std::string& case_folder);
/// For those who take something out of a case (room forgetting); all others read. Writes what differs from what is
/// there, `packed` being compressed sources by the sha256 of what they hold; the manifest names the sources of
/// `threads` and no others. If a write fails, what was written before is taken back.
Result<void> write_case(Disk& disk, const std::string& case_folder, const Threads& threads,
                        const std::map<std::string, std::string>& packed);
/// A source as a case keeps it.
Result<std::string> compress_source(std::string_view bytes);
/// Where it lies in the case folder.
std::string source_path(const std::string& sha256);
/// Writes the tables of an older case anew in the present layout and forgets its analysis, which is then made again.
/// Sources stay as they are. True if there was anything to do.
Result<bool> migrate_threads(Disk& disk, const std::string& case_folder);
/// The posts of a case as a file: "4cat" (CSV, newest revisions, visible text) or "jsonl" (agon's own lines,
/// everything). Imported again, either gives the same posts. Errors: usage for another format; case_missing,
/// case_damaged.
Result<std::string> export_threads(Disk& disk, const std::string& case_folder, const std::string& format);
/// The original bytes of a source; checks both digests. Errors: case_damaged.
Result<std::string> read_source(Disk& disk, const std::string& case_folder, const SourceFile& source);

/// One line of the analyst's corrections.jsonl that stands (not undone). Ids are texts as they were written; empty
/// where the line has none. What each kind of line needs: docs/formats/corrections.md.
struct Correction {
    std::int64_t line = 0;  // 1-based
    std::string id, at, who, what, why, undoes;
    std::vector<std::string> threads;  // of the debate it is about, ids or native ids: what it is matched by
    std::string debate, segment, post, point, voice, from, to;
    std::string text, pole, pole_a, pole_b, with, kind;
    std::vector<std::string> with_threads;  // merge: threads of the other debate
};
struct Corrections {
    std::vector<Correction> corrections;  // in the order of the file
    std::vector<Error> problems;          // lines that could not be read
    std::string sha256;                   // of the file; empty: there is none
};
/// The id that a text of a correction names, if it names one.
template <class Id>
std::optional<Id> id_named(const std::string& text) {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return static_cast<Id>(value);
}
/// Errors: the disk's only.
Result<Corrections> read_corrections(Disk& disk, const std::string& case_folder);

template <>
struct ColumnsOf<SourceFile> {
    static constexpr auto columns = std::tuple{column("sha256", &SourceFile::sha256),
                                               column("stored_sha256", &SourceFile::stored_sha256),
                                               column("name", &SourceFile::name),
                                               column("bytes", &SourceFile::bytes),
                                               column("format", &SourceFile::format),
                                               column("platform", &SourceFile::platform),
                                               column("stream", &SourceFile::stream),
                                               column("topic", &SourceFile::topic),
                                               column("charset", &SourceFile::charset, 2),
                                               column("charset_ground", &SourceFile::charset_ground, 2),
                                               column("container", &SourceFile::container, 2)};
};
template <class Text>
struct ColumnsOf<ThreadOf<Text>> {
    using Row = ThreadOf<Text>;
    static constexpr auto columns = std::tuple{column("thread", &Row::thread),
                                               column("platform", &Row::platform),
                                               column("stream", &Row::stream),
                                               column("topic", &Row::topic),
                                               column("native_id", &Row::native_id),
                                               column("title", &Row::title),
                                               column("detail", &Row::detail),
                                               column("created_seconds", &Row::created_seconds),
                                               column("created_year", &Row::created_year),
                                               column("source", &Row::source),
                                               column("title_begin", &Row::title_begin),
                                               column("title_end", &Row::title_end),
                                               column("title_encoding", &Row::title_encoding)};
};
template <class Text>
struct ColumnsOf<PostOf<Text>> {
    using Row = PostOf<Text>;
    static constexpr auto columns = std::tuple{column("post", &Row::post),
                                               column("thread", &Row::thread),
                                               column("parent", &Row::parent),
                                               column("kind", &Row::kind),
                                               column("platform", &Row::platform),
                                               column("stream", &Row::stream),
                                               column("native_id", &Row::native_id),
                                               column("author", &Row::author),
                                               column("author_kind", &Row::author_kind),
                                               column("author_name", &Row::author_name),
                                               column("created_seconds", &Row::created_seconds),
                                               column("created_year", &Row::created_year),
                                               column("created_precision", &Row::created_precision),
                                               column("created_text", &Row::created_text),
                                               column("edited_seconds", &Row::edited_seconds),
                                               column("votes", &Row::votes),
                                               column("comment_count", &Row::comment_count),
                                               column("source", &Row::source),
                                               column("record", &Row::record),
                                               column("record_begin", &Row::record_begin),
                                               column("record_end", &Row::record_end),
                                               column("body_begin", &Row::body_begin),
                                               column("body_end", &Row::body_end),
                                               column("body_encoding", &Row::body_encoding),
                                               column("body_is_html", &Row::body_is_html),
                                               column("body_is_cut", &Row::body_is_cut, 2),
                                               column("parent_missing", &Row::parent_missing, 2),
                                               column("url", &Row::url, 2),
                                               column("revision", &Row::revision),
                                               column("newest", &Row::newest)};
};
template <>
struct ColumnsOf<Vote> {
    static constexpr auto columns =
        std::tuple{column("post", &Vote::post),     column("voter", &Vote::voter),
                   column("value", &Vote::value),   column("created_seconds", &Vote::created_seconds),
                   column("source", &Vote::source), column("record", &Vote::record)};
};
template <>
struct ColumnsOf<AuthorName> {
    static constexpr auto columns =
        std::tuple{column("author", &AuthorName::author), column("name", &AuthorName::name)};
};
template <>
struct ColumnsOf<Reject> {
    static constexpr auto columns =
        std::tuple{column("source", &Reject::source), column("file", &Reject::file), column("record", &Reject::record),
                   column("offset", &Reject::offset), column("code", &Reject::code), column("reason", &Reject::reason)};
};

}  // namespace agon
