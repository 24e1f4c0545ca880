// Own words: what the judge says of each segment, and what that makes of a post.
//
// A post's text is put to a judge beside a statement. Which one: the statement of its own thread's question, turned
// round where that question asks the other way (ThreadPlace::orientation), since an answer speaks to the question it
// stands under. In an either/or debate both statements are asked and their difference counts, and of the attention
// network each bare pole too, since people praise and blame the poles by name. What the judge says for the target minus
// what it says against it, in log-odds, turned to pole a, is what is heard of a text; the mean over the post's texts,
// weighed by how much of a claim each is and growing with the root of their number (parts of one post repeat each
// other), is the post's.
//
// Two judges. The pair network reads windows of neighbouring segments, as long as what it was trained on (of texts of
// some hundred characters it is right in .741 where it reads 96 pieces, in .721 where it reads 64; c-stance, fold 0),
// and is asked one way round and not for bare poles, of which it knows little (models/pair.md). The attention network,
// smaller and quicker, reads segment by segment and both ways round the posts left when the case's number of questions
// is used up: debates in the order of their rank, posts that are answered most first, since they tell the posts around
// them (settling.cpp), then in the order of their ids, which are digests, so no platform, author or year comes first.
// Before both, where the analyst names one, a language model elsewhere is asked, in longer windows; what it leaves
// without a fitting word goes to the two. The reader, where it is installed and wanted, takes the pair network's
// questions up to a number of its own, for replies too. Fits: "举国体制能集中力量" under "举国还是市场". Does not fit:
// a story whose moral is left to the reader.
#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>
#include <unordered_map>

#include "ground/model/endpoint_judge.hpp"
#include "ground/model/side_odds.hpp"
#include "src/camps/steps.hpp"

