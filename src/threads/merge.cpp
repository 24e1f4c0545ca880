// MERGE: a case is a set of rows, and an import is a union. A before B, B before A, or both twice: the same bytes.
//
// That holds because every step is a join, i.e. commutative, associative and idempotent:
//   threads   field by field (join_thread)
//   posts     by (id, visible text); of several rows with equal text the greatest in a fixed order stands
//   revisions the texts of one id, in the order of their times; the last is the newest
//   votes     one a person and statement, the latest
//   rejects   a set
// and because links are resolved after the union, from the union alone: a comment that waits in thread "answer:123"
// moves to the question of answer 123 once that is there. Threads and posts are folded while they are written, an id at
// a time; only where a link cannot be told from the ids alone are they walked through once before.
//   fits: day 1 brings the comments, day 2 the answer -> the comments end up under its question
//   does not: two crawls, the second with more votes -> one post with the larger count, no new revision
// Visible text decides what a revision is: the mark-up of images changes at every visit.
#include "src/threads/merge.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <tuple>
#include <unordered_map>
#include <unordered_set>

#include "src/threads/reading.hpp"

namespace agon {
namespace {

std::int64_t last_change(const PostRow& post) {
    return std::max(post.edited_seconds, post.created_seconds);
}

auto rank_of(const PostRow& post) {
    return std::tuple(last_change(post), post.parent != PostId{}, post.votes, post.comment_count, post.source,
                      post.record, post.body_begin, post.stream, post.thread);
}

bool same_bytes(const PostRow& a, const PostRow& b) {
    return a.source == b.source && a.body_begin == b.body_begin && a.body_end == b.body_end;
}

using Entries = std::vector<RunRow<PostRow>>;

Result<void> find_text_keys(Entries& entries, const TextKeyOf& text_key_of) {
    for (RunRow<PostRow>& entry : entries) {
        if (entry.text_key != 0) continue;
        const auto twin = std::find_if(entries.begin(), entries.end(), [&](const RunRow<PostRow>& other) {
            return other.text_key != 0 && same_bytes(other.row, entry.row);
        });
        if (twin != entries.end()) {
            entry.text_key = twin->text_key;
        } else {
            TRY(entry.text_key, text_key_of(entry.row));
        }
    }
    return {};
}

/// The rows of one post id: one row a text, in the order of revisions.
std::vector<PostRow> folded(Entries& entries, MergeCounts& counts) {
    std::sort(entries.begin(), entries.end(), [](const RunRow<PostRow>& a, const RunRow<PostRow>& b) {
        return std::tuple(a.text_key, rank_of(a.row)) < std::tuple(b.text_key, rank_of(b.row));
    });
    std::vector<PostRow> rows;
    for (std::size_t i = 0; i < entries.size();) {
        bool was_there = false;
        std::int64_t arrived = 0;
        const std::int64_t key = entries[i].text_key;
        for (; i < entries.size() && entries[i].text_key == key; ++i) {
            was_there = was_there || entries[i].was_there;
            arrived += entries[i].was_there ? 0 : 1;
        }
        counts.new_posts += was_there ? 0 : 1;
        counts.known_posts += was_there ? arrived : arrived - 1;
        rows.push_back(entries[i - 1].row);
    }
    std::sort(rows.begin(), rows.end(), [](const PostRow& a, const PostRow& b) {
        return std::tuple(last_change(a), a.source, a.record, a.body_begin) <
               std::tuple(last_change(b), b.source, b.record, b.body_begin);
    });
    for (std::size_t i = 0; i < rows.size(); ++i) {
        rows[i].revision = static_cast<std::int32_t>(i);
        rows[i].newest = i + 1 == rows.size() ? 1 : 0;
    }
    return rows;
}

void merge_votes(CaseRows& rows, std::vector<Gathered>& gathered, MergeCounts& counts) {
    const auto key = [](const Vote& v) {
        return std::tuple(v.post, v.voter, v.created_seconds, std::string_view(v.source), v.record, v.value);
    };
    const std::size_t before = rows.votes.size();
    for (Gathered& file : gathered) append(rows.votes, std::move(file.votes));
    std::sort(rows.votes.begin(), rows.votes.end(), [&](const Vote& a, const Vote& b) { return key(a) < key(b); });
    std::size_t kept = 0;
    for (std::size_t i = 0; i < rows.votes.size(); ++i) {
        const bool is_last = i + 1 == rows.votes.size() || rows.votes[i + 1].post != rows.votes[i].post ||
                             rows.votes[i + 1].voter != rows.votes[i].voter;
        if (!is_last) continue;
        if (kept != i) rows.votes[kept] = std::move(rows.votes[i]);
        ++kept;
    }
    rows.votes.resize(kept);
    counts.new_votes = static_cast<std::int64_t>(kept) - static_cast<std::int64_t>(before);
}

/// Names for authors that are known by an id only. Of two names the first in byte order stands.
void merge_authors(CaseRows& rows, std::vector<Gathered>& gathered) {
    for (Gathered& file : gathered) append(rows.authors, std::move(file.authors));
    std::sort(rows.authors.begin(), rows.authors.end(), [](const AuthorName& a, const AuthorName& b) {
        return std::tie(a.author, a.name) < std::tie(b.author, b.name);
    });
    const auto same = [](const AuthorName& a, const AuthorName& b) { return a.author == b.author; };
    rows.authors.erase(std::unique(rows.authors.begin(), rows.authors.end(), same), rows.authors.end());
}

void merge_sources(CaseRows& rows, std::vector<Gathered>& gathered) {
    const auto key = [](const SourceFile& f) {
        return std::tie(f.name, f.container, f.format, f.platform, f.stream, f.topic);
    };
    std::map<std::string, SourceFile> joined;
    for (SourceFile& source : rows.sources) joined.emplace(source.sha256, source);
    for (Gathered& file : gathered) {
        if (file.source.sha256.empty()) continue;  // rejects of a crawl alone
        const auto [found, is_new] = joined.emplace(file.source.sha256, file.source);
        if (is_new || !(key(file.source) < key(found->second))) continue;
        file.source.stored_sha256 = found->second.stored_sha256;
        found->second = file.source;
    }
    rows.sources.clear();
    for (auto& [sha256, source] : joined) rows.sources.push_back(std::move(source));
}

void merge_rejects(CaseRows& rows, std::vector<Gathered>& gathered, MergeCounts& counts) {
    const auto key = [](const Reject& r) { return std::tie(r.source, r.record, r.offset, r.code, r.file, r.reason); };
    const auto less = [&](const Reject& a, const Reject& b) { return key(a) < key(b); };
    std::set<Reject, decltype(less)> all(rows.rejects.begin(), rows.rejects.end(), less);
    for (Gathered& file : gathered)
        for (Reject& reject : file.rejects) counts.new_rejects += all.insert(std::move(reject)).second ? 1 : 0;
    // A file of that name that came in after all, before or after it was refused.
    std::set<std::string> names;
    for (const SourceFile& source : rows.sources) names.insert(source.name);
    std::erase_if(all, [&](const Reject& reject) {
        return reject.source.empty() && reject.record == 0 && names.contains(reject.file);
    });
    rows.rejects.assign(all.begin(), all.end());
}

}  // namespace

/// Resolves what a post replies to and which question it stands under, a post after the other in the order of ids.
class Union::Links {
  public:
    explicit Links(Known& known) : known_(known) {
        const auto sort = [](std::vector<std::int64_t>& ids) {
            std::sort(ids.begin(), ids.end());
            ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
        };
        sort(known_.posts);
        sort(known_.threads);
        sort(known_.parents);
        for (const WaitingThread& waiting : known_.waiting) {
            waits_for_.emplace(waiting.thread, waiting);
            waited_for_.insert(waiting.post);
            openings_.emplace(waiting.itself, Opening{});
        }
        std::vector<std::int64_t> missing;
        std::set_difference(known_.parents.begin(), known_.parents.end(), known_.posts.begin(), known_.posts.end(),
                            std::back_inserter(missing));
        known_.parents = std::move(missing);
    }

