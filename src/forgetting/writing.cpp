// Everything new is written under other names first, so that a disk that fills up leaves the case as it was. A source's
// old bytes are removed last, when no table names them any more.
#include "src/forgetting/writing.hpp"

#include <zstd.h>

#include <algorithm>

namespace agon {
namespace {

constexpr int kLevel = 3;
constexpr const char* kAside = ".new";

using Files = std::vector<std::pair<std::string, std::string>>;  // path in the case, bytes

template <class Row>
Result<void> add_table(Files& files, Manifest& manifest, const char* name, const std::vector<Row>& rows) {
    TRY(std::string bytes, to_parquet(rows));
    const std::string path = std::string("threads/") + name + ".parquet";
    manifest.files[path] = {sha256_hex(bytes), static_cast<std::int64_t>(rows.size())};
    files.emplace_back(path, std::move(bytes));
    return {};
}

/// What the tables say is what came in, so the key of the stage is the digest of its files.
void describe_stage(Manifest& manifest) {
    ManifestStage stage;
    std::string content;
    for (const auto& [name, file] : manifest.files) {
        if (!name.starts_with("threads/") && !name.starts_with("sources/")) continue;
        stage.files.push_back(name);
        content += file.sha256 + "  " + name + '\n';
    }
    stage.key = sha256_hex(content);
    manifest.stages["threads"] = std::move(stage);
}

std::string source_file(const std::string& sha256) {
    return "sources/" + sha256 + ".zst";
}

}  // namespace

Result<std::string> packed(const std::string& bytes) {
    std::string out(ZSTD_compressBound(bytes.size()), '\0');
    const std::size_t size = ZSTD_compress(out.data(), out.size(), bytes.data(), bytes.size(), kLevel);
    if (ZSTD_isError(size)) return Error{ErrorCode::write_failed, "", 0, -1, ZSTD_getErrorName(size)};
    out.resize(size);
    return out;
}

Result<void> write_threads(Disk& disk, const std::string& case_folder, const Threads& threads,
                           const std::map<std::string, std::string>& new_sources) {
    TRY(Manifest manifest, Manifest::load(disk, case_folder));
    Files files;
    for (const auto& [sha256, bytes] : new_sources) files.emplace_back(source_file(sha256), bytes);
    std::erase_if(manifest.files, [](const auto& file) { return file.first.starts_with("sources/"); });
    for (const SourceFile& s : threads.sources) manifest.files[source_file(s.sha256)] = {s.stored_sha256, -1};
    TRY_VOID(add_table(files, manifest, "sources", threads.sources));
    TRY_VOID(add_table(files, manifest, "questions", threads.threads));
    TRY_VOID(add_table(files, manifest, "posts", threads.posts));
    TRY_VOID(add_table(files, manifest, "votes", threads.votes));
    TRY_VOID(add_table(files, manifest, "authors", threads.authors));
    TRY_VOID(add_table(files, manifest, "rejects", threads.rejects));
    describe_stage(manifest);
    files.emplace_back("manifest.json", manifest.text());
    for (const auto& [name, bytes] : files) {
        const auto written = disk.write_file(case_folder + '/' + name + kAside, bytes);
        if (written) continue;
        for (const auto& [other, ignored] : files)
            if (disk.exists(case_folder + '/' + other + kAside))
                (void)disk.remove_file(case_folder + '/' + other + kAside);
        return written.error();
    }
    for (const auto& [name, bytes] : files)
        TRY_VOID(disk.rename_file(case_folder + '/' + name + kAside, case_folder + '/' + name));
    TRY(const std::vector<std::string> kept, disk.list_folder(case_folder + "/sources"));
    for (const std::string& name : kept)
        if (!manifest.files.contains("sources/" + name)) TRY_VOID(disk.remove_file(case_folder + "/sources/" + name));
    return {};
}

}  // namespace agon
