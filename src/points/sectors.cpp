// Sector x approach: which voices say that the state, or the market, leads a sector of industry or should.
//
// Posts are read clause by clause. A clause is weighed by what it says about who leads (a phrase that gives the lead
// counts 2, a word that only points there 1; a negated one counts half for the other side) and the weight goes to the
// sector the clause names: "火箭给国家，软件放给市场" gives two views. A clause that names none speaks of the nearest
// clause that does, one sentence away at most, else of the one sector in the question's title, at half weight. Per post
// and sector the weights are added up; the sector is state-led or market-driven where one side outweighs the other by
// a quarter, mixed where neither does, and there is no view below the least weight.
//   Does not fit:  irony ("国家队，厉害，全进了名录") and posts that speak of a sector in pictures only.
// Questions count (most are rhetorical), quotations of others do not. Under a title that does not name the state's way
// of doing things a sentence counts only if it has a phrase that says who leads wherever it stands: users, customers
// and open source are praised in many threads, and nobody there speaks of who should lead.
#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <set>

#include "ground/model/share_interval.hpp"
#include "src/points/steps.hpp"

namespace agon {
namespace {

constexpr double kLeastWeight = 1.6;
constexpr double kNearWeight = 0.8, kTitleWeight = 0.5, kMixedFrom = 0.9;

struct Clause {
    const Segment* segment = nullptr;
    std::set<std::string> sectors;
    double state = 0, market = 0;
};

/// The sentence that says most for a side.
struct Best {
    const Segment* sentence = nullptr;
    double weight = 0;
    bool names = false;  // the sector itself

    void take(const Segment* other, double other_weight, bool other_names) {
        if (other_weight > weight) *this = {other, other_weight, other_names};
    }
};
struct Weighed {
    double state = 0, market = 0;
    Best for_state{}, for_market{};

    /// Of the side that the post is for; of both where it is for neither.
    const Best& best(const std::string& approach) const {
        if (approach == "state") return for_state;
        if (approach == "market") return for_market;
        return for_market.weight > for_state.weight ? for_market : for_state;
    }
};

std::vector<std::string_view> clauses_of(std::string_view text) {
    std::vector<std::string_view> clauses;
    std::size_t begin = 0, at = 0;
    while (at < text.size()) {
        const std::size_t here = at;
        const char32_t c = next_code_point(text, at);
        constexpr std::u32string_view marks = U"，。；！？：、,;!?\n";
        if (marks.find(c) == std::u32string_view::npos) continue;
        if (here > begin) clauses.push_back(text.substr(begin, here - begin));
        begin = at;
    }
    if (begin < text.size()) clauses.push_back(text.substr(begin));
    return clauses;
}

/// Adds each phrase of `list` in the clause to its side, or half of it to the other side where it is negated.
void weigh(const LexiconList& list, const LexiconList& negation, std::string_view text, Clause& clause) {
    const auto negations = negation.find(text);
    for (const LexiconMatch& phrase : list.find(text)) {
        bool negated = false;
        for (const LexiconMatch& n : negations)
            negated = negated || (n.span.end <= phrase.span.begin && phrase.span.begin - n.span.end <= 6);
        const double weight = phrase.entry->name.ends_with("_claim") ? 2 : 1;
        const bool state = phrase.entry->name.starts_with("state") != negated;
        (state ? clause.state : clause.market) += negated ? weight / 2 : weight;
    }
}

/// The sectors a clause speaks of and how far they can be trusted.
std::pair<std::set<std::string>, double> subject_of(const std::vector<Clause>& clauses, std::size_t at,
                                                    const std::set<std::string>& in_title) {
    if (!clauses[at].sectors.empty()) return {clauses[at].sectors, 1.0};
    for (const std::ptrdiff_t step : {-1, 1, -2, -3, 2}) {
        const std::ptrdiff_t other = static_cast<std::ptrdiff_t>(at) + step;
        if (other < 0 || other >= static_cast<std::ptrdiff_t>(clauses.size())) continue;
        const Clause& clause = clauses[static_cast<std::size_t>(other)];
        if (!clause.sectors.empty() && std::abs(clause.segment->ordinal - clauses[at].segment->ordinal) <= 1)
            return {clause.sectors, kNearWeight};
    }
    if (in_title.size() == 1) return {in_title, kTitleWeight};
    return {{}, 0};
}

class SectorReader {
  public:
    explicit SectorReader(const Lexicon& lexicon)
        : sectors_(lexicon.list("sectors")),
          negation_(lexicon.list("negation")),
          who_leads_(lexicon.list("who_leads")),
          state_(lexicon.list("state")) {}

    std::set<std::string> named_in(std::string_view text) const {
        std::set<std::string> named;
        for (const LexiconMatch& m : sectors_.find(text))
            if (!is_inside_word(text, m)) named.insert(m.entry->name);
        named.erase("高校");  // a sector of actors, not of industry
        return named;
    }

    /// 家电 in 国家电网 or 哪家电厂 is no word.
    static bool is_inside_word(std::string_view text, const LexiconMatch& m) {
        const auto begin = static_cast<std::size_t>(m.span.begin);
        if (begin < 3 || text.substr(begin, 6) != "家电") return false;
        const std::string_view before = text.substr(begin - 3, 3);
        return before == "国" || before == "哪" || before == "一" || before == "每" || before == "大" || before == "几";
    }

