// IMPORT: every file is unpacked, decoded, recognised and handed to its reader; what the readers gathered is folded
// into the case, and only then anything of it is written. A file that cannot be used is named and leaves nothing
// behind.
#include <algorithm>
#include <set>
#include <utility>

#include "src/threads/case_files.hpp"
#include "src/threads/member_reader.hpp"
#include "src/threads/merge.hpp"

namespace agon {
namespace {

constexpr const char* kStandardInput = "/dev/stdin";

std::string name_of_file(const std::string& path) {
    return path == kStandardInput ? "-" : path.substr(path.rfind('/') + 1);
}

std::string folder_of_file(const std::string& path) {
    const std::size_t end = path.rfind('/');
    if (end == std::string::npos || path == kStandardInput) return "";
    return name_of_file(path.substr(0, end));
}

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
        : disk_(disk),
          case_folder_(std::move(case_folder)),
          options_(options),
          outcome_(outcome),
          reader_(options),
          store_(disk, case_folder_) {
        for (const SourceFile& source : known) known_.insert(source.sha256);
    }

    void read(const std::string& path) {
        const std::size_t before = outcome_.file_errors.size();
        if (const auto outcome = read_file(path); !outcome) outcome_.file_errors.push_back(outcome.error());
        for (std::size_t i = before; i < outcome_.file_errors.size(); ++i)
            if (is_refused(outcome_.file_errors[i])) refused.push_back(as_reject(path, outcome_.file_errors[i]));
    }

    /// Whether all that was read is still there.
    const Result<void>& outcome() const { return store_.outcome(); }

    NewSources new_sources;  // by digest
    std::vector<Gathered> gathered;
    Gathered answers;                 // of crawls, that are no pages: rejects without a source
    std::set<std::string> forgotten;  // sources as they were before agon forget
    std::vector<Reject> refused;      // files, and members of archives, of which nothing came in

  private:
    /// The content is at fault, not the disk or the command.
    static bool is_refused(const Error& error) {
        constexpr ErrorCode others[] = {ErrorCode::file_missing, ErrorCode::file_unreadable,  ErrorCode::is_directory,
                                        ErrorCode::write_failed, ErrorCode::read_only_target, ErrorCode::usage};
        return std::find(std::begin(others), std::end(others), error.code) == std::end(others);
    }

    /// Without the folders that the user's path leads through: a case does not depend on where its files lay.
    static Reject as_reject(const std::string& path, const Error& error) {
        const bool below = error.file.starts_with(path);
        std::string file = below ? name_of_file(path) + error.file.substr(path.size()) : error.file;
        return reject_of("", one_line(std::move(file)), error);
    }

    Result<void> read_file(const std::string& path) {
        TRY(auto file, disk_.open_file(path));
        ArchiveMember member;
        member.name = name_of_file(path);
        member.folder = folder_of_file(path);
        const std::string aside =
            case_folder_ + "/sources/incoming-" + std::to_string(new_sources.size()) + std::string(kAside);
        auto read = reader_.read_lines(disk_, *file, aside, store_, member);
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
            outcome_.file_errors, answers.rejects);
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
        if (read.holds_nothing) outcome_.read.emplace_back().name = name;
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
            rows_in_memory_ += static_cast<std::int64_t>(read.gathered[i].row_count());
            gathered.push_back(std::move(read.gathered[i]));
        }
        if (rows_in_memory_ < options_.rows_in_memory) return;
        rows_in_memory_ = 0;
        store_.lay_aside(gathered);
    }

    Disk& disk_;
    const std::string case_folder_;
    const ImportOptions& options_;
    std::set<std::string> known_;  // sources that are in the case
    ImportSummary& outcome_;
    MemberReader reader_;
    RowStore store_;
    std::int64_t rows_in_memory_ = 0;
};

}  // namespace

Result<ImportSummary> import_into_case(Disk& disk, const std::string& case_folder,
                                       const std::vector<std::string>& files, const ImportOptions& options) {
    ImportSummary outcome;
    TRY(CaseRows rows, read_case_rows(disk, case_folder));
    Reading reading(disk, case_folder, options, rows.sources, outcome);
    TRY(const Manifest manifest, Manifest::load(disk, case_folder));
    if (const auto forget = manifest.stages.find("forget"); forget != manifest.stages.end())
        for (const auto& [now, earlier] : forget->second.parameters) reading.forgotten.insert(earlier);
    for (const std::string& path : files) {
        reading.read(path);
        if (!reading.outcome()) return reading.outcome().error();
    }
    const bool in_case = disk.exists(case_folder + "/manifest.json"), has_answers = !reading.answers.rejects.empty();
    RowCounts counts;
    if (!reading.gathered.empty() || (in_case && (has_answers || !reading.refused.empty()))) {
        for (Reject& reject : reading.refused) rows.rejects.push_back(std::move(reject));
        if (has_answers) reading.gathered.push_back(std::move(reading.answers));
        StoredTexts stored(disk, case_folder, rows.sources);
        Union merged(rows, [&](const PostRow& post) { return stored.key_of(post); });
        TRY_VOID(merged.fold(std::move(reading.gathered)));
        TRY(counts, write_case(disk, case_folder, rows, merged, std::move(reading.new_sources)));
        outcome.new_posts = merged.counts().new_posts;
        outcome.known_posts = merged.counts().known_posts;
        outcome.new_rejects = merged.counts().new_rejects;
    } else {
        TRY(counts, count_rows(disk, case_folder));
    }
    outcome.post_count = counts.posts;
    outcome.thread_count = counts.threads;
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
