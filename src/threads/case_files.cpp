// The case folder: sources by their digest, six tables, the manifest.
//
// An import either happens or does not. Everything new is written under other names first; then the files take their
// names, the manifest last. An import that is killed between two names leaves new tables beside old ones: the next one
// folds the same rows in again and ends at the same bytes, since folding is idempotent (merge.cpp).
#include "src/threads/case_files.hpp"

#include <algorithm>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "src/threads/table_run.hpp"

namespace agon {
namespace {

constexpr const char* kSources = "threads/sources.parquet";
constexpr const char* kQuestions = "threads/questions.parquet";
constexpr const char* kPosts = "threads/posts.parquet";
constexpr const char* kVotes = "threads/votes.parquet";
constexpr const char* kAuthors = "threads/authors.parquet";
constexpr const char* kRejects = "threads/rejects.parquet";

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
        aside_.push_back({path + std::string(kAside), path});
        return disk_.write_file(aside_.back().first, bytes);
    }

    Result<void> write_source(const std::string& name, const std::string& stored_sha256, NewSource& source) {
        const std::string path = folder_ + '/' + name;
        if (disk_.exists(path)) {
            TRY(const std::string before, sha256_of_file(disk_, path));
            if (before == stored_sha256) return {};
        }
        aside_.push_back({source.path().empty() ? path + std::string(kAside) : source.path(), path});
        TRY(const std::string there, source.put_aside(disk_, aside_.back().first));
        VERIFY(there == aside_.back().first);
        return {};
    }

    /// `give` hands over the bytes. The digest of what was written.
    Result<std::string> write_table(const std::string& name,
                                    const std::function<Result<void>(const TakeBytes& take)>& give) {
        const std::string path = folder_ + '/' + name;
        TRY(const auto file, disk_.create_file(path + std::string(kAside)));
        Digester digester;
        TRY_VOID(give([&](std::string_view bytes) {
            digester.take(bytes);
            return file->append(bytes);
        }));
        const std::string digest = digester.hex();
        if (disk_.exists(path)) {
            TRY(const std::string before, sha256_of_file(disk_, path));
            if (before == digest) return digest;
        }
        aside_.push_back({path + std::string(kAside), path});
        TRY_VOID(file->finish());
        return digest;
    }

    /// In the order of writing, so that the manifest, which vouches for the others, comes last.
    Result<void> put_in_place() {
        for (const auto& [aside, path] : aside_) TRY_VOID(disk_.rename_file(aside, path));
        aside_.clear();
        return {};
    }

    void discard() {
        for (const auto& [aside, path] : aside_)
            if (const auto removed = disk_.remove_file(aside); !removed) continue;
    }

  private:
    Disk& disk_;
    std::string folder_;
    std::vector<std::pair<std::string, std::string>> aside_;  // where it lies, where it belongs
};

/// What a killed import left behind would stay for ever, since the next one may write other names.
void sweep(Disk& disk, const std::string& case_folder, const NewSources& being_written) {
    std::set<std::string> kept;
    for (const auto& [sha256, source] : being_written) kept.insert(source.path() + ".part");
    for (const char* folder : {"", "/threads", "/sources"}) {
        const auto names = disk.list_folder(case_folder + folder);
        if (!names) continue;
        for (const std::string& name : *names) {
            const std::string path = case_folder + folder + '/' + name;
            if ((!name.ends_with(kAside) && !name.ends_with(".part")) || kept.contains(path)) continue;
            if (const auto removed = disk.remove_file(path); !removed) continue;
        }
    }
}

template <class Row>
Result<void> write_table(Writes& writes, Manifest& manifest, const char* name, const std::vector<Row>& rows) {
    const auto columns = column_sources<Row>([&rows](std::size_t begin, std::size_t) { return rows.data() + begin; });
    TRY(const std::string digest,
        writes.write_table(name, [&](const TakeBytes& take) { return write_parquet(rows.size(), columns, take); }));
    manifest.files[name] = {digest, static_cast<std::int64_t>(rows.size())};
    return {};
}

