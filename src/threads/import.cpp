// IMPORT: every file is unpacked, decoded, recognised and handed to its reader; what the readers gathered is folded
// into the case, and only then anything is written. A file that cannot be used is named and leaves nothing behind.
#include <simdjson.h>

#include <future>
#include <set>
#include <utility>

#include "src/threads/case_files.hpp"
#include "src/threads/decoding.hpp"
#include "src/threads/json_tree.hpp"
#include "src/threads/merge.hpp"
#include "src/threads/readers.hpp"
#include "src/threads/unpack.hpp"

namespace agon {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr const char* kStandardInput = "/dev/stdin";

std::string name_of_file(const std::string& path) {
    return path == kStandardInput ? "-" : path.substr(path.rfind('/') + 1);
}

std::string folder_of_file(const std::string& path) {
    const std::size_t end = path.rfind('/');
    if (end == std::string::npos || path == kStandardInput) return "";
    return name_of_file(path.substr(0, end));
}

Result<const Format*> known_format(const std::string& name) {
    if (const Format* found = format_called(name)) return found;
    std::string known;
    for (const Format& format : formats()) known += (known.empty() ? "" : ", ") + std::string(format.name);
    return Error{ErrorCode::unknown_format, "", 0, -1, '"' + name + "\"; known: " + known};
}

/// Where posts come from: as the user says, else as the format says; a Stack Exchange dump lies in a folder named after
/// its site, and every site counts its own ids.
std::string platform_of(const ImportOptions& options, const Format& format, const std::string& folder) {
    if (!options.platform.empty()) return options.platform;
    if (format.name == "stack_exchange" && folder.find('.') != std::string::npos) return folder;
    return std::string(format.platform);
}

/// What one file gave, and its sources.
struct FileRead {
    std::vector<Gathered> gathered;
    std::vector<NewSource> sources;  // parallel
};

/// A file of lines. Of each piece the lines that are whole are handed over; the beginning of one more waits for the
/// next piece.   "a\nb\nc" "d\ne"  ->  "a\nb\n"  "cd\n"  "e"
class LinesInPieces {
  public:
    explicit LinesInPieces(FileReader& file) : file_(file) {}

    /// Takes the next piece.
    Result<void> next() {
        const std::size_t waiting = end_ - whole_;
        if (waiting > 0 && whole_ > 0)
            std::copy_n(buffer_.begin() + static_cast<std::ptrdiff_t>(whole_), waiting, buffer_.begin());
        base_ += static_cast<std::int64_t>(whole_);
        if (buffer_.size() < waiting + kSourcePiece + kJsonPadding)
            buffer_.resize(waiting + kSourcePiece + kJsonPadding);
        begin_ = end_ = waiting;
        while (end_ - begin_ < kSourcePiece) {
            TRY(const std::size_t count, file_.read(buffer_.data() + end_, kSourcePiece - (end_ - begin_)));
            if (count == 0) break;
            end_ += count;
        }
        const std::size_t line_end = buffer().rfind('\n');
        whole_ = is_last() ? end_ : line_end == std::string_view::npos ? 0 : line_end + 1;
        return {};
    }

    bool at_end() const { return end_ == 0; }
    std::string_view buffer() const { return std::string_view(buffer_).substr(0, end_); }
    std::string_view piece() const { return buffer().substr(begin_); }
    std::string_view whole_lines() const { return buffer().substr(0, whole_); }
    /// Where whole_lines() begin in the file.
    std::int64_t base() const { return base_; }

  private:
    bool is_last() const { return end_ - begin_ < kSourcePiece; }

    FileReader& file_;
    std::string buffer_;
    std::size_t begin_ = 0, whole_ = 0, end_ = 0;
    std::int64_t base_ = 0;
};

class MemberReader {
  public:
    explicit MemberReader(const ImportOptions& options) : options_(options) {}

    Result<FileRead> read(ArchiveMember& member) {
        if (first_invalid_utf8(member.name) >= 0) return Error{ErrorCode::not_text, "", 0, -1, "the name of the file"};
        TRY(const ColumnMap columns, ColumnMap::from(options_.column_map));
        if (!member.parts.empty()) return read_book(member, columns);
        return read_text(member, columns);
    }

