#include "fuzz/import_body.hpp"

#include <algorithm>
#include <map>

#include "src/threads/lines_in_pieces.hpp"
#include "src/threads/member_reader.hpp"
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

bool is_one_line(const std::string& text) {
    return !text.empty() && text.find('\n') == std::string::npos;
}

template <class Text>
void check_post(const PostOf<Text>& post, const std::string& source) {
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

void check_reject(const Reject& reject, const std::string& source) {
    VERIFY(is_one_line(reject.reason));
    VERIFY(reject.offset >= 0 && reject.offset <= static_cast<std::int64_t>(source.size()));
    VERIFY(reject.record > 0);
}

/// A reject of a crawl.
void check_answer(const Reject& reject) {
    VERIFY(is_one_line(reject.reason) && is_one_line(reject.file) && first_invalid_utf8(reject.reason) < 0);
    VERIFY(reject.offset >= 0 && reject.record > 0 && !reject.source.empty());
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
    for (const Reject& reject : threads.rejects)
        if (const auto source = sources.find(reject.source); source != sources.end())
            check_reject(reject, source->second);
        else
            VERIFY(is_one_line(reject.reason) && is_one_line(reject.file));  // what it is about is no source
    for (const Vote& vote : threads.votes) VERIFY(vote.value >= -1 && vote.value <= 1);
}

std::string file_of(const std::string& target) {
    return target == "documents" ? "2020-01-02-input.txt" : "input";
}

ImportOptions options_of(const std::string& target) {
    ImportOptions options;
    if (target != "auto" && target != "packed") options.format = target;
    options.limits.bytes = options.limits.member_bytes = 8 << 20;
    options.limits.members = 100;
    options.rows_in_memory = 3;
    return options;
}

/// A file of lines that comes a few bytes at a time gives the rows that it gives as a whole.
void check_pieces(const Gathered& whole, const std::string& bytes, const ImportOptions& options) {
    const std::string padded = bytes + std::string(kJsonPadding, '\0');
    const auto columns = ColumnMap::from({});
    const Format* format =
        format_of_lines(std::string_view(padded).substr(0, bytes.size()), "input", options.format, *columns);
    if (!format || first_invalid_utf8(bytes) >= 0) return;
    MemoryDisk disk;
    disk.files_["input"] = bytes;
    const auto file = disk.open_file("input");
    LinesInPieces lines(**file, 1 + bytes.size() % 61);
    Collector collector(whole.source, "", {}, {});
    const ColumnMap own = format->layout ? ColumnMap(format->layout->slots) : *columns;
    FlatLines records(collector, own, ReadFlat(format->layout));
    for (VERIFY(lines.next().ok()); !lines.at_end(); VERIFY(lines.next().ok())) {
        collector.move_on(lines.whole_lines(), lines.base());
        records.read();
    }
    const Gathered pieces = collector.take();
    const auto place_of = [](const PostRow& post) {
        return std::tuple(post.post, post.thread, post.parent, post.record, post.record_begin, post.record_end,
                          post.body_begin, post.body_end);
    };
    VERIFY(pieces.text_keys == whole.text_keys && pieces.rejects.size() == whole.rejects.size());
    for (std::size_t i = 0; i < whole.posts.size(); ++i) VERIFY(place_of(pieces.posts[i]) == place_of(whole.posts[i]));
    for (std::size_t i = 0; i < whole.rejects.size(); ++i) {
        VERIFY(pieces.rejects[i].record == whole.rejects[i].record);
        VERIFY(pieces.rejects[i].offset == whole.rejects[i].offset);
    }
}

void check_member(const MemberReader& reader, ArchiveMember member, const ImportOptions& options) {
    const auto read = reader.read(member);
    if (!read) return VERIFY(is_one_line(read.error().line()));
    VERIFY(read->holds_nothing == read->gathered.empty());
    for (const Gathered& part : read->gathered) {
        const std::string& source = member.parts.empty()
                                        ? member.bytes
                                        : member.parts.at(part.source.name.substr(member.name.size() + 1));
        for (std::size_t i = 0; i < part.posts.size(); ++i) check_post(part.posts[i], source);
        for (const Reject& reject : part.rejects) check_reject(reject, source);
    }
    if (member.parts.empty() && !read->holds_nothing) check_pieces(read->gathered[0], member.bytes, options);
}

/// A workbook without its ZIP, whose check sums no change of bytes would pass: strings, styles and sheet, a zero byte
/// between them.
ArchiveMember book_of(std::string_view bytes) {
    ArchiveMember book;
    book.name = "book.xlsx";
    for (const char* part : {"xl/sharedStrings.xml", "xl/styles.xml", "xl/worksheets/sheet1.xml"}) {
        const std::size_t end = std::min(bytes.find('\0'), bytes.size());
        book.parts[part] = bytes.substr(0, end);
        bytes.remove_prefix(std::min(end + 1, bytes.size()));
    }
    return book;
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
    VERIFY(without_line_ends(visible_text(bytes)) == without_line_ends(text.mapped.text));
}

}  // namespace

std::vector<std::string> fuzz_targets() {
    std::vector<std::string> targets = {"auto", "packed", "html"};
    for (const auto& [format, platform] : import_formats()) targets.push_back(format);
    return targets;
}

void fuzz_reading(const std::string& target, std::string_view bytes) {
    if (target == "html") return fuzz_html(bytes);
    const ImportOptions options = options_of(target);
    const MemberReader reader(options);
    if (target == "xlsx" && !bytes.starts_with("PK")) return check_member(reader, book_of(bytes), options);
    ArchiveMember input;
    input.name = file_of(target);
    input.bytes = bytes;
    std::vector<Error> errors;
    std::vector<Reject> answers;
    unpack(
        std::move(input), options.limits, [&](ArchiveMember member) { check_member(reader, std::move(member), options); },
        errors, answers);
    for (const Reject& answer : answers) check_answer(answer);
    for (const Error& error : errors) VERIFY(is_one_line(error.line()));
}

void fuzz_import(const std::string& target, std::string_view bytes) {
    if (target == "html") return fuzz_html(bytes);
    MemoryDisk disk;
    const std::vector<std::string> files = {"in/" + file_of(target)};
    disk.files_[files[0]] = std::string(bytes);
    const ImportOptions options = options_of(target);
    const auto outcome = import_files(disk, "case", files, options);
    VERIFY(outcome.ok());
    for (const Error& error : outcome->file_errors) VERIFY(is_one_line(error.line()));
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