/// The rows of a union in their order, those of a row group at a time.
template <class Row>
class UnionGroups {
  public:
    explicit UnionGroups(Union& rows) : union_(rows) { rows_.reserve(kRowsPerGroup); }

    Result<std::size_t> next() {
        begin_ += given_;
        turn_ = 1 - turn_;
        RowTexts<Row>& texts = texts_[turn_];  // what is left of the last id lies in the other
        rows_.erase(rows_.begin(), rows_.begin() + static_cast<std::ptrdiff_t>(given_));
        for (Row& row : rows_) row = texts.keep(row);
        texts_[1 - turn_].clear();
        for (bool more = true; more && rows_.size() < kRowsPerGroup;) {
            TRY(more, union_.next(rows_, texts));
        }
        given_ = std::min(rows_.size(), kRowsPerGroup);
        return given_;
    }

    const Row* rows(std::size_t begin) const { return rows_.data() + (begin - begin_); }

  private:
    Union& union_;
    std::vector<Row> rows_;
    RowTexts<Row> texts_[2];
    std::size_t begin_ = 0, given_ = 0, turn_ = 0;
};

template <class Row>
Result<std::int64_t> write_union(Writes& writes, Manifest& manifest, const char* name, Union& rows) {
    UnionGroups<Row> groups(rows);
    const auto columns = column_sources<Row>([&groups](std::size_t begin, std::size_t) { return groups.rows(begin); });
    std::size_t count = 0;
    TRY(const std::string digest, writes.write_table(name, [&](const TakeBytes& take) -> Result<void> {
        TRY(count, write_parquet([&groups] { return groups.next(); }, columns, take));
        return {};
    }));
    manifest.files[name] = {digest, static_cast<std::int64_t>(count)};
    return static_cast<std::int64_t>(count);
}

/// What came in is what the tables say, so the key of this stage is the digest of its files.
void describe_stage(Manifest& manifest, const std::vector<SourceFile>& sources) {
    ManifestStage stage;
    for (const char* name : {kPosts, kQuestions, kVotes, kAuthors, kRejects, kSources}) stage.files.emplace_back(name);
    for (const SourceFile& source : sources) stage.files.push_back(source_path(source.sha256));
    std::sort(stage.files.begin(), stage.files.end());
    std::string content;
    for (const std::string& file : stage.files) content += manifest.files[file].sha256 + "  " + file + '\n';
    stage.key = sha256_hex(content);
    manifest.stages["threads"] = std::move(stage);
}

Result<void> write_sources(Writes& writes, Manifest& manifest, const std::vector<SourceFile>& sources,
                           NewSources& new_sources) {
    std::erase_if(manifest.files, [](const auto& file) { return file.first.starts_with("sources/"); });
    for (const SourceFile& source : sources) {
        const std::string path = source_path(source.sha256);
        manifest.files[path] = {source.stored_sha256, -1};
        if (const auto found = new_sources.find(source.sha256); found != new_sources.end())
            TRY_VOID(writes.write_source(path, source.stored_sha256, found->second));
    }
    return write_table(writes, manifest, kSources, sources);
}

/// The tables of Threads and of CaseRows that are lists in both.
template <class Case>
Result<void> write_lists(Writes& writes, Manifest& manifest, const Case& lists) {
    TRY_VOID(write_table(writes, manifest, kVotes, lists.votes));
    TRY_VOID(write_table(writes, manifest, kAuthors, lists.authors));
    TRY_VOID(write_table(writes, manifest, kRejects, lists.rejects));
    describe_stage(manifest, lists.sources);
    return {};
}

