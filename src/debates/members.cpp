// Which segments argue in a debate, and the terms that mark it off.
//
// A segment under one of the debate's own questions belongs to it unless its vector points away from the centre of that
// question's thread: what counts as speaking to the question does not change with the questions that are put beside it,
// so that merging two debates leaves their posts as they were read. One under another question may visit: it must read
// like a claim, be nearer to the centre than most that live there, and name what the debate's questions name, by two
// words of theirs. Of all that are left, no more may visit than live there: a debate that mostly visitors carry would
// not be the one that its question asks. A segment belongs to one debate at most, or to none. Fits:
// "医疗不产业化，医保局凭什么管医生" as a visitor of the health fund's debate. Does not fit: "医护人员 真的是拿命在拼":
// near in meaning, but about another matter. Key terms are words that the debate's members use more than the members of
// all other debates: log odds over their own deviation (B. Monroe, M. Colaresi, K. Quinn, Fightin' Words, 2008, with a
// prior of one half each), used by at least three voices and no filler. Fits: 补贴, 举国体制. Does not fit: 没有, 觉得:
// they are frequent everywhere.
#include "src/debates/members.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <unordered_map>

#include "ground/lexicon/whole_word.hpp"
#include "ground/text/text.hpp"

namespace agon {
namespace {

constexpr double kVisitorFit = 0.45;    // a segment under another question must be this near to a debate's centre
constexpr double kResidentFit = -0.02;  // a segment under a debate's question must be this near to that thread's centre
constexpr double kLoneFit = 0.2;        // and, where it stands under it alone, this near to the question itself
constexpr double kHomeAdvantage = 0.25;
constexpr double kOwnShare = 1.0 / 3;  // a title's word is a debate's own if so many of the titles with it are
constexpr std::size_t kMostReadForTerms = 4000;  // members of a debate that are cut into words, evenly spread
constexpr std::size_t kKeyTerms = 6;

struct WordUse {
    std::int64_t uses = 0, voices = 0;
    VoiceId last_voice{};
};
using WordCounts = std::unordered_map<std::string, WordUse>;

WordCounts count_words(const Member* begin, const Member* end, DebateRoom& room) {
    WordCounts counts;
    const auto size = static_cast<std::size_t>(end - begin);
    const std::size_t step = std::max<std::size_t>(1, size / kMostReadForTerms);
    for (std::size_t i = 0; i < size; i += step)
        for (const std::string& word : room.words_of(begin[i].segment)) {
            WordUse& use = counts[word];
            ++use.uses;
            // Members of one post follow each other, so this counts voices per stretch: enough to bar one loud author.
            if (use.last_voice != begin[i].voice) ++use.voices;
            use.last_voice = begin[i].voice;
        }
    return counts;
}

std::string key_terms(const WordCounts& own, const std::unordered_map<std::string, std::int64_t>& all, double own_total,
                      double all_total, const LexiconList& filler) {
    std::vector<std::pair<double, std::string>> scored;
    for (const auto& [word, use] : own) {
        if (use.uses < 5 || use.voices < 3) continue;
        const auto here = static_cast<double>(use.uses);
        const auto there = static_cast<double>(all.at(word)) - here;
        const double odds =
            std::log((here + 0.5) / (own_total + 1)) - std::log((there + 0.5) / (all_total - own_total + 1));
        if (odds > 0) scored.emplace_back(-odds / std::sqrt(1 / (here + 0.5) + 1 / (there + 0.5)), word);
    }
    std::sort(scored.begin(), scored.end());
    std::string terms;
    std::size_t kept = 0;
    for (const auto& [score, word] : scored) {
        if (kept == kKeyTerms) break;
        if (is_whole_word(filler, word)) continue;
        terms += (kept++ ? " " : "") + word;
    }
    return terms;
}

void count_members(Debate& debate, const Member* begin, const Member* end, const DebateRoom& room) {
    std::vector<VoiceId> voices;
    PostId last{};
    for (const Member* m = begin; m != end; ++m) {
        if (m == begin || m->post != last) {
            ++debate.posts;
            debate.votes += room.segment(m->segment).votes;
        }
        last = m->post;
        voices.push_back(m->voice);
        if (m->year > 0) {
            debate.first_year = debate.first_year == 0 ? m->year : std::min(debate.first_year, m->year);
            debate.last_year = std::max(debate.last_year, m->year);
        }
    }
    std::sort(voices.begin(), voices.end());
    debate.voices = std::unique(voices.begin(), voices.end()) - voices.begin();
}

/// Two of the debate's own words, or one where it has no more than two.
bool names_the_matter(std::string_view text, const std::vector<std::string>& words) {
    const auto named = std::count_if(
        words.begin(), words.end(), [&](const std::string& word) { return text.find(word) != std::string_view::npos; });
    return named >= (words.size() > 2 ? 2 : 1);
}

/// A debate that would have a segment.
struct Bid {
    std::size_t segment = 0, debate = 0;
    double fit = 0;
    bool resident = false;
    double worth() const { return fit + (resident ? kHomeAdvantage : 0.0); }
};

/// For each segment the debate under one of whose questions it stands; found.size() if none.
std::vector<std::size_t> homes_of(const std::vector<Found>& found, const std::vector<ThreadPlace>& places,
                                  const DebateRoom& room) {
    std::unordered_map<std::int64_t, std::size_t> index, by_thread;
    for (std::size_t d = 0; d < found.size(); ++d) index[static_cast<std::int64_t>(found[d].debate)] = d;
    for (const ThreadPlace& p : places)
        if (const auto at = index.find(static_cast<std::int64_t>(p.debate)); at != index.end())
            by_thread[static_cast<std::int64_t>(p.thread)] = at->second;
    std::vector<std::size_t> home;
    home.reserve(room.segments.segments.size());
    for (const Segment& s : room.segments.segments) {
        const auto at = by_thread.find(static_cast<std::int64_t>(s.thread));
        home.push_back(at == by_thread.end() ? found.size() : at->second);
    }
    return home;
}

/// A post that is its own thread makes that thread's centre, so its nearness to the centre says nothing: there the
/// title alone tells. Fits, under the hashtag 李兰娟回应返程人员是否要隔离: "确保万一，还是应该隔离的吧". Does not fit:
/// a cake's recipe that only borrows the hashtag's readers.
bool speaks_to_its_question(std::size_t segment, const ThreadEvidence& thread, const DebateRoom& room) {
    if (!room.fits.can_argue(segment)) return false;
    if (thread.counts.posts == 1) return room.fits.fit(segment, thread.title) >= kLoneFit;
    return room.fits.fit(segment, thread.centre) >= kResidentFit;
}

/// All bids, by segment, then debate.
std::vector<Bid> bids_for(const std::vector<Found>& found, const std::vector<std::size_t>& home,
                          const std::vector<std::vector<std::string>>& own_words, DebateRoom& room) {
    std::vector<Bid> bids;
    for (std::size_t d = 0; d < found.size(); ++d)
        for (const std::size_t thread : found[d].group) {
            for (const std::size_t i : room.evidence[thread].segments)
                if (speaks_to_its_question(i, room.evidence[thread], room))
                    bids.push_back({i, d, room.fits.fit(i, found[d].centre), true});
        }
    std::vector<const std::vector<float>*> centres;
    for (const Found& f : found) centres.push_back(&f.centre);
    const std::vector<std::vector<Visit>> visits = room.fits.visits(centres, kVisitorFit);
    for (std::size_t d = 0; d < found.size(); ++d)
        for (const Visit& visit : visits[d])
            if (home[visit.segment] != d && names_the_matter(room.segments.segments[visit.segment].text, own_words[d]))
                bids.push_back({visit.segment, d, visit.fit, false});
    std::sort(bids.begin(), bids.end(), [](const Bid& l, const Bid& r) {
        return std::pair(l.segment, l.debate) < std::pair(r.segment, r.debate);
    });
    return bids;
}

/// The nearest visitors, at most one for each resident; the order of the rest stays.
void limit_visitors(std::vector<Member>& members) {
    const auto residents = static_cast<std::size_t>(
        std::count_if(members.begin(), members.end(), [](const Member& m) { return m.by_thread == 1; }));
    if (members.size() - residents <= residents) return;
    std::vector<std::pair<double, SegmentId>> visitors;
    for (const Member& m : members)
        if (m.by_thread == 0) visitors.emplace_back(-m.fit, m.segment);
    std::nth_element(visitors.begin(), visitors.begin() + static_cast<std::ptrdiff_t>(residents), visitors.end());
    const auto first_out = visitors[residents];
    std::erase_if(members,
                  [&](const Member& m) { return m.by_thread == 0 && std::pair(-m.fit, m.segment) >= first_out; });
}

}  // namespace

std::vector<std::vector<std::string>> own_title_words(const std::vector<Found>& found, const TitleWords& title_words) {
    std::unordered_map<std::string_view, std::int64_t> titles;
    for (const std::vector<std::string>& title : title_words)
        for (const std::string& word : title) ++titles[word];
    std::vector<std::vector<std::string>> own;
    for (const Found& f : found) {
        std::map<std::string, std::int64_t> here;
        for (const std::size_t i : f.group)
            for (const std::string& word : title_words[i]) ++here[word];
        own.emplace_back();
        for (const auto& [word, count] : here)
            if (count_code_points(word) >= 2 &&
                static_cast<double>(count) >= kOwnShare * static_cast<double>(titles.at(word)))
                own.back().push_back(word);
    }
    return own;
}

std::vector<Member> place_members(const std::vector<Found>& found, const std::vector<ThreadPlace>& places,
                                  const std::vector<std::vector<std::string>>& own_words, DebateRoom& room) {
    const std::vector<std::size_t> home = homes_of(found, places, room);
    std::vector<std::vector<Member>> members(found.size());
    const std::vector<Bid> bids = bids_for(found, home, own_words, room);
    for (auto bid = bids.begin(); bid != bids.end();) {
        const Segment& s = room.segments.segments[bid->segment];
        const auto end = std::find_if(bid, bids.end(), [&](const Bid& other) { return other.segment != bid->segment; });
        // Of equal bids the first debate's holds.
        const Bid& best = *std::max_element(bid, end, [](const Bid& l, const Bid& r) { return l.worth() < r.worth(); });
        members[best.debate].push_back({s.segment, found[best.debate].debate, s.post, s.voice, s.year,
                                        best.resident ? 1 : 0, best.worth() - (best.resident ? kHomeAdvantage : 0.0)});
        bid = end;
    }
    std::vector<Member> all;
    for (std::vector<Member>& part : members) limit_visitors(part);
    for (const auto& part : members) all.insert(all.end(), part.begin(), part.end());
    return all;
}

void describe_debates(std::vector<Debate>& debates, const std::vector<Member>& members, DebateRoom& room,
                      const Lexicon& lexicon) {
    std::vector<WordCounts> counts;
    std::unordered_map<std::string, std::int64_t> all;
    std::vector<double> totals;
    double all_total = 0;
    const Member* begin = members.data();
    for (Debate& debate : debates) {
        const Member* end = begin;
        while (end != members.data() + members.size() && end->debate == debate.debate) ++end;
        count_members(debate, begin, end, room);
        counts.push_back(count_words(begin, end, room));
        totals.push_back(0);
        for (const auto& [word, use] : counts.back()) {
            all[word] += use.uses;
            totals.back() += static_cast<double>(use.uses);
        }
        all_total += totals.back();
        begin = end;
    }
    for (std::size_t d = 0; d < debates.size(); ++d)
        debates[d].terms = key_terms(counts[d], all, totals[d], all_total, lexicon.list("filler"));
}

}  // namespace agon