namespace agon {
namespace {

constexpr std::size_t most_segments_of_post = 8;
constexpr std::size_t answered_bytes = 240;

/// How a judge is asked. bench/stance_ablation.py has what helps which on labelled sets.
struct Manner {
    std::size_t window_characters;  // neighbouring segments up to this length are one text
    bool both_ways;                 // also for the statement turned round, and for bare poles
    double smoothing;               // added to the shares of for and against: a text that is neither says little
};
constexpr Manner pair_manner{140, false, pair_smoothing}, attention_manner{0, true, 1e-3},
    endpoint_manner{500, false, pair_smoothing}, own_manner = pair_manner, reader_manner = pair_manner;

/// A statement to ask for, and whether being for it is a vote for pole a.
struct Target {
    std::string statement;
    double sign = 1;
    bool beside = false;  // turned round, or a bare pole: only where a judge is asked both ways
};

/// The statement of pole b, made from that of pole a: "中国现在应该先搞产业升级" -> "中国现在应该先提高工人收入".
std::string counter_statement(const Debate& debate) {
    std::string statement = statement_of(debate);
    const auto at = statement.find(debate.pole_a);
    if (at == std::string::npos) return debate.pole_b;
    return statement.replace(at, debate.pole_a.size(), debate.pole_b);
}

std::map<ThreadId, std::vector<Target>> targets_of(const Debate& debate, const Debates& debates) {
    const bool two_poles = !debate.pole_a.empty() && !debate.pole_b.empty();
    std::vector<Target> poles;
    if (two_poles) poles = {{debate.pole_a, 1, true}, {debate.pole_b, -1, true}};
    const std::string& of_debate = statement_of(debate);
    const auto add_both_ways = [](std::vector<Target>& asked, const std::string& statement, double sign) {
        const std::string plain = plain_statement(statement);
        asked.push_back({plain, sign, false});
        asked.push_back({opposite_of(plain), -sign, true});
    };
    // Between two poles it is the difference that counts: who says that both are good has chosen none.
    const auto add_debate = [&](std::vector<Target>& asked) {
        add_both_ways(asked, of_debate, 1);
        if (two_poles) asked.push_back({plain_statement(counter_statement(debate)), -1, false});
    };
    std::map<ThreadId, std::vector<Target>> targets;
    targets[ThreadId{}] = poles;
    add_debate(targets[ThreadId{}]);
    for (const ThreadPlace& place : debates.threads) {
        if (place.debate != debate.debate) continue;
        std::vector<Target>& own = targets[place.thread] = poles;
        if (place.orientation != 0 && !place.proposition.empty() && place.proposition != of_debate)
            add_both_ways(own, place.proposition, place.orientation);
        else
            add_debate(own);
    }
    return targets;
}

/// The first words of each post that one of `posts` answers.
std::unordered_map<PostId, std::string> beginnings(const std::vector<DebatePost>& posts, const Room& room) {
    std::unordered_map<PostId, std::string> texts;
    for (const DebatePost& post : posts) {
        if (post.answers == PostId{}) continue;
        const auto [text, fresh] = texts.try_emplace(post.answers);
        if (!fresh) continue;
        for (const Segment& s : room.of_post(post.answers))
            if (s.kind != SegmentKind::quotation && text->second.size() < answered_bytes) text->second += s.text;
    }
    return texts;
}

double weight_of(const Segment& s) {
    if (s.kind == SegmentKind::aside) return 0.15;
    return (s.kind == SegmentKind::question ? 0.25 : 0.3) + s.claim_score;
}

/// The segments of a post that are asked of: the weightiest, in text order.
void keep_weightiest(DebatePost& post, const Room& room) {
    if (post.segments.size() <= most_segments_of_post) return;
    std::stable_sort(post.segments.begin(), post.segments.end(), [&](std::size_t l, std::size_t r) {
        return weight_of(room.segments.segments[l]) > weight_of(room.segments.segments[r]);
    });
    post.segments.resize(most_segments_of_post);
    std::sort(post.segments.begin(), post.segments.end());
}

void weigh(DebatePost& post, const Room& room) {
    double sum = 0, weight = 0;
    for (const Heard& heard : post.heard) {
        sum += heard.weight * heard.odds;
        weight += heard.weight;
    }
    post.odds = sum / std::sqrt(weight + 0.25);
    for (const std::size_t i : post.segments)
        post.weighs_both =
            post.weighs_both || room.lexicon.list("weighing").contains_any(room.segments.segments[i].text);
}

/// A judge leans on some statements whatever is said; part of what all posts asked for the same one share is taken for
/// that. By statement and not by debate: where half of the threads ask the other way round, the leanings cancel in the
/// debate's median and stay in its posts.
template <class StatementOf>
void centre(std::vector<DebatePost>& posts, JudgedBy judge, const StatementOf& statement_for) {
    std::map<std::string_view, std::vector<DebatePost*>> asked_alike;
    for (DebatePost& post : posts)
        if (!post.segments.empty() && post.judged_by == judge) asked_alike[statement_for(post)].push_back(&post);
    for (const auto& [statement, alike] : asked_alike) {
        std::vector<double> odds;
        for (const DebatePost* post : alike) odds.push_back(post->odds);
        const double leaning = leaning_of(std::move(odds));
        for (DebatePost* post : alike) post->odds -= leaning;
    }
}

/// Segments [begin, end) of a post, in its own numbering, as one text.
struct Window {
    std::size_t begin = 0, end = 0;
    std::string text;
};

std::vector<Window> windows_of(const DebatePost& post, const Room& room, std::size_t characters) {
    std::vector<Window> windows;
    std::size_t length = 0;
    for (std::size_t k = 0; k < post.segments.size(); ++k) {
        const Segment& s = room.segments.segments[post.segments[k]];
        const std::size_t own = count_code_points(s.text);
        if (windows.empty() || length + own > characters) {
            windows.push_back({k, k, ""});
            length = 0;
        }
        windows.back().text += s.text;
        windows.back().end = k + 1;
        length += own;
    }
    return windows;
}

/// A question with where its answer goes.
struct Asked {
    std::size_t post = 0, window = 0;
    double sign = 1;  // times its share of the window's questions
};

/// The questions of one debate to one judge.
class Sheet {
  public:
    Sheet(Manner manner, const Room& room) : manner_(manner), room_(room) {}

