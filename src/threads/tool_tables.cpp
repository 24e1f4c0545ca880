// Tables that 4CAT knows by the tool that made them, beside its own: comments that YouTube Data Tools saved, and what
// the crawler Bazhuayu (八爪鱼) saved of Weibo's pages.
#include "src/threads/layouts.hpp"

namespace agon {
namespace {

FlatFacts refused(ErrorCode code, std::string detail) {
    FlatFacts facts;
    facts.reject = Error{code, "", 0, -1, std::move(detail)};
    return facts;
}

// ---- YouTube: a file is the comments under one video, which no column names. Times are UTC.
namespace youtube {
enum { kId, kParent, kText, kName, kPerson, kCreated, kVotes, kComments };

FlatFacts read(const FlatRecord& record, const FlatContext& context) {
    FlatFacts facts;
    PostFacts post;
    set_body(post, record, record.at(kText));
    post.native_id = record.text(kId);
    if (post.native_id.empty()) return refused(ErrorCode::missing_field, "no id");
    const std::string_view parent = record.at(kParent).text;
    const bool is_reply = !parent.empty() && parent != post.native_id;
    post.kind = is_reply ? PostKind::comment : PostKind::answer;
    if (is_reply) post.parent = post_id(context.source.platform, PostKind::answer, parent);
    post.author_name = record.text(kName);
    post.author_key = record.text(kPerson);
    post.created = record.text(kCreated);
    post.times_are_utc = true;
    post.votes = record.text(kVotes);
    post.comments = record.text(kComments);
    ThreadFacts thread;
    thread.title = context.thread_of_file();
    post.thread = thread.native_id = "title:" + thread.title;
    facts.thread = std::move(thread);
    facts.post = std::move(post);
    return facts;
}
}  // namespace youtube

// ---- Bazhuayu, Weibo: 标题 is the name of the author, from1 the time as the page showed it.
namespace bazhuayu {
enum { kName, kText, kCreated };

std::string_view trimmed(std::string_view text) {
    const std::size_t begin = text.find_first_not_of(" \t\r\n");
    if (begin == std::string_view::npos) return {};
    return text.substr(begin, text.find_last_not_of(" \t\r\n") + 1 - begin);
}

/// "11月17日 05:09", "今天 12:30", "5分钟前": of the year, or the day, of the crawl, which the file does not say.
///   fits: 11月17日 05:09   does not: 2018年11月17日 05:09, yesterday
bool lacks_year(std::string_view text) {
    for (const std::string_view mark : {"今天", "昨天", "刚刚"})
        if (text.starts_with(mark)) return true;
    const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
    if (digits == 0 || digits > 2) return false;
    for (const std::string_view mark : {"月", "秒前", "分钟前", "小时前"})
        if (text.substr(digits).starts_with(mark)) return true;
    return false;
}

FlatFacts read(const FlatRecord& record, const FlatContext&) {
    FlatFacts facts;
    PostFacts post;
    const FlatField& text = record.at(kText);
    set_body(post, record, text);
    post.kind = PostKind::document;
    post.author_name = trimmed(record.at(kName).text);
    post.created = trimmed(record.at(kCreated).text);
    post.created_lacks_year = lacks_year(post.created);
    post.body_is_cut = text.text.ends_with("...全文") || text.text.ends_with("...展开");
    if (trimmed(text.text).empty()) return refused(ErrorCode::missing_field, "the text is empty");
    ThreadFacts thread;
    thread.native_id =
        "document:" + sha256_hex(post.author_name + '\n' + post.created + '\n' + std::string(text.text)).substr(0, 24);
    if (!post.created_lacks_year) thread.created = post.created;
    title_from_text(thread, text);
    post.thread = thread.native_id;
    facts.thread = std::move(thread);
    facts.post = std::move(post);
    return facts;
}
}  // namespace bazhuayu

}  // namespace

Layout youtube_layout() {
    return {"youtube_comments",
            "youtube",
            {"id", "isReplyTo", "authorName", "text", "publishedAt"},
            {{"id"},
             {"isReplyTo"},
             {"text"},
             {"authorName"},
             {"authorChannelId"},
             {"publishedAt"},
             {"likeCount"},
             {"replyCount"}},
            youtube::read};
}

Layout bazhuayu_layout() {
    return {"bazhuayu_weibo", "weibo", {"标题", "txt", "图片|from1"}, {{"标题"}, {"txt"}, {"from1"}}, bazhuayu::read};
}

}  // namespace agon
