#include "src/exports/material.hpp"

#include <archive.h>
#include <archive_entry.h>

#include <memory>

namespace agon {
namespace {

la_ssize_t append_bytes(archive* /*unused*/, void* out, const void* bytes, std::size_t size) {
    static_cast<std::string*>(out)->append(static_cast<const char*>(bytes), size);
    return static_cast<la_ssize_t>(size);
}

}  // namespace

Result<ArgumentTables> ArgumentTables::read(Disk& disk, const std::string& folder) {
    ArgumentTables t;
    TRY(t.threads, read_threads(disk, folder));
    TRY(t.corpus, read_corpus(disk, folder));
    TRY(t.segments, read_segments(disk, folder));
    TRY(t.debates, read_debates(disk, folder));
    TRY(t.camps, read_camps(disk, folder));
    TRY(t.points, read_points(disk, folder));
    for (const Post& p : t.threads.posts)
        if (p.newest) t.post[p.post] = &p;
    for (const Segment& s : t.segments.segments) t.segment[s.segment] = &s;
    for (const Thread& thread : t.threads.threads) t.thread[thread.thread] = &thread;
    for (const CleanPost& p : t.corpus.posts)
        if (const auto post = t.post.find(p.post); post != t.post.end())
            t.first_post.try_emplace(p.voice, post->second);
    return t;
}

std::string ArgumentTables::name_of(VoiceId voice) const {
    const auto first = first_post.find(voice);
    return first == first_post.end() || first->second->author_name.empty() ? "unnamed" : first->second->author_name;
}

const std::string& ArgumentTables::topic_of(const Debate& debate) const {
    return debate.proposition.empty() ? debate.question : debate.proposition;
}

const std::string& ArgumentTables::text_of(SegmentId id) const {
    static const std::string none;
    const auto found = segment.find(id);
    return found == segment.end() ? none : found->second->text;
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
        else if ((c >= 0x20 || c == U'\n' || c == U'\t') && c != 0xFFFE && c != 0xFFFF)
            out += text.substr(begin, at - begin);
    }
    return out;
}

std::string zip_of(const std::vector<std::pair<std::string, std::string>>& files) {
    std::string out;
    const std::unique_ptr<archive, int (*)(archive*)> zip(archive_write_new(), archive_write_free);
    archive_write_set_format_zip(zip.get());
    archive_write_set_bytes_in_last_block(zip.get(), 1);
    archive_write_open(zip.get(), &out, nullptr, append_bytes, nullptr);
    for (const auto& [name, bytes] : files) {
        const std::unique_ptr<archive_entry, void (*)(archive_entry*)> entry(archive_entry_new(), archive_entry_free);
        archive_entry_set_pathname(entry.get(), name.c_str());
        archive_entry_set_size(entry.get(), static_cast<la_int64_t>(bytes.size()));
        archive_entry_set_filetype(entry.get(), AE_IFREG);
        archive_entry_set_perm(entry.get(), 0644);
        archive_write_header(zip.get(), entry.get());
        archive_write_data(zip.get(), bytes.data(), bytes.size());
    }
    archive_write_close(zip.get());
    return out;
}

}  // namespace agon
