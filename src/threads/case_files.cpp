// The case folder: sources by their digest, six tables, the manifest.
//
// An import either happens or does not. Everything new is written under other names first; then the files take their
// names, the manifest last. An import that is killed between two names leaves new tables beside old ones: the next one
// folds the same rows in again and ends at the same bytes, since folding is idempotent (merge.cpp).
#include "src/threads/case_files.hpp"

#include <algorithm>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

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

    /// The digest of what was written.
    Result<std::string> write_table(const std::string& name, std::size_t row_count,
                                    const std::vector<ColumnSource>& columns) {
        const std::string path = folder_ + '/' + name;
        TRY(const auto file, disk_.create_file(path + std::string(kAside)));
        Digester digester;
        TRY_VOID(write_parquet(row_count, columns, [&](std::string_view bytes) {
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
    TRY(const std::string digest, writes.write_table(name, rows.size(), columns));
    manifest.files[name] = {digest, static_cast<std::int64_t>(rows.size())};
    return {};
}

/// The rows of a row group in their order, gathered from where they lie.
template <class Row>
class Window {
  public:
    explicit Window(const SortedRows<Row>& sorted) : sorted_(sorted) {}

    const Row* rows(std::size_t begin, std::size_t end) {
        if (begin >= begin_ && end <= begin_ + gathered_.size()) return gathered_.data() + (begin - begin_);
        constexpr std::size_t ahead = 12;
        begin_ = begin;
        gathered_.resize(end - begin);
        for (std::size_t i = begin; i < end; ++i) {
            if (i + ahead < end) fetch(sorted_.at(i + ahead));
            gathered_[i - begin] = sorted_.at(i);
        }
        return gathered_.data();
    }

  private:
    /// Rows lie anywhere in memory: each would be waited for.
    static void fetch(const Row& row) {
        const char* const bytes = reinterpret_cast<const char*>(&row);
        for (std::size_t at = 0; at < sizeof(Row); at += 64) __builtin_prefetch(bytes + at);
    }

    const SortedRows<Row>& sorted_;
    std::vector<Row> gathered_;
    std::size_t begin_ = 0;
};

template <class Row>
Result<void> write_table(Writes& writes, Manifest& manifest, const char* name, const SortedRows<Row>& sorted) {
    Window<Row> window(sorted);
    const auto columns =
        column_sources<Row>([&window](std::size_t begin, std::size_t end) { return window.rows(begin, end); });
    TRY(const std::string digest, writes.write_table(name, sorted.size(), columns));
    manifest.files[name] = {digest, static_cast<std::int64_t>(sorted.size())};
    return {};
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

template <class Case>
Result<void> write_all(Writes& writes, Manifest& manifest, const Case& threads, NewSources& new_sources) {
    std::erase_if(manifest.files, [](const auto& file) { return file.first.starts_with("sources/"); });
    for (const SourceFile& source : threads.sources) {
        const std::string path = source_path(source.sha256);
        manifest.files[path] = {source.stored_sha256, -1};
        if (const auto found = new_sources.find(source.sha256); found != new_sources.end())
            TRY_VOID(writes.write_source(path, source.stored_sha256, found->second));
    }
    TRY_VOID(write_table(writes, manifest, kSources, threads.sources));
    TRY_VOID(write_table(writes, manifest, kQuestions, threads.threads));
    TRY_VOID(write_table(writes, manifest, kPosts, threads.posts));
    TRY_VOID(write_table(writes, manifest, kVotes, threads.votes));
    TRY_VOID(write_table(writes, manifest, kAuthors, threads.authors));
    TRY_VOID(write_table(writes, manifest, kRejects, threads.rejects));
    describe_stage(manifest, threads.sources);
    return {};
}

template <class Case>
Result<void> write_any(Disk& disk, const std::string& case_folder, const Case& threads, NewSources& new_sources) {
    TRY(Manifest manifest, Manifest::load(disk, case_folder));
    manifest.take_present_schema("threads");
    TRY_VOID(disk.make_folder(case_folder));
    sweep(disk, case_folder, new_sources);
    Writes writes(disk, case_folder);
    Result<void> outcome = write_all(writes, manifest, threads, new_sources);
    if (outcome) outcome = writes.write("manifest.json", manifest.text());
    if (outcome) outcome = writes.put_in_place();
    if (!outcome) writes.discard();
    return outcome;
}

/// Takes a column into the rows; texts go to the pool. False if it is not of the member's type.
template <class Row, class Member>
bool fill_rows(Column column, const detail::Field<Row, Member>& f, RowList<Row>& rows, TextPool& texts) {
    if constexpr (std::is_same_v<Member, std::string_view>) {
        const auto* v = std::get_if<std::vector<std::string>>(&column.values);
        if (!v || v->size() != rows.size()) return false;
        LatestText latest;
        for (std::size_t i = 0; i < rows.size(); ++i) rows[i].*(f.member) = latest.keep((*v)[i], texts);
    } else if constexpr (detail::is_named_enum<Member>) {
        const auto* v = std::get_if<std::vector<std::string>>(&column.values);
        if (!v || v->size() != rows.size()) return false;
        for (std::size_t i = 0; i < rows.size(); ++i)
            if (!detail::enum_from((*v)[i], rows[i].*(f.member))) return false;
    } else {
        const auto* v = std::get_if<std::vector<std::int64_t>>(&column.values);
        if (!v || v->size() != rows.size()) return false;
        for (std::size_t i = 0; i < rows.size(); ++i) rows[i].*(f.member) = static_cast<Member>((*v)[i]);
    }
    return true;
}

/// A table into rows, a column in memory at a time; nothing if there is no such table.
template <class Row>
Result<void> read_into(Disk& disk, const std::string& path, int schema, RowList<Row>& rows, TextPool& texts) {
    if (!disk.exists(path)) return {};
    TRY(auto file, disk.open_places(path));
    TRY(TableReader reader, TableReader::open(std::move(file), path));
    for (std::int64_t i = 0; i < reader.row_count(); ++i) rows.push_back(Row{});
    const std::vector<std::string> there = reader.column_names();
    Result<void> outcome;
    const auto take = [&](const auto& f) {
        if (!outcome || (f.since > schema && std::find(there.begin(), there.end(), f.name) == there.end())) return;
        auto column = reader.read(f.name);
        if (!column)
            outcome = column.error();
        else if (!fill_rows(std::move(*column), f, rows, texts))
            outcome =
                Error{ErrorCode::case_damaged, path, 0, -1, std::string("column ") + f.name + " is of another type"};
    };
    std::apply([&](const auto&... f) { (take(f), ...); }, ColumnsOf<Row>::columns);
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
    TextPool& texts = rows.texts.emplace_back();
    TRY_VOID(read_into(disk, case_folder + '/' + kQuestions, manifest.schema, rows.threads.rows, texts));
    TRY_VOID(read_into(disk, case_folder + '/' + kPosts, manifest.schema, rows.posts.rows, texts));
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
    return write_any(disk, case_folder, threads, new_sources);
}

Result<void> write_case(Disk& disk, const std::string& case_folder, const CaseRows& rows, NewSources new_sources) {
    return write_any(disk, case_folder, rows, new_sources);
}

}  // namespace agon
