// zeeschuimer: what the browser extension Zeeschuimer captured, one object a line:
// {"item_id","source_platform","data":{...}}, and the same items after 4CAT ({...,
// "__import_meta":{"source_platform",...}}). `data` is the platform's own item, and every platform has its own names:
// one row of the table below a platform, a path of members for each field. An item of a platform that has no row is
// refused by name, never guessed at.
#include "src/threads/layouts.hpp"
#include "src/threads/readers.hpp"
#include "src/threads/zhihu_items.hpp"

namespace agon {
namespace {

using Paths = std::vector<std::string_view>;  // "a.b": the member b of the member a; the first that is there counts

struct PlatformPaths {
    std::string_view source, platform;
    Paths id, text, key, name, created, votes, comments;
    Paths title{};         // stands for a text that the capture lacks
    Paths answers{};       // the post that this one replies to; then it is a comment, and
    Paths thread{};        // this is the post that opened the thread
    bool comment = false;  // also where it answers nobody
};

const std::vector<PlatformPaths>& platforms() {
    static const std::vector<PlatformPaths> table = {
        {"weibo.com",
         "weibo",
         {"mid", "idstr", "id"},
         {"longText.content", "text_raw", "text"},
         {"user.idstr", "user.id"},
         {"user.screen_name"},
         {"created_at"},
         {"attitudes_count"},
         {"comments_count"}},
        {"douyin.com",
         "douyin",
         {"aweme_id"},
         {"desc"},
         {"author.uid", "author.sec_uid"},
         {"author.nickname"},
         {"create_time", "createTime"},
         {"statistics.digg_count", "stats.diggCount"},
         {"statistics.comment_count", "stats.commentCount"}},
        {"tiktok.com",
         "tiktok",
         {"id"},
         {"desc"},
         {"author.id", "authorId"},
         {"author.uniqueId", "author.nickname", "author"},
         {"createTime"},
         {"stats.diggCount", "statsV2.diggCount"},
         {"stats.commentCount", "statsV2.commentCount"}},
        {"tiktok-comments",
         "tiktok",
         {"cid"},
         {"text"},
         {"user.uid"},
         {"user.unique_id", "user.nickname"},
         {"create_time"},
         {"digg_count"},
         {"reply_comment_total"},
         {},
         {"reply_id"},
         {"aweme_id"},
         true},
        {"twitter.com",
         "twitter",
         {"rest_id", "legacy.id_str", "id"},
         // A retweet says "RT @name: " and the beginning of what it hands on, which lies inside as a whole.
         {"legacy.retweeted_status_result.result.note_tweet.note_tweet_results.result.text",
          "legacy.retweeted_status_result.result.tweet.note_tweet.note_tweet_results.result.text",
          "legacy.retweeted_status_result.result.legacy.full_text",
          "legacy.retweeted_status_result.result.tweet.legacy.full_text", "note_tweet.note_tweet_results.result.text",
          "legacy.full_text"},
         {"core.user_results.result.rest_id", "legacy.user_id_str", "user.id_str"},
         {"core.user_results.result.legacy.screen_name", "core.user_results.result.core.screen_name",
          "user.screen_name"},
         {"legacy.created_at"},
         {"legacy.favorite_count"},
         {"legacy.reply_count"},
         {},
         {"legacy.in_reply_to_status_id_str"},
         {"legacy.conversation_id_str"}},
        {"threads.net",
         "threads",
         {"code", "pk", "id"},
         {"caption.text"},
         {"user.pk", "user.id"},
         {"user.username"},
         {"taken_at"},
         {"like_count"},
         {"text_post_app_info.direct_reply_count"}},
        {"instagram.com",
         "instagram",
         {"code", "shortcode", "id"},
         {"caption.text"},
         {"user.pk", "user.id", "owner.id"},
         {"user.username", "owner.username"},
         {"taken_at", "taken_at_timestamp"},
         {"like_count"},
         {"comment_count"}},
        // From the site's interface, from a page's data, and (with a title and no text) from its HTML.
        {"xiaohongshu.com",
         "xiaohongshu",
         {"note.noteId", "id", "note_id"},
         {"note.desc", "note_card.desc", "desc"},
         {"note.user.userId", "note_card.user.user_id", "user.user_id"},
         {"note.user.nickname", "note_card.user.nickname", "user.nickname", "author_name"},
         {"note.time", "note_card.time", "time"},
         {"note.interactInfo.likedCount", "note.interact_info.liked_count", "note_card.interact_info.liked_count",
          "interact_info.liked_count", "note.likes", "likes"},
         {"note.interactInfo.commentCount", "note_card.interact_info.comment_count", "interact_info.comment_count"},
         {"note.title", "note_card.display_title", "display_title", "title"}},
    };
    return table;
}

const PlatformPaths* paths_of(std::string_view source) {
    if (source == "x.com") source = "twitter.com";
    if (source == "rednote.com") source = "xiaohongshu.com";
    if (source == "threads.com") source = "threads.net";
    for (const PlatformPaths& row : platforms())
        if (row.source == source) return &row;
    return nullptr;
}

const JsonValue* follow(const JsonValue& from, std::string_view path) {
    const JsonValue* at = &from;
    while (!path.empty()) {
        const std::size_t dot = std::min(path.find('.'), path.size());
        if (at->kind != JsonValue::Kind::object) return nullptr;
        at = at->find(path.substr(0, dot));
        if (!at) return nullptr;
        path.remove_prefix(std::min(dot + 1, path.size()));
    }
    return at;
}

const JsonValue* first_of(const JsonValue& item, const Paths& paths) {
    for (const std::string_view path : paths)
        if (const JsonValue* found = follow(item, path); found && found->is_scalar() && !found->text.empty())
            return found;
    return nullptr;
}

std::string text_of(const JsonValue& item, const Paths& paths) {
    const JsonValue* found = first_of(item, paths);
    return found ? found->text : "";
}

class Captures {
  public:
    explicit Captures(Collector& collector) : collector_(collector) {}

