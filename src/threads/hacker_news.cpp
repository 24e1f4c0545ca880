// hacker_news: items of the Firebase interface, one a line or in a list
// ({"id","type","by","time","text","parent",...}), and answers of the Algolia search: {"hits":[{"objectID",...}]} and
// item trees with "children". A story is a thread, and with a text of its own a document in it; whatever has a parent
// is a comment. Texts are HTML.
#include "src/threads/readers.hpp"
#include "src/threads/zhihu_items.hpp"

namespace agon {
namespace {

constexpr int kDeepest = 120;

class Items {
  public:
    explicit Items(Collector& collector) : collector_(collector) {}

    void refuse(const Error& error) { collector_.reject(++record_, error); }

    void read(const JsonValue& item, const std::string& story, int depth) {
        if (const JsonValue* hits = item.find("hits"); hits && hits->kind == JsonValue::Kind::list) {
            for (const JsonValue& hit : hits->items) read(hit, "", depth + 1);
            return;
        }
        ++record_;
        if (item.kind != JsonValue::Kind::object)
            return refuse_item(item, ErrorCode::bad_value, "an object was expected");
        const std::string id = first_scalar(item, {"id", "objectID"});
        if (id.empty()) return refuse_item(item, ErrorCode::missing_field, "no id");
        const std::string parent = first_scalar(item, {"parent", "parent_id"});
        std::string own_story = first_scalar(item, {"story_id"});
        if (own_story.empty()) own_story = story;
        if (parent.empty())
            read_story(item, id);
        else
            read_comment(item, id, parent, own_story);
        const JsonValue* children = item.find("children");
        if (!children || children->kind != JsonValue::Kind::list || depth > kDeepest) return;
        for (const JsonValue& child : children->items) read(child, parent.empty() ? id : own_story, depth + 1);
    }

  private:
    void refuse_item(const JsonValue& item, ErrorCode code, std::string detail) {
        collector_.reject(record_, {code, "", 0, item.span.begin, std::move(detail)});
    }

    PostFacts facts_of(const JsonValue& item, std::initializer_list<std::string_view> texts) const {
        PostFacts facts;
        facts.record = record_;
        facts.record_bytes = item.span;
        facts.native_id = first_scalar(item, {"id", "objectID"});
        facts.author_name = first_scalar(item, {"by", "author"});
        facts.created = first_scalar(item, {"time", "created_at_i", "created_at"});
        facts.votes = first_scalar(item, {"score", "points"});
        facts.url = "https://news.ycombinator.com/item?id=" + facts.native_id;
        for (const std::string_view name : texts) {
            const JsonValue* text = item.find(name);
            if (!text || text->kind != JsonValue::Kind::text || text->text.empty()) continue;
            facts.has_body = true;
            facts.body_bytes = text->inside();
            facts.body_encoding = FieldEncoding::json_string;
            facts.body_is_html = true;
            break;
        }
        return facts;
    }

    static bool take_title(const JsonValue& item, std::string_view name, ThreadFacts& thread) {
        const JsonValue* title = item.find(name);
        if (!title || title->kind != JsonValue::Kind::text) return false;
        thread.title = title->text;
        thread.title_in_source = true;
        thread.title_bytes = title->inside();
        thread.title_encoding = FieldEncoding::json_string;
        return true;
    }

    void read_story(const JsonValue& item, const std::string& id) {
        ThreadFacts thread;
        thread.record = record_;
        thread.record_bytes = item.span;
        thread.native_id = id;
        thread.created = first_scalar(item, {"time", "created_at_i", "created_at"});
        if (!take_title(item, "title", thread))
            return refuse_item(item, ErrorCode::missing_field, "neither a title nor a parent");
        collector_.add_thread(thread);
        PostFacts facts = facts_of(item, {"text", "story_text"});
        if (!facts.has_body) return;
        facts.kind = PostKind::document;
        facts.thread = id;
        facts.comments = first_scalar(item, {"descendants", "num_comments"});
        collector_.add_post(facts);
    }

    void read_comment(const JsonValue& item, const std::string& id, const std::string& parent,
                      const std::string& story) {
        PostFacts facts = facts_of(item, {"text", "comment_text"});
        facts.native_id = id;
        facts.kind = PostKind::comment;
        const std::string& platform = collector_.source().platform;
        facts.parent = parent == story ? post_id(platform, PostKind::document, story) : post_id(platform, parent);
        facts.thread = story.empty() ? std::string(kThreadOfAnyPost) + parent : story;
        ThreadFacts thread;
        thread.native_id = facts.thread;
        thread.record = record_;
        if (!story.empty()) take_title(item, "story_title", thread);  // the search names the story of a comment
        if (facts.has_body) collector_.add_thread(thread);
        collector_.add_post(facts);
    }

    Collector& collector_;
    std::int64_t record_ = 0;
};

}  // namespace

Result<void> read_hacker_news(Collector& collector, const ColumnMap&) {
    const std::string_view bytes = collector.bytes();
    JsonReader json(bytes);
    Items items(collector);
    const Span all = trimmed_json(bytes, {collector.begin(), static_cast<std::int64_t>(bytes.size())});
    const auto take = [&](Span where) {
        const auto item = json.parse(where);
        if (item)
            items.read(*item, "", 0);
        else
            items.refuse(item.error());
    };
    if (all.length() > 0 && bytes[static_cast<std::size_t>(all.begin)] == '[') {
        for_each_element(bytes, all.begin, take);
    } else if (const auto whole = json.parse(all)) {
        items.read(*whole, "", 0);
    } else {
        for_each_line(bytes, collector.begin(), take);
    }
    return {};
}

}  // namespace agon
