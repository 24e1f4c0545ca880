// Inside room threads: what a reader of one format hands over, and the one place that turns it into rows.
//
// A reader finds records and names their parts as text and spans; Collector decides what is a good post, who wrote it,
// when, and under which id. So that a rule about authors or times is written once for all formats.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ground/text/date.hpp"
#include "src/threads/runs.hpp"

namespace agon {

/// A moment as a source writes it: epoch seconds or milliseconds, YYYY, YYYY-MM-DD, YYYY-MM-DD HH:MM[:SS] (also with
/// '/', '.', 'T', a zone), 2013年5月12日, "Sat Nov 17 05:09:36 +0800 2018", "Tue, 10 Jun 2003 04:00:00 GMT". Without a
/// zone it is that of its platform, or the one that the format says.
struct Moment {
    std::int64_t seconds = -1;
    std::int32_t year = 0;
    TimePrecision precision = TimePrecision::none;
};
/// Seconds east of Greenwich of times without a zone: UTC for platforms known not to be Chinese, +08:00 for all others.
std::int64_t zone_of(std::string_view platform);
/// Empty, "0" and "null" are unknown (none); nullopt: not a time.
std::optional<Moment> read_moment(std::string_view text, std::int64_t zone_seconds = platform_zone_seconds);
/// Empty is -1; "12", "1,234", "1.2 万" and "3k" are read; below zero counts as 0; nullopt: not a number.
std::optional<std::int64_t> read_count(std::string_view text);
/// Who stands behind a name: 匿名用户 is anonymous, 已注销 closed, 知乎用户 and nothing at all unknown.
AuthorKind author_kind_of(std::string_view name, std::string_view key);

ThreadId thread_id(std::string_view platform, std::string_view native_id);
PostId post_id(std::string_view platform, PostKind kind, std::string_view native_id);
/// A post of unknown kind: flat files name a parent by its id alone. Resolved in merge.cpp.
PostId post_id(std::string_view platform, std::string_view native_id);
/// The native id of a thread that is only known by a post in it: "answer:123". Resolved in merge.cpp.
std::string thread_of_post(PostKind kind, std::string_view native_post_id);
inline constexpr std::string_view kThreadOfAnyPost = "post:";
/// Made from a post's content, since its platform gave no id.
std::string derived_id(std::string_view thread, std::string_view author, std::string_view text);
bool is_derived_id(std::string_view native_id);

/// What is quoted from a record may hold anything; a reason is one short line of UTF-8.
std::string one_line(std::string text);
/// The row of `file` for what did not come in; record, offset and reason are the error's.
Reject reject_of(std::string source, std::string file, const Error& error);
/// Nothing but spaces, line ends and 　.
bool is_blank(std::string_view text);

/// What a reader knows of a question. Platform, stream and topic: where they differ from the file's.
struct ThreadFacts {
    std::string native_id, title, detail, created;
    std::string platform, stream, topic;
    std::int64_t record = 0;  // for a title that is damaged, or a time that is none
    Span record_bytes;
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
    AuthorId author{};  // 0: made from the key, or the name, or the post
    std::string platform, stream;
    bool times_are_utc = false;       // where they name no zone; else as the platform's (zone_of)
    bool created_lacks_year = false;  // then it is kept as written, and unknown
    std::string created, edited, votes, comments, url;
    std::int64_t record = 0;
    Span record_bytes;
    bool has_body = false;
    Span body_bytes;
    FieldEncoding body_encoding = FieldEncoding::plain;
    bool body_is_html = false;
    bool body_is_cut = false;
    std::string_view body_text;  // decoded, where the reader has it already; else empty
};

/// What a reader knows of a vote.
struct VoteFacts {
    PostId post{};
    std::string voter, value, created;  // value: 1, 0 or -1
    AuthorId voter_id{};                // 0: made from `voter`
    std::int64_t record = 0;
    Span record_bytes;
};

class Collector {
  public:
    /// `bytes` are UTF-8 but for the places in `damage` (ascending); kJsonPadding readable bytes follow them.
    Collector(SourceFile source, std::string folder, std::string_view bytes, std::vector<std::int64_t> damage);

    std::string_view bytes() const { return bytes_; }
    /// From now on `bytes`, which begin at `base` of the source. Spans and offsets of facts and errors are always those
    /// of bytes(). For a source of one piece, base is 0.
    void move_on(std::string_view bytes, std::int64_t base);
    /// For a source whose digests become known at its end only; before take().
    void name_source(const std::string& sha256, const std::string& stored_sha256);
    /// Where the text begins: behind a byte order mark.
    std::int64_t begin() const;
    const SourceFile& source() const { return gathered_.source; }
    /// The file's own name without archive and folders; the name of its folder, if known.
    std::string file_name() const;
    const std::string& folder() const { return folder_; }
    std::string_view bytes_of(Span span) const;
    /// False: the span holds damaged bytes, and a reject says so.
    bool is_whole(std::int64_t record, Span span);

    void add_thread(const ThreadFacts& facts);
    void add_post(const PostFacts& facts);
    void add_vote(const VoteFacts& facts);
    /// The name of the person that a platform knows by `key`.
    void add_author(const std::string& key, const std::string& name);
    void add_author(AuthorId author, const std::string& name);
    /// Keeps the error as a Reject; its record is `record`.
    void reject(std::int64_t record, const Error& error);
    Gathered take();
    /// Rows in memory.
    std::int64_t row_count() const { return static_cast<std::int64_t>(gathered_.row_count()); }
    /// They wait in `store` from now on. For a source whose digests become known at its end. Errors: the disk's.
    Result<void> lay_aside(RowStore& store);

  private:
    Result<PostRow> post_from(const PostFacts& facts, std::string_view text);
    ThreadId thread_of(std::string_view platform, std::string_view native_id);
    std::string_view platform_or_own(const std::string& platform);
    std::string_view stream_or_own(const std::string& stream);

    std::string_view bytes_;
    std::string folder_;
    std::vector<std::int64_t> damage_;
    Gathered gathered_;
    std::int64_t base_ = 0;
    std::span<char> digest_;  // sha256 of the source, in the pool: rows are made before it is known
    LatestText platforms_, streams_, topics_, moments_;
    ThreadId last_thread_{};
    std::string last_platform_, last_native_id_;
    /// Where threads that came lately stand in what was gathered, by the low bits of their ids. One that was pushed out
    /// is gathered twice and folded by the merge, which costs less than a map of a million threads.
    struct Lately {
        ThreadId thread{};
        std::size_t place = 0;
    };
    std::array<Lately, 4096> lately_;
};

/// The identity of a body's visible text: mark-up does not count, since image links change at every visit.
std::int64_t text_key_of(std::string_view decoded, bool is_html);
/// Folds what another source says of the same thread into `into`. Commutative, associative, idempotent: the order of
/// imports does not matter.
void join_thread(ThreadRow& into, const ThreadRow& other);

AuthorId author_id(std::string_view platform, std::string_view person);

/// A file name without its extension, and the date it begins with ("" if none).
std::string stem_of(const std::string& name);
std::string date_of(const std::string& name);

}  // namespace agon
