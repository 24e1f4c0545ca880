// Inside room threads: what a reader of one format hands over, and the one place that turns it into rows.
//
// A reader finds records and names their parts as text and spans; Collector decides what is a good post, who wrote it,
// when, and under which id. So that a rule about authors or times is written once for all formats.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "src/threads/threads.hpp"

namespace agon {

/// A moment as a source writes it: epoch seconds or milliseconds, YYYY, YYYY-MM-DD, YYYY-MM-DD HH:MM[:SS] (also with
/// '/', '.', 'T', a zone). Without a zone it is +08:00.
struct Moment {
    std::int64_t seconds = -1;
    std::int32_t year = 0;
    TimePrecision precision = TimePrecision::none;
};
/// Empty, "0" and "null" are unknown (none); nullopt: not a time.
std::optional<Moment> read_moment(std::string_view text);
/// Empty is -1; "12", "1,234", "1.2 万" and "3k" are read; below zero counts as 0; nullopt: not a number.
std::optional<std::int64_t> read_count(std::string_view text);
/// Who stands behind a name: 匿名用户 is anonymous, 已注销 closed, 知乎用户 and nothing at all unknown.
AuthorKind author_kind_of(std::string_view name, std::string_view key);

ThreadId thread_id(const std::string& platform, const std::string& native_id);
PostId post_id(const std::string& platform, PostKind kind, const std::string& native_id);
/// A post of unknown kind: flat files name a parent by its id alone. Resolved in merge.cpp.
PostId post_id(const std::string& platform, const std::string& native_id);
/// The native id of a thread that is only known by a post in it: "answer:123". Resolved in merge.cpp.
std::string thread_of_post(PostKind kind, const std::string& native_post_id);
inline constexpr std::string_view kThreadOfAnyPost = "post:";
/// Made from a post's content, since its platform gave no id.
std::string derived_id(const std::string& thread, const std::string& author, const std::string& text);
bool is_derived_id(const std::string& native_id);

/// A post of one file and the identity of its visible text (equal key, equal text).
struct Draft {
    Post post;
    std::int64_t text_key = 0;
};

struct Gathered {
    SourceFile source;
    std::vector<Thread> threads;
    std::vector<Draft> drafts;
    std::vector<Reject> rejects;
};

/// What a reader knows of a question.
struct ThreadFacts {
    std::string native_id, title, detail, created;
    bool title_in_source = false;
    Span title_bytes;
    FieldEncoding title_encoding = FieldEncoding::plain;
};

/// What a reader knows of a post. Texts are as written; empty is unknown.
struct PostFacts {
    PostKind kind = PostKind::answer;
    std::string thread;     // native id
    std::string native_id;  // empty: made from thread, author and text
    PostId parent{};
    std::string author_name, author_key;
    std::string created, edited, votes, comments;
    std::int64_t record = 0;
    Span record_bytes;
    bool has_body = false;
    Span body_bytes;
    FieldEncoding body_encoding = FieldEncoding::plain;
    bool body_is_html = false;
};

class Collector {
  public:
    Collector(SourceFile source, std::string_view bytes);

    std::string_view bytes() const { return bytes_; }
    const SourceFile& source() const { return gathered_.source; }
    std::string_view bytes_of(Span span) const;

    void add_thread(const ThreadFacts& facts);
    void add_post(const PostFacts& facts);
    /// Keeps the error as a Reject; its record is `record`.
    void reject(std::int64_t record, const Error& error);
    Gathered take();

  private:
    Result<Post> post_from(const PostFacts& facts, const MappedText& text) const;
    Result<MappedText> body_of(const PostFacts& facts) const;

    std::string_view bytes_;
    Gathered gathered_;
    std::map<ThreadId, Thread> threads_;
};

/// The identity of a body's visible text: mark-up does not count, since image links change at every visit.
std::int64_t text_key_of(const MappedText& decoded, bool is_html);
/// Folds what another source says of the same thread into `into`. Commutative, associative, idempotent: the order of
/// imports does not matter.
void join_thread(Thread& into, const Thread& other);

/// Which column feeds which field. See ImportOptions::column_map.
enum class MappedField { text, author, question, question_id, id, parent, created, votes, comments, kind, title };
constexpr std::size_t kMappedFields = 11;

class ColumnMap {
  public:
    /// Errors: usage for a field that does not exist or a map without text.
    static Result<ColumnMap> from(const std::map<std::string, std::string>& column_map);
    /// The field of a column and its rank (lower is better where several columns would do).
    std::optional<std::pair<MappedField, int>> field_of(std::string_view column) const;
    /// Columns that the user named.
    const std::vector<std::string>& named() const { return named_; }

  private:
    std::map<std::string, std::pair<MappedField, int>, std::less<>> columns_;
    std::vector<std::string> named_;
};

/// A record of named fields, whatever its file format.
struct FlatField {
    std::string text;
    Span bytes;
    FieldEncoding encoding = FieldEncoding::plain;
    bool present = false;
    int rank = 0;
};
struct FlatRecord {
    std::int64_t number = 0;
    Span bytes;
    FlatField fields[kMappedFields];
    FlatField& at(MappedField field) { return fields[static_cast<std::size_t>(field)]; }
    const FlatField& at(MappedField field) const { return fields[static_cast<std::size_t>(field)]; }
};
/// `file_question`: the thread of records that name none; empty: such a record is a document of its own.
void add_flat_record(Collector& collector, const FlatRecord& record, const std::string& file_question);

/// The format of a file by its content (a dated .txt by its name). Errors: unknown_format.
Result<std::string> sniff_format(std::string_view bytes, const std::string& name, const ColumnMap& columns);

// The readers. Errors are about the whole file; bad records are rejects of the collector.
Result<void> read_zhihu_pages(Collector& collector, std::int64_t begin);
Result<void> read_hotdaily(Collector& collector, std::int64_t begin);
Result<void> read_jsonl(Collector& collector, std::int64_t begin, const ColumnMap& columns);
Result<void> read_csv(Collector& collector, std::int64_t begin, const ColumnMap& columns);
Result<void> read_document(Collector& collector, std::int64_t begin);

/// A file name without its extension, and the date it begins with ("" if none).
std::string stem_of(const std::string& name);
std::string date_of(const std::string& name);

}  // namespace agon
