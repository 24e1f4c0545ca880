// Inside room threads: XML that knows its bytes.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ground/outcome/outcome.hpp"
#include "ground/text/text.hpp"

namespace agon {

struct XmlAttribute {
    std::string_view name;
    Span value;  // without quotes
};

/// A tag, or the text between two tags.
struct XmlPiece {
    enum class Kind { open, close, empty, text, cdata };
    Kind kind = Kind::text;
    std::string_view name;  // of a tag
    Span bytes;             // the whole piece
    Span inside;            // of text and CDATA
    std::vector<XmlAttribute> attributes;

    bool is(Kind wanted, std::string_view tag) const { return kind == wanted && name == tag; }
    const XmlAttribute* find(std::string_view attribute) const;
};

/// Walks the pieces of a document; comments, processing instructions and the document type are passed over, entities
/// are left as they stand. After an error the walk goes on behind the next '<'.
class XmlScan {
  public:
    XmlScan(std::string_view bytes, std::int64_t begin) : bytes_(bytes), at_(static_cast<std::size_t>(begin)) {}
    bool more();
    /// Errors: malformed_xml with the offset at fault. REQUIRES: more().
    Result<XmlPiece> next();

  private:
    Result<XmlPiece> tag();
    Result<void> attributes(XmlPiece& piece);
    Error malformed(std::size_t at, const char* detail);
    bool pass(std::string_view open, std::string_view close);

    std::string_view bytes_;
    std::size_t at_;
    bool cdata_ends_ = true;  // false: no "]]>" follows, and is not searched for again
};

/// The decoded text of a span of XML text or of an attribute. Errors: malformed_xml.
Result<std::string> xml_text(std::string_view bytes, Span span);

}  // namespace agon
