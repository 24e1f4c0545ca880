// MERGE: a case is a set of rows, and an import is a union. A before B, B before A, or both twice: the same bytes.
//
// That holds because every step is a join, i.e. commutative, associative and idempotent:
//   threads   field by field (join_thread)
//   posts     by (id, visible text); of several rows with equal text the greatest in a fixed order stands
//   revisions the texts of one id, in the order of their times; the last is the newest
//   rejects   a set
// and because links are resolved after the union, from the union alone: a comment that waits in thread "answer:123"
// moves to the question of answer 123 once that is there.
//   fits: day 1 brings the comments, day 2 the answer -> the comments end up under its question
//   does not: two crawls, the second with more votes -> one post with the larger count, no new revision
// Visible text decides what a revision is: the mark-up of images changes at every visit.
#include "src/threads/merge.hpp"

#include <algorithm>
#include <set>
#include <tuple>

namespace agon {
namespace {

struct Entry {
    Post post;
    std::int64_t text_key = 0;  // 0: not known yet
    bool was_there = false;
};

std::int64_t last_change(const Post& post) {
    return std::max(post.edited_seconds, post.created_seconds);
}

auto rank_of(const Post& post) {
    return std::tuple(last_change(post), post.parent != PostId{}, post.votes, post.comment_count,
                      std::string_view(post.source), post.record, post.body_begin, std::string_view(post.stream),
                      post.thread);
}

bool same_bytes(const Post& a, const Post& b) {
    return a.source == b.source && a.body_begin == b.body_begin && a.body_end == b.body_end;
}

using Entries = std::vector<Entry>::iterator;

Result<void> find_text_keys(Entries begin, Entries end, const TextKeyOf& text_key_of) {
    for (auto entry = begin; entry != end; ++entry) {
        if (entry->text_key != 0) continue;
        const auto twin = std::find_if(
            begin, end, [&](const Entry& other) { return other.text_key != 0 && same_bytes(other.post, entry->post); });
        if (twin != end) {
            entry->text_key = twin->text_key;
        } else {
            TRY(entry->text_key, text_key_of(entry->post));
        }
    }
    return {};
}

/// The rows of one post id: one row a text, in the order of revisions.
void fold_post(Entries begin, Entries end, std::vector<Post>& out, MergeCounts& counts) {
    std::sort(begin, end, [](const Entry& a, const Entry& b) {
        return std::tuple(a.text_key, rank_of(a.post)) < std::tuple(b.text_key, rank_of(b.post));
    });
    const std::size_t first = out.size();
    for (auto run = begin; run != end;) {
        bool was_there = false;
        std::int64_t arrived = 0;
        const auto key = run->text_key;
        auto best = run;
        for (; run != end && run->text_key == key; ++run) {
            was_there = was_there || run->was_there;
            arrived += run->was_there ? 0 : 1;
            best = run;
        }
        counts.new_posts += was_there ? 0 : 1;
        counts.known_posts += was_there ? arrived : arrived - 1;
        out.push_back(std::move(best->post));
    }
    const auto from = out.begin() + static_cast<std::ptrdiff_t>(first);
    std::sort(from, out.end(), [](const Post& a, const Post& b) {
        return std::tuple(last_change(a), std::string_view(a.source), a.record, a.body_begin) <
               std::tuple(last_change(b), std::string_view(b.source), b.record, b.body_begin);
    });
    for (auto post = from; post != out.end(); ++post) {
        post->revision = static_cast<std::int32_t>(post - from);
        post->newest = post + 1 == out.end() ? 1 : 0;
    }
}

Result<void> merge_posts(Threads& threads, std::vector<Gathered>& gathered, const TextKeyOf& text_key_of,
                         MergeCounts& counts) {
    std::vector<Entry> entries;
    for (Post& post : threads.posts) entries.push_back({std::move(post), 0, true});
    for (Gathered& file : gathered)
        for (Draft& draft : file.drafts) entries.push_back({std::move(draft.post), draft.text_key, false});
    std::stable_sort(entries.begin(), entries.end(),
                     [](const Entry& a, const Entry& b) { return a.post.post < b.post.post; });
    std::vector<Post> posts;
    posts.reserve(entries.size());
    for (auto begin = entries.begin(); begin != entries.end();) {
        auto end = begin;
        bool arrived = false;
        for (; end != entries.end() && end->post.post == begin->post.post; ++end) arrived = arrived || !end->was_there;
        if (arrived) {
            TRY_VOID(find_text_keys(begin, end, text_key_of));
            fold_post(begin, end, posts, counts);
        } else {
            for (auto entry = begin; entry != end; ++entry) posts.push_back(std::move(entry->post));
        }
        begin = end;
    }
    threads.posts = std::move(posts);
    return {};
}

void merge_threads(Threads& threads, std::vector<Gathered>& gathered) {
    std::map<ThreadId, Thread> joined;
    const auto fold = [&](Thread& thread) {
        const ThreadId id = thread.thread;
        const auto [found, is_new] = joined.try_emplace(id, thread);
        if (!is_new) join_thread(found->second, thread);
    };
    for (Thread& thread : threads.threads) fold(thread);
    for (Gathered& file : gathered)
        for (Thread& thread : file.threads) fold(thread);
    threads.threads.clear();
    for (auto& [id, thread] : joined) threads.threads.push_back(std::move(thread));
}

void merge_sources(Threads& threads, std::vector<Gathered>& gathered) {
    const auto key = [](const SourceFile& f) { return std::tie(f.name, f.format, f.platform, f.stream, f.topic); };
    std::map<std::string, SourceFile> joined;
    for (SourceFile& source : threads.sources) joined.emplace(source.sha256, source);
    for (Gathered& file : gathered) {
        const auto [found, is_new] = joined.emplace(file.source.sha256, file.source);
        if (is_new || !(key(file.source) < key(found->second))) continue;
        file.source.stored_sha256 = found->second.stored_sha256;
        found->second = file.source;
    }
    threads.sources.clear();
    for (auto& [sha256, source] : joined) threads.sources.push_back(std::move(source));
}

void merge_rejects(Threads& threads, std::vector<Gathered>& gathered, MergeCounts& counts) {
    const auto key = [](const Reject& r) { return std::tie(r.source, r.record, r.offset, r.code, r.file, r.reason); };
    const auto less = [&](const Reject& a, const Reject& b) { return key(a) < key(b); };
    std::set<Reject, decltype(less)> all(threads.rejects.begin(), threads.rejects.end(), less);
    for (Gathered& file : gathered)
        for (Reject& reject : file.rejects) counts.new_rejects += all.insert(std::move(reject)).second ? 1 : 0;
    threads.rejects.assign(all.begin(), all.end());
}

/// Resolves what a post replies to and which question it stands under.
class Links {
  public:
    explicit Links(Threads& threads) : threads_(threads) {
        for (const Post& post : threads.posts) {
            thread_of_[post.post] = post.thread;
            if (is_derived_id(post.native_id)) continue;
            PostId& called = called_[post_id(post.platform, post.native_id)];
            if (called == PostId{} || post.kind != PostKind::comment) called = post.post;
        }
        for (const Thread& thread : threads.threads) note_waiting(thread);
    }