/// `write` writes all of it, under other names.
Result<void> write_any(Disk& disk, const std::string& case_folder, const NewSources& new_sources,
                       const std::function<Result<void>(Writes&, Manifest&)>& write) {
    TRY(Manifest manifest, Manifest::load(disk, case_folder));
    manifest.take_present_schema("threads");
    TRY_VOID(disk.make_folder(case_folder));
    sweep(disk, case_folder, new_sources);
    Writes writes(disk, case_folder);
    Result<void> outcome = write(writes, manifest);
    if (outcome) outcome = writes.write("manifest.json", manifest.text());
    if (outcome) outcome = writes.put_in_place();
    if (!outcome) writes.discard();
    return outcome;
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

Result<Threads> read_threads(Disk& disk, const std::string& case_folder) {
    return read_tables(disk, case_folder, false);
}

Result<Threads> read_threads_or_none(Disk& disk, const std::string& case_folder) {
    return read_tables(disk, case_folder, true);
}

Result<CaseRows> read_case_rows(Disk& disk, const std::string& case_folder) {
    TRY(const Manifest manifest, Manifest::load(disk, case_folder));
    CaseRows rows;
    Result<void> outcome;
    const auto read = [&]<class Row>(const char* name, std::vector<Row>& into) {
        const std::string path = case_folder + '/' + name;
        if (!outcome || !disk.exists(path)) return;
        auto found = read_rows<Row>(disk, path, manifest.schema);
        if (found)
            into = std::move(*found);
        else
            outcome = found.error();
    };
    read(kSources, rows.sources);
    read(kVotes, rows.votes);
    read(kAuthors, rows.authors);
    read(kRejects, rows.rejects);
    if (!outcome) return outcome.error();
    const auto find = [&]<class Row>(const char* name, Runs<Row>& runs) -> Result<void> {
        const std::string path = case_folder + '/' + name;
        if (!disk.exists(path)) return {};
        auto run = std::make_shared<TableRun<Row>>(disk, path, manifest.schema);
        TRY_VOID(run->note_all(rows.known));
        runs.push_back(std::move(run));
        return {};
    };
    TRY_VOID(find(kQuestions, rows.threads));
    TRY_VOID(find(kPosts, rows.posts));
    return rows;
}

Result<bool> migrate_threads(Disk& disk, const std::string& case_folder) {
    TRY(const Manifest manifest, Manifest::load(disk, case_folder));
    if (manifest.schema == kTableSchema) return false;
    TRY(const Threads threads, read_threads(disk, case_folder));
    TRY_VOID(write_case(disk, case_folder, threads, {}));
    return true;
}

Result<void> write_case(Disk& disk, const std::string& case_folder, const Threads& threads,
                        const std::map<std::string, std::string>& packed) {
    NewSources new_sources;
    for (const auto& [sha256, bytes] : packed) new_sources.emplace(sha256, NewSource(bytes));
    return write_any(disk, case_folder, new_sources, [&](Writes& writes, Manifest& manifest) -> Result<void> {
        TRY_VOID(write_sources(writes, manifest, threads.sources, new_sources));
        TRY_VOID(write_table(writes, manifest, kQuestions, threads.threads));
        TRY_VOID(write_table(writes, manifest, kPosts, threads.posts));
        return write_lists(writes, manifest, threads);
    });
}

Result<RowCounts> write_case(Disk& disk, const std::string& case_folder, const CaseRows& rows, Union& merged,
                             NewSources new_sources) {
    RowCounts counts;
    TRY_VOID(write_any(disk, case_folder, new_sources, [&](Writes& writes, Manifest& manifest) -> Result<void> {
        TRY_VOID(write_sources(writes, manifest, rows.sources, new_sources));
        TRY(counts.posts, write_union<PostRow>(writes, manifest, kPosts, merged));
        TRY(counts.threads, write_union<ThreadRow>(writes, manifest, kQuestions, merged));
        return write_lists(writes, manifest, rows);
    }));
    return counts;
}

Result<RowCounts> count_rows(Disk& disk, const std::string& case_folder) {
    RowCounts counts;
    const auto count = [&](const char* name, std::int64_t& rows) -> Result<void> {
        const std::string path = case_folder + '/' + name;
        if (!disk.exists(path)) return {};
        TRY(auto file, disk.open_places(path));
        TRY(const TableReader table, TableReader::open(std::move(file), path));
        rows = table.row_count();
        return {};
    };
    TRY_VOID(count(kPosts, counts.posts));
    TRY_VOID(count(kQuestions, counts.threads));
    return counts;
}

}  // namespace agon
