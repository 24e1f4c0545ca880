// A zip read with libarchive, and the text of its paragraphs taken without an XML tree: <w:t> elements between <w:p>s.
#include "src/verdict/word_document.hpp"

#include <archive.h>
#include <archive_entry.h>

#include <algorithm>
#include <array>
#include <map>
#include <memory>

namespace agon {
namespace {

constexpr std::size_t kLargestPart = 1ULL << 28;

std::string decoded(std::string_view xml) {
    static const std::map<std::string_view, char> entities = {{"amp", '&'}, {"lt", '<'}, {"gt", '>'}, {"quot", '"'}};
    std::string out;
    for (std::size_t at = 0; at < xml.size(); ++at) {
        const std::size_t end = xml[at] == '&' ? xml.find(';', at) : std::string_view::npos;
        const auto found =
            end == std::string_view::npos ? entities.end() : entities.find(xml.substr(at + 1, end - at - 1));
        if (found == entities.end()) {
            out += xml[at];
        } else {
            out += found->second;
            at = end;
        }
    }
    return out;
}

std::vector<std::string> paragraphs_of(const std::string& xml) {
    std::vector<std::string> out;
    std::string text;
    for (std::size_t at = xml.find('<'); at != std::string::npos; at = xml.find('<', at + 1)) {
        const std::string_view rest = std::string_view(xml).substr(at);
        if (rest.starts_with("</w:p>")) {
            if (!text.empty()) out.push_back(std::move(text));
            text.clear();
        }
        if (!rest.starts_with("<w:t ") && !rest.starts_with("<w:t>")) continue;
        const std::size_t begin = xml.find('>', at), end = xml.find("</w:t>", at);
        if (begin == std::string::npos || end == std::string::npos) break;
        text += decoded(std::string_view(xml).substr(begin + 1, end - begin - 1));
    }
    return out;
}

/// The block's text as the document has it: without the numbers of notes and without control characters.
std::string expected_text(const ShownBlock& block, std::size_t begin, std::size_t end) {
    std::string out;
    for (std::size_t i = begin; i < end; ++i) {
        const bool note = std::any_of(block.notes.begin(), block.notes.end(),
                                      [i](const ShownBlock::Note& n) { return i >= n.begin && i < n.end; });
        if (!note && static_cast<unsigned char>(block.text[i]) >= 0x20) out += block.text[i];
    }
    return out;
}

void expect(std::vector<std::string>& out, const ShownBlock& block) {
    std::size_t at = 0;
    while (at <= block.text.size()) {  // a cell is a paragraph
        const std::size_t end = std::min(block.text.find('\t', at), block.text.size());
        std::string text = expected_text(block, at, end);
        if (!text.empty()) out.push_back(std::move(text));
        at = end + 1;
    }
}

void compare(const std::vector<std::string>& expected, const std::vector<std::string>& found, const Tell& tell) {
    for (std::size_t i = 0; i < std::max(expected.size(), found.size()); ++i) {
        if (i >= found.size())
            return tell("missing_text", static_cast<std::int64_t>(i) + 1, expected[i].substr(0, 160));
        if (i >= expected.size() || expected[i] != found[i])
            tell("altered_text", static_cast<std::int64_t>(i) + 1, found[i].substr(0, 160));
    }
}

}  // namespace

WordDocument read_word_document(const std::string& bytes) {
    WordDocument out;
    const std::unique_ptr<archive, int (*)(archive*)> zip(archive_read_new(), archive_read_free);
    archive_read_support_format_zip(zip.get());
    if (archive_read_open_memory(zip.get(), bytes.data(), bytes.size()) != ARCHIVE_OK) return out;
    archive_entry* entry = nullptr;
    int status = ARCHIVE_OK;
    while ((status = archive_read_next_header(zip.get(), &entry)) == ARCHIVE_OK) {
        const std::string name = archive_entry_pathname(entry);
        std::string part;
        std::array<char, 65536> buffer{};
        la_ssize_t got = 0;
        while ((got = archive_read_data(zip.get(), buffer.data(), buffer.size())) > 0 && part.size() < kLargestPart)
            part.append(buffer.data(), static_cast<std::size_t>(got));
        if (got != 0) return {};
        if (name == "docProps/core.xml") {
            const std::string before = "agon-report ";
            const std::size_t at = part.find(before);
            if (at != std::string::npos) {
                out.report_id = part.substr(at + before.size(), 64);
                part.replace(at + before.size(), out.report_id.size(), out.report_id.size(), '0');
            }
        }
        out.sealed += name + '\n' + part + '\n';
        if (name == "word/document.xml") out.paragraphs = paragraphs_of(part);
        if (name == "word/footnotes.xml") out.footnotes = paragraphs_of(part);
    }
    if (status != ARCHIVE_EOF) return {};
    return out;
}

void compare_word_document(const std::vector<ShownBlock>& blocks, const WordDocument& document, const Tell& tell) {
    std::vector<std::string> paragraphs, footnotes;
    for (const ShownBlock& block : blocks) {
        if (block.kind == "endnote")
            expect(footnotes, block);
        else if (block.kind != "context")
            expect(paragraphs, block);
    }
    compare(paragraphs, document.paragraphs, tell);
    compare(footnotes, document.footnotes, tell);
}

}  // namespace agon
