// Room threads: IMPORT. Files that people exported -> Threads, bytes untouched.
//
// The bytes of every imported file are kept in the case under sources/<sha256>.zst. A Post says which bytes of which
// source are its record and which are its text. Nothing is cleaned here: see room corpus.
// Tables on disk: threads/sources.parquet, threads/questions.parquet, threads/posts.parquet, threads/rejects.parquet.
#pragma once

#include <map>
#include <string>
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
    static constexpr std::string_view names[] = {"plain", "json_string", "csv_field"};
};

/// One imported file.
struct SourceFile {
    std::string sha256;         // of the original bytes; also its name under sources/
    std::string stored_sha256;  // of the compressed bytes on disk, so that no bit of them can change unseen
    std::string name;           // as the user gave it, without folders
    std::int64_t bytes = 0;
    std::string format;    // zhihu_api_json, hotdaily_json, jsonl, csv, documents
    std::string platform;  // zhihu ...
    std::string stream;    // public, official, expert
    std::string topic;
};

/// A question with its answers, or a document on its own.
struct Thread {
    ThreadId thread{};
    std::string platform, stream, topic, native_id;
    std::string title;
    std::string detail;
    std::int64_t created_seconds = -1;  // UTC, -1 unknown
    std::int32_t created_year = 0;      // in the platform's zone (+08:00), 0 unknown
    std::string source;                 // sha256 of the file that the title was read from; empty if a file name
    std::int64_t title_begin = 0, title_end = 0;  // bytes of the title in that source
    FieldEncoding title_encoding = FieldEncoding::plain;
};

/// An answer, comment or document as it stands in its source.
struct Post {
    PostId post{};
    ThreadId thread{};
    PostId parent{};  // what it replies to; 0: the question itself
    PostKind kind = PostKind::answer;
    std::string platform, stream, native_id;
    AuthorId author{};
    AuthorKind author_kind = AuthorKind::named;
    std::string author_name;
    std::int64_t created_seconds = -1;  // UTC, -1 unknown
    std::int32_t created_year = 0;      // in the platform's zone (+08:00), 0 unknown
    TimePrecision created_precision = TimePrecision::none;
    std::string created_text;  // as written in the source
    std::int64_t edited_seconds = -1;
    std::int64_t votes = -1;  // -1 unknown
    std::int64_t comment_count = -1;
    std::string source;                             // sha256
    std::int64_t record = 0;                        // 1-based number of the record in its source
    std::int64_t record_begin = 0, record_end = 0;  // bytes of the whole record
    std::int64_t body_begin = 0, body_end = 0;      // bytes of the text field, without surrounding quotes
    FieldEncoding body_encoding = FieldEncoding::plain;
    std::int32_t body_is_html = 0;
    std::int32_t revision = 0;  // 0 oldest known
    std::int32_t newest = 1;    // 1: the revision that analysis uses
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

/// What leaves this room. Sorted: sources by sha256, threads and posts by id (posts then by revision), rejects by
/// source and record. Immutable once built.
struct Threads {
    std::vector<SourceFile> sources;
    std::vector<Thread> threads;
    std::vector<Post> posts;
    std::vector<Reject> rejects;
};

struct ImportOptions {
    std::string format = "auto";
    std::string platform = "zhihu";
    std::string stream = "public";
    std::string topic;
    /// --map column=field. Fields: text (required), author, question, question_id, id, parent, created, votes,
    /// comments. Without a map the columns' own usual names are tried (content, text, name, author, voteup, votes ...).
    std::map<std::string, std::string> column_map;
};

struct ImportOutcome {
    Threads threads;             // the whole case after this import
    std::int64_t new_posts = 0;  // not there before
    std::int64_t known_posts = 0;
    std::int64_t new_rejects = 0;
    std::vector<Error> file_errors;  // files that could not be read at all; the others came in
};

/// Reads `files` into the case (made if absent). Re-import of the same bytes changes nothing. A file that cannot be
/// read is named in file_errors and nothing of it is kept; a bad record is a Reject and the rest of its file comes in.
/// Errors: only where the case itself cannot be read or written; then the case on disk is as before.
Result<ImportOutcome> import_files(Disk& disk, const std::string& case_folder, const std::vector<std::string>& files,
                                   const ImportOptions& options);

Result<Threads> read_threads(Disk& disk, const std::string& case_folder);
/// The original bytes of a source; checks both digests. Errors: case_damaged.
Result<std::string> read_source(Disk& disk, const std::string& case_folder, const SourceFile& source);

template <>
struct ColumnsOf<SourceFile> {
    static constexpr auto columns =
        std::tuple{column("sha256", &SourceFile::sha256), column("stored_sha256", &SourceFile::stored_sha256),
                   column("name", &SourceFile::name),     column("bytes", &SourceFile::bytes),
                   column("format", &SourceFile::format), column("platform", &SourceFile::platform),
                   column("stream", &SourceFile::stream), column("topic", &SourceFile::topic)};
};
template <>
struct ColumnsOf<Thread> {
    static constexpr auto columns = std::tuple{column("thread", &Thread::thread),
                                               column("platform", &Thread::platform),
                                               column("stream", &Thread::stream),
                                               column("topic", &Thread::topic),
                                               column("native_id", &Thread::native_id),
                                               column("title", &Thread::title),
                                               column("detail", &Thread::detail),
                                               column("created_seconds", &Thread::created_seconds),
                                               column("created_year", &Thread::created_year),
                                               column("source", &Thread::source),
                                               column("title_begin", &Thread::title_begin),
                                               column("title_end", &Thread::title_end),
                                               column("title_encoding", &Thread::title_encoding)};
};
template <>
struct ColumnsOf<Post> {
    static constexpr auto columns = std::tuple{column("post", &Post::post),
                                               column("thread", &Post::thread),
                                               column("parent", &Post::parent),
                                               column("kind", &Post::kind),
                                               column("platform", &Post::platform),
                                               column("stream", &Post::stream),
                                               column("native_id", &Post::native_id),
                                               column("author", &Post::author),
                                               column("author_kind", &Post::author_kind),
                                               column("author_name", &Post::author_name),
                                               column("created_seconds", &Post::created_seconds),
                                               column("created_year", &Post::created_year),
                                               column("created_precision", &Post::created_precision),
                                               column("created_text", &Post::created_text),
                                               column("edited_seconds", &Post::edited_seconds),
                                               column("votes", &Post::votes),
                                               column("comment_count", &Post::comment_count),
                                               column("source", &Post::source),
                                               column("record", &Post::record),
                                               column("record_begin", &Post::record_begin),
                                               column("record_end", &Post::record_end),
                                               column("body_begin", &Post::body_begin),
                                               column("body_end", &Post::body_end),
                                               column("body_encoding", &Post::body_encoding),
                                               column("body_is_html", &Post::body_is_html),
                                               column("revision", &Post::revision),
                                               column("newest", &Post::newest)};
};
template <>
struct ColumnsOf<Reject> {
    static constexpr auto columns =
        std::tuple{column("source", &Reject::source), column("file", &Reject::file), column("record", &Reject::record),
                   column("offset", &Reject::offset), column("code", &Reject::code), column("reason", &Reject::reason)};
};

}  // namespace agon
