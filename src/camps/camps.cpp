// STANCE, GROUPS without trained weights: cues start, the debate's own words carry on, replies decide what words leave
// open.
//
// 1. Axis. An either/or question gives two poles in words; their vectors' difference is a direction, and every question
//    of the debate is turned so that it asks for pole a or pole b. Other questions: a = approves, b = rejects.
// 2. Cues. Each segment leans by the direction (either/or) or by its approving and rejecting cues.
// 3. Learning. The clearest third of the posts teaches a naive Bayes model of the debate's words; it scores all posts.
//    Twice, so that the second round learns from posts that the first made clear.
// 4. Replies. "不敢苟同" leans away from the post that it answers, "同意" towards it.
// Fits: long either/or debates. Does not fit: irony; a post that is all irony lands in the wrong camp, and the report's
// "what we cannot say" names it. Issue 7 replaces steps 2 and 3 by trained judges.
#include "src/camps/camps.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "ground/model/geometry.hpp"
#include "src/camps/steps.hpp"

namespace agon {
namespace {

using WordsOfPost = std::vector<std::string>;

struct Room {
    const Segments& segments;
    const Vectors& vectors;
    const Lexicon& lexicon;
    const Words& words;
    std::vector<float> mean;
};

Result<Axis> axis_of(const Debate& debate, const Room& room, const Encoder& encoder) {
    Axis axis;
    if (debate.pole_a.empty() || debate.pole_b.empty()) return axis;
    TRY(const std::vector<float> rows, encoder.encode({debate.pole_a, debate.pole_b}, 1));
    const auto a = centred(rows.data(), room.mean);
    const auto b = centred(rows.data() + room.mean.size(), room.mean);
    axis.direction.resize(a.size());
    for (std::size_t k = 0; k < a.size(); ++k) axis.direction[k] = a[k] - b[k];
    normalise(axis.direction);
    axis.two_sided = true;
    const auto own_words = [&](const std::string& mine, const std::string& other) {
        std::vector<std::string> kept;
        for (std::string& word : room.words.content_words(mine))
            if (other.find(word) == std::string::npos) kept.push_back(std::move(word));
        return kept;
    };
    axis.words_a = own_words(debate.pole_a, debate.pole_b);
    axis.words_b = own_words(debate.pole_b, debate.pole_a);
    return axis;
}

std::vector<DebatePost> posts_of(DebateId debate, const Debates& debates, const Room& room,
                                 const std::map<SegmentId, std::size_t>& index) {
    std::map<PostId, DebatePost> by_post;
    for (const Member& m : debates.members) {
        if (m.debate != debate) continue;
        const std::size_t i = index.at(m.segment);
        const Segment& s = room.segments.segments[i];
        DebatePost& post = by_post[m.post];
        post.post = m.post;
        post.voice = s.voice;
        post.answers = s.answers;
        post.thread = s.thread;
        post.year = s.year;
        post.votes = s.votes;
        if (s.kind != SegmentKind::quotation) post.segments.push_back(i);
    }
    std::vector<DebatePost> posts;
    for (auto& [id, post] : by_post) posts.push_back(std::move(post));
    return posts;
}

double words_lean(std::string_view text, const Axis& axis, double approval) {
    double a = 0, b = 0;
    for (const std::string& word : axis.words_a) a += text.find(word) != std::string_view::npos ? 1 : 0;
    for (const std::string& word : axis.words_b) b += text.find(word) != std::string_view::npos ? 1 : 0;
    if (a == b) return 0;
    // Talking of one pole and rejecting it is a lean to the other.
    return (a > b ? 1.0 : -1.0) * (approval < -0.5 ? -1.0 : 1.0);
}

void lean_by_cues(std::vector<DebatePost>& posts, const Axis& axis, const Room& room) {
    std::vector<double> projections;
    for (DebatePost& post : posts) {
        for (const std::size_t i : post.segments) {
            const Segment& s = room.segments.segments[i];
            const double approval = net_approval(s.text, room.lexicon);
            double lean = 0.5 * approval;
            if (axis.two_sided) {
                const std::vector<float> v =
                    centred(room.vectors.segments.row(static_cast<std::int64_t>(s.segment)), room.mean);
                const double along =
                    static_cast<double>(dot(v.data(), axis.direction.data(), static_cast<std::int32_t>(v.size())));
                projections.push_back(along);
                lean = 4.0 * along + words_lean(s.text, axis, approval);
            }
            post.cue_leans.push_back(std::tanh(lean));
        }
    }
    for (DebatePost& post : posts) {
        double sum = 0, weight = 0.5;
        for (std::size_t k = 0; k < post.segments.size(); ++k) {
            const double w = 0.2 + room.segments.segments[post.segments[k]].claim_score;
            sum += w * post.cue_leans[k];
            weight += w;
        }
        post.lean = sum / weight;
    }
}

/// Centres the leans on their median, so that a cue list with more words on one side does not decide the debate.
void centre_leans(std::vector<DebatePost>& posts) {
    std::vector<double> sorted;
    for (const DebatePost& post : posts) sorted.push_back(post.lean);
    if (sorted.empty()) return;
    std::sort(sorted.begin(), sorted.end());
    const double median = sorted[sorted.size() / 2];
    // ... and scales them, so that a typical lean of the debate is a third: axes differ in how far they spread posts.
    std::vector<double> sizes;
    for (DebatePost& post : posts) sizes.push_back(std::abs(post.lean -= 0.5 * median));
    std::sort(sizes.begin(), sizes.end());
    const double typical = std::max(0.05, sizes[sizes.size() / 2]);
    for (DebatePost& post : posts) post.lean = std::tanh(post.lean / (3.0 * typical));
}

class WordModel {
  public:
    void learn(const WordsOfPost& words, double lean) {
        const std::set<std::string> unique(words.begin(), words.end());
        for (const std::string& word : unique) (lean > 0 ? in_a_ : in_b_)[word] += std::abs(lean);
        (lean > 0 ? total_a_ : total_b_) += std::abs(lean);
    }
    double log_odds(const WordsOfPost& words) const {
        const std::set<std::string> unique(words.begin(), words.end());
        double sum = 0;
        for (const std::string& word : unique) {
            const double a = count(in_a_, word), b = count(in_b_, word);
            if (a + b < 1.5) continue;
            sum += std::log((a + 0.5) / (total_a_ + 1)) - std::log((b + 0.5) / (total_b_ + 1));
        }
        return sum / std::sqrt(static_cast<double>(unique.size()) + 4.0);
    }
    bool ready() const { return total_a_ > 2 && total_b_ > 2; }

