#include "src/exports/material.hpp"

namespace agon {
Result<ArgumentTables> ArgumentTables::read(Disk& disk, const std::string& folder) {
    ArgumentTables t;
    TRY(t.threads, read_threads(disk, folder));
    TRY(t.corpus, read_corpus(disk, folder));
    TRY(t.segments, read_segments(disk, folder));
    TRY(t.debates, read_debates(disk, folder));
    TRY(t.camps, read_camps(disk, folder));
    TRY(t.points, read_points(disk, folder));
    t.index();
    return t;
}

void ArgumentTables::index() {
    for (const Post& p : threads.posts)
        if (p.newest) post[p.post] = &p;
    for (const Segment& s : segments.segments) segment[s.segment] = &s;
    for (const Thread& t : threads.threads) thread[t.thread] = &t;
    for (const CleanPost& p : corpus.posts)
        if (const auto found = post.find(p.post); found != post.end()) first_post.try_emplace(p.voice, found->second);
}

std::string ArgumentTables::name_of(VoiceId voice) const {
    const auto first = first_post.find(voice);
    return first == first_post.end() || first->second->author_name.empty() ? "unnamed" : first->second->author_name;
}

const std::string& ArgumentTables::text_of(SegmentId id) const {
    static const std::string none;
    const auto found = segment.find(id);
    return found == segment.end() ? none : found->second->text;
}

bool has_place_in_xml(char32_t c) {
    return (c >= 0x20 || c == U'\n' || c == U'\t') && c != 0xFFFE && c != 0xFFFF;
}

std::string xml_text(std::string_view text) {
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t begin = at;
        const char32_t c = next_code_point(text, at);
        if (c == U'&')
            out += "&amp;";
        else if (c == U'<')
            out += "&lt;";
        else if (c == U'>')
            out += "&gt;";
        else if (c == U'"')
            out += "&quot;";
        else if (has_place_in_xml(c))
            out += text.substr(begin, at - begin);
    }
    return out;
}

}  // namespace agon