    std::map<std::string, Weighed> read(const std::vector<const Segment*>& post, std::string_view title) const {
        std::vector<Clause> clauses;
        const bool asked = state_.contains_any(title);
        for (const Segment* s : post) {
            if (s->kind == SegmentKind::quotation || s->kind == SegmentKind::aside) continue;
            const bool heard = asked || says_outright(s->text);
            for (const std::string_view text : clauses_of(s->text)) {
                Clause clause;
                clause.segment = s;
                clause.sectors = named_in(text);
                if (heard) weigh(who_leads_, negation_, text, clause);
                clauses.push_back(std::move(clause));
            }
        }
        const std::set<std::string> in_title = named_in(title);
        std::map<std::string, Weighed> weighed;
        for (std::size_t i = 0; i < clauses.size(); ++i) {
            if (clauses[i].state == clauses[i].market) continue;
            const auto [sectors, trust] = subject_of(clauses, i, in_title);
            for (const std::string& sector : sectors) {
                Weighed& sum = weighed[sector];
                const double share = trust / static_cast<double>(sectors.size());
                sum.state += share * clauses[i].state;
                sum.market += share * clauses[i].market;
                const bool names = named_in(clauses[i].segment->text).contains(sector);
                const auto take = [&](Best& best, double weight) {
                    if (weight > 0) best.take(clauses[i].segment, share * weight + (names ? 1 : 0), names);
                };
                take(sum.for_state, clauses[i].state);
                take(sum.for_market, clauses[i].market);
            }
        }
        return weighed;
    }

  private:
    /// A phrase that says who leads or should, whatever the thread is about.
    bool says_outright(std::string_view text) const {
        const auto found = who_leads_.find(text);
        return std::any_of(found.begin(), found.end(),
                           [](const LexiconMatch& m) { return m.entry->name.ends_with("_outright_claim"); });
    }

    const LexiconList &sectors_, &negation_, &who_leads_, &state_;
};

std::string approach_of(const Weighed& weighed) {
    const double more = std::max(weighed.state, weighed.market), less = std::min(weighed.state, weighed.market);
    if (more < kLeastWeight) return {};
    if (less >= kMixedFrom * more) return "mixed";
    return weighed.state > weighed.market ? "state" : "market";
}

}  // namespace

std::vector<SectorView> read_sectors(const std::vector<const std::vector<const Segment*>*>& posts,
                                     const Threads& threads, const Lexicon& lexicon) {
    const SectorReader reader(lexicon);
    std::map<ThreadId, std::string_view> title;
    for (const Thread& t : threads.threads) title[t.thread] = t.title;
    std::vector<SectorView> views;
    for (const std::vector<const Segment*>* post : posts)
        for (const auto& [sector, weighed] : reader.read(*post, title[post->front()->thread])) {
            const std::string approach = approach_of(weighed);
            if (approach.empty()) continue;
            const Best& best = weighed.best(approach);
            const Segment& s = *best.sentence;
            SectorView view{sector, approach, s.segment, s.post, s.voice, {}, Pole::unclear, s.year};
            view.weight = std::max(weighed.state, weighed.market);
            view.names = best.names ? 1 : 0;
            views.push_back(std::move(view));
        }
    return views;
}

void find_sector_views(const PointRoom& room, Points& out) {
    std::map<PostId, const PostStance*> stance_of;
    for (const PostStance& s : room.camps.stances) stance_of.emplace(s.post, &s);
    out.sectors = room.read.sector_views();
    for (SectorView& view : out.sectors)
        if (const auto found = stance_of.find(view.post); found != stance_of.end()) {
            view.debate = found->second->debate;
            view.pole = found->second->pole;
        }
}

namespace {

struct Cell {
    std::map<VoiceId, const SectorView*> voices;  // the weightiest view of each
};

void add_interval(SectorCell& cell) {
    const ShareInterval interval = share_of(cell.voices, cell.sector_voices);
    cell.share = interval.share;
    cell.share_low = interval.low;
    cell.share_high = interval.high;
}

}  // namespace

void count_sector_cells(const std::vector<SectorView>& views, std::vector<SectorCell>& out) {
    std::map<std::string, std::map<VoiceId, std::set<std::string>>> said;  // sector -> voice -> approaches
    std::map<std::pair<std::string, std::string>, Cell> cells;
    for (const SectorView& view : views) {
        said[view.sector][view.voice].insert(view.approach);
        const SectorView*& kept = cells[{view.sector, view.approach}].voices[view.voice];
        if (kept == nullptr || std::pair(view.names, view.weight) > std::pair(kept->names, kept->weight)) kept = &view;
    }
    for (const auto& [name, cell] : cells) {
        SectorCell row;
        row.sector = name.first;
        row.approach = name.second;
        row.voices = static_cast<std::int64_t>(cell.voices.size());
        row.sector_voices = static_cast<std::int64_t>(said[name.first].size());
        add_interval(row);
        const SectorView* best = nullptr;
        for (const auto& [voice, view] : cell.voices)
            if (best == nullptr || std::pair(view->names, view->weight) > std::pair(best->names, best->weight))
                best = view;
        row.segment = best->segment;
        row.post = best->post;
        for (const auto& [voice, view] : cell.voices) {
            row.voices_a += view->pole == Pole::a ? 1 : 0;
            row.voices_b += view->pole == Pole::b ? 1 : 0;
        }
        out.push_back(row);
    }
}

}  // namespace agon
