// IMPORT: every file is unpacked, decoded, recognised and handed to its reader; what the readers gathered is folded
// into the case, and only then anything is written. A file that cannot be used is named and leaves nothing behind.
#include <simdjson.h>

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

/// What one file gave, and the compressed bytes of its sources.
struct FileRead {
    std::vector<Gathered> gathered;
    std::vector<std::string> compressed;  // parallel
};

class FileReader {
  public:
    explicit FileReader(const ImportOptions& options) : options_(options) {}

    Result<FileRead> read(ArchiveMember& member) {
        if (first_invalid_utf8(member.name) >= 0) return Error{ErrorCode::not_text, "", 0, -1, "the name of the file"};
        TRY(const ColumnMap columns, ColumnMap::from(options_.column_map));
        if (!member.parts.empty()) return read_book(member, columns);
        return read_text(member, columns);
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
        FileRead read;
        read.compressed.emplace_back();
        TRY(read.compressed[0], compress_source(original));
        source.stored_sha256 = sha256_hex(read.compressed[0]);
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
            read.compressed.push_back(std::move(compressed));
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

    Result<std::int64_t> key_of(const Post& post) {
        TRY_VOID(open(post.source));
        const auto size = static_cast<std::int64_t>(bytes_.size());
        if (post.body_begin < 0 || post.body_begin > post.body_end || post.body_end > size)
            return Error{ErrorCode::case_damaged, post.source, post.record, post.body_begin, "text outside its source"};
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
    Reading(Disk& disk, const ImportOptions& options, ImportOutcome& outcome)
        : disk_(disk), options_(options), outcome_(outcome), reader_(options) {
        for (const SourceFile& source : outcome.threads.sources)
            new_sources[source.sha256];  // known: not written again
    }

    void read(const std::string& path) {
        auto bytes = disk_.read_file(path);
        if (!bytes) return outcome_.file_errors.push_back(bytes.error());
        ArchiveMember file;
        file.name = name_of_file(path);
        file.folder = folder_of_file(path);
        file.bytes = std::move(*bytes);
        const std::size_t errors = outcome_.file_errors.size();
        unpack(
            std::move(file), options_.limits, [&](ArchiveMember member) { take(std::move(member)); },
            outcome_.file_errors);
        for (std::size_t i = errors; i < outcome_.file_errors.size(); ++i) {  // as the user wrote it
            Error& error = outcome_.file_errors[i];
            const std::string name = name_of_file(path);
            error.file =
                error.file.starts_with(name) ? path + error.file.substr(name.size()) : path + ": " + error.file;
        }
    }

    std::map<std::string, std::string> new_sources;  // compressed bytes by digest; empty: known already
    std::vector<Gathered> gathered;
    std::set<std::string> forgotten;  // sources as they were before agon forget

  private:
    void take(ArchiveMember member) {
        auto read = reader_.read(member);
        if (!read) {
            Error error = read.error();
            error.file = member.name;
            outcome_.file_errors.push_back(std::move(error));
            return;
        }
        for (const Gathered& part : read->gathered)
            if (forgotten.contains(part.source.sha256)) {
                outcome_.file_errors.push_back(
                    {ErrorCode::usage, member.name, 0, -1,
                     "an author was forgotten from this file; importing it again would bring "
                     "the author back"});
                return;
            }
        for (std::size_t i = 0; i < read->gathered.size(); ++i) {
            outcome_.read.push_back(read->gathered[i].source);
            new_sources.try_emplace(read->gathered[i].source.sha256, std::move(read->compressed[i]));
            gathered.push_back(std::move(read->gathered[i]));
        }
    }

    Disk& disk_;
    const ImportOptions& options_;
    ImportOutcome& outcome_;
    FileReader reader_;
};

}  // namespace

Result<ImportOutcome> import_files(Disk& disk, const std::string& case_folder, const std::vector<std::string>& files,
                                   const ImportOptions& options) {
    ImportOutcome outcome;
    TRY(outcome.threads, read_threads_or_none(disk, case_folder));
    Reading reading(disk, options, outcome);
    TRY(const Manifest manifest, Manifest::load(disk, case_folder));
    if (const auto forget = manifest.stages.find("forget"); forget != manifest.stages.end())
        for (const auto& [now, before] : forget->second.parameters) reading.forgotten.insert(before);
    for (const std::string& path : files) reading.read(path);
    std::erase_if(reading.new_sources, [](const auto& source) { return source.second.empty(); });
    if (reading.gathered.empty()) return outcome;
    StoredTexts stored(disk, case_folder, outcome.threads.sources);
    TRY(const MergeCounts counts, merge_into(outcome.threads, std::move(reading.gathered),
                                             [&](const Post& post) { return stored.key_of(post); }));
    outcome.new_posts = counts.new_posts;
    outcome.known_posts = counts.known_posts;
    outcome.new_rejects = counts.new_rejects;
    TRY_VOID(write_case(disk, case_folder, outcome.threads, reading.new_sources));
    return outcome;
}

}  // namespace agon