    /// Ids do not tell: look at all posts, then at all threads.
    bool need_rows() const { return !waits_for_.empty() || !known_.parents.empty(); }

    void look_at(const PostRow& post, bool is_first) {
        bool is_waited_for = waited_for_.contains(post.post);
        if (!is_derived_id(post.native_id)) {
            const PostId by_native_id = post_id(post.platform, post.native_id);
            const bool waits = waited_for_.contains(by_native_id);
            if (waits || contains(known_.parents, by_native_id)) {
                PostId& named = called_[by_native_id];
                if (named == PostId{} || post.kind != PostKind::comment) named = post.post;
            }
            is_waited_for = is_waited_for || waits;
        }
        const bool moves_others = is_waited_for && is_first;
        if (moves_others) thread_of_.emplace(post.post, post.thread);
        if (moves_others || contains(known_.parents, post.parent)) openings_.emplace(post.thread, Opening{});
    }

    void look_at(const ThreadRow& thread) {
        const auto found = openings_.find(thread.thread);
        if (found == openings_.end()) return;
        found->second = {post_id(thread.platform, PostKind::document, thread.native_id),
                         post_id(thread.platform, thread.native_id)};
    }

    void link(PostRow& post, bool is_first) {
        if (!need_rows()) {
            post.parent_missing = 0;
            return;
        }
        post.parent = real(post.parent);
        post.thread = settled(post.thread);
        post.parent_missing = post.parent != PostId{} && !contains(known_.posts, post.parent) && !opens_thread(post);
        if (is_first)
            if (const auto found = thread_of_.find(post.post); found != thread_of_.end()) found->second = post.thread;
        if (waits_for_.contains(post.thread)) used_.insert(post.thread);
    }

