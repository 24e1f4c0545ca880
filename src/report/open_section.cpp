// A debate whose sides cannot be read: what was asked, how many take part, and what they said that others endorsed
// most, without camps.
//
// Posts by upvotes, of each the sentence that reads best and speaks to the debate, of each voice one, of each thread
// two. Fits: "upgrade first or pay first?", where nobody says which comes first and everybody argues. Does not fit:
// platforms without votes, whose debates stay a line among the others: nothing would say why these sentences and not
// others.
#include <algorithm>
#include <map>

#include "src/report/composer.hpp"

namespace agon {
namespace {

constexpr std::int64_t kLeastVoices = 25, kLeastVotes = 10;
constexpr int kLeastQuotes = 3, kQuotesOfThread = 2;
constexpr double kLeastQuotability = 1.0;

/// The debate's own sentences, the most endorsed post first.
std::vector<Passage> endorsed(const Composer& c, const Debate& d) {
    std::map<PostId, std::pair<double, Passage>> best;
    for (const Member& m : c.m().debates.members) {
        if (m.debate != d.debate || m.by_thread == 0 || !c.m().segment.contains(m.segment) ||
            !c.m().post.contains(m.post))
            continue;
        const Segment& s = *c.m().segment.at(m.segment);
        if (s.kind != SegmentKind::statement || s.votes < kLeastVotes || s.stands_alone == 0) continue;
        Passage p = c.m().passage(m.segment);
        const double score = quotability(p) + s.claim_score + m.fit;
        if (quotability(p) < kLeastQuotability || !c.may_quote(p)) continue;
        const auto [at, fresh] = best.try_emplace(m.post, score, p);
        if (!fresh && score > at->second.first) at->second = {score, std::move(p)};
    }
    std::vector<Passage> out;
    for (auto& [post, scored] : best) out.push_back(std::move(scored.second));
    std::stable_sort(out.begin(), out.end(),
                     [](const Passage& l, const Passage& r) { return l.post->votes > r.post->votes; });
    std::map<ThreadId, int> of_thread;
    std::set<AuthorId> heard;
    std::erase_if(out, [&](const Passage& p) {
        return of_thread[p.post->thread]++ >= kQuotesOfThread || !heard.insert(p.post->author).second;
    });
    return out;
}

}  // namespace

bool write_open_debate(Composer& c, const Debate& d) {
    if (c.told() || c.tables().answer(count_rows("camps/voices", {in_debate(d)})) < kLeastVoices) return false;
    std::vector<Passage> quotes = endorsed(c, d);
    if (std::ssize(quotes) < kLeastQuotes) return false;
    quotes.resize(std::min(quotes.size(), static_cast<std::size_t>(std::max(kLeastQuotes, c.form().statements))));
    Line head = c.line(BlockKind::heading);
    c.headline(head, d);
    c.put(std::move(head));
    const Line::Slots slots = opening_slots(c, d);
    Paragraph p = c.paragraph();
    say_size(c, p, d, slots);
    p.sentence(c.phrase("sides_unread", static_cast<std::int64_t>(d.debate)), slots);
    c.put(std::move(p));
    write_official_word(c, d);
    Paragraph said = c.paragraph();
    for (const Passage& quote : quotes) {
        Line::Slots said_by = c.speaker(quote);
        said_by["asked"] = [&](Line& l) { c.short_headline(l, *c.m().thread.at(quote.post->thread)); };
        const bool elsewhere = quote.post->thread != d.question_thread;
        said.sentence(
            c.phrase(elsewhere ? "endorsed_asked" : "echo_voted", static_cast<std::int64_t>(quote.segment->segment)),
            said_by);
    }
    c.put(std::move(said));
    return true;
}

}  // namespace agon