    /// A file of lines, a piece in memory at a time. nullopt: it is no such file, or has bytes that are no UTF-8;
    /// `member.bytes` are then those that were taken from `file`.
    Result<std::optional<FileRead>> read_lines(Disk& disk, FileReader& file, const std::string& aside,
                                               ArchiveMember& member) {
        LinesInPieces lines(file);
        TRY_VOID(lines.next());
        TRY(const ColumnMap columns, ColumnMap::from(options_.column_map));
        const Format* format = file.size() > static_cast<std::int64_t>(kSourcePiece)
                                   ? format_of_lines(lines.buffer(), member.name, options_.format, columns)
                                   : nullptr;
        member.bytes = lines.buffer();
        if (!format || first_invalid_utf8(member.name) >= 0) return std::optional<FileRead>();
        SourceFile source = source_of(member, *format);
        source.bytes = file.size();
        Collector collector(std::move(source), member.folder, {}, {});
        const ColumnMap own = format->layout ? ColumnMap(format->layout->slots) : columns;
        FlatLines records(collector, own, ReadFlat(format->layout));
        SourcePacker packer(file.size());
        NewSource stored;
        while (!lines.at_end()) {
            auto packing = std::async(std::launch::async, [&] { return packer.pack(lines.piece()); });
            const bool is_text = simdjson::validate_utf8(lines.whole_lines());
            collector.move_on(lines.whole_lines(), lines.base());
            if (is_text) records.read();
            const auto packed = packing.get();
            if (!is_text) return std::optional<FileRead>();
            if (!packed) return packed.error();
            TRY_VOID(stored.append(disk, aside, options_.memory_bytes, *packed));
            TRY_VOID(lines.next());
        }
        TRY(const PackedSource named, packer.finish());
        collector.name_source(named.sha256, named.stored_sha256);
        FileRead read;
        read.gathered.push_back(collector.take());
        read.sources.push_back(std::move(stored));
        return std::optional<FileRead>(std::move(read));
    }

  private:
    SourceFile source_of(const ArchiveMember& member, const Format& format) const {
        SourceFile source;
        source.name = member.name;
        source.bytes = static_cast<std::int64_t>(member.bytes.size());
        source.format = format.name;
        source.platform = platform_of(options_, format, member.folder);
        source.stream = options_.stream;
        source.topic = options_.topic;
        source.container = member.container;
        return source;
    }

    Result<FileRead> read_text(ArchiveMember& member, const ColumnMap& columns) {
        const std::size_t size = member.bytes.size();
        if (size == 0 || member.bytes == kByteOrderMark) return Error{ErrorCode::file_empty, "", 0, -1, ""};
        DecodedFile decoded;
        if (!simdjson::validate_utf8(member.bytes) || member.bytes.starts_with(kByteOrderMark)) {
            TRY(decoded, decode_file(member.bytes));
        }
        std::string& text = decoded.charset == Charset::utf8 ? member.bytes : decoded.characters.text;
        const std::size_t text_size = text.size();
        text.append(kJsonPadding, '\0');
        const std::string_view content = std::string_view(text).substr(0, text_size);
        const std::string base = member.name.substr(member.name.rfind('/') + 1);
        auto format = options_.format == "auto" ? sniff_format(content, base, columns) : known_format(options_.format);
        if (!format) return format.error();
        const std::string_view original = std::string_view(member.bytes).substr(0, size);
        SourceFile source = source_of(member, **format);
        source.bytes = static_cast<std::int64_t>(size);
        source.charset = decoded.charset;
        source.charset_ground = decoded.ground;
        source.sha256 = sha256_hex(original);
        TRY(std::string packed, compress_source(original));
        source.stored_sha256 = sha256_hex(packed);
        FileRead read;
        read.sources.emplace_back(std::move(packed));
        Collector collector(std::move(source), member.folder, content, decoded.damage);
        TRY_VOID(read_as(**format, collector, columns));
        text.resize(text_size);
        read.gathered.push_back(collector.take());
        move_to_source(read.gathered[0], decoded);
        return read;
    }

