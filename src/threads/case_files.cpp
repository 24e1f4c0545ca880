// The case folder: sources by their digest, six tables, the manifest.
//
// An import either happens or does not. Sources are named by their content, so writing one changes nothing that is
// there; tables and manifest are written after them, each atomically, and put back if a later one fails. A killed
// import may leave new tables beside old ones: the next import folds the same rows in again and ends at the same bytes,
// since folding is idempotent (merge.cpp).
#include "src/threads/case_files.hpp"

#include <zstd.h>

#include <algorithm>
#include <optional>
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

/// Writes that can be taken back.
class Writes {
  public:
    Writes(Disk& disk, std::string folder) : disk_(disk), folder_(std::move(folder)) {}

    Result<void> write(const std::string& name, std::string_view bytes) {
        const std::string path = folder_ + '/' + name;
        std::optional<std::string> before;
        if (disk_.exists(path)) {
            TRY(before, disk_.read_file(path));
            if (*before == bytes) return {};
        }
        done_.push_back({path, std::move(before)});
        return disk_.write_file(path, bytes);
    }

    Result<void> write_manifest(const Manifest& manifest) {
        const std::string path = folder_ + "/manifest.json";
        std::optional<std::string> before;
        if (disk_.exists(path)) {
            TRY(before, disk_.read_file(path));
        }
        done_.push_back({path, std::move(before)});
        return manifest.save(disk_, folder_);
    }

    /// Best effort: the disk that refused a write may refuse this too.
    void take_back() {
        for (auto step = done_.rbegin(); step != done_.rend(); ++step) {
            const auto outcome =
                step->before ? disk_.write_file(step->path, *step->before) : disk_.remove_file(step->path);
            if (!outcome) continue;
        }
    }

  private:
    struct Step {
        std::string path;
        std::optional<std::string> before;
    };
    Disk& disk_;
    std::string folder_;
    std::vector<Step> done_;
};

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

template <class Row>
Result<std::vector<Row>> rows_or_none(Disk& disk, const std::string& path) {
    if (!disk.exists(path)) return std::vector<Row>{};
    return read_rows<Row>(disk, path);
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
    Threads threads;
    const std::string folder = case_folder + '/';
    TRY(threads.sources, read_rows<SourceFile>(disk, folder + kSources));
    TRY(threads.threads, read_rows<Thread>(disk, folder + kQuestions));
    TRY(threads.posts, read_rows<Post>(disk, folder + kPosts));
    TRY(threads.votes, read_rows<Vote>(disk, folder + kVotes));
    TRY(threads.authors, read_rows<AuthorName>(disk, folder + kAuthors));
    TRY(threads.rejects, read_rows<Reject>(disk, folder + kRejects));
    return threads;
}

Result<Threads> read_threads_or_none(Disk& disk, const std::string& case_folder) {
    Threads threads;
    const std::string folder = case_folder + '/';
    TRY(threads.sources, rows_or_none<SourceFile>(disk, folder + kSources));
    TRY(threads.threads, rows_or_none<Thread>(disk, folder + kQuestions));
    TRY(threads.posts, rows_or_none<Post>(disk, folder + kPosts));
    TRY(threads.votes, rows_or_none<Vote>(disk, folder + kVotes));
    TRY(threads.authors, rows_or_none<AuthorName>(disk, folder + kAuthors));
    TRY(threads.rejects, rows_or_none<Reject>(disk, folder + kRejects));
    return threads;
}

Result<void> write_case(Disk& disk, const std::string& case_folder, const Threads& threads,
                        const std::map<std::string, std::string>& new_sources) {
    TRY(Manifest manifest, Manifest::load(disk, case_folder));
    TRY_VOID(disk.make_folder(case_folder));
    Writes writes(disk, case_folder);
    Result<void> outcome = write_all(writes, manifest, threads, new_sources);
    if (outcome) outcome = writes.write_manifest(manifest);
    if (!outcome) writes.take_back();
    return outcome;
}

}  // namespace agon