    /// A thread that was only known by a post, and whose posts have all moved to that post's own. After all posts.
    bool is_left(const ThreadRow& thread) const {
        return waits_for_.contains(thread.thread) && !used_.contains(thread.thread);
    }

  private:
    struct Opening {
        PostId document{}, any{};
    };

    template <class Id>
    static bool contains(const std::vector<std::int64_t>& ids, Id id) {
        return std::binary_search(ids.begin(), ids.end(), static_cast<std::int64_t>(id));
    }

    /// A post named by id alone, if it is here.
    PostId real(PostId post) const {
        const auto found = called_.find(post);
        return found == called_.end() ? post : found->second;
    }

    /// A reply to the opening of a thread that has no text of its own (a link) lacks nothing.
    bool opens_thread(const PostRow& post) const {
        const auto found = openings_.find(post.thread);
        return found != openings_.end() && (post.parent == found->second.document || post.parent == found->second.any);
    }

    ThreadId settled(ThreadId thread) const {
        for (int steps = 0; steps < 64; ++steps) {  // a ring of comments would never end
            const auto waiting = waits_for_.find(thread);
            if (waiting == waits_for_.end()) return thread;
            const auto post = thread_of_.find(real(waiting->second.post));
            const bool is_here = post != thread_of_.end();
            const ThreadId next = is_here ? post->second : waiting->second.itself;
            if (next == thread || next == ThreadId{} || (!is_here && !contains(known_.threads, next))) return thread;
            thread = next;
        }
        return thread;
    }

