// XML with addresses. libxml2 parses XML, but gives lines, not the bytes of an attribute's value, and a quote needs
// those. So a scanner cuts a document into tags and text and says where each stands. It checks what its readers rely on
// (tags and quotes are closed, names are names) and no more: it is not a validating parser.
//   <row Id="7" Body="a &lt; b"/>     empty, name row, attributes Id [9,10) and Body [18,26)
#include "src/threads/xml_scan.hpp"

#include <algorithm>

namespace agon {
namespace {

constexpr std::string_view kSpace = " \t\r\n";

bool is_name_character(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == ':' ||
           c == '-' || c == '.' || static_cast<signed char>(c) < 0;
}

Span span(std::size_t begin, std::size_t end) {
    return {static_cast<std::int64_t>(begin), static_cast<std::int64_t>(end)};
}

}  // namespace

const XmlAttribute* XmlPiece::find(std::string_view attribute) const {
    for (const XmlAttribute& a : attributes)
        if (a.name == attribute) return &a;
    return nullptr;
}

Error XmlScan::malformed(std::size_t at, const char* detail) {
    at_ = std::min(bytes_.find('<', std::max(at, at_ + 1)), bytes_.size());
    return {ErrorCode::malformed_xml, "", 0, static_cast<std::int64_t>(at), detail};
}

/// Moves behind open ... close; false: it does not begin here. One that is not closed goes to the end.
bool XmlScan::pass(std::string_view open, std::string_view close) {
    if (bytes_.substr(at_, open.size()) != open) return false;
    const std::size_t end = bytes_.find(close, at_ + open.size());
    at_ = end == std::string_view::npos ? bytes_.size() : end + close.size();
    return true;
}

bool XmlScan::more() {
    while (pass("<!--", "-->") || pass("<?", "?>") || pass("<!DOCTYPE", ">")) {
    }
    return at_ < bytes_.size();
}

Result<XmlPiece> XmlScan::next() {
    if (bytes_[at_] == '<') return tag();
    XmlPiece piece;
    const std::size_t end = std::min(bytes_.find('<', at_), bytes_.size());
    piece.bytes = piece.inside = span(at_, end);
    at_ = end;
    return piece;
}

Result<XmlPiece> XmlScan::tag() {
    XmlPiece piece;
    const std::size_t begin = at_;
    constexpr std::string_view cdata = "<![CDATA[";
    if (bytes_.substr(at_, cdata.size()) == cdata) {
        const std::size_t end = cdata_ends_ ? bytes_.find("]]>", at_) : std::string_view::npos;
        cdata_ends_ = end != std::string_view::npos;
        if (!cdata_ends_) return malformed(begin, "a CDATA section is not closed");
        piece.kind = XmlPiece::Kind::cdata;
        piece.inside = span(begin + cdata.size(), end);
        at_ = end + 3;
        piece.bytes = span(begin, at_);
        return piece;
    }
    ++at_;
    const bool closes = at_ < bytes_.size() && bytes_[at_] == '/';
    if (closes) ++at_;
    piece.kind = closes ? XmlPiece::Kind::close : XmlPiece::Kind::open;
    const std::size_t name = at_;
    while (at_ < bytes_.size() && is_name_character(bytes_[at_])) ++at_;
    piece.name = bytes_.substr(name, at_ - name);
    if (piece.name.empty()) return malformed(begin, "a < begins no tag");
    TRY_VOID(attributes(piece));
    piece.bytes = span(begin, at_);
    return piece;
}

Result<void> XmlScan::attributes(XmlPiece& piece) {
    const std::size_t begin = at_;
    for (;;) {
        at_ = std::min(bytes_.find_first_not_of(kSpace, at_), bytes_.size());
        if (at_ == bytes_.size()) return malformed(begin, "a tag is not closed");
        if (bytes_[at_] == '>') {
            ++at_;
            return {};
        }
        if (bytes_.substr(at_, 2) == "/>") {
            piece.kind = XmlPiece::Kind::empty;
            at_ += 2;
            return {};
        }
        const std::size_t name = at_;
        while (at_ < bytes_.size() && is_name_character(bytes_[at_])) ++at_;
        const std::size_t name_end = at_;
        at_ = std::min(bytes_.find_first_not_of(kSpace, at_), bytes_.size());
        if (name == name_end || bytes_.substr(at_, 1) != "=") return malformed(name, "an attribute was expected");
        at_ = std::min(bytes_.find_first_not_of(kSpace, at_ + 1), bytes_.size());
        const char quote = at_ < bytes_.size() ? bytes_[at_] : ' ';
        if (quote != '"' && quote != '\'') return malformed(at_, "an attribute without quotes");
        const std::size_t end = bytes_.find(quote, at_ + 1);
        if (end == std::string_view::npos) return malformed(at_, "a quote is not closed");
        if (const std::size_t tag = bytes_.substr(at_, end - at_).find('<'); tag != std::string_view::npos)
            return malformed(at_ + tag, "a < stands in an attribute");
        piece.attributes.push_back({bytes_.substr(name, name_end - name), span(at_ + 1, end)});
        at_ = end + 1;
    }
}

Result<std::string> xml_text(std::string_view bytes, Span where) {
    TRY(MappedText mapped,
        decode_field(bytes.substr(static_cast<std::size_t>(where.begin), static_cast<std::size_t>(where.length())),
                     FieldEncoding::xml_text, where.begin));
    return std::move(mapped.text);
}

}  // namespace agon
