// The calendar of the platform, the posts that take part, and small measures that the steps share.
#include <algorithm>
#include <array>

#include "src/trends/steps.hpp"

namespace agon {

std::int32_t month_index(std::int32_t year_month) {
    return year_month / 100 * 12 + year_month % 100 - 1;
}
std::int32_t year_month_of(std::int32_t index) {
    return index / 12 * 100 + index % 12 + 1;
}

CaseTexts::CaseTexts(const Threads& all_threads, const Corpus& corpus, const Segments& segments)
    : threads(all_threads) {
    VERIFY(corpus.posts.size() == threads.posts.size());
    for (std::size_t i = 0; i < corpus.posts.size(); ++i) {
        const CleanPost& clean = corpus.posts[i];
        if (clean.fate != PostFate::analysed) continue;
        PlacedPost placed{&clean, &threads.posts[i], {}, {}};
        const Post& post = threads.posts[i];
        if (post.created_precision >= TimePrecision::day) placed.date = civil_date(post.created_seconds);
        placed.date.year = clean.year;
        if (placed.date.year == 0) placed.date = {};
        place_of.emplace(static_cast<std::int64_t>(clean.post), posts.size());
        posts.push_back(std::move(placed));
    }
    for (const Thread& thread : threads.threads) thread_of.emplace(static_cast<std::int64_t>(thread.thread), &thread);
    for (const Segment& s : segments.segments)
        if (const auto at = place_of.find(static_cast<std::int64_t>(s.post)); at != place_of.end())
            posts[at->second].segments.push_back(&s);
}

CaseIndex::CaseIndex(const CaseTexts& all_texts, const Debates& all_debates, const Camps& all_camps,
                     const Points& all_points)
    : texts(all_texts), debates(all_debates), camps(all_camps), points(all_points) {
    std::unordered_map<std::int64_t, double> fit;
    for (const Member& m : debates.members) {
        const auto key = static_cast<std::int64_t>(m.segment);
        const auto [at, fresh] = fit.emplace(key, m.fit);
        if (!fresh && at->second >= m.fit) continue;
        at->second = m.fit;
        debate_of_segment_[key] = m.debate;
    }
    for (const PostStance& s : camps.stances) poles_[{s.debate, s.post}] = s.pole;
}

DebateId CaseIndex::debate_of(SegmentId segment) const {
    const auto found = debate_of_segment_.find(static_cast<std::int64_t>(segment));
    return found == debate_of_segment_.end() ? DebateId{} : found->second;
}
Pole CaseIndex::pole_of(DebateId debate, PostId post) const {
    const auto found = poles_.find({debate, post});
    return found == poles_.end() ? Pole::unclear : found->second;
}
const PlacedPost* CaseTexts::find(PostId post) const {
    const auto found = place_of.find(static_cast<std::int64_t>(post));
    return found == place_of.end() ? nullptr : &posts[found->second];
}

void place_in_debates(const CaseIndex& index, Trends& out) {
    const auto place = [&](auto& uses) {
        for (auto& use : uses) use.debate = index.debate_of(use.segment);
    };
    place(out.actors), place(out.comparisons), place(out.numbers), place(out.concerns), place(out.expertise);
    place(out.mood);
    for (FigureReply& reply : out.figure_replies) {
        reply.debate = index.debate_of(reply.answered_segment);
        if (reply.debate == DebateId{}) reply.debate = index.debate_of(reply.segment);
    }
    for (MoodUse& use : out.mood) use.pole = index.pole_of(use.debate, use.post);
}

double design_effect(const CaseTexts& index, const std::vector<std::size_t>& posts) {
    std::unordered_map<std::int64_t, std::int64_t> sizes;
    for (const std::size_t place : posts) ++sizes[static_cast<std::int64_t>(index.posts[place].clean->thread)];
    std::int64_t squares = 0;  // whole numbers, so the order of the map does not matter
    for (const auto& [thread, size] : sizes) squares += size * size;
    return posts.empty() ? 1 : static_cast<double>(squares) / static_cast<double>(posts.size());
}

std::string joined(const std::vector<std::string>& words) {
    std::string all;
    for (const std::string& word : words) all += (all.empty() ? "" : " ") + word;
    return all;
}

std::vector<std::string> parted(std::string_view words, char at) {
    std::vector<std::string> parts;
    while (!words.empty()) {
        const std::size_t end = std::min(words.find(at), words.size());
        if (end > 0) parts.emplace_back(words.substr(0, end));
        words.remove_prefix(std::min(end + 1, words.size()));
    }
    return parts;
}

std::int64_t characters_between(std::string_view text, std::int64_t begin, std::int64_t end) {
    if (begin >= end) return 0;
    return static_cast<std::int64_t>(
        count_code_points(text.substr(static_cast<std::size_t>(begin), static_cast<std::size_t>(end - begin))));
}

bool clause_ends_between(std::string_view text, std::int64_t begin, std::int64_t end) {
    constexpr std::array<char32_t, 14> marks = {U'，', U'。', U'；', U'：', U'！', U'？', U',',
                                                U';',  U'!',  U'?',  U'\n', U'…',  U'—',  U'|'};
    for (auto at = static_cast<std::size_t>(begin); static_cast<std::int64_t>(at) < end;)
        if (std::find(marks.begin(), marks.end(), next_code_point(text, at)) != marks.end()) return true;
    return false;
}

bool negated_at(std::string_view text, std::int64_t at, const std::vector<LexiconMatch>& negations, int reach) {
    int count = 0;
    for (const LexiconMatch& n : negations)
        if (n.span.end <= at && characters_between(text, n.span.end, at) <= reach &&
            !clause_ends_between(text, n.span.end, at))
            ++count;
    return count % 2 == 1;  // "不是不行" affirms
}

}  // namespace agon
