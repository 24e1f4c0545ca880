// The room's steps in order: clean every post, find what only hands on others' words, fold copies, report accounts.
#include <unordered_map>

#include "src/corpus/steps.hpp"

namespace agon {
namespace {

/// Posts of other topics than the one asked for are outside the view; a thread without a topic is of none.
void leave_out_other_topics(const Threads& threads, Corpus& corpus, const std::string& topic) {
    std::unordered_map<std::int64_t, bool> asked_for;
    for (const Thread& thread : threads.threads)
        asked_for[static_cast<std::int64_t>(thread.thread)] = thread.topic == topic;
    for (CleanPost& post : corpus.posts)
        if (post.fate == PostFate::analysed && !asked_for[static_cast<std::int64_t>(post.thread)])
            post.fate = PostFate::outside_view;
}

}  // namespace

Result<Corpus> build_corpus(Disk& disk, const std::string& case_folder, const Threads& threads,
                            const CorpusOptions& options) {
    Corpus corpus;
    corpus.posts.resize(threads.posts.size());
    std::unordered_map<std::string_view, std::vector<std::size_t>> by_source;
    for (std::size_t i = 0; i < threads.posts.size(); ++i) by_source[threads.posts[i].source].push_back(i);
    for (const SourceFile& source : threads.sources) {
        const auto found = by_source.find(source.sha256);
        if (found == by_source.end()) continue;
        TRY(const std::string bytes, read_source(disk, case_folder, source));
        for (const std::size_t i : found->second) {
            TRY(corpus.posts[i], clean_post(threads.posts[i], bytes, options));
        }
    }
    if (!options.topic.empty()) leave_out_other_topics(threads, corpus, options.topic);
    mark_relays(threads, corpus, options);
    fold_twins(threads, corpus, options.twin_similarity);
    corpus.accounts = find_repeated_texts(threads, corpus, options.repeated_threads);
    return corpus;
}

Result<Corpus> read_corpus(Disk& disk, const std::string& case_folder) {
    Corpus corpus;
    TRY(corpus.posts, read_rows<CleanPost>(disk, case_folder + '/' + std::string(kCorpusPosts)));
    TRY(corpus.accounts, read_rows<RepeatedText>(disk, case_folder + '/' + std::string(kCorpusAccounts)));
    return corpus;
}

}  // namespace agon
