// zhihu_api_json: pages of Zhihu's web API, {"paging":{...},"data":[...]}, one to a file or one a line.
//
// An answer brings its question along. A comment does not say what it is a comment on: that stands only in the page's
// own paging URLs, ".../answers/123/root_comment?...", so a comment waits in a thread called "answer:123" until the
// merge finds answer 123 and its question, in this import or a later one. Pages of replies name their root comment
// instead (".../comment/456/child_comment") and wait for that. Child comments lie nested in their root.
// Authors stand as {"name",...} or {"member":{"name",...}}; ids are numbers or texts, by the age of the crawl.
#include "src/threads/json_tree.hpp"
#include "src/threads/reading.hpp"

namespace agon {
namespace {

std::string scalar(const JsonValue& object, std::string_view name) {
    const JsonValue* found = object.find(name);
    return found && found->is_scalar() ? found->text : "";
}

/// The first of the names that is there and not empty.
std::string first_scalar(const JsonValue& object, std::initializer_list<std::string_view> names) {
    for (const std::string_view name : names)
        if (std::string value = scalar(object, name); !value.empty()) return value;
    return "";
}

/// The digits after "/<mark>/" in a URL.
std::string id_after(std::string_view url, std::string_view mark) {
    const std::size_t at = url.find(mark);
    if (at == std::string_view::npos) return "";
    url.remove_prefix(at + mark.size());
    const std::size_t end = std::min(url.find_first_not_of("0123456789"), url.size());
    return std::string(url.substr(0, end));
}

/// What a page's URLs say it belongs to.
struct PageTopic {
    std::string question, answer, comment;
};

PageTopic topic_of(const JsonValue& page) {
    PageTopic topic;
    const JsonValue* paging = page.find("paging");
    if (!paging) return topic;
    const auto keep = [](std::string& into, std::string found) {
        if (into.empty()) into = std::move(found);
    };
    for (const JsonValue& value : paging->items) {
        if (value.kind != JsonValue::Kind::text) continue;
        keep(topic.question, id_after(value.text, "/questions/"));
        keep(topic.answer, id_after(value.text, "/answers/"));
        keep(topic.comment, id_after(value.text, "/comment/"));
        keep(topic.comment, id_after(value.text, "/comments/"));
    }
    return topic;
}

class PageReader {
  public:
    explicit PageReader(Collector& collector) : collector_(collector) {}

    void read(const JsonValue& page) {
        const JsonValue* data = page.find("data");
        if (!data || data->kind != JsonValue::Kind::list)
            return refuse(page, ErrorCode::missing_field, "no list \"data\"");
        topic_ = topic_of(page);
        for (const JsonValue& item : data->items) {
            const JsonValue* target = item.find("target");  // feeds wrap their answers
            read_item(target && target->kind == JsonValue::Kind::object ? *target : item);
        }
    }

    void refuse(const JsonValue& item, ErrorCode code, std::string detail) {
        collector_.reject(++record_, {code, "", 0, item.span.begin, std::move(detail)});
    }
    void refuse(const Error& error) { collector_.reject(++record_, error); }

  private:
    void read_item(const JsonValue& item) {
        if (item.kind != JsonValue::Kind::object) return refuse(item, ErrorCode::bad_value, "an object was expected");
        std::string type = scalar(item, "type");
        if (type.empty()) type = item.find("question") ? "answer" : item.find("reply_comment_id") ? "comment" : "";
        if (type == "answer") return read_answer(item);
        if (type == "comment") return read_root_comment(item);
        if (type.empty()) return refuse(item, ErrorCode::missing_field, "no type");
        refuse(item, ErrorCode::bad_value, "type \"" + type + '"');
    }

    void read_answer(const JsonValue& item) {
        PostFacts facts = common_facts(item);
        facts.native_id = scalar(item, "id");
        if (facts.native_id.empty()) return refuse(item, ErrorCode::missing_field, "no id");
        const JsonValue* question = item.find("question");
        ThreadFacts thread;
        if (question) thread = question_facts(*question);
        if (thread.native_id.empty()) thread.native_id = topic_.question;
        if (thread.native_id.empty()) return refuse(item, ErrorCode::missing_field, "no question");
        collector_.add_thread(thread);
        facts.thread = thread.native_id;
        facts.kind = PostKind::answer;
        facts.votes = first_scalar(item, {"voteup_count", "vote_count"});
        facts.comments = scalar(item, "comment_count");
        facts.record = ++record_;
        collector_.add_post(facts);
    }