    Result<FileRead> read_book(const ArchiveMember& member, const ColumnMap& columns) {
        TRY(const Format* format, known_format(options_.format == "auto" ? "xlsx" : options_.format));
        FileRead read;
        const Workbook book{member.name, member.folder, member.parts};
        TRY(read.gathered, read_workbook(book, source_of(member, *format), options_.format, columns));
        for (Gathered& part : read.gathered) {
            const std::string& bytes = member.parts.at(part.source.name.substr(member.name.size() + 1));
            if (const std::int64_t bad = first_invalid_utf8(bytes); bad >= 0)
                return Error{ErrorCode::not_text, "", 0, bad, part.source.name};
            TRY(std::string compressed, compress_source(bytes));
            part.source.stored_sha256 = sha256_hex(compressed);
            read.sources.emplace_back(std::move(compressed));
        }
        return read;
    }

    const ImportOptions& options_;
};

/// Text identities of posts in the case, for the few whose id comes again; keeps the last source in memory.
class StoredTexts {
  public:
    StoredTexts(Disk& disk, std::string case_folder, const std::vector<SourceFile>& sources)
        : disk_(disk), case_folder_(std::move(case_folder)) {
        for (const SourceFile& source : sources) sources_.emplace(source.sha256, source);
    }

    Result<std::int64_t> key_of(const PostRow& post) {
        TRY_VOID(open(std::string(post.source)));
        const auto size = static_cast<std::int64_t>(bytes_.size());
        if (post.body_begin < 0 || post.body_begin > post.body_end || post.body_end > size)
            return Error{ErrorCode::case_damaged, opened_, post.record, post.body_begin, "text outside its source"};
        const auto raw = std::string_view(bytes_).substr(static_cast<std::size_t>(post.body_begin),
                                                         static_cast<std::size_t>(post.body_end - post.body_begin));
        TRY(const MappedText text, decode_field(raw, post.body_encoding, post.body_begin));
        return text_key_of(text.text, post.body_is_html != 0);
    }

  private:
    Result<void> open(const std::string& sha256) {
        if (opened_ == sha256) return {};
        const auto source = sources_.find(sha256);
        if (source == sources_.end())
            return Error{ErrorCode::case_damaged, case_folder_, 0, -1, "a post names source " + sha256 + ", not known"};
        TRY(bytes_, read_source(disk_, case_folder_, source->second));
        opened_ = sha256;
        return {};
    }

    Disk& disk_;
    std::string case_folder_;
    std::map<std::string, SourceFile> sources_;
    std::string opened_, bytes_;
};

/// Reads all files, one in memory at a time.
class Reading {
  public:
    Reading(Disk& disk, std::string case_folder, const ImportOptions& options, const std::vector<SourceFile>& known,
            ImportSummary& outcome)
        : disk_(disk), case_folder_(std::move(case_folder)), options_(options), outcome_(outcome), reader_(options) {
        for (const SourceFile& source : known) known_.insert(source.sha256);
    }

    void read(const std::string& path) {
        if (const auto outcome = read_file(path); !outcome) outcome_.file_errors.push_back(outcome.error());
    }

    NewSources new_sources;  // by digest
    std::vector<Gathered> gathered;
    std::set<std::string> forgotten;  // sources as they were before agon forget

  private:
    Result<void> read_file(const std::string& path) {
        TRY(auto file, disk_.open_file(path));
        ArchiveMember member;
        member.name = name_of_file(path);
        member.folder = folder_of_file(path);
        const std::string aside =
            case_folder_ + "/sources/incoming-" + std::to_string(new_sources.size()) + std::string(kAside);
        auto read = reader_.read_lines(disk_, *file, aside, member);
        if (!read) {
            Error error = read.error();
            error.file = path;
            return error;
        }
        if (*read) {
            take_all(member.name, std::move(**read));
            return {};
        }
        TRY_VOID(read_whole(path, std::move(file), member));
        const std::size_t errors = outcome_.file_errors.size();
        unpack(
            std::move(member), options_.limits, [&](ArchiveMember inner) { take(std::move(inner)); },
            outcome_.file_errors);
        for (std::size_t i = errors; i < outcome_.file_errors.size(); ++i) {  // as the user wrote it
            Error& error = outcome_.file_errors[i];
            const std::string name = name_of_file(path);
            error.file =
                error.file.starts_with(name) ? path + error.file.substr(name.size()) : path + ": " + error.file;
        }
        return {};
    }