    void resolve() {
        for (Post& post : threads_.posts) {
            post.parent = real(post.parent);
            post.thread = settled(post.thread);
        }
        std::set<ThreadId> used;
        for (const Post& post : threads_.posts) used.insert(post.thread);
        std::erase_if(threads_.threads, [&](const Thread& thread) {
            return waits_for_.contains(thread.thread) && !used.contains(thread.thread);
        });
    }

  private:
    void note_waiting(const Thread& thread) {
        const auto waits = [&](std::string_view mark) { return thread.native_id.starts_with(mark); };
        for (const PostKind kind : {PostKind::answer, PostKind::comment})
            if (const std::string mark = thread_of_post(kind, ""); waits(mark))
                waits_for_[thread.thread] = post_id(thread.platform, kind, thread.native_id.substr(mark.size()));
        if (waits(kThreadOfAnyPost))
            waits_for_[thread.thread] = post_id(thread.platform, thread.native_id.substr(kThreadOfAnyPost.size()));
    }

    /// A post named by id alone, if it is here.
    PostId real(PostId post) const {
        const auto found = called_.find(post);
        return found == called_.end() ? post : found->second;
    }

    ThreadId settled(ThreadId thread) const {
        for (int steps = 0; steps < 64; ++steps) {  // a ring of comments would never end
            const auto waiting = waits_for_.find(thread);
            if (waiting == waits_for_.end()) return thread;
            const auto post = thread_of_.find(real(waiting->second));
            if (post == thread_of_.end() || post->second == thread) return thread;
            thread = post->second;
        }
        return thread;
    }

    Threads& threads_;
    std::map<PostId, ThreadId> thread_of_;
    std::map<PostId, PostId> called_;
    std::map<ThreadId, PostId> waits_for_;
};

}  // namespace

Result<MergeCounts> merge_into(Threads& threads, std::vector<Gathered> gathered, const TextKeyOf& text_key_of) {
    MergeCounts counts;
    TRY_VOID(merge_posts(threads, gathered, text_key_of, counts));
    merge_threads(threads, gathered);
    merge_sources(threads, gathered);
    merge_rejects(threads, gathered, counts);
    Links(threads).resolve();
    return counts;
}

}  // namespace agon