    Known& known_;  // parents: those that are not here
    std::map<ThreadId, WaitingThread> waits_for_;
    std::unordered_set<PostId> waited_for_;
    std::unordered_map<PostId, PostId> called_;       // by native id alone
    std::unordered_map<PostId, ThreadId> thread_of_;  // of posts that threads wait for: those linked already, as linked
    std::unordered_map<ThreadId, Opening> openings_;  // of threads that a post may end up in whose parent is not here
    std::set<ThreadId> used_;
};

Union::Union(CaseRows& rows, TextKeyOf text_key_of) : rows_(rows), text_key_of_(std::move(text_key_of)) {}
Union::~Union() = default;

Result<void> Union::fold(std::vector<Gathered> gathered) {
    merge_votes(rows_, gathered, counts_);
    merge_sources(rows_, gathered);
    merge_rejects(rows_, gathered, counts_);
    merge_authors(rows_, gathered);
    for (Gathered& part : gathered) {
        append(rows_.threads, std::move(part.thread_runs));
        append(rows_.posts, std::move(part.post_runs));
        rows_.known.take(std::move(part.known));
    }
    hold(std::move(gathered), rows_);
    links_ = std::make_unique<Links>(rows_.known);
    if (links_->need_rows()) {
        TRY_VOID(look_at_all());
    }
    return begin();
}

Result<void> Union::begin() {
    TRY(posts_, MergedRuns<PostRow>::open(rows_.posts));
    TRY(threads_, MergedRuns<ThreadRow>::open(rows_.threads));
    return {};
}

Result<void> Union::look_at_all() {
    TRY_VOID(begin());
    constexpr std::size_t lot = 4096;
    const MergeCounts before = counts_;
    RowTexts<PostRow> texts;
    for (std::vector<PostRow> posts;;) {
        posts.clear();
        texts.clear();
        for (bool more = true; more && posts.size() < lot;) {
            const std::size_t first = posts.size();
            TRY(more, fold_next(posts, texts));
            for (std::size_t i = first; i < posts.size(); ++i) links_->look_at(posts[i], i == first);
        }
        if (posts.empty()) break;
    }
    counts_ = before;
    RowTexts<ThreadRow> thread_texts;
    for (std::vector<ThreadRow> threads;; threads.clear(), thread_texts.clear()) {
        TRY(const bool more, fold_next(threads, thread_texts));
        if (!more) return {};
        links_->look_at(threads.front());
    }
}

Result<bool> Union::fold_next(std::vector<PostRow>& posts, RowTexts<PostRow>& texts) {
    TRY_VOID(posts_->next(entries_, texts));
    if (entries_.empty()) return false;
    const bool arrived =
        std::any_of(entries_.begin(), entries_.end(), [](const auto& entry) { return !entry.was_there; });
    if (!arrived || entries_.size() == 1) {  // nothing new of it, or nothing but this
        counts_.new_posts += arrived ? 1 : 0;
        for (const RunRow<PostRow>& entry : entries_) posts.push_back(entry.row);
        return true;
    }
    TRY_VOID(find_text_keys(entries_, text_key_of_));
    for (const PostRow& post : folded(entries_, counts_)) posts.push_back(post);
    return true;
}

Result<bool> Union::fold_next(std::vector<ThreadRow>& threads, RowTexts<ThreadRow>& texts) {
    TRY_VOID(threads_->next(same_threads_, texts));
    if (same_threads_.empty()) return false;
    ThreadRow thread = same_threads_.front().row;
    for (std::size_t i = 1; i < same_threads_.size(); ++i) join_thread(thread, same_threads_[i].row);
    threads.push_back(thread);
    return true;
}

Result<bool> Union::next(std::vector<PostRow>& posts, RowTexts<PostRow>& texts) {
    const std::size_t first = posts.size();
    TRY(const bool more, fold_next(posts, texts));
    for (std::size_t i = first; i < posts.size(); ++i) {
        links_->link(posts[i], i == first);
        name_author(posts[i]);
    }
    return more;
}

Result<bool> Union::next(std::vector<ThreadRow>& threads, RowTexts<ThreadRow>& texts) {
    TRY(const bool more, fold_next(threads, texts));
    if (more && links_->is_left(threads.back())) threads.pop_back();
    return more;
}

void Union::name_author(PostRow& post) const {
    if (rows_.authors.empty() || !post.author_name.empty()) return;
    const auto found = std::lower_bound(rows_.authors.begin(), rows_.authors.end(), post.author,
                                        [](const AuthorName& a, AuthorId id) { return a.author < id; });
    if (found != rows_.authors.end() && found->author == post.author) post.author_name = found->name;
}

}  // namespace agon
