// documents: a text or HTML file dated by its name, 2013-05-12-title.txt. Speeches, editorials and reports come this
// way. Text: the first line is the title, the rest the body. HTML: <title> and <body>. White space around is left out.
#include <algorithm>

#include "src/threads/json_tree.hpp"
#include "src/threads/readers.hpp"

namespace agon {
namespace {

struct DocumentParts {
    Span title, body;
    bool is_html = false;
};

DocumentParts parts_of_text(std::string_view bytes, Span all) {
    const auto line_end = static_cast<std::int64_t>(
        std::min(bytes.find('\n', static_cast<std::size_t>(all.begin)), static_cast<std::size_t>(all.end)));
    return {trimmed_json(bytes, {all.begin, line_end}), trimmed_json(bytes, {line_end, all.end}), false};
}

/// The inside of the first element of that name; `otherwise` if there is none.
Span inside_of(std::string_view bytes, std::string_view name, Span otherwise) {
    for (std::size_t at = bytes.find('<'); at != std::string_view::npos; at = bytes.find('<', at + 1)) {
        const std::string_view tag = bytes.substr(at + 1, name.size());
        if (fold_for_matching(tag) != name || bytes.substr(at + 1 + name.size(), 1).find_first_of("> \t\r\n") != 0)
            continue;
        const std::size_t open = bytes.find('>', at);
        if (open == std::string_view::npos) return otherwise;
        std::size_t close = open;
        do close = bytes.find("</", close + 1);
        while (close != std::string_view::npos && fold_for_matching(bytes.substr(close + 2, name.size())) != name);
        return trimmed_json(
            bytes, {static_cast<std::int64_t>(open) + 1, static_cast<std::int64_t>(std::min(close, bytes.size()))});
    }
    return otherwise;
}

DocumentParts parts_of_html(std::string_view bytes, Span all) {
    return {inside_of(bytes, "title", {all.begin, all.begin}), inside_of(bytes, "body", all), true};
}

}  // namespace

Result<void> read_document(Collector& collector, const ColumnMap&) {
    const std::string_view bytes = collector.bytes();
    const Span all = trimmed_json(bytes, {collector.begin(), static_cast<std::int64_t>(bytes.size())});
    if (all.length() == 0) return Error{ErrorCode::file_empty, "", 0, -1, ""};
    const bool is_html = bytes[static_cast<std::size_t>(all.begin)] == '<';
    const DocumentParts parts = is_html ? parts_of_html(bytes, all) : parts_of_text(bytes, all);
    ThreadFacts thread;
    thread.record = 1;
    thread.title_bytes = parts.title;
    thread.title = std::string(collector.bytes_of(thread.title_bytes));
    thread.title_in_source = true;
    thread.created = date_of(collector.file_name());
    PostFacts facts;
    facts.kind = PostKind::document;
    facts.record = 1;
    facts.record_bytes = all;
    facts.body_bytes = parts.body;
    facts.has_body = true;
    facts.body_is_html = is_html;
    facts.created = thread.created;
    const std::string_view body = collector.bytes_of(facts.body_bytes);
    const std::string content = thread.created + '\n' + thread.title + '\n' + std::string(body);
    facts.thread = thread.native_id = "document:" + sha256_hex(content).substr(0, 24);
    if (!body.empty()) collector.add_thread(thread);
    collector.add_post(facts);
    return {};
}

}  // namespace agon
