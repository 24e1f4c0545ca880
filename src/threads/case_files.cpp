// The case folder: sources by their digest, six tables, the manifest.
//
// An import either happens or does not. Everything new is written under other names first; then the files take their
// names, the manifest last. An import that is killed between two names leaves new tables beside old ones: the next one
// folds the same rows in again and ends at the same bytes, since folding is idempotent (merge.cpp).
#include "src/threads/case_files.hpp"

#include <zstd.h>

#include <algorithm>
#include <string_view>
#include <vector>

namespace agon {
namespace {

constexpr int kLevel = 3;
constexpr const char* kSources = "threads/sources.parquet";
constexpr const char* kQuestions = "threads/questions.parquet";
constexpr const char* kPosts = "threads/posts.parquet";
constexpr const char* kVotes = "threads/votes.parquet";
constexpr const char* kAuthors = "threads/authors.parquet";
constexpr const char* kRejects = "threads/rejects.parquet";

constexpr std::string_view kAside = ".new";

/// The files of one import. They are written aside, all of them, before the first takes its name: a disk that fills up
/// leaves the case as it was, since giving a name needs no room.
class Writes {
  public:
    Writes(Disk& disk, std::string folder) : disk_(disk), folder_(std::move(folder)) {}

    Result<void> write(const std::string& name, std::string_view bytes) {
        const std::string path = folder_ + '/' + name;
        if (disk_.exists(path)) {
            TRY(const std::string before, disk_.read_file(path));
            if (before == bytes) return {};
        }
        aside_.push_back(path);
        return disk_.write_file(path + std::string(kAside), bytes);
    }

    /// In the order of writing, so that the manifest, which vouches for the others, comes last.
    Result<void> put_in_place() {
        for (const std::string& path : aside_) TRY_VOID(disk_.rename_file(path + std::string(kAside), path));
        aside_.clear();
        return {};
    }

    void discard() {
        for (const std::string& path : aside_)
            if (const auto removed = disk_.remove_file(path + std::string(kAside)); !removed) continue;
    }

