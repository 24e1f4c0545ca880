// The cited posts as references: BibTeX, RIS, CSL-JSON; and the quotes as W3C Web Annotations, found again by their
// words (TextQuoteSelector) and by their bytes in the imported file (DataPositionSelector).
#include <nlohmann/json.hpp>

#include "src/report/report.hpp"

namespace agon {
namespace {

using Json = nlohmann::ordered_json;

std::string key_of(const CitedPost& p) {
    return p.platform + "-" + (p.native_id.empty() ? std::to_string(p.number) : p.native_id);
}

/// Each post once, at its first quote.
std::vector<const CitedPost*> posts_once(const Report& report) {
    std::vector<const CitedPost*> out;
    for (const CitedPost& p : report.cited) {
        bool seen = false;
        for (const CitedPost* q : out) seen = seen || key_of(*q) == key_of(p);
        if (!seen) out.push_back(&p);
    }
    return out;
}

std::string bibtex_escaped(const std::string& text) {
    std::string out;
    for (const char c : text) {
        if (std::string_view("&%$#_{}").find(c) != std::string_view::npos) out += '\\';
        if (c == '\\')
            out += "\\textbackslash{}";
        else if (c == '~')
            out += "\\textasciitilde{}";
        else if (c == '^')
            out += "\\textasciicircum{}";
        else
            out += c;
    }
    return out;
}

std::string bibtex(const Report& report) {
    std::string out;
    for (const CitedPost* p : posts_once(report)) {
        std::string key;
        for (const char c : key_of(*p))
            if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-') key += c;
        out += "@misc{" + key + ",\n  author = {{" + bibtex_escaped(p->author) + "}},\n  title = {{" +
               bibtex_escaped(p->title) + "}},\n";
        if (!p->date.empty()) out += "  year = {" + p->date.substr(0, 4) + "},\n";
        if (p->date.size() > 4) out += "  date = {" + p->date + "},\n";
        out += "  howpublished = {" + bibtex_escaped(p->platform) + "},\n  note = {post " +
               bibtex_escaped(p->native_id) + "}\n}\n\n";
    }
    return out;
}

std::string ris(const Report& report) {
    std::string out;
    for (const CitedPost* p : posts_once(report)) {
        out += "TY  - BLOG\r\nAU  - " + p->author + "\r\nTI  - " + p->title + "\r\n";
        if (!p->date.empty()) out += "PY  - " + p->date.substr(0, 4) + "\r\n";
        if (p->date.size() == 10)
            out += "DA  - " + p->date.substr(0, 4) + "/" + p->date.substr(5, 2) + "/" + p->date.substr(8, 2) + "\r\n";
        out += "PB  - " + p->platform + "\r\nAN  - " + p->native_id + "\r\nER  - \r\n\r\n";
    }
    return out;
}

std::string csl(const Report& report) {
    Json out = Json::array();
    for (const CitedPost* p : posts_once(report)) {
        Json item = {{"id", key_of(*p)},
                     {"type", "post"},
                     {"author", Json::array({{{"literal", p->author}}})},
                     {"title", p->title},
                     {"container-title", p->platform},
                     {"number", p->native_id}};
        if (!p->date.empty()) {
            Json parts = Json::array({std::stoi(p->date.substr(0, 4))});
            if (p->date.size() == 10) {
                parts.push_back(std::stoi(p->date.substr(5, 2)));
                parts.push_back(std::stoi(p->date.substr(8, 2)));
            }
            item["issued"] = {{"date-parts", Json::array({parts})}};
        }
        out.push_back(std::move(item));
    }
    return out.dump(1) + "\n";
}

std::string annotations(const Report& report) {
    Json items = Json::array();
    for (const CitedPost& p : report.cited) {
        Json selectors = Json::array(
            {{{"type", "TextQuoteSelector"}, {"exact", p.exact}, {"prefix", p.before}, {"suffix", p.after}}});
        if (!p.source.empty())
            selectors.push_back({{"type", "DataPositionSelector"}, {"start", p.source_begin}, {"end", p.source_end}});
        Json target = {{"source", p.source.empty() ? "urn:agon:withheld" : "urn:sha-256:" + p.source},
                       {"selector", std::move(selectors)}};
        items.push_back({{"id", "urn:agon:note:" + std::to_string(p.number)},
                         {"type", "Annotation"},
                         {"motivation", "highlighting"},
                         {"creator", {{"type", "Software"}, {"name", "agon " + report.tool_version}}},
                         {"body", {{"type", "TextualBody"}, {"value", p.author + " [" + p.date.substr(0, 4) + "]"}}},
                         {"target", std::move(target)}});
    }
    const Json page = {{"@context", "http://www.w3.org/ns/anno.jsonld"},
                       {"id", "urn:agon:annotations"},
                       {"type", "AnnotationPage"},
                       {"items", std::move(items)}};
    return page.dump(1) + "\n";
}

}  // namespace

std::string render_citations(const Report& report, std::string_view format) {
    if (format == "bib") return bibtex(report);
    if (format == "ris") return ris(report);
    return format == "csl.json" ? csl(report) : annotations(report);
}

}  // namespace agon