  private:
    static double count(const std::map<std::string, double>& counts, const std::string& word) {
        const auto found = counts.find(word);
        return found == counts.end() ? 0 : found->second;
    }
    std::map<std::string, double> in_a_, in_b_;
    double total_a_ = 0, total_b_ = 0;
};

void learn_words(std::vector<DebatePost>& posts, const std::vector<WordsOfPost>& words) {
    std::vector<double> strengths;
    for (const DebatePost& post : posts) strengths.push_back(std::abs(post.lean));
    std::sort(strengths.begin(), strengths.end());
    const double clear = strengths.empty() ? 1.0 : std::max(0.1, strengths[strengths.size() * 2 / 3]);
    WordModel model;
    for (std::size_t i = 0; i < posts.size(); ++i)
        if (std::abs(posts[i].lean) >= clear) model.learn(words[i], posts[i].lean);
    if (!model.ready()) return;
    for (std::size_t i = 0; i < posts.size(); ++i)
        posts[i].lean = 0.6 * posts[i].lean + 0.4 * std::tanh(0.7 * model.log_odds(words[i]));
}

void hear_replies(std::vector<DebatePost>& posts, const Room& room) {
    std::map<PostId, double> lean_of;
    for (const DebatePost& post : posts) lean_of[post.post] = post.lean;
    for (DebatePost& post : posts) {
        const auto target = lean_of.find(post.answers);
        if (target == lean_of.end() || post.segments.empty()) continue;
        const int direction = reply_direction(room.segments.segments[post.segments[0]].text, room.lexicon);
        if (direction != 0) post.lean = 0.5 * post.lean + 0.5 * direction * target->second;
    }
}

PostStance stance_of(DebateId debate, const DebatePost& post, double least_confidence) {
    PostStance stance;
    stance.debate = debate;
    stance.post = post.post;
    stance.voice = post.voice;
    stance.year = post.year;
    stance.votes = post.votes;
    stance.lean = post.lean;
    stance.confidence = 1.0 / (1.0 + std::exp(-4.0 * std::abs(post.lean)));
    double strong_a = 0, strong_b = 0;
    for (const double lean : post.cue_leans) {
        strong_a = std::max(strong_a, lean);
        strong_b = std::max(strong_b, -lean);
    }
    if (stance.confidence >= least_confidence)
        stance.pole = post.lean > 0 ? Pole::a : Pole::b;
    else if (strong_a > 0.6 && strong_b > 0.6)
        stance.pole = Pole::both;
    return stance;
}

void point_at_evidence(PostStance& stance, const DebatePost& post, const Room& room) {
    double best = -1e9;
    for (std::size_t k = 0; k < post.segments.size(); ++k) {
        const Segment& s = room.segments.segments[post.segments[k]];
        const double weight = s.claim_score + (post.lean > 0 ? post.cue_leans[k] : -post.cue_leans[k]);
        if (weight <= best) continue;
        best = weight;
        stance.evidence = s.segment;
    }
}

void combine_voices(DebateId debate, const std::vector<PostStance>& stances, Camps& out) {
    std::map<VoiceId, VoiceStance> voices;
    std::map<VoiceId, std::set<std::pair<Pole, std::int32_t>>> sides;
    for (const PostStance& s : stances) {
        VoiceStance& v = voices[s.voice];
        v.debate = debate;
        v.voice = s.voice;
        v.lean += s.lean;
        ++v.posts;
        if (s.year > 0) {
            v.first_year = v.first_year == 0 ? s.year : std::min(v.first_year, s.year);
            v.last_year = std::max(v.last_year, s.year);
        }
        sides[s.voice].emplace(s.pole, s.year);
    }
    for (auto& [voice, v] : voices) {
        bool a = false, b = false, both = false;
        std::int32_t year_a = 0, year_b = 0;
        for (const auto& [pole, year] : sides[voice]) {
            if (pole == Pole::a) a = true, year_a = year;
            if (pole == Pole::b) b = true, year_b = year;
            both = both || pole == Pole::both;
        }
        v.lean /= static_cast<double>(v.posts);
        if (a && !b)
            v.pole = Pole::a;
        else if (b && !a)
            v.pole = Pole::b;
        else if (a && b)
            v.pole = Pole::both;
        else
            v.pole = both ? Pole::both : Pole::unclear;
        v.changed = a && b && year_a != year_b && year_a > 0 && year_b > 0 ? 1 : 0;
        out.voices.push_back(v);
    }
}

/// Wilson's 95 % interval (E. Wilson 1927).
void set_interval(Camp& camp, double all) {
    constexpr double z = 1.959963984540054;
    const double p = all > 0 ? static_cast<double>(camp.voices) / all : 0;
    camp.share = p;
    if (all <= 0) return;
    const double middle = (p + z * z / (2 * all)) / (1 + z * z / all);
    const double half = z * std::sqrt(p * (1 - p) / all + z * z / (4 * all * all)) / (1 + z * z / all);
    camp.share_low = std::max(0.0, middle - half);
    camp.share_high = std::min(1.0, middle + half);
}

void count_camps(DebateId debate, const std::vector<PostStance>& stances, Camps& out) {
    double all = 0;
    std::map<Pole, Camp> camps;
    for (const Pole pole : {Pole::a, Pole::b, Pole::both, Pole::unclear}) {
        camps[pole].debate = debate;
        camps[pole].pole = pole;
    }
    for (const VoiceStance& v : out.voices) {
        if (v.debate != debate) continue;
        ++camps[v.pole].voices;
        ++all;
    }
    for (const PostStance& s : stances) {
        ++camps[s.pole].posts;
        camps[s.pole].votes += s.votes;
    }
    for (auto& [pole, camp] : camps) {
        set_interval(camp, all);
        out.camps.push_back(camp);
    }
}

}  // namespace

Result<Camps> build_camps(const Threads&, const Corpus&, const Segments& segments, const Vectors& vectors,
                          const Debates& debates, const Encoder& encoder, const Lexicon& lexicon, const Words& words,
                          const CampOptions& options) {
    const Room room{segments, vectors, lexicon, words, mean_of_rows(vectors.segments.values, vectors.segments.width)};
    std::map<SegmentId, std::size_t> index;
    for (std::size_t i = 0; i < segments.segments.size(); ++i) index[segments.segments[i].segment] = i;
    Camps out;
    for (const Debate& debate : debates.debates) {
        TRY(const Axis axis, axis_of(debate, room, encoder));
        std::vector<DebatePost> posts = posts_of(debate.debate, debates, room, index);
        std::vector<WordsOfPost> words_of_posts;
        for (const DebatePost& post : posts) {
            WordsOfPost all;
            for (const std::size_t i : post.segments)
                for (std::string& word : words.content_words(segments.segments[i].text)) all.push_back(std::move(word));
            words_of_posts.push_back(std::move(all));
        }
        lean_by_cues(posts, axis, room);
        centre_leans(posts);
        learn_words(posts, words_of_posts);
        hear_replies(posts, room);
        learn_words(posts, words_of_posts);
        centre_leans(posts);
        std::vector<PostStance> stances;
        for (const DebatePost& post : posts) {
            if (post.segments.empty()) continue;
            PostStance stance = stance_of(debate.debate, post, options.least_confidence);
            point_at_evidence(stance, post, room);
            stances.push_back(stance);
        }
        combine_voices(debate.debate, stances, out);
        count_camps(debate.debate, stances, out);
        out.stances.insert(out.stances.end(), stances.begin(), stances.end());
    }
    return out;
}

Result<Camps> read_camps(Disk& disk, const std::string& case_folder) {
    Camps out;
    TRY(out.stances, read_rows<PostStance>(disk, case_folder + "/camps/stances.parquet"));
    TRY(out.voices, read_rows<VoiceStance>(disk, case_folder + "/camps/voices.parquet"));
    TRY(out.camps, read_rows<Camp>(disk, case_folder + "/camps/camps.parquet"));
    return out;
}

}  // namespace agon
