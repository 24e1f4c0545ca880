// MERGE: a case is a set of rows, and an import is a union. A before B, B before A, or both twice: the same bytes.
//
// That holds because every step is a join, i.e. commutative, associative and idempotent:
//   threads   field by field (join_thread)
//   posts     by (id, visible text); of several rows with equal text the greatest in a fixed order stands
//   revisions the texts of one id, in the order of their times; the last is the newest
//   votes     one a person and statement, the latest
//   rejects   a set
// and because links are resolved after the union, from the union alone: a comment that waits in thread "answer:123"
// moves to the question of answer 123 once that is there.
//   fits: day 1 brings the comments, day 2 the answer -> the comments end up under its question
//   does not: two crawls, the second with more votes -> one post with the larger count, no new revision
// Visible text decides what a revision is: the mark-up of images changes at every visit.
#include "src/threads/merge.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <numeric>
#include <set>
#include <tuple>
#include <unordered_map>

namespace agon {
namespace {

/// A post, the identity of its text (0: not known yet), and whether it was in the case before.
struct Entry {
    PostRow* post;
    std::int64_t text_key;
    bool was_there;
};

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

using Entries = std::vector<Entry>;

Result<void> find_text_keys(Entries& entries, const TextKeyOf& text_key_of) {
    for (Entry& entry : entries) {
        if (entry.text_key != 0) continue;
        const auto twin = std::find_if(entries.begin(), entries.end(), [&](const Entry& other) {
            return other.text_key != 0 && same_bytes(*other.post, *entry.post);
        });
        if (twin != entries.end()) {
            entry.text_key = twin->text_key;
        } else {
            TRY(entry.text_key, text_key_of(*entry.post));
        }
    }
    return {};
}

/// The rows of one post id: one row a text, in the order of revisions.
std::vector<PostRow> folded(Entries& entries, MergeCounts& counts) {
    std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) {
        return std::tuple(a.text_key, rank_of(*a.post)) < std::tuple(b.text_key, rank_of(*b.post));
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
        rows.push_back(*entries[i - 1].post);
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

/// Sorted by id, rows of one id as they stand. By counting, eleven bits at a time from the lowest.
template <class Row, class IdOf>
void sort_rows(SortedRows<Row>& sorted, const IdOf& id_of) {
    struct Place {
        std::uint64_t key;
        std::uint32_t at;
    };
    constexpr std::uint64_t sign = std::uint64_t{1} << 63;  // negative ids, which agon does not make, come first
    const std::size_t count = sorted.rows.size();
    std::vector<Place> places(count), other(count);
    for (std::size_t i = 0; i < count; ++i)
        places[i] = {static_cast<std::uint64_t>(id_of(sorted.rows[i])) ^ sign, static_cast<std::uint32_t>(i)};
    for (int shift = 0; shift < 64; shift += 11) {
        std::array<std::size_t, 2049> begins{};
        const auto digit = [shift](const Place& p) { return p.key >> shift & 2047; };
        for (const Place& p : places) ++begins[digit(p) + 1];
        std::partial_sum(begins.begin(), begins.end(), begins.begin());
        for (const Place& p : places) other[begins[digit(p)]++] = p;
        places.swap(other);
    }
    sorted.ids.resize(count);
    sorted.places.resize(count);
    for (std::size_t i = 0; i < count; ++i) {
        sorted.ids[i] = static_cast<std::int64_t>(places[i].key ^ sign);
        sorted.places[i] = places[i].at;
    }
}

/// Everything in one vector; the first large one is taken as it is.
template <class Row>
void append(std::vector<Row>& into, std::vector<Row>&& rows) {
    if (into.empty())
        into = std::move(rows);
    else
        into.insert(into.end(), std::make_move_iterator(rows.begin()), std::make_move_iterator(rows.end()));
    rows = {};
}

Result<void> merge_posts(CaseRows& threads, std::vector<Gathered>& gathered, const TextKeyOf& text_key_of,
                         MergeCounts& counts) {
    SortedRows<PostRow>& posts = threads.posts;
    const std::size_t known = posts.rows.size();
    std::vector<std::int64_t> text_keys(known, 0);
    for (Gathered& file : gathered) {
        posts.rows.append(std::move(file.posts));
        append(text_keys, std::move(file.text_keys));
    }
    sort_rows(posts, [](const PostRow& post) { return post.post; });
    std::size_t kept = 0;
    for (std::size_t begin = 0; begin < posts.size();) {
        std::size_t end = begin;
        bool arrived = false;
        for (; end < posts.size() && posts.ids[end] == posts.ids[begin]; ++end)
            arrived = arrived || posts.places[end] >= known;
        std::size_t rows = end - begin;
        if (!arrived || rows == 1) {  // nothing new of it, or nothing but this
            counts.new_posts += arrived ? 1 : 0;
        } else {
            Entries entries;
            for (std::size_t i = begin; i < end; ++i) {
                const std::size_t place = posts.places[i];
                entries.push_back({&posts.rows[place], text_keys[place], place < known});
            }
            TRY_VOID(find_text_keys(entries, text_key_of));
            const std::vector<PostRow> left = folded(entries, counts);
            rows = left.size();
            for (std::size_t i = 0; i < rows; ++i) posts.rows[posts.places[begin + i]] = left[i];
        }
        for (std::size_t i = begin; i < begin + rows; ++i, ++kept) {
            posts.ids[kept] = posts.ids[i];
            posts.places[kept] = posts.places[i];
        }
        begin = end;
    }
    posts.ids.resize(kept);
    posts.places.resize(kept);
    return {};
}

void merge_threads(CaseRows& threads, std::vector<Gathered>& gathered) {
    SortedRows<ThreadRow>& all = threads.threads;
    for (Gathered& file : gathered) all.rows.append(std::move(file.threads));
    sort_rows(all, [](const ThreadRow& thread) { return thread.thread; });
    std::size_t kept = 0;
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (kept > 0 && all.ids[kept - 1] == all.ids[i]) {
            join_thread(all.rows[all.places[kept - 1]], all.rows[all.places[i]]);
        } else {
            all.ids[kept] = all.ids[i];
            all.places[kept] = all.places[i];
            ++kept;
        }
    }
    all.ids.resize(kept);
    all.places.resize(kept);
}

void merge_votes(CaseRows& threads, std::vector<Gathered>& gathered, MergeCounts& counts) {
    const auto key = [](const Vote& v) {
        return std::tuple(v.post, v.voter, v.created_seconds, std::string_view(v.source), v.record, v.value);
    };
    const std::size_t before = threads.votes.size();
    for (Gathered& file : gathered) append(threads.votes, std::move(file.votes));
    std::sort(threads.votes.begin(), threads.votes.end(),
              [&](const Vote& a, const Vote& b) { return key(a) < key(b); });
    std::size_t kept = 0;
    for (std::size_t i = 0; i < threads.votes.size(); ++i) {
        const bool is_last = i + 1 == threads.votes.size() || threads.votes[i + 1].post != threads.votes[i].post ||
                             threads.votes[i + 1].voter != threads.votes[i].voter;
        if (!is_last) continue;
        if (kept != i) threads.votes[kept] = std::move(threads.votes[i]);
        ++kept;
    }
    threads.votes.resize(kept);
    counts.new_votes = static_cast<std::int64_t>(kept) - static_cast<std::int64_t>(before);
}

/// Names for authors that are known by an id only. Of two names the first in byte order stands.
void merge_authors(CaseRows& threads, std::vector<Gathered>& gathered) {
    for (Gathered& file : gathered) append(threads.authors, std::move(file.authors));
    std::sort(threads.authors.begin(), threads.authors.end(), [](const AuthorName& a, const AuthorName& b) {
        return std::tie(a.author, a.name) < std::tie(b.author, b.name);
    });
    const auto same = [](const AuthorName& a, const AuthorName& b) { return a.author == b.author; };
    threads.authors.erase(std::unique(threads.authors.begin(), threads.authors.end(), same), threads.authors.end());
    if (threads.authors.empty()) return;
    threads.posts.rows.for_each([&](PostRow& post) {
        if (!post.author_name.empty()) return;
        const auto found = std::lower_bound(threads.authors.begin(), threads.authors.end(), post.author,
                                            [](const AuthorName& a, AuthorId id) { return a.author < id; });
        if (found != threads.authors.end() && found->author == post.author) post.author_name = found->name;
    });
}

void merge_sources(CaseRows& threads, std::vector<Gathered>& gathered) {
    const auto key = [](const SourceFile& f) {
        return std::tie(f.name, f.container, f.format, f.platform, f.stream, f.topic);
    };
    std::map<std::string, SourceFile> joined;
    for (SourceFile& source : threads.sources) joined.emplace(source.sha256, source);
    for (Gathered& file : gathered) {
        if (file.source.sha256.empty()) continue;  // rejects of a crawl alone
        const auto [found, is_new] = joined.emplace(file.source.sha256, file.source);
        if (is_new || !(key(file.source) < key(found->second))) continue;
        file.source.stored_sha256 = found->second.stored_sha256;
        found->second = file.source;
    }
    threads.sources.clear();
    for (auto& [sha256, source] : joined) threads.sources.push_back(std::move(source));
}

void merge_rejects(CaseRows& threads, std::vector<Gathered>& gathered, MergeCounts& counts) {
    const auto key = [](const Reject& r) { return std::tie(r.source, r.record, r.offset, r.code, r.file, r.reason); };
    const auto less = [&](const Reject& a, const Reject& b) { return key(a) < key(b); };
    std::set<Reject, decltype(less)> all(threads.rejects.begin(), threads.rejects.end(), less);
    for (Gathered& file : gathered)
        for (Reject& reject : file.rejects) counts.new_rejects += all.insert(std::move(reject)).second ? 1 : 0;
    // A file of that name that came in after all, before or after it was refused.
    std::set<std::string> names;
    for (const SourceFile& source : threads.sources) names.insert(source.name);
    std::erase_if(all, [&](const Reject& reject) {
        return reject.source.empty() && reject.record == 0 && names.contains(reject.file);
    });
    threads.rejects.assign(all.begin(), all.end());
}

/// Resolves what a post replies to and which question it stands under. Posts and threads are sorted by id.
class Links {
  public:
    explicit Links(CaseRows& threads) : threads_(threads) {
        for (std::size_t i = 0; i < threads.threads.size(); ++i) note_waiting(threads.threads.at(i));
    }