    std::int64_t questions_for(const DebatePost& post, const std::vector<Target>& targets) const {
        const auto ways = std::count_if(targets.begin(), targets.end(),
                                        [&](const Target& t) { return manner_.both_ways || !t.beside; });
        return ways * static_cast<std::int64_t>(windows_of(post, room_, manner_.window_characters).size());
    }
    void add(std::size_t number, const DebatePost& post, const std::vector<Target>& targets,
             std::string_view answered) {
        windows_[number] = windows_of(post, room_, manner_.window_characters);
        const std::vector<Window>& windows = windows_[number];
        const auto ways = static_cast<double>(questions_for(post, targets)) /
                          static_cast<double>(std::max<std::size_t>(1, windows.size()));
        for (std::size_t w = 0; w < windows.size(); ++w)
            for (const Target& target : targets) {
                if (target.beside && !manner_.both_ways) continue;
                questions_.push_back({windows[w].text, target.statement, answered});
                asked_.push_back({number, w, target.sign / ways});
            }
    }
    Result<void> ask(const Judge& judge, std::vector<DebatePost>& posts, int threads) {
        TRY(const std::vector<StanceAnswer> answers, judge.judge(questions_, threads));
        std::vector<double> odds;
        for (const StanceAnswer& answer : answers) odds.push_back(log_odds(answer, manner_.smoothing));
        hear(posts, odds);
        return {};
    }
    /// Asks for labels. The posts with a label for each of their windows are judged by `endpoint` after that; the
    /// others are as before.
    Result<void> ask_labels(EndpointJudge& endpoint, std::vector<DebatePost>& posts) {
        TRY(const auto answers, endpoint.label(questions_));
        std::set<std::size_t> unanswered;
        for (std::size_t i = 0; i < answers.size(); ++i)
            if (!answers[i]) unanswered.insert(asked_[i].post);
        for (const auto& [number, windows] : windows_)
            if (!unanswered.contains(number) && !windows.empty()) posts[number].judged_by = JudgedBy::endpoint;
        std::vector<double> odds;
        for (const auto& answer : answers) odds.push_back(answer ? log_odds(*answer, manner_.smoothing) : 0);
        std::erase_if(windows_, [&](const auto& entry) { return posts[entry.first].judged_by != JudgedBy::endpoint; });
        hear(posts, odds);
        return {};
    }

  private:
    /// Log-odds of the questions to the posts whose windows are kept.
    void hear(std::vector<DebatePost>& posts, const std::vector<double>& odds) const {
        for (const auto& [number, windows] : windows_) posts[number].heard.resize(windows.size());
        for (std::size_t i = 0; i < odds.size(); ++i)
            if (windows_.contains(asked_[i].post))
                posts[asked_[i].post].heard[asked_[i].window].odds += asked_[i].sign * odds[i];
        for (const auto& [number, windows] : windows_) {
            DebatePost& post = posts[number];
            for (std::size_t w = 0; w < windows.size(); ++w)
                for (std::size_t k = windows[w].begin; k < windows[w].end; ++k) {
                    post.segment_odds[k] = post.heard[w].odds;
                    post.heard[w].weight = std::max(post.heard[w].weight, post.segment_weight[k]);
                }
            weigh(post, room_);
        }
    }

    Manner manner_;
    const Room& room_;
    std::map<std::size_t, std::vector<Window>> windows_;  // by number of the post; their texts are viewed by questions_
    std::vector<StanceQuestion> questions_;
    std::vector<Asked> asked_;
};

/// The numbers of the posts, the most answered first; of equals in their own order.
std::vector<std::size_t> most_answered_first(const std::vector<DebatePost>& posts) {
    std::unordered_map<PostId, std::int64_t> answers;
    for (const DebatePost& post : posts)
        if (post.answers != PostId{}) ++answers[post.answers];
    std::vector<std::size_t> order(posts.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    const auto answered = [&](std::size_t p) {
        const auto found = answers.find(posts[p].post);
        return found == answers.end() ? 0 : found->second;
    };
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t l, std::size_t r) { return answered(l) > answered(r); });
    return order;
}

}  // namespace

Room::Room(const Segments& all_segments, const Vectors& all_vectors, const Lexicon& all_lists)
    : segments(all_segments), vectors(all_vectors), lexicon(all_lists) {
    for (std::size_t i = 0; i < segments.segments.size();) {
        const std::size_t begin = i;
        while (i < segments.segments.size() && segments.segments[i].post == segments.segments[begin].post) ++i;
        ranges_.emplace(segments.segments[begin].post, std::pair(begin, i));
    }
}

std::size_t Room::place_of(PostId post, SegmentId segment) const {
    const std::span<const Segment> own = of_post(post);
    const auto found = std::find_if(own.begin(), own.end(), [&](const Segment& s) { return s.segment == segment; });
    VERIFY(found != own.end());
    return static_cast<std::size_t>(&*found - segments.segments.data());
}

