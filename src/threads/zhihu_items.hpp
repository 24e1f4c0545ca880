// Inside room threads: what Zhihu calls an answer, an article, a comment, a question; in JSON of its web interface
// (snake_case) and in the state of its pages (camelCase).
#pragma once

#include <initializer_list>
#include <string>

#include "src/threads/json_tree.hpp"
#include "src/threads/reading.hpp"

namespace agon {

std::string scalar(const JsonValue& object, std::string_view name);
/// The first of the names that is there and not empty.
std::string first_scalar(const JsonValue& object, std::initializer_list<std::string_view> names);

/// What surrounds an item and says what it belongs to, by native ids.
struct ZhihuPlace {
    std::string question, answer, article, comment;
};

class ZhihuItems {
  public:
    explicit ZhihuItems(Collector& collector) : collector_(collector) {}

    /// `users`: entities by key, for pages that name an author by key alone; may be null.
    void set_users(const JsonValue* users) { users_ = users; }
    void read(const JsonValue& item, const ZhihuPlace& place);
    void refuse(const JsonValue& item, ErrorCode code, std::string detail);
    void refuse(const Error& error) { collector_.reject(++record_, error); }

  private:
    void read_answer(const JsonValue& item, const ZhihuPlace& place);
    void read_document(const JsonValue& item);
    void read_question(const JsonValue& item);
    void read_root_comment(const JsonValue& item, const ZhihuPlace& place);
    void read_comment(const JsonValue& item, const std::string& thread, PostId parent, int depth);
    PostFacts common_facts(const JsonValue& item) const;
    void set_author(PostFacts& facts, const JsonValue& item) const;

    Collector& collector_;
    const JsonValue* users_ = nullptr;
    std::int64_t record_ = 0;
};

}  // namespace agon
