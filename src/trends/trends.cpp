// The order of the steps. Each is told in its own file.
#include "src/trends/trends.hpp"

#include "src/trends/steps.hpp"

namespace agon {

Result<Trends> build_trends(const Threads& threads, const Corpus& corpus, const Segments& segments,
                            const Debates& debates, const Camps& camps, const Points& points, const Lexicon& lexicon,
                            const Words& words) {
    const CaseIndex index(threads, corpus, segments, debates, camps, points);
    Trends out;
    contrast_vocabulary(index, words, out);
    find_terms(index, lexicon, out);
    compare_official(index, out);
    find_actors(index, lexicon, out);
    find_numbers(index, lexicon, out);
    group_claims(index, out);
    find_figure_replies(index, lexicon, out);
    find_moods(index, lexicon, out);
    find_concerns(index, lexicon, out);
    find_expertise(index, lexicon, out);
    contrast_groups(index, out);
    follow_time(index, words, out);
    return out;
}

Result<Trends> read_trends(Disk& disk, const std::string& case_folder) {
    return read_tables<Trends>(disk, case_folder);
}

}  // namespace agon