std::span<const Segment> Room::of_post(PostId post) const {
    const auto found = ranges_.find(post);
    if (found == ranges_.end()) return {};
    const auto [begin, end] = found->second;
    return std::span(segments.segments).subspan(begin, end - begin);
}

std::vector<DebatePost> posts_of(DebateId debate, const Debates& debates, const Room& room) {
    std::map<PostId, DebatePost> by_post;
    for (const Member& m : debates.members) {
        if (m.debate != debate) continue;
        const std::size_t i = room.place_of(m.post, m.segment);
        const Segment& s = room.segments.segments[i];
        DebatePost& post = by_post[m.post];
        post.post = m.post;
        post.voice = s.voice;
        post.answers = s.answers;
        post.thread = s.thread;
        post.year = s.year;
        post.votes = s.votes;
        // Words of others are heard as theirs, not as the poster's.
        if (s.kind != SegmentKind::quotation) post.segments.push_back(i);
    }
    std::vector<DebatePost> posts;
    for (auto& [id, post] : by_post) {
        for (PostId above = post.answers; above != PostId{} && post.depth < 9; ++post.depth) {
            const std::span<const Segment> next = room.of_post(above);
            above = next.empty() ? PostId{} : next.front().answers;
        }
        keep_weightiest(post, room);
        posts.push_back(std::move(post));
    }
    return posts;
}

Result<void> ask_judges(std::vector<DebatePost>& posts, const Debate& debate, const Debates& debates, const Room& room,
                        const CampJudges& judges, QuestionsLeft& left, int threads) {
    const auto targets = targets_of(debate, debates);
    const auto texts = beginnings(posts, room);
    const auto targets_for = [&](const DebatePost& post) -> const std::vector<Target>& {
        const auto own = targets.find(post.thread);
        return own == targets.end() ? targets.at(ThreadId{}) : own->second;
    };
    const auto answered_by = [&](const DebatePost& post) {
        const auto answered = texts.find(post.answers);
        return answered == texts.end() ? std::string_view{} : std::string_view(answered->second);
    };
    for (DebatePost& post : posts) {
        post.segment_odds.assign(post.segments.size(), 0);
        for (const std::size_t i : post.segments) post.segment_weight.push_back(weight_of(room.segments.segments[i]));
    }
    const std::vector<std::size_t> order = most_answered_first(posts);
    if (judges.endpoint != nullptr) {
        Sheet labels(endpoint_manner, room);
        for (const std::size_t p : order) labels.add(p, posts[p], targets_for(posts[p]), answered_by(posts[p]));
        TRY_VOID(labels.ask_labels(*judges.endpoint, posts));
    }
    Sheet pair(pair_manner, room), attention(attention_manner, room), own(own_manner, room),
        reader(reader_manner, room);
    for (const std::size_t p : order) {
        DebatePost& post = posts[p];
        if (post.judged_by == JudgedBy::endpoint) continue;
        const std::vector<Target>& asked = targets_for(post);
        if (judges.reader) left.of_reader -= reader.questions_for(post, asked);
        if (judges.reader && left.of_reader >= 0) {
            post.judged_by = JudgedBy::reader;
            reader.add(p, post, asked, answered_by(post));
            continue;
        }
        if (judges.own) {
            post.judged_by = JudgedBy::own;
            own.add(p, post, asked, answered_by(post));
            continue;
        }
        left.of_pair -= pair.questions_for(post, asked);
        post.judged_by = left.of_pair >= 0 ? JudgedBy::pair : JudgedBy::attention;
        (post.judged_by == JudgedBy::pair ? pair : attention).add(p, post, asked, answered_by(post));
    }
    TRY_VOID(pair.ask(judges.pair, posts, threads));
    TRY_VOID(attention.ask(judges.attention, posts, threads));
    if (judges.own) TRY_VOID(own.ask(*judges.own, posts, threads));
    if (judges.reader) TRY_VOID(reader.ask(*judges.reader, posts, threads));
    const auto statement_for = [&](const DebatePost& post) -> std::string_view {
        const std::vector<Target>& asked = targets_for(post);
        return std::find_if(asked.begin(), asked.end(), [](const Target& t) { return !t.beside; })->statement;
    };
    for (const JudgedBy judge : {JudgedBy::pair, JudgedBy::attention, JudgedBy::own, JudgedBy::reader})
        centre(posts, judge, statement_for);
    return {};
}

}  // namespace agon
