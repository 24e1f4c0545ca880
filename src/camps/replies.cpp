// Replies: does a reply take the side of the post that it answers?
//
// A logistic model over marks that a reader can check: how deep in a chain of replies, whether two people go back and
// forth, words of agreeing and disagreeing and where they stand, "you" at the start, questions thrown back, laughter,
// words taken over from the post answered. training/reply.py learns it from pairs in which both sides are known and
// counts the marks in the same way; models/reply.md has the scores.
// Beside them the pair network reads both posts, as far as its questions reach, and its log-odds are added: it does not
// see the chain, the marks do not see the sense. On fold 0 verdicts beyond log-odds 1 are right in 75 of 100 (c-mtcsd,
// 22 of 100 pairs) and 83 (zs-csd, 16); by marks alone in 72 (21) and 84 (16) (bench/reply_ablation.py): the network of
// 2026-11-26 adds little here.
//   Fits:          "你这是偷换概念吧？" deep in a chain.
//   Does not fit:  agreement by irony ("对对对，您说得都对").
#include <algorithm>
#include <cmath>
#include <set>

#include "src/camps/steps.hpp"

namespace agon {
namespace {

constexpr std::size_t first_characters = 8;
constexpr double least_share = 0.02;  // so that no single answer of the network outweighs all marks

std::vector<std::string> characters_of(std::string_view text) {
    std::vector<std::string> characters;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t begin = at;
        next_code_point(text, at);
        characters.emplace_back(text.substr(begin, at - begin));
    }
    return characters;
}

std::set<std::string> pairs_of(const std::vector<std::string>& characters) {
    std::set<std::string> pairs;
    for (std::size_t i = 0; i + 1 < characters.size(); ++i) pairs.insert(characters[i] + characters[i + 1]);
    return pairs;
}

bool has_any(std::string_view text, std::initializer_list<std::string_view> words) {
    return std::any_of(words.begin(), words.end(),
                       [&](std::string_view word) { return text.find(word) != std::string_view::npos; });
}

struct Cue {
    bool there = false, early = false;
};

std::string text_of(const DebatePost& post, const Room& room) {
    std::string text;
    for (const std::size_t i : post.segments) text += room.segments.segments[i].text;
    return text;
}

Cue cue_of(const LexiconList& list, std::string_view text, std::size_t early_bytes) {
    const auto found = list.find(text);
    if (found.empty()) return {};
    return {true, found.front().span.begin < static_cast<std::int64_t>(early_bytes)};
}

}  // namespace

const std::vector<std::string>& ReplyModel::mark_names() {
    static const std::vector<std::string> names = {
        "depth_1",     "depth_2",    "depth_3",  "depth_4", "own_again", "disagree", "disagree_first", "agree",
        "agree_first", "concession", "contrast", "asks",    "asks_last", "you",      "you_first",      "laughs",
        "negates",     "too",        "exclaims", "short",   "long",      "shared"};
    return names;
}

std::vector<double> ReplyModel::marks_of(std::string_view reply, std::string_view answered, std::int32_t depth,
                                         bool own_again, const Lexicon& lexicon) {
    const std::vector<std::string> characters = characters_of(reply);
    std::size_t early_bytes = 0;
    for (std::size_t i = 0; i < std::min(first_characters, characters.size()); ++i) early_bytes += characters[i].size();
    std::string low(reply);
    for (char& c : low)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    std::string_view end = low;
    while (!end.empty() && (end.back() == ' ' || end.back() == '\n')) end.remove_suffix(1);
    const Cue disagree = cue_of(lexicon.list("disagree"), reply, early_bytes);
    const Cue agree = cue_of(lexicon.list("agree"), reply, early_bytes);
    const std::set<std::string> mine = pairs_of(characters), theirs = pairs_of(characters_of(answered));
    double shared = 0;
    for (const std::string& pair : mine) shared += theirs.count(pair) > 0 ? 1 : 0;
    const bool you_first = low.starts_with("你") || low.starts_with("您") || low.starts_with("you");
    std::vector<double> marks;
    for (const bool mark : {depth == 1,
                            depth == 2,
                            depth == 3,
                            depth >= 4,
                            own_again,
                            disagree.there,
                            disagree.early,
                            agree.there,
                            agree.early,
                            lexicon.list("concession").contains_any(reply),
                            lexicon.list("contrast").contains_any(reply),
                            has_any(low, {"?", "？"}),
                            end.ends_with("?") || end.ends_with("？"),
                            has_any(low, {"你", "您", " you"}),
                            you_first,
                            has_any(low, {"哈哈", "笑死", "doge", "haha", "lol"}),
                            lexicon.list("negation").contains_any(reply),
                            has_any(low, {"也", " too", " also"}),
                            has_any(low, {"!", "！"}),
                            characters.size() < 8,
                            characters.size() > 60})
        marks.push_back(mark ? 1.0 : 0.0);
    marks.push_back(shared / (1.0 + static_cast<double>(mine.size())));
    return marks;
}