    void resolve() {
        note_calls();
        SortedRows<PostRow>& posts = threads_.posts;
        const auto link = [&](PostRow& post) {
            post.parent = real(post.parent);
            post.thread = settled(post.thread);
            post.parent_missing = post.parent != PostId{} && !find(post.parent) && !opens_thread(post) ? 1 : 0;
        };
        if (waits_for_.empty()) return posts.rows.for_each(link);
        for (const std::uint32_t place : posts.places) link(posts.rows[place]);  // in their order, since rings are cut
        std::set<ThreadId> used;
        for (std::size_t i = 0; i < posts.size(); ++i) used.insert(posts.at(i).thread);
        SortedRows<ThreadRow>& threads = threads_.threads;
        std::size_t kept = 0;
        for (std::size_t i = 0; i < threads.size(); ++i) {
            const ThreadId thread = threads.at(i).thread;
            if (waits_for_.contains(thread) && !used.contains(thread)) continue;
            threads.ids[kept] = threads.ids[i];
            threads.places[kept] = threads.places[i];
            ++kept;
        }
        threads.ids.resize(kept);
        threads.places.resize(kept);
    }

  private:
    struct Waiting {
        PostId post;
        ThreadId thread;  // of that native id, if the thing is a thread without a text
    };

    void note_waiting(const ThreadRow& thread) {
        for (const auto& [kind, mark] : marks_)
            if (thread.native_id.starts_with(mark))
                waits_for_[thread.thread] = {post_id(thread.platform, kind, thread.native_id.substr(mark.size())), {}};
        if (thread.native_id.starts_with(kThreadOfAnyPost)) {
            const std::string_view id = thread.native_id.substr(kThreadOfAnyPost.size());
            waits_for_[thread.thread] = {post_id(thread.platform, id), thread_id(thread.platform, id)};
        }
    }

