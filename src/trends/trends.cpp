// The order of the steps. Each is told in its own file.
#include "src/trends/trends.hpp"

#include <functional>
#include <optional>

#include "ground/model/tiles.hpp"
#include "src/trends/steps.hpp"

namespace agon {

struct Readings::State {
    State(const Threads& threads, const Corpus& corpus, const Segments& segments, const Lexicon& all_lists,
          const Words& all_words, int thread_count)
        : texts(threads, corpus, segments), lexicon(all_lists), words(all_words), courses(texts, all_words) {
        // Each fills tables of its own and reads no other's.
        const std::function<void()> readings[] = {
            [&] {
                find_numbers(texts, lexicon, trends);
                group_claims(texts, trends);
                find_figure_replies(texts, lexicon, trends);
            },
            [&] { find_actors(texts, lexicon, trends); },
            [&] {
                find_moods(texts, lexicon, trends);
                moods = moods_of_all(texts, lexicon, trends);
            },
            [&] { contrast_vocabulary(texts, words, trends); },
            [&] { find_concerns(texts, lexicon, trends); },
            [&] { find_expertise(texts, lexicon, trends); },
        };
        for_each_tile(std::size(readings), thread_count, [&](std::size_t i) { readings[i](); });
        groupings = part_posts(texts, trends);
    }

    CaseTexts texts;
    const Lexicon& lexicon;
    const Words& words;
    Trends trends;
    MoodsOfAll moods;
    std::vector<Grouping> groupings;
    Courses courses;
    std::optional<WantedTerms> wanted;  // those that trends.terms were looked for
};

Readings::Readings(std::unique_ptr<State> state) : state_(std::move(state)) {}
Readings::Readings(Readings&&) noexcept = default;
Readings& Readings::operator=(Readings&&) noexcept = default;
Readings::~Readings() = default;

Result<Readings> Readings::read(const Threads& threads, const Corpus& corpus, const Segments& segments,
                                const Lexicon& lexicon, const Words& words, int thread_count) {
    return Readings(std::make_unique<State>(threads, corpus, segments, lexicon, words, thread_count));
}

const Trends& Readings::trends_of(const Debates& debates, const Camps& camps, const Points& points, int threads) {
    const CaseIndex index(state_->texts, debates, camps, points);
    Trends& out = state_->trends;
    if (WantedTerms wanted = wanted_terms(state_->texts, debates, state_->lexicon, out); state_->wanted != wanted) {
        find_terms(state_->texts, wanted, state_->wanted, state_->lexicon, threads, out);
        compare_official(state_->texts, out);
        state_->wanted = std::move(wanted);
    }
    place_in_debates(index, out);
    summarise_moods(index, state_->moods, out);
    rank_concerns(out);
    contrast_groups(index, state_->groupings, out);
    state_->courses.follow(followed_subjects(index, out), out);
    follow_camps(index, out);
    return out;
}

Result<Trends> build_trends(const Threads& threads, const Corpus& corpus, const Segments& segments,
                            const Debates& debates, const Camps& camps, const Points& points, const Lexicon& lexicon,
                            const Words& words) {
    TRY(Readings readings, Readings::read(threads, corpus, segments, lexicon, words));
    return Trends(readings.trends_of(debates, camps, points));
}

Result<Trends> read_trends(Disk& disk, const std::string& case_folder) {
    return read_tables<Trends>(disk, case_folder);
}

}  // namespace agon
