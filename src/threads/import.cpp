// IMPORT: every file is read whole, recognised, and handed to its reader; what the readers gathered is folded into the
// case, and only then anything is written. A file that cannot be used is named and leaves nothing behind.
#include <utility>

#include "src/threads/case_files.hpp"
#include "src/threads/json_tree.hpp"
#include "src/threads/merge.hpp"

namespace agon {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

std::string name_of_file(const std::string& path) {
    return path.substr(path.rfind('/') + 1);
}

Result<void> read_records(Collector& collector, const std::string& format, const ColumnMap& columns) {
    const std::int64_t begin = collector.bytes().starts_with(kByteOrderMark) ? 3 : 0;
    if (format == "zhihu_api_json") return read_zhihu_pages(collector, begin);
    if (format == "hotdaily_json") return read_hotdaily(collector, begin);
    if (format == "jsonl") return read_jsonl(collector, begin, columns);
    if (format == "csv") return read_csv(collector, begin, columns);
    if (format == "documents") return read_document(collector, begin);
    return Error{ErrorCode::unknown_format, "", 0, -1,
                 '"' + format + "\"; known: zhihu_api_json, hotdaily_json, jsonl, csv, documents"};
}

/// What a file gave, and its compressed bytes.
struct FileRead {
    Gathered gathered;
    std::string compressed;
};

Result<FileRead> read_bytes(std::string bytes, const std::string& name, const ImportOptions& options) {
    const std::size_t size = bytes.size();
    bytes.append(kJsonPadding, '\0');
    const std::string_view content = std::string_view(bytes).substr(0, size);
    if (content.empty() || content == kByteOrderMark) return Error{ErrorCode::file_empty, "", 0, -1, ""};
    if (const std::int64_t bad = first_invalid_utf8(content); bad >= 0)
        return Error{ErrorCode::not_text, "", 0, bad, ""};
    if (first_invalid_utf8(name) >= 0) return Error{ErrorCode::not_text, "", 0, -1, "the name of the file"};
    TRY(const ColumnMap columns, ColumnMap::from(options.column_map));
    std::string format = options.format;
    if (format == "auto") {
        TRY(format, sniff_format(content, name, columns));
    }
    FileRead read;
    TRY(read.compressed, compress_source(content));
    SourceFile source{sha256_hex(content),
                      sha256_hex(read.compressed),
                      name,
                      static_cast<std::int64_t>(size),
                      format,
                      options.platform,
                      options.stream,
                      options.topic};
    Collector collector(std::move(source), content);
    TRY_VOID(read_records(collector, format, columns));
    read.gathered = collector.take();
    return read;
}

Result<FileRead> read_import_file(Disk& disk, const std::string& path, const ImportOptions& options) {
    TRY(std::string bytes, disk.read_file(path));
    auto read = read_bytes(std::move(bytes), name_of_file(path), options);
    if (read) return read;
    Error error = read.error();
    error.file = path;
    return error;
}

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
        return text_key_of(text, post.body_is_html != 0);
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

}  // namespace

Result<ImportOutcome> import_files(Disk& disk, const std::string& case_folder, const std::vector<std::string>& files,
                                   const ImportOptions& options) {
    ImportOutcome outcome;
    TRY(outcome.threads, read_threads_or_none(disk, case_folder));
    std::map<std::string, std::string> new_sources;
    for (const SourceFile& source : outcome.threads.sources) new_sources[source.sha256];  // known: not written again
    std::vector<Gathered> gathered;
    for (const std::string& path : files) {
        auto read = read_import_file(disk, path, options);
        if (!read) {
            outcome.file_errors.push_back(read.error());
            continue;
        }
        new_sources.try_emplace(read->gathered.source.sha256, std::move(read->compressed));
        gathered.push_back(std::move(read->gathered));
    }
    std::erase_if(new_sources, [](const auto& source) { return source.second.empty(); });
    if (gathered.empty()) return outcome;
    StoredTexts stored(disk, case_folder, outcome.threads.sources);
    TRY(const MergeCounts counts,
        merge_into(outcome.threads, std::move(gathered), [&](const Post& post) { return stored.key_of(post); }));
    outcome.new_posts = counts.new_posts;
    outcome.known_posts = counts.known_posts;
    outcome.new_rejects = counts.new_rejects;
    TRY_VOID(write_case(disk, case_folder, outcome.threads, new_sources));
    return outcome;
}

}  // namespace agon