    const PostRow* find(PostId id) const { return threads_.posts.find(id); }
    const ThreadRow* find(ThreadId id) const { return threads_.threads.find(id); }

    /// Posts that are called by their native id alone; computed if there is such a call.
    void note_calls() {
        const SortedRows<PostRow>& posts = threads_.posts;
        bool called = !waits_for_.empty();
        for (std::size_t i = 0; i < posts.size() && !called; ++i) {
            const PostId parent = posts.rows[posts.places[i]].parent;
            called = parent != PostId{} && !find(parent);
        }
        if (!called) return;
        for (std::size_t i = 0; i < posts.size(); ++i) {
            const PostRow& post = posts.at(i);
            if (is_derived_id(post.native_id)) continue;
            PostId& named = called_[post_id(post.platform, post.native_id)];
            if (named == PostId{} || post.kind != PostKind::comment) named = post.post;
        }
    }

    /// A post named by id alone, if it is here.
    PostId real(PostId post) const {
        const auto found = called_.find(post);
        return found == called_.end() ? post : found->second;
    }

    /// A reply to the opening of a thread that has no text of its own (a link) lacks nothing.
    bool opens_thread(const PostRow& post) const {
        const ThreadRow* thread = find(post.thread);
        return thread && (post.parent == post_id(thread->platform, PostKind::document, thread->native_id) ||
                          post.parent == post_id(thread->platform, thread->native_id));
    }

