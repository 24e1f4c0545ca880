// Inside room threads: rows in the order of their ids, wherever they lie.
//
// An import may bring more rows than memory holds. What was read is sorted and laid aside, some ten thousand rows at a
// time; what the case holds lies sorted in its tables already. All of it is then walked through side by side, the least
// id first, and written while it is walked through.
//   a file of a million posts              -> thirty runs in a scratch file beside the one of the case's own table
//   the pages of a question, a thousand    -> one run, in memory
// What an import holds of all its rows is 8 bytes each, and 8 a reply (Known).
#pragma once

#include <array>
#include <memory>
#include <queue>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "src/threads/rows.hpp"

namespace agon {

inline std::int64_t id_of(const ThreadRow& thread) {
    return static_cast<std::int64_t>(thread.thread);
}
inline std::int64_t id_of(const PostRow& post) {
    return static_cast<std::int64_t>(post.post);
}

/// A row on its way into the case.
template <class Row>
struct RunRow {
    Row row;
    std::int64_t text_key = 0;  // of a post: the identity of its visible text; 0: not known yet
    bool was_there = false;     // in the case before this import
};

/// Walks through a run. Thread rule: one thread.
template <class Row>
class RunReader {
  public:
    virtual ~RunReader() = default;
    virtual bool at_end() const = 0;
    /// REQUIRES: !at_end(). Its texts are good until next().
    virtual const RunRow<Row>& row() const = 0;
    /// Errors: the disk's.
    virtual Result<void> next() = 0;
};

/// Rows that are sorted by id. Thread rule: const.
template <class Row>
class SortedRun {
  public:
    virtual ~SortedRun() = default;
    /// At the first row, as often as it takes. Errors: the disk's.
    virtual Result<std::unique_ptr<RunReader<Row>>> open() const = 0;
};
template <class Row>
using Runs = std::vector<std::shared_ptr<const SortedRun<Row>>>;

/// A post that a thread is only known by ("answer:123"), and the thread of that native id, if the thing is one.
struct WaitingThread {
    ThreadId thread;
    PostId post;
    ThreadId itself;
};
/// What has to be known of all rows before the first of them is written.
struct Known {
    std::vector<std::int64_t> posts, threads;  // ids
    std::vector<std::int64_t> parents;         // of those posts that reply to one
    std::vector<WaitingThread> waiting;

    void note(const PostRow& post);
    void note(const ThreadRow& row);
    void take(Known&& other);
};

/// What one source gave.
struct Gathered {
    SourceFile source;
    RowList<ThreadRow> threads;
    RowList<PostRow> posts;
    std::vector<std::int64_t> text_keys;  // of the posts: equal key, equal visible text
    std::vector<Vote> votes;
    std::vector<AuthorName> authors;
    std::vector<Reject> rejects;
    TextPool texts;
    /// Rows of it that were laid aside. What is known of them is theirs alone, so that all of it goes if the source
    /// turns out to be unusable.
    Runs<ThreadRow> thread_runs;
    Runs<PostRow> post_runs;
    Known known;
    std::shared_ptr<std::string> named_later;  // what those rows' source is called, once that is known

    std::size_t row_count() const { return threads.size() + posts.size(); }
    /// Those in memory; their room is used again.
    void clear_rows() {
        threads.clear();
        posts.clear();
        text_keys.clear();
        texts.clear();
    }
};

/// A case while an import is folded into it: lists as in Threads, in any order, and rows in the order of their ids.
struct CaseRows {
    std::vector<SourceFile> sources;
    std::vector<Vote> votes;
    std::vector<AuthorName> authors;
    std::vector<Reject> rejects;
    Runs<ThreadRow> threads;  // first those of the case
    Runs<PostRow> posts;
    Known known;
};

/// Where rows are laid aside. Thread rule: one thread.
class RowStore {
  public:
    RowStore(Disk& disk, std::string folder) : disk_(disk), folder_(std::move(folder)) {}
    /// Moves the rows of a source whose digest is not known yet into runs of its own. Errors: the disk's.
    Result<void> lay_aside(Gathered& gathered);
    /// Moves the rows of some sources into runs of the first of them, or says in outcome() why it could not.
    void lay_aside(std::vector<Gathered>& gathered);
    /// The first error of any of these: what was to be laid aside is lost then.
    const Result<void>& outcome() const { return outcome_; }

  private:
    Result<void> store(const std::vector<Gathered*>& parts, const std::shared_ptr<const std::string>& source,
                       Gathered& into);

    Disk& disk_;
    std::string folder_;
    std::shared_ptr<ScratchFile> scratch_;
    Result<void> outcome_;
};

/// What is left in memory as the last runs of `rows`, which keep it.
void hold(std::vector<Gathered> gathered, CaseRows& rows);

/// Copies rows together with their texts. A text that is that of the row before is kept once.
template <class Row>
class RowTexts {
  public:
    Row keep(Row row) {
        std::size_t i = 0;
        const auto move = [&](const auto& f) {
            if constexpr (std::is_same_v<std::decay_t<decltype(row.*(f.member))>, std::string_view>)
                row.*(f.member) = latest_[i].keep(row.*(f.member), pool_);
            ++i;
        };
        std::apply([&](const auto&... f) { (move(f), ...); }, ColumnsOf<Row>::columns);
        return row;
    }
    void clear() {
        latest_ = {};
        pool_.clear();
    }

  private:
    std::array<LatestText, std::tuple_size_v<decltype(ColumnsOf<Row>::columns)>> latest_;
    TextPool pool_;
};

/// Some runs as one.
template <class Row>
class MergedRuns {
  public:
    /// `runs` outlive it. Errors: the disk's.
    static Result<MergedRuns> open(const Runs<Row>& runs) {
        MergedRuns merged;
        for (const auto& run : runs) {
            TRY(auto reader, run->open());
            merged.readers_.push_back(std::move(reader));
            merged.wait(merged.readers_.size() - 1);
        }
        return merged;
    }

    /// All rows of the next id, in the order of the runs; none at the end. Errors: the disk's.
    Result<void> next(std::vector<RunRow<Row>>& rows, RowTexts<Row>& texts) {
        rows.clear();
        while (!waiting_.empty() && (rows.empty() || waiting_.top().first == id_of(rows.front().row))) {
            const std::size_t at = waiting_.top().second;
            waiting_.pop();
            RunReader<Row>& reader = *readers_[at];
            rows.push_back(reader.row());
            rows.back().row = texts.keep(rows.back().row);
            TRY_VOID(reader.next());
            wait(at);
        }
        return {};
    }

  private:
    using Waiting = std::pair<std::int64_t, std::size_t>;  // id of its next row, place of the reader

    void wait(std::size_t at) {
        if (!readers_[at]->at_end()) waiting_.emplace(id_of(readers_[at]->row().row), at);
    }

    std::vector<std::unique_ptr<RunReader<Row>>> readers_;
    std::priority_queue<Waiting, std::vector<Waiting>, std::greater<>> waiting_;
};

}  // namespace agon
