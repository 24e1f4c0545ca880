// From facts to rows: identity, authorship and the grounds on which a record is refused.
//
// Identity. Where the platform has an id, (platform, kind, id) is the post, and another text under it is a revision.
// Where it has none, the id is made from thread, author and text: the same answer found in two days' files is one
// post, and importing a file twice changes nothing.
//   fits: 张三 wrote the same sentence under one question in two files -> one post
//   does not: 匿名用户 wrote it twice under two questions -> two posts, and two unnamed authors
// Unnamed authors are never one person: their AuthorId is made from the post.
#include <algorithm>
#include <tuple>

#include "src/threads/reading.hpp"

namespace agon {
namespace {

Result<std::int64_t> count_of(const std::string& text, const char* what) {
    if (const auto count = read_count(text)) return *count;
    return Error{ErrorCode::bad_value, "", 0, -1, std::string(what) + " \"" + text + '"'};
}

Result<Moment> moment_of(const std::string& text, std::int64_t zone_seconds) {
    if (const auto moment = read_moment(text, zone_seconds)) return *moment;
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
bool better_title(const ThreadRow& a, const ThreadRow& b) {
    const auto key = [](const ThreadRow& t) {
        return std::tuple(t.title.empty(), t.source.empty(), t.source, t.title_begin, t.title_end, t.title);
    };
    return key(a) < key(b);
}

/// True: joining `other` would change nothing, as for most records of a thread with many.
bool same_thread(const ThreadRow& into, const ThreadRow& other) {
    ThreadRow joined = into;
    join_thread(joined, other);
    const auto key = [](const ThreadRow& t) {
        return std::tie(t.title, t.source, t.title_begin, t.title_end, t.title_encoding, t.detail, t.created_seconds,
                        t.created_year, t.topic, t.stream);
    };
    return key(joined) == key(into);
}

}  // namespace

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

std::string one_line(std::string text) {
    constexpr std::size_t longest = 160;
    if (text.size() > longest) {
        std::size_t end = longest;
        while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
        text = text.substr(0, end) + "…";
    }
    for (char& c : text)
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = ' ';
    if (first_invalid_utf8(text) < 0) return text;
    for (char& c : text)
        if (static_cast<unsigned char>(c) >= 0x80) c = '?';
    return text;
}

Reject reject_of(std::string source, std::string file, const Error& error) {
    const Error reason{error.code, "", 0, -1, one_line(error.detail)};
    return {std::move(source), std::move(file), error.record, error.offset, std::string(name_of(error.code)),
            reason.line()};
}

std::span<char> TextPool::take(std::size_t size) {
    if (size > room_) {
        if (size > kBlockBytes || spare_.empty()) {
            room_ = std::max(size, kBlockBytes);
            blocks_.push_back({std::make_unique_for_overwrite<char[]>(room_), room_});
        } else {
            blocks_.push_back(std::move(spare_.back()));
            spare_.pop_back();
            room_ = kBlockBytes;
        }
        free_ = blocks_.back().bytes.get();
    }
    const std::span<char> taken(free_, size);
    free_ += size;
    room_ -= size;
    return taken;
}

void TextPool::clear() {
    for (Block& block : blocks_)
        if (block.size == kBlockBytes) spare_.push_back(std::move(block));
    blocks_.clear();
    free_ = nullptr;
    room_ = 0;
}

std::string_view TextPool::keep(std::string_view text) {
    const std::span<char> kept = take(text.size());
    std::copy(text.begin(), text.end(), kept.begin());
    return {kept.data(), kept.size()};
}

std::int64_t text_key_of(std::string_view decoded, bool is_html) {
    if (!is_html) return stable_id(decoded);
    const auto mapped = decode_field(decoded, FieldEncoding::plain, 0);
    return mapped ? stable_id(html_to_text(*mapped).mapped.text) : stable_id(decoded);
}

void join_thread(ThreadRow& into, const ThreadRow& other) {
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
    take_smaller_known(into.topic, other.topic, std::string_view());
    take_smaller_known(into.stream, other.stream, std::string_view());
}

Collector::Collector(SourceFile source, std::string folder, std::string_view bytes, std::vector<std::int64_t> damage)
    : bytes_(bytes), folder_(std::move(folder)), damage_(std::move(damage)) {
    gathered_.source = std::move(source);
    digest_ = gathered_.texts.take(64);
    std::copy(gathered_.source.sha256.begin(), gathered_.source.sha256.end(), digest_.begin());
}

void Collector::move_on(std::string_view bytes, std::int64_t base) {
    bytes_ = bytes;
    base_ = base;
}

void Collector::name_source(const std::string& sha256, const std::string& stored_sha256) {
    gathered_.source.sha256 = sha256;
    gathered_.source.stored_sha256 = stored_sha256;
    std::copy(sha256.begin(), sha256.end(), digest_.begin());
    if (gathered_.named_later) *gathered_.named_later = sha256;
    for (Vote& vote : gathered_.votes) vote.source = sha256;
    for (Reject& reject : gathered_.rejects) reject.source = sha256;
}

std::int64_t Collector::begin() const {
    return base_ == 0 && bytes_.starts_with("\xEF\xBB\xBF") ? 3 : 0;
}

std::string Collector::file_name() const {
    const std::string& name = gathered_.source.name;
    return name.substr(name.rfind('/') + 1);
}

std::string_view Collector::bytes_of(Span span) const {
    return bytes_.substr(static_cast<std::size_t>(span.begin), static_cast<std::size_t>(span.length()));
}

bool Collector::is_whole(std::int64_t record, Span span) {
    const auto bad = std::lower_bound(damage_.begin(), damage_.end(), span.begin);
    if (bad == damage_.end() || *bad >= span.end) return true;
    reject(record, {ErrorCode::not_text, "", 0, *bad, ""});
    return false;
}

std::string_view Collector::platform_or_own(const std::string& platform) {
    return platforms_.keep(platform.empty() ? gathered_.source.platform : platform, gathered_.texts);
}

std::string_view Collector::stream_or_own(const std::string& stream) {
    return streams_.keep(stream.empty() ? gathered_.source.stream : stream, gathered_.texts);
}

/// A record names its thread twice, once as its own and once as its post's.
ThreadId Collector::thread_of(std::string_view platform, std::string_view native_id) {
    if (last_thread_ == ThreadId{} || native_id != last_native_id_ || platform != last_platform_) {
        last_thread_ = thread_id(platform, native_id);
        last_platform_ = platform;
        last_native_id_ = native_id;
    }
    return last_thread_;
}

void Collector::add_thread(const ThreadFacts& facts) {
    if (facts.title_in_source && !damage_.empty() && !is_whole(facts.record, facts.title_bytes)) return;
    TextPool& texts = gathered_.texts;
    ThreadRow thread;
    thread.platform = platform_or_own(facts.platform);
    thread.thread = thread_of(thread.platform, facts.native_id);
    thread.stream = stream_or_own(facts.stream);
    thread.topic = topics_.keep(facts.topic.empty() ? gathered_.source.topic : facts.topic, texts);
    thread.native_id = facts.native_id;
    thread.title = facts.title;
    thread.detail = facts.detail;
    const auto created = moment_of(facts.created, zone_of(thread.platform));
    if (!created) {  // the thread comes in all the same: its posts hang on it
        Error error = created.error();
        error.offset = facts.record_bytes.begin;
        reject(facts.record, error);
    } else {
        thread.created_seconds = created->seconds;
        thread.created_year = created->year;
    }
    if (facts.title_in_source) {
        thread.source = {digest_.data(), digest_.size()};
        thread.title_begin = base_ + facts.title_bytes.begin;
        thread.title_end = base_ + facts.title_bytes.end;
        thread.title_encoding = facts.title_encoding;
    }
    Lately& lately = lately_[static_cast<std::size_t>(thread.thread) % lately_.size()];
    const bool is_there = lately.thread == thread.thread;
    if (is_there && same_thread(gathered_.threads[lately.place], thread)) return;
    for (std::string_view* text : {&thread.native_id, &thread.title, &thread.detail}) *text = texts.keep(*text);
    if (is_there) return join_thread(gathered_.threads[lately.place], thread);
    lately = {thread.thread, gathered_.threads.size()};
    gathered_.threads.push_back(thread);
}

void Collector::add_post(const PostFacts& facts) {
    const auto refuse = [&](Error error) {
        if (error.offset < 0) error.offset = facts.record_bytes.begin;
        reject(facts.record, error);
    };
    if (!damage_.empty() && !is_whole(facts.record, facts.record_bytes)) return;
    if (!facts.has_body) return refuse({ErrorCode::missing_field, "", 0, -1, "no text"});
    std::string decoded;
    std::string_view text = facts.body_text;
    // simdjson lets a lone low surrogate pass; the decoder of fields, which everything downstream uses, does not.
    if (facts.body_encoding == FieldEncoding::json_string &&
        bytes_of(facts.body_bytes).find("\\u") != std::string_view::npos)
        text = {};
    if (text.empty()) {
        auto mapped = decode_field(bytes_of(facts.body_bytes), facts.body_encoding, facts.body_bytes.begin);
        if (!mapped) return refuse(mapped.error());
        decoded = std::move(mapped->text);
        text = decoded;
    }
    if (is_blank(text)) return refuse({ErrorCode::missing_field, "", 0, facts.body_bytes.begin, "the text is empty"});
    auto post = post_from(facts, text);
    if (!post) return refuse(post.error());
    gathered_.posts.push_back(*post);
    gathered_.text_keys.push_back(text_key_of(text, facts.body_is_html));
}

Result<PostRow> Collector::post_from(const PostFacts& facts, std::string_view text) {
    PostRow post;
    post.platform = platform_or_own(facts.platform);
    const std::int64_t zone = facts.times_are_utc ? 0 : zone_of(post.platform);
    TRY(const Moment created, facts.created_lacks_year ? Moment{} : moment_of(facts.created, zone));
    TRY(const Moment edited, moment_of(facts.edited, zone));
    TRY(post.votes, count_of(facts.votes, "votes"));
    TRY(post.comment_count, count_of(facts.comments, "number of comments"));
    TextPool& texts = gathered_.texts;
    post.stream = stream_or_own(facts.stream);
    post.kind = facts.kind;
    post.thread = thread_of(post.platform, facts.thread);
    post.parent = facts.parent;
    post.native_id =
        texts.keep(facts.native_id.empty() ? derived_id(facts.thread, facts.author_name, text) : facts.native_id);
    post.post = post_id(post.platform, post.kind, post.native_id);
    post.author_name = texts.keep(facts.author_name);
    post.author_kind = author_kind_of(facts.author_name, facts.author_key);
    if (facts.author != AuthorId{})
        post.author = facts.author;
    else if (post.author_kind == AuthorKind::named)
        post.author = author_id(post.platform, facts.author_key.empty() ? facts.author_name : facts.author_key);
    else
        post.author = author_id(post.platform, "post " + std::to_string(static_cast<std::int64_t>(post.post)));
    post.created_seconds = created.seconds;
    post.created_year = created.year;
    post.created_precision = created.precision;
    post.created_text = moments_.keep(facts.created, texts);
    post.edited_seconds = edited.seconds;
    post.source = {digest_.data(), digest_.size()};
    post.record = facts.record;
    post.record_begin = base_ + facts.record_bytes.begin;
    post.record_end = base_ + facts.record_bytes.end;
    post.body_begin = base_ + facts.body_bytes.begin;
    post.body_end = base_ + facts.body_bytes.end;
    post.body_encoding = facts.body_encoding;
    post.body_is_html = facts.body_is_html ? 1 : 0;
    post.body_is_cut = facts.body_is_cut ? 1 : 0;
    post.url = texts.keep(facts.url);
    return post;
}

void Collector::add_vote(const VoteFacts& facts) {
    const auto refuse = [&](std::string detail) {
        reject(facts.record, {ErrorCode::bad_value, "", 0, facts.record_bytes.begin, std::move(detail)});
    };
    if (!damage_.empty() && !is_whole(facts.record, facts.record_bytes)) return;
    const auto moment = read_moment(facts.created, zone_of(gathered_.source.platform));
    if (!moment) return refuse("time \"" + facts.created + '"');
    if (facts.value != "1" && facts.value != "0" && facts.value != "-1") return refuse("vote \"" + facts.value + '"');
    if (facts.voter.empty() && facts.voter_id == AuthorId{}) return refuse("no voter");
    Vote vote;
    vote.post = facts.post;
    vote.voter = facts.voter_id != AuthorId{} ? facts.voter_id : author_id(gathered_.source.platform, facts.voter);
    vote.value = facts.value == "1" ? 1 : facts.value == "0" ? 0 : -1;
    vote.created_seconds = moment->seconds;
    vote.source = gathered_.source.sha256;
    vote.record = facts.record;
    gathered_.votes.push_back(std::move(vote));
}

void Collector::add_author(const std::string& key, const std::string& name) {
    add_author(author_id(gathered_.source.platform, key), name);
}

void Collector::add_author(AuthorId author, const std::string& name) {
    gathered_.authors.push_back({author, name});
}

void Collector::reject(std::int64_t record, const Error& error) {
    const std::int64_t offset = error.offset < 0 ? error.offset : base_ + error.offset;
    gathered_.rejects.push_back(
        reject_of(gathered_.source.sha256, gathered_.source.name, {error.code, "", record, offset, error.detail}));
}

Gathered Collector::take() {
    return std::move(gathered_);
}

Result<void> Collector::lay_aside(RowStore& store) {
    TRY_VOID(store.lay_aside(gathered_));
    lately_.fill({});
    platforms_ = streams_ = topics_ = moments_ = {};
    digest_ = gathered_.texts.take(64);
    return {};
}

}  // namespace agon