  private:
    Disk& disk_;
    std::string folder_;
    std::vector<std::string> aside_;
};

/// What a killed import left behind would stay for ever, since the next one may write other names.
void sweep(Disk& disk, const std::string& case_folder) {
    for (const char* folder : {"", "/threads", "/sources"}) {
        const auto names = disk.list_folder(case_folder + folder);
        if (!names) continue;
        for (const std::string& name : *names) {
            if (!name.ends_with(kAside) && !name.ends_with(".part")) continue;
            if (const auto removed = disk.remove_file(case_folder + folder + '/' + name); !removed) continue;
        }
    }
}

template <class Row>
Result<void> write_table(Writes& writes, Manifest& manifest, const char* name, const std::vector<Row>& rows) {
    TRY(const std::string bytes, to_parquet(rows));
    manifest.files[name] = {sha256_hex(bytes), static_cast<std::int64_t>(rows.size())};
    return writes.write(name, bytes);
}

/// What came in is what the tables say, so the key of this stage is the digest of its files.
void describe_stage(Manifest& manifest, const Threads& threads) {
    ManifestStage stage;
    for (const char* name : {kPosts, kQuestions, kVotes, kAuthors, kRejects, kSources}) stage.files.emplace_back(name);
    for (const SourceFile& source : threads.sources) stage.files.push_back(source_path(source.sha256));
    std::sort(stage.files.begin(), stage.files.end());
    std::string content;
    for (const std::string& file : stage.files) content += manifest.files[file].sha256 + "  " + file + '\n';
    stage.key = sha256_hex(content);
    manifest.stages["threads"] = std::move(stage);
}

Result<void> write_all(Writes& writes, Manifest& manifest, const Threads& threads,
                       const std::map<std::string, std::string>& new_sources) {
    std::erase_if(manifest.files, [](const auto& file) { return file.first.starts_with("sources/"); });
    for (const auto& [sha256, compressed] : new_sources) TRY_VOID(writes.write(source_path(sha256), compressed));
    for (const SourceFile& source : threads.sources)
        manifest.files[source_path(source.sha256)] = {source.stored_sha256, -1};
    TRY_VOID(write_table(writes, manifest, kSources, threads.sources));
    TRY_VOID(write_table(writes, manifest, kQuestions, threads.threads));
    TRY_VOID(write_table(writes, manifest, kPosts, threads.posts));
    TRY_VOID(write_table(writes, manifest, kVotes, threads.votes));
    TRY_VOID(write_table(writes, manifest, kAuthors, threads.authors));
    TRY_VOID(write_table(writes, manifest, kRejects, threads.rejects));
    describe_stage(manifest, threads);
    return {};
}

/// The six tables; a table that is not there is empty if `missing_is_empty`, or if the case is older than it.
Result<Threads> read_tables(Disk& disk, const std::string& case_folder, bool missing_is_empty) {
    TRY(const Manifest manifest, Manifest::load(disk, case_folder));
    Result<void> outcome;
    const auto read = [&]<class Row>(const char* name, int since, std::vector<Row>& rows) {
        const std::string path = case_folder + '/' + name;
        if (!outcome || ((missing_is_empty || since > manifest.schema) && !disk.exists(path))) return;
        auto found = read_rows<Row>(disk, path, manifest.schema);
        if (found)
            rows = std::move(*found);
        else
            outcome = found.error();
    };
    Threads threads;
    read(kSources, 1, threads.sources);
    read(kQuestions, 1, threads.threads);
    read(kPosts, 1, threads.posts);
    read(kVotes, 2, threads.votes);
    read(kAuthors, 2, threads.authors);
    read(kRejects, 1, threads.rejects);
    if (!outcome) return outcome.error();
    return threads;
}

}  // namespace

Result<std::string> compress_source(std::string_view bytes) {
    std::string out(ZSTD_compressBound(bytes.size()), '\0');
    const std::size_t size = ZSTD_compress(out.data(), out.size(), bytes.data(), bytes.size(), kLevel);
    if (ZSTD_isError(size)) return Error{ErrorCode::write_failed, "", 0, -1, ZSTD_getErrorName(size)};
    out.resize(size);
    return out;
}

std::string source_path(const std::string& sha256) {
    return "sources/" + sha256 + ".zst";
}

Result<std::string> read_source(Disk& disk, const std::string& case_folder, const SourceFile& source) {
    const std::string path = case_folder + '/' + source_path(source.sha256);
    const auto damaged = [&](std::string detail) {
        return Error{ErrorCode::case_damaged, path, 0, -1, std::move(detail)};
    };
    const auto stored = disk.read_file(path);
    if (!stored) return damaged("a source is missing or unreadable");
    if (sha256_hex(*stored) != source.stored_sha256) return damaged("the stored bytes do not match their digest");
    if (source.bytes < 0 ||
        ZSTD_getFrameContentSize(stored->data(), stored->size()) != static_cast<unsigned long long>(source.bytes))
        return damaged("the source has another length than its table says");
    std::string bytes(static_cast<std::size_t>(source.bytes), '\0');
    const std::size_t size = ZSTD_decompress(bytes.data(), bytes.size(), stored->data(), stored->size());
    if (ZSTD_isError(size) || size != bytes.size()) return damaged("the source cannot be unpacked");
    if (sha256_hex(bytes) != source.sha256) return damaged("the source does not match its digest");
    return bytes;
}

Result<Threads> read_threads(Disk& disk, const std::string& case_folder) {
    return read_tables(disk, case_folder, false);
}

Result<Threads> read_threads_or_none(Disk& disk, const std::string& case_folder) {
    return read_tables(disk, case_folder, true);
}

Result<bool> migrate_threads(Disk& disk, const std::string& case_folder) {
    TRY(const Manifest manifest, Manifest::load(disk, case_folder));
    if (manifest.schema == kTableSchema) return false;
    TRY(const Threads threads, read_threads(disk, case_folder));
    TRY_VOID(write_case(disk, case_folder, threads, {}));
    return true;
}

Result<void> write_case(Disk& disk, const std::string& case_folder, const Threads& threads,
                        const std::map<std::string, std::string>& new_sources) {
    TRY(Manifest manifest, Manifest::load(disk, case_folder));
    manifest.take_present_schema("threads");
    TRY_VOID(disk.make_folder(case_folder));
    sweep(disk, case_folder);
    Writes writes(disk, case_folder);
    Result<void> outcome = write_all(writes, manifest, threads, new_sources);
    if (outcome) outcome = writes.write("manifest.json", manifest.text());
    if (outcome) outcome = writes.put_in_place();
    if (!outcome) writes.discard();
    return outcome;
}

}  // namespace agon
