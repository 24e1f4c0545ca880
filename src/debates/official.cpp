// What official texts say of a matter that the public debates.
//
// An official sentence speaks to a debate if it is near to the debate's centre and names what its questions name: two
// of their own words or of the debate's key terms, or one where it is very near; where the debate is on who should
// lead, the state or the market, both of these ways, since a text that names one of them may be about anything.
// Nearness alone does not do: among thousands of sentences some are near to any centre ("盒饭外加了牛奶" to a hot-pot
// shop on campus). Each sentence goes to its nearest debate, and of each document the nearest one sentence counts, so
// that one long report does not speak for all. Fits: "该放给市场的就放给市场" beside questions on 举国体制. Does not
// fit: what officials say of the matter in words of their own alone; the share of debates without any official sentence
// is no sign of silence.
#include <algorithm>
#include <map>

#include "ground/lexicon/camp_words.hpp"
#include "ground/model/geometry.hpp"
#include "ground/text/spaced_words.hpp"
#include "src/debates/members.hpp"

namespace agon {
namespace {

constexpr double kOfficialFit = 0.15;
constexpr double kVeryNear = 0.45;
constexpr std::size_t kMostOfDebate = 8;

bool speaks_to(std::string_view text, double fit, bool who_leads, const std::vector<std::string>& words,
               const Lexicon& lexicon) {
    if (who_leads) return lexicon.list("state").contains_any(text) && lexicon.list("market").contains_any(text);
    const auto named = std::count_if(
        words.begin(), words.end(), [&](const std::string& word) { return text.find(word) != std::string_view::npos; });
    return named >= (fit >= kVeryNear ? 1 : 2);
}

/// The debate's words: those of its questions that few other titles have, and its key terms.
std::vector<std::string> matter_of(const Debate& debate, std::vector<std::string> words) {
    for (const std::string_view term : spaced_words(debate.terms)) words.emplace_back(term);
    std::sort(words.begin(), words.end());
    words.erase(std::unique(words.begin(), words.end()), words.end());
    return words;
}

}  // namespace

std::vector<OfficialSentence> place_official(const std::vector<Found>& found, const std::vector<Debate>& debates,
                                             const std::vector<std::vector<std::string>>& own_words, DebateRoom& room,
                                             const Lexicon& lexicon) {
    std::vector<std::vector<std::string>> words;
    for (std::size_t d = 0; d < found.size(); ++d) words.push_back(matter_of(debates[d], own_words[d]));
    std::map<std::pair<DebateId, PostId>, OfficialSentence> best;
    std::vector<float> scratch;
    for (const Segment& s : room.segments.segments) {
        if (s.stream != "official" || s.kind != SegmentKind::statement) continue;
        const auto id = static_cast<std::int64_t>(s.segment);
        if (!room.vectors.segments.place(id)) continue;
        const float* stored = room.vectors.segments.row(id, scratch);
        std::vector<float> row(stored, stored + room.mean.size());
        for (std::size_t k = 0; k < row.size(); ++k) row[k] -= room.mean[k];
        normalise(row);
        OfficialSentence sentence{DebateId{}, s.segment, s.post, s.year, kOfficialFit};
        for (std::size_t d = 0; d < found.size(); ++d) {
            const auto fit =
                static_cast<double>(dot(row.data(), found[d].centre.data(), static_cast<std::int32_t>(row.size())));
            const bool who_leads = debates[d].proposition == proposition_of_lead;
            if (fit > sentence.fit && speaks_to(s.text, fit, who_leads, words[d], lexicon)) {
                sentence.fit = fit;
                sentence.debate = found[d].debate;
            }
        }
        if (sentence.debate == DebateId{}) continue;
        OfficialSentence& held = best[{sentence.debate, s.post}];
        if (held.fit < sentence.fit) held = sentence;
    }
    std::vector<OfficialSentence> all;
    for (const Found& f : found) {
        std::vector<OfficialSentence> own;
        for (auto at = best.lower_bound({f.debate, PostId{INT64_MIN}}); at != best.end() && at->first.first == f.debate;
             ++at)
            own.push_back(at->second);
        std::stable_sort(own.begin(), own.end(),
                         [](const OfficialSentence& l, const OfficialSentence& r) { return l.fit > r.fit; });
        own.resize(std::min(own.size(), kMostOfDebate));
        all.insert(all.end(), own.begin(), own.end());
    }
    return all;
}

}  // namespace agon
