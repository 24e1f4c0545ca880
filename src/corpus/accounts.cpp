// Accounts that post one text again and again.
//
// After folding, every copy knows the earliest post with its text; so the copies of an account with one original are
// one text of that account. An account is reported from `least_threads` threads on: twice is a correction, ten threads
// are a campaign or a machine. Reported, not judged and not deleted: copies are echo already and weigh nothing.
//   fits: 甲 pastes one advertisement under 40 questions
//   does not: 匿名用户 under 40 questions: nobody can say that this is one account
#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>

#include "src/corpus/steps.hpp"

namespace agon {
namespace {

struct Group {
    RepeatedText text;
    std::set<ThreadId> threads;
    bool has_original = false;
};

void note(Group& group, const Post& post, const CleanPost& clean) {
    RepeatedText& text = group.text;
    // Undated posts are -1, which as an unsigned number is later than all.
    const auto age = [](std::int64_t seconds, PostId id) {
        return std::pair(static_cast<std::uint64_t>(seconds), static_cast<std::int64_t>(id));
    };
    if (text.posts == 0 || age(post.created_seconds, post.post) < age(text.first_seconds, text.first)) {
        text.first = post.post;
        text.first_seconds = post.created_seconds;
    }
    text.voice = clean.voice;
    text.account = post.author_name;
    text.platform = post.platform;
    text.last_seconds = std::max(text.last_seconds, post.created_seconds);
    ++text.posts;
    group.threads.insert(post.thread);
}

}  // namespace

std::vector<RepeatedText> find_repeated_texts(const Threads& threads, const Corpus& corpus,
                                              std::int64_t least_threads) {
    const auto is_named = [&](std::size_t i) { return threads.posts[i].author_kind == AuthorKind::named; };
    std::map<std::pair<VoiceId, PostId>, Group> groups;
    for (std::size_t i = 0; i < corpus.posts.size(); ++i) {
        const CleanPost& clean = corpus.posts[i];
        if (clean.fate != PostFate::twin || !is_named(i)) continue;
        note(groups[{clean.voice, clean.twin_of}], threads.posts[i], clean);
    }
    for (std::size_t i = 0; i < corpus.posts.size(); ++i) {
        const CleanPost& clean = corpus.posts[i];
        if (clean.fate != PostFate::analysed || !is_named(i)) continue;
        const auto found = groups.find({clean.voice, clean.post});
        if (found == groups.end()) continue;
        note(found->second, threads.posts[i], clean);
        found->second.has_original = true;
    }
    std::vector<RepeatedText> out;
    for (auto& [key, group] : groups) {
        group.text.threads = static_cast<std::int64_t>(group.threads.size());
        if (group.text.threads < least_threads) continue;
        if (!group.has_original) group.text.echo_of = key.second;
        out.push_back(group.text);
    }
    std::stable_sort(out.begin(), out.end(),
                     [](const RepeatedText& a, const RepeatedText& b) { return a.threads > b.threads; });
    return out;
}

}  // namespace agon