    ThreadId settled(ThreadId thread) const {
        for (int steps = 0; steps < 64; ++steps) {  // a ring of comments would never end
            const auto waiting = waits_for_.find(thread);
            if (waiting == waits_for_.end()) return thread;
            const PostRow* post = find(real(waiting->second.post));
            const ThreadId next = post ? post->thread : waiting->second.thread;
            if (next == thread || next == ThreadId{} || (!post && !find(next))) return thread;
            thread = next;
        }
        return thread;
    }

    CaseRows& threads_;
    const std::pair<PostKind, std::string> marks_[2] = {{PostKind::answer, thread_of_post(PostKind::answer, "")},
                                                        {PostKind::comment, thread_of_post(PostKind::comment, "")}};
    std::unordered_map<PostId, PostId> called_;
    std::map<ThreadId, Waiting> waits_for_;
};

}  // namespace

void sort_by_id(CaseRows& rows) {
    sort_rows(rows.threads, [](const ThreadRow& thread) { return thread.thread; });
    sort_rows(rows.posts, [](const PostRow& post) { return post.post; });
}

Result<MergeCounts> merge_into(CaseRows& threads, std::vector<Gathered> gathered, const TextKeyOf& text_key_of) {
    MergeCounts counts;
    TRY_VOID(merge_posts(threads, gathered, text_key_of, counts));
    merge_threads(threads, gathered);
    merge_votes(threads, gathered, counts);
    merge_sources(threads, gathered);
    merge_rejects(threads, gathered, counts);
    Links(threads).resolve();
    merge_authors(threads, gathered);
    for (Gathered& file : gathered) threads.texts.push_back(std::move(file.texts));
    return counts;
}

}  // namespace agon
