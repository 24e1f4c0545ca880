// Zhihu's own objects. An answer brings its question along. A comment does not say what it is a comment on: that stands
// around it, so it waits in a thread called "answer:123" until the merge finds answer 123 and its question, in this
// import or a later one. Child comments lie nested in their root. Authors stand as {"name",...}, as
// {"member":{"name",...}} or, on pages, as a key of the page's users; ids are numbers or texts, by the age of the
// crawl. An answer that the server cut for readers who are not logged in says so itself.
#include "src/threads/zhihu_items.hpp"

namespace agon {
namespace {

constexpr int kDeepestReplies = 128;  // deeper than JSON may be nested (json_tree.cpp)

bool is_object(const JsonValue* value) {
    return value && value->kind == JsonValue::Kind::object;
}

bool is_true(const JsonValue& object, std::initializer_list<std::string_view> names) {
    for (const std::string_view name : names)
        if (const JsonValue* found = object.find(name);
            found && found->kind == JsonValue::Kind::boolean && found->text == "true")
            return true;
    return false;
}

void set_title(ThreadFacts& facts, const JsonValue& object) {
    const JsonValue* title = object.find("title");
    if (!title || title->kind != JsonValue::Kind::text || title->text.empty()) return;
    facts.title = title->text;
    facts.title_in_source = true;
    facts.title_bytes = title->inside();
    facts.title_encoding = FieldEncoding::json_string;
}

ThreadFacts question_facts(const JsonValue& question) {
    ThreadFacts facts;
    facts.native_id = question.is_scalar() ? question.text : scalar(question, "id");
    facts.created = first_scalar(question, {"created", "created_time", "createdTime"});
    set_title(facts, question);
    if (const std::string detail = scalar(question, "detail"); !detail.empty())
        if (const auto mapped = decode_field(detail, FieldEncoding::plain, 0))
            facts.detail = html_to_text(*mapped).mapped.text;
    return facts;
}

}  // namespace

std::string scalar(const JsonValue& object, std::string_view name) {
    const JsonValue* found = object.find(name);
    return found && found->is_scalar() ? found->text : "";
}

std::string first_scalar(const JsonValue& object, std::initializer_list<std::string_view> names) {
    for (const std::string_view name : names)
        if (std::string value = scalar(object, name); !value.empty()) return value;
    return "";
}

void ZhihuItems::refuse(const JsonValue& item, ErrorCode code, std::string detail) {
    collector_.reject(++record_, {code, "", 0, item.span.begin, std::move(detail)});
}

void ZhihuItems::read(const JsonValue& item, const ZhihuPlace& place) {
    if (item.kind != JsonValue::Kind::object) return refuse(item, ErrorCode::bad_value, "an object was expected");
    std::string type = scalar(item, "type");
    if (type.empty() || type == "normal")
        type = item.find("question")                                          ? "answer"
               : item.find("reply_comment_id") || item.find("replyCommentId") ? "comment"
                                                                              : "";
    if (type == "answer") return read_answer(item, place);
    if (type == "comment") return read_root_comment(item, place);
    if (type == "article" || type == "zvideo" || type == "pin") return read_document(item);
    if (type == "question") return read_question(item);
    if (type.empty()) return refuse(item, ErrorCode::missing_field, "no type");
    refuse(item, ErrorCode::bad_value, "type \"" + type + '"');
}

void ZhihuItems::read_answer(const JsonValue& item, const ZhihuPlace& place) {
    PostFacts facts = common_facts(item);
    facts.native_id = scalar(item, "id");
    if (facts.native_id.empty()) return refuse(item, ErrorCode::missing_field, "no id");
    ThreadFacts thread;
    if (const JsonValue* question = item.find("question")) thread = question_facts(*question);
    if (thread.native_id.empty()) thread.native_id = place.question;
    if (thread.native_id.empty()) return refuse(item, ErrorCode::missing_field, "no question");
    facts.record = thread.record = ++record_;
    thread.record_bytes = item.span;
    collector_.add_thread(thread);
    facts.thread = thread.native_id;
    facts.kind = PostKind::answer;
    facts.votes = first_scalar(item, {"voteup_count", "voteupCount", "vote_count"});
    facts.comments = first_scalar(item, {"comment_count", "commentCount"});
    facts.url = "https://www.zhihu.com/question/" + facts.thread + "/answer/" + facts.native_id;
    collector_.add_post(facts);
}

/// Articles, videos and short posts: threads of their own.
void ZhihuItems::read_document(const JsonValue& item) {
    PostFacts facts = common_facts(item);
    facts.native_id = scalar(item, "id");
    if (facts.native_id.empty()) return refuse(item, ErrorCode::missing_field, "no id");
    ThreadFacts thread;
    facts.record = thread.record = ++record_;
    thread.record_bytes = item.span;
    thread.native_id = facts.thread = "document:" + facts.native_id;
    thread.created = facts.created;
    set_title(thread, item);
    collector_.add_thread(thread);
    facts.kind = PostKind::document;
    facts.votes = first_scalar(item, {"voteup_count", "voteupCount", "like_count", "likeCount"});
    facts.comments = first_scalar(item, {"comment_count", "commentCount"});
    facts.url = first_scalar(item, {"url"});
    collector_.add_post(facts);
}

/// A question says nothing that can be agreed with; its title and detail are the thread's.
void ZhihuItems::read_question(const JsonValue& item) {
    ThreadFacts thread = question_facts(item);
    if (thread.native_id.empty()) return refuse(item, ErrorCode::missing_field, "no id");
    thread.record = ++record_;
    thread.record_bytes = item.span;
    collector_.add_thread(thread);
}

void ZhihuItems::read_root_comment(const JsonValue& item, const ZhihuPlace& place) {
    const std::string& platform = collector_.source().platform;
    std::string thread;
    PostId parent{};
    const auto stands_on = [&](PostKind kind, const std::string& id) {
        thread = thread_of_post(kind, id);
        parent = post_id(platform, kind, id);
    };
    if (!place.answer.empty())
        stands_on(PostKind::answer, place.answer);
    else if (!place.article.empty())
        stands_on(PostKind::document, place.article);
    else if (!place.comment.empty())
        stands_on(PostKind::comment, place.comment);
    else if (!place.question.empty())
        thread = place.question;
    else
        return refuse(item, ErrorCode::missing_field, "the paging URLs name no answer");
    ThreadFacts facts;
    facts.native_id = thread;
    collector_.add_thread(facts);
    read_comment(item, thread, parent, 0);
}

void ZhihuItems::read_comment(const JsonValue& item, const std::string& thread, PostId parent, int depth) {
    if (item.kind != JsonValue::Kind::object) return refuse(item, ErrorCode::bad_value, "an object was expected");
    const std::string& platform = collector_.source().platform;
    PostFacts facts = common_facts(item);
    facts.native_id = scalar(item, "id");
    if (facts.native_id.empty()) return refuse(item, ErrorCode::missing_field, "no id");
    const std::string reply = first_scalar(item, {"reply_comment_id", "replyCommentId"});
    facts.kind = PostKind::comment;
    facts.thread = thread;
    facts.parent = reply.empty() || reply == "0" ? parent : post_id(platform, PostKind::comment, reply);
    facts.votes = first_scalar(item, {"like_count", "likeCount", "vote_count", "voteCount"});
    facts.comments = first_scalar(item, {"child_comment_count", "childCommentCount"});
    facts.record = ++record_;
    collector_.add_post(facts);
    const JsonValue* children = item.find("child_comments");
    if (!children) children = item.find("childComments");
    if (!children || children->kind != JsonValue::Kind::list || depth > kDeepestReplies) return;
    const PostId self = post_id(platform, PostKind::comment, facts.native_id);
    for (const JsonValue& child : children->items) read_comment(child, thread, self, depth + 1);
}

PostFacts ZhihuItems::common_facts(const JsonValue& item) const {
    PostFacts facts;
    facts.record_bytes = item.span;
    facts.created = first_scalar(item, {"created_time", "createdTime", "created", "published_at", "publishedAt"});
    facts.edited = first_scalar(item, {"updated_time", "updatedTime", "updated"});
    set_author(facts, item);
    for (const std::string_view name : {"content", "content_html", "contentHtml", "description"}) {
        const JsonValue* content = item.find(name);
        if (!content || content->kind != JsonValue::Kind::text) continue;
        facts.has_body = true;
        facts.body_bytes = content->inside();
        facts.body_encoding = FieldEncoding::json_string;
        facts.body_is_html = true;
        break;
    }
    facts.body_is_cut = is_true(item, {"content_need_truncated", "contentNeedTruncated"});
    return facts;
}

void ZhihuItems::set_author(PostFacts& facts, const JsonValue& item) const {
    const JsonValue* author = item.find("author");
    if (author && author->is_scalar() && users_) author = users_->find(author->text);
    if (!is_object(author)) return;
    const JsonValue* member = author->find("member");
    const JsonValue& person = is_object(member) ? *member : *author;
    facts.author_name = scalar(person, "name");
    facts.author_key = first_scalar(person, {"url_token", "urlToken", "id"});
    if (facts.author_key == "0") facts.author_key.clear();
}

}  // namespace agon
