// From facts to rows: identity, authorship and the grounds on which a record is refused.
//
// Identity. Where the platform has an id, (platform, kind, id) is the post, and another text under it is a revision.
// Where it has none, the id is made from thread, author and text: the same answer found in two days' files is one
// post, and importing a file twice changes nothing.
//   fits: 张三 wrote the same sentence under one question in two files -> one post
//   does not: 匿名用户 wrote it twice under two questions -> two posts, and two unnamed authors
// Unnamed authors are never one person: their AuthorId is made from the post.
#include <tuple>

#include "src/threads/reading.hpp"

namespace agon {
namespace {

bool is_blank(std::string_view text) {
    while (!text.empty()) {
        if (text.starts_with("\u3000"))
            text.remove_prefix(3);
        else if (std::string_view(" \t\r\n").find(text.front()) != std::string_view::npos)
            text.remove_prefix(1);
        else
            return false;
    }
    return true;
}

Result<std::int64_t> count_of(const std::string& text, const char* what) {
    if (const auto count = read_count(text)) return *count;
    return Error{ErrorCode::bad_value, "", 0, -1, std::string(what) + " \"" + text + '"'};
}

Result<Moment> moment_of(const std::string& text) {
    if (const auto moment = read_moment(text)) return *moment;
    return Error{ErrorCode::bad_value, "", 0, -1, "time \"" + text + '"'};
}

template <class T>
void take_larger(T& into, const T& other) {
    if (into < other) into = other;
}
/// The smaller of the two that are known (not `unknown`).
template <class T>
void take_smaller_known(T& into, const T& other, const T& unknown) {
    if (other != unknown && (into == unknown || other < into)) into = other;
}

/// A title beats none, one that stands in a file beats a file name; then the first in the order of sources.
bool better_title(const Thread& a, const Thread& b) {
    const auto key = [](const Thread& t) {
        return std::tuple(t.title.empty(), t.source.empty(), t.source, t.title_begin, t.title_end, t.title);
    };
    return key(a) < key(b);
}

}  // namespace

std::int64_t text_key_of(const MappedText& decoded, bool is_html) {
    return stable_id(is_html ? html_to_text(decoded).mapped.text : decoded.text);
}

void join_thread(Thread& into, const Thread& other) {
    if (better_title(other, into)) {
        into.title = other.title;
        into.source = other.source;
        into.title_begin = other.title_begin;
        into.title_end = other.title_end;
        into.title_encoding = other.title_encoding;
    }
    if (std::pair(into.detail.size(), into.detail) < std::pair(other.detail.size(), other.detail))
        into.detail = other.detail;
    take_smaller_known(into.created_seconds, other.created_seconds, std::int64_t{-1});
    take_smaller_known(into.created_year, other.created_year, std::int32_t{0});
    take_smaller_known(into.topic, other.topic, std::string());
    take_smaller_known(into.stream, other.stream, std::string());
}

Collector::Collector(SourceFile source, std::string_view bytes) : bytes_(bytes) {
    gathered_.source = std::move(source);
}

std::string_view Collector::bytes_of(Span span) const {
    return bytes_.substr(static_cast<std::size_t>(span.begin), static_cast<std::size_t>(span.length()));
}

void Collector::add_thread(const ThreadFacts& facts) {
    const SourceFile& file = gathered_.source;
    Thread thread;
    thread.thread = thread_id(file.platform, facts.native_id);
    thread.platform = file.platform;
    thread.stream = file.stream;
    thread.topic = file.topic;
    thread.native_id = facts.native_id;
    thread.title = facts.title;
    thread.detail = facts.detail;
    const Moment created = read_moment(facts.created).value_or(Moment{});
    thread.created_seconds = created.seconds;
    thread.created_year = created.year;
    if (facts.title_in_source) {
        thread.source = file.sha256;
        thread.title_begin = facts.title_bytes.begin;
        thread.title_end = facts.title_bytes.end;
        thread.title_encoding = facts.title_encoding;
    }
    const auto [found, is_new] = threads_.emplace(thread.thread, thread);
    if (!is_new) join_thread(found->second, thread);
}

void Collector::add_post(const PostFacts& facts) {
    const auto refuse = [&](Error error) {
        if (error.offset < 0) error.offset = facts.record_bytes.begin;
        reject(facts.record, error);
    };
    const auto text = body_of(facts);
    if (!text) return refuse(text.error());
    auto post = post_from(facts, *text);
    if (!post) return refuse(post.error());
    gathered_.drafts.push_back({std::move(*post), text_key_of(*text, facts.body_is_html)});
}

Result<MappedText> Collector::body_of(const PostFacts& facts) const {
    if (!facts.has_body) return Error{ErrorCode::missing_field, "", 0, -1, "no text"};
    TRY(MappedText text, decode_field(bytes_of(facts.body_bytes), facts.body_encoding, facts.body_bytes.begin));
    if (is_blank(text.text)) return Error{ErrorCode::missing_field, "", 0, facts.body_bytes.begin, "the text is empty"};
    return text;
}

Result<Post> Collector::post_from(const PostFacts& facts, const MappedText& text) const {
    const SourceFile& file = gathered_.source;
    TRY(const Moment created, moment_of(facts.created));
    TRY(const Moment edited, moment_of(facts.edited));
    Post post;
    TRY(post.votes, count_of(facts.votes, "votes"));
    TRY(post.comment_count, count_of(facts.comments, "number of comments"));
    post.platform = file.platform;
    post.stream = file.stream;
    post.kind = facts.kind;
    post.thread = thread_id(file.platform, facts.thread);
    post.parent = facts.parent;
    post.native_id = facts.native_id.empty() ? derived_id(facts.thread, facts.author_name, text.text) : facts.native_id;
    post.post = post_id(file.platform, facts.kind, post.native_id);
    post.author_name = facts.author_name;
    post.author_kind = author_kind_of(facts.author_name, facts.author_key);
    const std::string person = post.author_kind == AuthorKind::named
                                   ? (facts.author_key.empty() ? facts.author_name : facts.author_key)
                                   : "post " + std::to_string(static_cast<std::int64_t>(post.post));
    post.author = static_cast<AuthorId>(stable_id(file.platform + "\nauthor\n" + person));
    post.created_seconds = created.seconds;
    post.created_year = created.year;
    post.created_precision = created.precision;
    post.created_text = facts.created;
    post.edited_seconds = edited.seconds;
    post.source = file.sha256;
    post.record = facts.record;
    post.record_begin = facts.record_bytes.begin;
    post.record_end = facts.record_bytes.end;
    post.body_begin = facts.body_bytes.begin;
    post.body_end = facts.body_bytes.end;
    post.body_encoding = facts.body_encoding;
    post.body_is_html = facts.body_is_html ? 1 : 0;
    return post;
}

void Collector::reject(std::int64_t record, const Error& error) {
    const Error reason{error.code, "", 0, -1, error.detail};
    gathered_.rejects.push_back({gathered_.source.sha256, gathered_.source.name, record, error.offset,
                                 std::string(name_of(error.code)), reason.line()});
}

Gathered Collector::take() {
    for (auto& [id, thread] : threads_) gathered_.threads.push_back(std::move(thread));
    threads_.clear();
    return std::move(gathered_);
}

}  // namespace agon