    void read(const JsonValue& object) {
        const auto refuse = [&](ErrorCode code, std::string detail) {
            collector_.reject(record_, {code, "", 0, object.span.begin, std::move(detail)});
        };
        const JsonValue* wrapped = object.find("__import_meta");
        const JsonValue* data = object.find("data");
        std::string source = scalar(wrapped ? *wrapped : object, "source_platform");
        if (source.empty()) return refuse(ErrorCode::missing_field, "no source_platform");
        if (!wrapped && (!data || data->kind != JsonValue::Kind::object))
            return refuse(ErrorCode::missing_field, "no object \"data\"");
        const JsonValue& item = wrapped ? object : *data;
        const PlatformPaths* paths = paths_of(source);
        if (!paths) return refuse(ErrorCode::bad_value, "source_platform \"" + source + '"');
        take(object, item, *paths);
    }
    void next_record() { ++record_; }
    void reject(const Error& error) { collector_.reject(record_, error); }

  private:
    void take(const JsonValue& object, const JsonValue& item, const PlatformPaths& paths) {
        PostFacts facts;
        facts.kind = PostKind::document;
        facts.record = record_;
        facts.record_bytes = object.span;
        facts.platform = paths.platform;
        facts.native_id = text_of(item, paths.id);
        if (facts.native_id.empty()) facts.native_id = scalar(object, "item_id");
        if (facts.native_id.empty())
            return collector_.reject(record_, {ErrorCode::missing_field, "", 0, object.span.begin, "no id"});
        facts.author_key = text_of(item, paths.key);
        facts.author_name = text_of(item, paths.name);
        facts.created = text_of(item, paths.created);
        facts.votes = text_of(item, paths.votes);
        facts.comments = text_of(item, paths.comments);
        std::string opening = text_of(item, paths.thread), answered = text_of(item, paths.answers);
        if (answered == "0") answered.clear();
        if (opening.empty()) opening = answered;
        const bool is_comment = !opening.empty() && (paths.comment || !answered.empty());
        if (is_comment) {
            facts.kind = PostKind::comment;
            if (!answered.empty()) facts.parent = post_id(facts.platform, answered);
        } else {
            opening = facts.native_id;
        }
        ThreadFacts thread;
        const JsonValue* text = first_of(item, paths.text);
        const bool is_title = !text;
        if (is_title) text = first_of(item, paths.title);
        if (text && text->kind == JsonValue::Kind::text) {
            facts.has_body = true;
            facts.body_bytes = text->inside();
            facts.body_encoding = FieldEncoding::json_string;
            facts.body_is_html = looks_like_html(text->text) || text->text.find("</a>") != std::string::npos;
            if (!is_comment) title_from_text(thread, {text->text, text->inside(), FieldEncoding::json_string});
            facts.body_is_cut = is_title || text->text.ends_with("...全文") || text->text.ends_with("...展开");
        }
        thread.platform = facts.platform;
        thread.record = record_;
        thread.record_bytes = object.span;
        thread.native_id = facts.thread = "document:" + opening;
        if (!is_comment) thread.created = facts.created;
        if (facts.has_body) collector_.add_thread(thread);
        collector_.add_post(facts);
    }

    Collector& collector_;
    std::int64_t record_ = 0;
};

}  // namespace

Result<void> read_zeeschuimer(Collector& collector, const ColumnMap&) {
    const std::string_view bytes = collector.bytes();
    JsonReader json(bytes);
    Captures captures(collector);
    const Span all = trimmed_json(bytes, {collector.begin(), static_cast<std::int64_t>(bytes.size())});
    const auto take = [&](Span where) {
        captures.next_record();
        const auto object = json.parse(where);
        if (object)
            captures.read(*object);
        else
            captures.reject(object.error());
    };
    if (all.length() > 0 && bytes[static_cast<std::size_t>(all.begin)] == '[')
        for_each_element(bytes, all.begin, take);
    else
        for_each_line(bytes, collector.begin(), take);
    return {};
}

}  // namespace agon