    /// The rest of a file whose beginning is there, or all of one that can be opened again.
    Result<void> read_whole(const std::string& path, std::unique_ptr<FileReader> file, ArchiveMember& member) {
        if (file->size() >= 0 && member.bytes.size() >= kSourcePiece) {
            file.reset();
            TRY(member.bytes, disk_.read_file(path));
            return {};
        }
        std::vector<char> piece(kSourcePiece);
        for (;;) {
            TRY(const std::size_t count, file->read(piece.data(), piece.size()));
            if (count == 0) return {};
            member.bytes.append(piece.data(), count);
        }
    }

    void take(ArchiveMember member) {
        auto read = reader_.read(member);
        if (read) return take_all(member.name, std::move(*read));
        Error error = read.error();
        error.file = member.name;
        outcome_.file_errors.push_back(std::move(error));
    }

    void take_all(const std::string& name, FileRead read) {
        for (const Gathered& part : read.gathered)
            if (forgotten.contains(part.source.sha256)) {
                outcome_.file_errors.push_back(
                    {ErrorCode::usage, name, 0, -1,
                     "an author was forgotten from this file; importing it again would bring "
                     "the author back"});
                return;
            }
        for (std::size_t i = 0; i < read.gathered.size(); ++i) {
            const std::string& sha256 = read.gathered[i].source.sha256;
            outcome_.read.push_back(read.gathered[i].source);
            if (!known_.contains(sha256)) new_sources.try_emplace(sha256, std::move(read.sources[i]));
            gathered.push_back(std::move(read.gathered[i]));
        }
    }

    Disk& disk_;
    const std::string case_folder_;
    const ImportOptions& options_;
    std::set<std::string> known_;  // sources that are in the case
    ImportSummary& outcome_;
    MemberReader reader_;
};

}  // namespace

Result<ImportSummary> import_into_case(Disk& disk, const std::string& case_folder,
                                       const std::vector<std::string>& files, const ImportOptions& options) {
    ImportSummary outcome;
    TRY(CaseRows rows, read_case_rows(disk, case_folder));
    sort_by_id(rows);
    Reading reading(disk, case_folder, options, rows.sources, outcome);
    TRY(const Manifest manifest, Manifest::load(disk, case_folder));
    if (const auto forget = manifest.stages.find("forget"); forget != manifest.stages.end())
        for (const auto& [now, earlier] : forget->second.parameters) reading.forgotten.insert(earlier);
    for (const std::string& path : files) reading.read(path);
    if (!reading.gathered.empty()) {
        StoredTexts stored(disk, case_folder, rows.sources);
        TRY(const MergeCounts counts,
            merge_into(rows, std::move(reading.gathered), [&](const PostRow& post) { return stored.key_of(post); }));
        outcome.new_posts = counts.new_posts;
        outcome.known_posts = counts.known_posts;
        outcome.new_rejects = counts.new_rejects;
        TRY_VOID(write_case(disk, case_folder, rows, std::move(reading.new_sources)));
    }
    outcome.post_count = static_cast<std::int64_t>(rows.posts.size());
    outcome.thread_count = static_cast<std::int64_t>(rows.threads.size());
    outcome.vote_count = static_cast<std::int64_t>(rows.votes.size());
    outcome.rejects = std::move(rows.rejects);
    return outcome;
}

Result<ImportOutcome> import_files(Disk& disk, const std::string& case_folder, const std::vector<std::string>& files,
                                   const ImportOptions& options) {
    TRY(ImportSummary summary, import_into_case(disk, case_folder, files, options));
    ImportOutcome outcome{std::move(summary), {}};
    TRY(outcome.threads, read_threads_or_none(disk, case_folder));
    return outcome;
}

}  // namespace agon
