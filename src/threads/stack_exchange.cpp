// stack_exchange: the files of a Stack Exchange dump, <row .../> elements whose attributes are columns.
//   Posts.xml     PostTypeId 1 a question, 2 an answer (ParentId); others (wiki pages, tags) are refused by name
//   Comments.xml  PostId; what it is a comment on may be a question or an answer, in this import or another
//   Users.xml     Id, DisplayName: names for posts that carry an id only
// Nothing is assumed about the order of rows: an answer may stand before its question (links are resolved in
// merge.cpp). A question is a thread, and if it has a text of its own a document in it; answers answer, comments
// comment.
#include "src/threads/readers.hpp"
#include "src/threads/xml_scan.hpp"

namespace agon {
namespace {

class Rows {
  public:
    explicit Rows(Collector& collector) : collector_(collector) {}

    void read() {
        XmlScan scan(collector_.bytes(), collector_.begin());
        while (scan.more()) {
            auto piece = scan.next();
            if (!piece) {
                collector_.reject(++record_, piece.error());
            } else if (piece->is(XmlPiece::Kind::open, "posts") || piece->is(XmlPiece::Kind::open, "comments") ||
                       piece->is(XmlPiece::Kind::open, "users")) {
                table_ = piece->name;
            } else if (piece->name == "row" && piece->kind != XmlPiece::Kind::close) {
                ++record_;
                row_ = std::move(*piece);
                if (collector_.is_whole(record_, row_.bytes)) take_row();
            }
        }
    }

  private:
    std::string text(std::string_view attribute) const {
        const XmlAttribute* found = row_.find(attribute);
        if (!found) return "";
        auto decoded = xml_text(collector_.bytes(), found->value);
        return decoded ? std::move(*decoded) : "";
    }

    void refuse(ErrorCode code, std::string detail) {
        collector_.reject(record_, {code, "", 0, row_.bytes.begin, std::move(detail)});
    }

    void take_row() {
        if (table_ == "users") return take_user();
        if (table_ == "comments" || row_.find("PostId")) return take_comment();
        const std::string type = text("PostTypeId");
        if (type == "1") return take_question();
        if (type == "2") return take_answer();
        refuse(type.empty() ? ErrorCode::missing_field : ErrorCode::bad_value,
               type.empty() ? "no PostTypeId" : "PostTypeId " + type);
    }

    void take_user() {
        const std::string id = text("Id"), name = text("DisplayName");
        if (id.empty() || name.empty()) return refuse(ErrorCode::missing_field, "no Id or DisplayName");
        collector_.add_author(id, name);
    }

    PostFacts facts_with(std::string_view body, std::string_view person, std::string_view name) const {
        PostFacts facts;
        facts.record = record_;
        facts.record_bytes = row_.bytes;
        facts.native_id = text("Id");
        facts.author_key = text(person);
        facts.author_name = text(name);
        facts.created = text("CreationDate");
        facts.times_are_utc = true;
        facts.votes = text("Score");
        if (const XmlAttribute* found = row_.find(body)) {
            facts.has_body = true;
            facts.body_bytes = found->value;
            facts.body_encoding = FieldEncoding::xml_text;
        }
        return facts;
    }

    void take_question() {
        PostFacts facts = facts_with("Body", "OwnerUserId", "OwnerDisplayName");
        if (facts.native_id.empty()) return refuse(ErrorCode::missing_field, "no Id");
        ThreadFacts thread;
        thread.record = record_;
        thread.record_bytes = row_.bytes;
        thread.native_id = facts.thread = facts.native_id;
        if (!facts.created.empty() && read_moment(facts.created, 0))
            thread.created = facts.created + "Z";  // else the post says what is wrong
        if (const XmlAttribute* title = row_.find("Title")) {
            thread.title = text("Title");
            thread.title_in_source = true;
            thread.title_bytes = title->value;
            thread.title_encoding = FieldEncoding::xml_text;
        }
        collector_.add_thread(thread);
        facts.kind = PostKind::document;
        facts.edited = text("LastEditDate");
        facts.comments = text("CommentCount");
        facts.body_is_html = true;
        collector_.add_post(facts);
    }

    void take_answer() {
        PostFacts facts = facts_with("Body", "OwnerUserId", "OwnerDisplayName");
        facts.thread = text("ParentId");
        if (facts.native_id.empty()) return refuse(ErrorCode::missing_field, "no Id");
        if (facts.thread.empty()) return refuse(ErrorCode::missing_field, "no ParentId");
        facts.kind = PostKind::answer;
        facts.edited = text("LastEditDate");
        facts.comments = text("CommentCount");
        facts.body_is_html = true;
        wait_in(facts.thread);
        collector_.add_post(facts);
    }

    void take_comment() {
        PostFacts facts = facts_with("Text", "UserId", "UserDisplayName");
        const std::string on = text("PostId");
        if (facts.native_id.empty()) return refuse(ErrorCode::missing_field, "no Id");
        if (on.empty()) return refuse(ErrorCode::missing_field, "no PostId");
        facts.kind = PostKind::comment;
        facts.parent = post_id(collector_.source().platform, on);
        facts.thread = std::string(kThreadOfAnyPost) + on;
        wait_in(facts.thread);
        collector_.add_post(facts);
    }

    void wait_in(const std::string& thread) {
        ThreadFacts facts;
        facts.native_id = thread;
        collector_.add_thread(facts);
    }

    Collector& collector_;
    std::string table_;
    XmlPiece row_;
    std::int64_t record_ = 0;
};

}  // namespace

Result<void> read_stack_exchange(Collector& collector, const ColumnMap&) {
    Rows(collector).read();
    return {};
}

}  // namespace agon
