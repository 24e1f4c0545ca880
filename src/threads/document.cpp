// documents: a plain text file, its first line the title, the rest the body; dated by its name, 2013-05-12-title.txt.
// Speeches, editorials and reports come this way. White space around the body is left out of its span.
#include <algorithm>

#include "src/threads/json_tree.hpp"
#include "src/threads/reading.hpp"

namespace agon {

Result<void> read_document(Collector& collector, std::int64_t begin) {
    const std::string_view bytes = collector.bytes();
    const Span all = trimmed_json(bytes, {begin, static_cast<std::int64_t>(bytes.size())});
    const auto line_end = static_cast<std::int64_t>(
        std::min(bytes.find('\n', static_cast<std::size_t>(all.begin)), static_cast<std::size_t>(all.end)));
    ThreadFacts thread;
    thread.title_bytes = trimmed_json(bytes, {all.begin, line_end});
    thread.title = std::string(collector.bytes_of(thread.title_bytes));
    thread.title_in_source = true;
    thread.created = date_of(collector.source().name);
    PostFacts facts;
    facts.kind = PostKind::document;
    facts.record = 1;
    facts.record_bytes = all;
    facts.body_bytes = trimmed_json(bytes, {line_end, all.end});
    facts.has_body = true;
    facts.created = thread.created;
    const std::string_view body = collector.bytes_of(facts.body_bytes);
    const std::string content = thread.created + '\n' + thread.title + '\n' + std::string(body);
    facts.thread = thread.native_id = "document:" + sha256_hex(content).substr(0, 24);
    if (!body.empty()) collector.add_thread(thread);
    collector.add_post(facts);
    return {};
}

}  // namespace agon
