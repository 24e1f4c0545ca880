// feed: RSS 2.0, RSS 1.0 and Atom. An item or entry is a document of its own: title, link, date, author, and the
// first of its texts (content:encoded, content, description, summary).
//   <description>a &lt;b&gt;</description>      XML text, the entities are the feed's
//   <description><![CDATA[a <b>]]></description> the same text, read as it stands
//   does not fit: text partly in CDATA, partly not: its pieces could not be cited as one range, and it is refused
// DEVIATION: Atom's type="xhtml" is read as the text of its elements.
#include "src/threads/json_tree.hpp"
#include "src/threads/readers.hpp"
#include "src/threads/xml_scan.hpp"

namespace agon {
namespace {

/// One element of an item: where its text stands and how it is written.
struct FeedText {
    bool present = false;
    bool mixed = false;
    Span bytes;
    FieldEncoding encoding = FieldEncoding::xml_text;
};

class FeedReader {
  public:
    explicit FeedReader(Collector& collector) : collector_(collector), scan_(collector.bytes(), collector.begin()) {}

    void read() {
        while (scan_.more()) {
            const auto piece = scan_.next();
            if (!piece) {
                collector_.reject(++record_, piece.error());
            } else if (piece->is(XmlPiece::Kind::open, "item") || piece->is(XmlPiece::Kind::open, "entry")) {
                ++record_;
                read_item(*piece);
            }
        }
    }

  private:
    void read_item(const XmlPiece& item) {
        texts_.clear();
        link_.clear();
        while (scan_.more()) {
            auto piece = scan_.next();
            if (!piece) return collector_.reject(record_, piece.error());
            if (piece->is(XmlPiece::Kind::close, item.name)) return take({item.bytes.begin, piece->bytes.end});
            if (piece->name == "link" && piece->find("href")) take_link(*piece);
            if (piece->kind != XmlPiece::Kind::open) continue;
            if (const auto outcome = read_element(std::string(piece->name)); !outcome)
                return collector_.reject(record_, outcome.error());
        }
        collector_.reject(record_, {ErrorCode::malformed_xml, "", 0, item.bytes.begin, "an item is not closed"});
    }

    /// Atom's entries also link to themselves, to their sound files, to their comments.
    void take_link(const XmlPiece& link) {
        const XmlAttribute* relation = link.find("rel");
        if (link_.empty() && (!relation || text_in(relation->value) == "alternate"))
            link_ = text_in(link.find("href")->value);
    }

    /// Everything up to the tag that closes it.
    Result<void> read_element(const std::string& name) {
        std::int64_t begin = -1, end = -1;
        int depth = 1, sections = 0, words = 0;
        Span section;
        while (scan_.more()) {
            TRY(const XmlPiece piece, scan_.next());
            if (begin < 0) begin = piece.bytes.begin;
            if (piece.is(XmlPiece::Kind::open, name)) ++depth;
            if (piece.is(XmlPiece::Kind::close, name) && --depth == 0) {
                end = piece.bytes.begin;
                break;
            }
            if (piece.kind == XmlPiece::Kind::cdata) {
                ++sections;
                section = piece.inside;
            } else if (piece.kind == XmlPiece::Kind::text &&
                       trimmed_json(collector_.bytes(), piece.inside).length() > 0) {
                ++words;
            }
        }
        if (end < 0) {
            const std::int64_t at = begin < 0 ? std::ssize(collector_.bytes()) : begin;
            return Error{ErrorCode::malformed_xml, "", 0, at, "<" + name + "> is not closed"};
        }
        FeedText text{true, sections > 1 || (sections == 1 && words > 0), {begin, end}, FieldEncoding::xml_text};
        if (sections == 1) text = {true, text.mixed, section, FieldEncoding::plain};
        text.bytes = trimmed_json(collector_.bytes(), text.bytes);
        if (!texts_.contains(name)) texts_[name] = text;
        return {};
    }

    std::string text_in(const FeedText& text) const {
        if (text.encoding == FieldEncoding::plain) return std::string(collector_.bytes_of(text.bytes));
        const auto decoded = xml_text(collector_.bytes(), text.bytes);
        return decoded ? *decoded : "";
    }
    std::string text_in(Span span) const { return text_in(FeedText{true, false, span, FieldEncoding::xml_text}); }

    std::string first_of(std::initializer_list<const char*> names) const {
        for (const char* name : names)
            if (const auto found = texts_.find(name); found != texts_.end())
                if (std::string text = text_in(found->second); !text.empty()) return text;
        return "";
    }

    /// RSS writes a text, Atom a <name> among addresses.
    std::string author() const {
        const auto found = texts_.find("author");
        if (found == texts_.end() || texts_.contains("dc:creator")) return first_of({"dc:creator"});
        const Span inside = found->second.bytes;
        XmlScan scan(collector_.bytes().substr(0, static_cast<std::size_t>(inside.end)), inside.begin);
        std::int64_t begin = -1;
        while (scan.more()) {
            const auto piece = scan.next();
            if (!piece) continue;
            if (piece->is(XmlPiece::Kind::open, "name")) begin = piece->bytes.end;
            if (piece->is(XmlPiece::Kind::close, "name") && begin >= 0)
                return text_in(trimmed_json(collector_.bytes(), {begin, piece->bytes.begin}));
        }
        return text_in(found->second);
    }

    void take(Span bytes) {
        if (!collector_.is_whole(record_, bytes)) return;
        const FeedText* body = nullptr;
        for (const char* name : {"content:encoded", "content", "description", "summary"})
            if (const auto found = texts_.find(name);
                !body && found != texts_.end() && found->second.bytes.length() > 0)
                body = &found->second;
        PostFacts facts;
        facts.kind = PostKind::document;
        facts.record = record_;
        facts.record_bytes = bytes;
        facts.url = link_.empty() ? first_of({"link"}) : link_;
        facts.native_id = first_of({"guid", "id"});
        if (facts.native_id.empty()) facts.native_id = facts.url;
        facts.author_name = author();
        facts.created = first_of({"pubDate", "published", "dc:date", "updated"});
        if (body && body->mixed)
            return collector_.reject(
                record_, {ErrorCode::malformed_xml, "", 0, body->bytes.begin, "a text partly in CDATA, partly not"});
        if (body) {
            facts.has_body = true;
            facts.body_bytes = body->bytes;
            facts.body_encoding = body->encoding;
            const std::string text = text_in(*body);
            facts.body_is_html = text.find('<') != std::string::npos && text.find('>') != std::string::npos;
        }
        ThreadFacts thread;
        thread.record = record_;
        thread.record_bytes = bytes;
        thread.native_id = "document:" + (facts.native_id.empty() ? sha256_hex(collector_.bytes_of(bytes)).substr(0, 24)
                                                                  : facts.native_id);
        thread.created = facts.created;
        if (const auto title = texts_.find("title"); title != texts_.end() && !title->second.mixed) {
            thread.title = text_in(title->second);
            thread.title_in_source = true;
            thread.title_bytes = title->second.bytes;
            thread.title_encoding = title->second.encoding;
        }
        facts.thread = thread.native_id;
        if (body) collector_.add_thread(thread);
        collector_.add_post(facts);
    }

    Collector& collector_;
    XmlScan scan_;
    std::map<std::string, FeedText> texts_;
    std::string link_;
    std::int64_t record_ = 0;
};

}  // namespace

Result<void> read_feed(Collector& collector, const ColumnMap&) {
    FeedReader(collector).read();
    return {};
}

}  // namespace agon