    static ThreadFacts question_facts(const JsonValue& question) {
        ThreadFacts facts;
        facts.native_id = scalar(question, "id");
        facts.created = first_scalar(question, {"created", "created_time"});
        if (const JsonValue* title = question.find("title"); title && title->kind == JsonValue::Kind::text) {
            facts.title = title->text;
            facts.title_in_source = true;
            facts.title_bytes = title->inside();
            facts.title_encoding = FieldEncoding::json_string;
        }
        if (const std::string detail = scalar(question, "detail"); !detail.empty())
            if (const auto mapped = decode_field(detail, FieldEncoding::plain, 0))
                facts.detail = html_to_text(*mapped).mapped.text;
        return facts;
    }

    void read_root_comment(const JsonValue& item) {
        const std::string& platform = collector_.source().platform;
        std::string thread;
        PostId parent{};
        if (!topic_.answer.empty()) {
            thread = thread_of_post(PostKind::answer, topic_.answer);
            parent = post_id(platform, PostKind::answer, topic_.answer);
        } else if (!topic_.comment.empty()) {
            thread = thread_of_post(PostKind::comment, topic_.comment);
            parent = post_id(platform, PostKind::comment, topic_.comment);
        } else if (!topic_.question.empty()) {
            thread = topic_.question;
        } else {
            return refuse(item, ErrorCode::missing_field, "the paging URLs name no answer");
        }
        ThreadFacts facts;
        facts.native_id = thread;
        collector_.add_thread(facts);
        read_comment(item, thread, parent);
    }

    void read_comment(const JsonValue& item, const std::string& thread, PostId parent) {
        if (item.kind != JsonValue::Kind::object) return refuse(item, ErrorCode::bad_value, "an object was expected");
        const std::string& platform = collector_.source().platform;
        PostFacts facts = common_facts(item);
        facts.native_id = scalar(item, "id");
        if (facts.native_id.empty()) return refuse(item, ErrorCode::missing_field, "no id");
        const std::string reply = scalar(item, "reply_comment_id");
        facts.kind = PostKind::comment;
        facts.thread = thread;
        facts.parent = reply.empty() || reply == "0" ? parent : post_id(platform, PostKind::comment, reply);
        facts.votes = first_scalar(item, {"like_count", "vote_count"});
        facts.comments = scalar(item, "child_comment_count");
        facts.record = ++record_;
        collector_.add_post(facts);
        const JsonValue* children = item.find("child_comments");
        if (!children || children->kind != JsonValue::Kind::list) return;
        const PostId self = post_id(platform, PostKind::comment, facts.native_id);
        for (const JsonValue& child : children->items) read_comment(child, thread, self);
    }

    static PostFacts common_facts(const JsonValue& item) {
        PostFacts facts;
        facts.record_bytes = item.span;
        facts.created = first_scalar(item, {"created_time", "created"});
        facts.edited = first_scalar(item, {"updated_time", "updated"});
        if (const JsonValue* author = item.find("author")) {
            const JsonValue* member = author->find("member");
            const JsonValue& person = member ? *member : *author;
            facts.author_name = scalar(person, "name");
            facts.author_key = first_scalar(person, {"url_token", "id"});
            if (facts.author_key == "0") facts.author_key.clear();
        }
        if (const JsonValue* content = item.find("content"); content && content->kind == JsonValue::Kind::text) {
            facts.has_body = true;
            facts.body_bytes = content->inside();
            facts.body_encoding = FieldEncoding::json_string;
            facts.body_is_html = true;
        }
        return facts;
    }

    Collector& collector_;
    PageTopic topic_;
    std::int64_t record_ = 0;
};

/// One page over several lines, or a page a line: only pages open at the start of a line.
std::vector<Span> pages_of(std::string_view bytes, std::int64_t begin) {
    std::vector<Span> lines = json_lines(bytes, begin);
    std::size_t pages = 0;
    for (const Span line : lines) {
        const auto at = static_cast<std::size_t>(line.begin);
        if (bytes[at] == '{' && (line.begin == begin || bytes[at - 1] == '\n')) ++pages;
    }
    if (pages > 1) return lines;
    return {trimmed_json(bytes, {begin, static_cast<std::int64_t>(bytes.size())})};
}

}  // namespace

Result<void> read_zhihu_pages(Collector& collector, std::int64_t begin) {
    JsonReader json(collector.bytes());
    PageReader pages(collector);
    for (const Span where : pages_of(collector.bytes(), begin)) {
        const auto page = json.parse(where);
        if (page)
            pages.read(*page);
        else
            pages.refuse(page.error());
    }
    return {};
}

}  // namespace agon