double ReplyModel::same_side_odds(const std::vector<double>& marks) const {
    return weights_.log_odds(marks);
}

Result<ReplyModel> ReplyModel::load(Disk& disk, const std::string& file) {
    ReplyModel model;
    TRY(model.weights_, NamedWeights::load(disk, file, mark_names()));
    return model;
}

namespace {

/// What a judge said of some of the replies, beside their marks.
void hear(const std::vector<ReplyAnswer>& answers, const std::vector<std::size_t>& asked,
          std::vector<ReplySide>& replies) {
    for (std::size_t i = 0; i < asked.size(); ++i) {
        ReplySide& reply = replies[asked[i]];
        reply.agrees = answers[i].agrees;
        reply.disagrees = answers[i].disagrees;
        reply.odds += std::log(answers[i].agrees + least_share) - std::log(answers[i].disagrees + least_share);
    }
}

}  // namespace

Result<std::vector<ReplySide>> read_replies(DebateId debate, const std::vector<DebatePost>& posts, const Room& room,
                                            const ReplyModel& marks, const CampJudges& judges, QuestionsLeft& left,
                                            int threads) {
    std::map<PostId, std::size_t> number;
    for (std::size_t p = 0; p < posts.size(); ++p) number[posts[p].post] = p;
    std::vector<ReplySide> replies;
    std::vector<std::pair<std::string, std::string>> texts;
    for (const DebatePost& post : posts) {
        const auto answered = number.find(post.answers);
        if (answered == number.end() || posts[answered->second].voice == post.voice) continue;
        const DebatePost& parent = posts[answered->second];
        const auto grand = number.find(parent.answers);
        const bool own_again = grand != number.end() && posts[grand->second].voice == post.voice;
        texts.emplace_back(text_of(post, room), text_of(parent, room));
        const auto& [mine, theirs] = texts.back();
        replies.push_back(
            {debate, post.post, parent.post,
             marks.same_side_odds(ReplyModel::marks_of(mine, theirs, post.depth, own_again, room.lexicon)), 0, 0});
    }
    std::vector<ReplyQuestion> of_pair, of_reader;
    std::vector<std::size_t> to_pair, to_reader;
    for (std::size_t r = 0; r < replies.size(); ++r) {
        const ReplyQuestion question{texts[r].first, texts[r].second};
        if (judges.reader_reply && left.of_reader > 0) {
            --left.of_reader;
            of_reader.push_back(question), to_reader.push_back(r);
        } else if (left.of_pair > 0 && has_han(texts[r].first)) {
            --left.of_pair;
            of_pair.push_back(question), to_pair.push_back(r);
        }
    }
    TRY(const std::vector<ReplyAnswer> answers, judges.reply.judge(of_pair, threads));
    hear(answers, to_pair, replies);
    if (judges.reader_reply) {
        TRY(const std::vector<ReplyAnswer> read, judges.reader_reply->judge(of_reader, threads));
        hear(read, to_reader, replies);
    }
    return replies;
}

}  // namespace agon
