#include "fuzz/import_body.hpp"

#include <map>

#include "src/threads/threads.hpp"
#include "src/verdict/decode.hpp"

namespace agon {
namespace {

/// A disk that forgets everything.
class MemoryDisk final : public Disk {
  public:
    Result<std::string> read_file(const std::string& path) override {
        const auto found = files_.find(path);
        if (found == files_.end()) return Error{ErrorCode::file_missing, path, 0, -1, ""};
        return found->second;
    }
    Result<void> write_file(const std::string& path, std::string_view bytes) override {
        files_[path] = std::string(bytes);
        return {};
    }
    bool exists(const std::string& path) override { return files_.contains(path); }
    Result<void> make_folder(const std::string&) override { return {}; }
    Result<std::vector<std::string>> list_folder(const std::string&) override { return std::vector<std::string>{}; }
    Result<void> remove_file(const std::string& path) override {
        files_.erase(path);
        return {};
    }
    std::map<std::string, std::string> files_;
};

void check_post(const Post& post, const std::string& source) {
    const auto size = static_cast<std::int64_t>(source.size());
    VERIFY(0 <= post.record_begin && post.record_begin <= post.record_end && post.record_end <= size);
    VERIFY(0 <= post.body_begin && post.body_begin < post.body_end && post.body_end <= size);
    const std::string_view raw = std::string_view(source).substr(
        static_cast<std::size_t>(post.body_begin), static_cast<std::size_t>(post.body_end - post.body_begin));
    const auto text = decode_field(raw, post.body_encoding, post.body_begin);
    VERIFY(text.ok() && !text->text.empty());
    VERIFY(first_invalid_utf8(text->text) < 0);
    VERIFY(marks_of(post.body_encoding) == FieldEncoding::xml_text ||
           unescape_field(raw, enum_name(post.body_encoding)) == text->text);
    if (post.body_is_html) html_to_text(*text);
}

void check_case(MemoryDisk& disk, const Threads& threads) {
    std::map<std::string, std::string> sources;
    for (const SourceFile& source : threads.sources) {
        const auto bytes = read_source(disk, "case", source);
        VERIFY(bytes.ok());
        sources[source.sha256] = *bytes;
    }
    for (const Post& post : threads.posts) {
        VERIFY(sources.contains(post.source));
        check_post(post, sources[post.source]);
    }
    for (const Reject& reject : threads.rejects) {
        VERIFY(!reject.reason.empty() && reject.reason.find('\n') == std::string::npos);
        VERIFY(reject.offset >= 0 && reject.offset <= static_cast<std::int64_t>(sources[reject.source].size()));
        VERIFY(reject.record > 0);
    }
    for (const Vote& vote : threads.votes) VERIFY(vote.value >= -1 && vote.value <= 1);
}

void fuzz_html(std::string_view bytes) {
    if (first_invalid_utf8(bytes) >= 0) return;
    const auto field = decode_field(bytes, FieldEncoding::plain, 0);
    VERIFY(field.ok());
    const HtmlText text = html_to_text(*field);
    VERIFY(first_invalid_utf8(text.mapped.text) < 0);
    std::int64_t last = 0;
    for (const SourceRun& run : text.mapped.runs) {
        VERIFY(run.source_begin >= last && run.source_begin + run.source_length <= static_cast<std::int64_t>(bytes.size()));
        last = run.source_begin;
    }
    visible_text(bytes);
}

}  // namespace

std::vector<std::string> fuzz_targets() {
    std::vector<std::string> targets = {"auto", "packed", "html"};
    for (const auto& [format, platform] : import_formats()) targets.push_back(format);
    return targets;
}

void fuzz_import(const std::string& target, std::string_view bytes) {
    if (target == "html") return fuzz_html(bytes);
    MemoryDisk disk;
    disk.files_["in/2020-01-02-input.txt"] = std::string(bytes);
    disk.files_["in/input"] = std::string(bytes);
    ImportOptions options;
    if (target != "auto" && target != "packed") options.format = target;
    options.limits.bytes = options.limits.member_bytes = 8 << 20;
    options.limits.members = 100;
    const std::vector<std::string> files = {target == "documents" ? "in/2020-01-02-input.txt" : "in/input"};
    const auto outcome = import_files(disk, "case", files, options);
    VERIFY(outcome.ok());
    for (const Error& error : outcome->file_errors) VERIFY(error.line().find('\n') == std::string::npos);
    if (!disk.exists("case/manifest.json")) return;
    check_case(disk, outcome->threads);
    const std::map<std::string, std::string> before = disk.files_;
    const auto again = import_files(disk, "case", files, options);
    VERIFY(again.ok() && again->new_posts == 0 && again->new_rejects == 0 && disk.files_ == before);
    for (const char* format : {"jsonl", "4cat"}) {
        const auto exported = export_threads(disk, "case", format);
        VERIFY(exported.ok());
        disk.files_["in/exported"] = *exported;
        MemoryDisk other;
        other.files_ = disk.files_;
        const auto returned = import_files(other, std::string("back"), {"in/exported"}, {});
        VERIFY(returned.ok());
    }
}

}  // namespace agon
