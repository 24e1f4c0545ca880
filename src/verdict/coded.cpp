// The tables of room coding, worked out a second time from coding/codes and the tables that it stands on: agreement by
// counting pairs, shares cell by cell.
#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <set>
#include <tuple>

#include "src/verdict/recompute.hpp"

namespace agon {
namespace {

using Ids = std::vector<std::int64_t>;
using Texts = std::vector<std::string>;
using Reals = std::vector<double>;
const std::vector<std::string> kPoles = {"a", "b", "both", "unclear"};

/// One code, and the judge's pole beside it.
struct Said {
    std::int64_t debate = 0, post = 0;
    std::string coder, label, judged;
};

template <class Values>
const Values* column_of(const Table* table, const char* name) {
    const Column* column = table ? table->find(name) : nullptr;
    return column ? std::get_if<Values>(&column->values) : nullptr;
}

/// 1 - observed / expected disagreement: the chance that two labels of a post differ, each post weighing as many labels
/// as it has, against the chance that any two labels differ. Nothing without a post of two labels.
std::optional<double> alpha_by_pairs(const std::vector<Texts>& posts) {
    double labels = 0, within = 0, differing = 0, pairs = 0;
    Texts all;
    for (const Texts& post : posts) {
        if (post.size() < 2) continue;
        double apart = 0;
        for (const std::string& one : post)
            for (const std::string& other : post) apart += one != other ? 1 : 0;
        within += apart / static_cast<double>(post.size() - 1);
        labels += static_cast<double>(post.size());
        all.insert(all.end(), post.begin(), post.end());
    }
    if (all.empty()) return std::nullopt;
    for (const std::string& one : all)
        for (const std::string& other : all) differing += one != other ? 1 : 0;
    pairs = labels * (labels - 1);
    return differing == 0 ? 1 : 1 - (within / labels) / (differing / pairs);
}

struct Agreed {
    std::int64_t posts = 0, coders = 0, codes = 0, same = 0;
    std::optional<double> between, judge;
};

Agreed agreed_in(const std::vector<Said>& codes) {
    Agreed out;
    std::set<std::string> coders;
    std::map<std::pair<std::int64_t, std::int64_t>, Texts> posts;
    std::vector<Texts> alone, beside;
    for (const Said& said : codes) {
        coders.insert(said.coder);
        posts[{said.debate, said.post}].push_back(said.label);
        if (said.label == said.judged) ++out.same;
        beside.push_back({said.judged, said.label});
    }
    for (const auto& [post, labels] : posts) alone.push_back(labels);
    out.posts = static_cast<std::int64_t>(posts.size());
    out.coders = static_cast<std::int64_t>(coders.size());
    out.codes = static_cast<std::int64_t>(codes.size());
    out.between = alpha_by_pairs(alone);
    out.judge = alpha_by_pairs(beside);
    return out;
}

/// What a share is made of: for each pole of the judge its weight, how many posts are coded there, and how many of them
/// lie where one looks.
struct Estimate {
    double value = 0, variance = 0;
};
using Votes = std::map<std::pair<std::string, std::string>, double>;  // judged, label: posts

/// The expected value of `worth(label)` over all voices: worth 1 for one camp, or 1 and -1 for two.
template <class Worth>
Estimate expected(const std::map<std::string, double>& voices, const Votes& votes, const Worth& worth) {
    double all = 0, second = 0;
    for (const auto& [pole, count] : voices) all += count;
    Estimate out;
    for (const auto& [judged, count] : voices) {
        double posts = 0, sum = 0, squares = 0;
        for (const std::string& label : kPoles) {
            const auto found = votes.find({judged, label});
            const double here = 0.1 + (found == votes.end() ? 0 : found->second);
            posts += here;
            sum += here * worth(label);
            squares += here * worth(label) * worth(label);
        }
        const double mean = sum / posts, part = count / all;
        out.value += part * mean;
        out.variance += part * part * (squares / posts - mean * mean) / (posts + 1);
        second += part * mean * mean;
    }
    out.variance += (second - out.value * out.value) / all;
    return out;
}

bool close(double one, double other) {
    return std::abs(one - other) < 1e-9;
}

class CodingCheck {
  public:
    using Find = std::function<const Table*(const std::string&)>;
    explicit CodingCheck(const Find& table)
        : codes_(table("coding/codes")),
          stances_(table("camps/stances")),
          voices_(table("camps/voices")),
          debates_(table("coding/debates")),
          camps_(table("coding/camps")) {}

    std::string objection() {
        if (!read_codes()) return "coding/codes does not fit the stances";
        std::vector<Said> all;
        std::int64_t rows = 0, camps = 0;
        for (const auto& [debate, said] : by_debate_) {
            all.insert(all.end(), said.begin(), said.end());
            const bool enough = agreed_in(said).posts >= 40;
            if (!debate_holds(debate, said, enough)) return "coding/debates is not what the codes give";
            if (enough && !camps_hold(debate, said)) return "coding/camps is not what the codes give";
            ++rows;
            camps += enough ? 4 : 0;
        }
        if (all.empty()) return debates_->row_count() + camps_->row_count() == 0 ? "" : "coding/debates without codes";
        if (!debate_holds(0, all, false) || debates_->row_count() != rows + 1 || camps_->row_count() != camps)
            return "coding/debates is not what the codes give";
        return "";
    }

  private:
    /// Each code stands beside the pole that the stances give for its post, unless the analyst moved the post.
    bool read_codes() {
        std::map<std::pair<std::int64_t, std::int64_t>, std::pair<std::string, double>> judged;
        const auto *debate = column_of<Ids>(stances_, "debate"), *post = column_of<Ids>(stances_, "post");
        const auto* pole = column_of<Texts>(stances_, "pole");
        const auto* sure = column_of<Reals>(stances_, "confidence");
        const auto *in = column_of<Ids>(codes_, "debate"), *about = column_of<Ids>(codes_, "post");
        const auto *coder = column_of<Texts>(codes_, "coder"), *label = column_of<Texts>(codes_, "label"),
                   *beside = column_of<Texts>(codes_, "judged");
        if (!debate || !post || !pole || !sure || !in || !about || !coder || !label || !beside || !debates_ || !camps_)
            return false;
        for (std::size_t row = 0; row < debate->size(); ++row)
            judged[{(*debate)[row], (*post)[row]}] = {(*pole)[row], (*sure)[row]};
        std::set<std::tuple<std::int64_t, std::int64_t, std::string>> once;
        for (std::size_t row = 0; row < in->size(); ++row) {
            const auto stance = judged.find({(*in)[row], (*about)[row]});
            if (stance == judged.end() || !once.emplace((*in)[row], (*about)[row], (*coder)[row]).second) return false;
            if (stance->second.second < 1 && stance->second.first != (*beside)[row]) return false;
            by_debate_[(*in)[row]].push_back({(*in)[row], (*about)[row], (*coder)[row], (*label)[row], (*beside)[row]});
        }
        return true;
    }

    std::map<std::string, double> voices_in(std::int64_t debate) const {
        std::map<std::string, double> out;
        for (const std::string& pole : kPoles) out[pole] = 0;
        const auto* in = column_of<Ids>(voices_, "debate");
        const auto* pole = column_of<Texts>(voices_, "pole");
        for (std::size_t row = 0; in && pole && row < in->size(); ++row)
            if ((*in)[row] == debate) ++out[(*pole)[row]];
        return out;
    }

    static Votes votes_of(const std::vector<Said>& said) {
        std::map<std::int64_t, double> coders;
        for (const Said& s : said) ++coders[s.post];
        Votes out;
        for (const Said& s : said) out[{s.judged, s.label}] += 1 / coders[s.post];
        return out;
    }

    bool debate_holds(std::int64_t debate, const std::vector<Said>& said, bool enough) const {
        const Agreed a = agreed_in(said);
        std::int64_t lead = 0;
        if (enough) {
            const Estimate ahead = expected(voices_in(debate), votes_of(said), [](const std::string& label) {
                return label == "a" ? 1.0 : label == "b" ? -1.0 : 0.0;
            });
            const double reach = 1.959963984540054 * std::sqrt(ahead.variance);
            lead = ahead.value > reach ? 1 : ahead.value < -reach ? -1 : 0;
        }
        const std::map<std::string, std::int64_t> wanted = {{"posts", a.posts},
                                                            {"coders", a.coders},
                                                            {"codes", a.codes},
                                                            {"same", a.same},
                                                            {"lead", lead},
                                                            {"corrected", enough},
                                                            {"alpha_measured", a.between ? 1 : 0}};
        const auto* in = column_of<Ids>(debates_, "debate");
        const auto *alpha = column_of<Reals>(debates_, "alpha"), *judge = column_of<Reals>(debates_, "alpha_judge");
        if (!in || !alpha || !judge) return false;
        const auto row = static_cast<std::size_t>(std::find(in->begin(), in->end(), debate) - in->begin());
        if (row == in->size()) return false;
        for (const auto& [name, value] : wanted) {
            const auto* column = column_of<Ids>(debates_, name.c_str());
            if (!column || (*column)[row] != value) return false;
        }
        return close((*alpha)[row], a.between.value_or(0)) && close((*judge)[row], a.judge.value_or(0));
    }

    bool camps_hold(std::int64_t debate, const std::vector<Said>& said) const {
        const auto *in = column_of<Ids>(camps_, "debate"), *voices = column_of<Ids>(camps_, "voices"),
                   *posts = column_of<Ids>(camps_, "posts");
        const auto* pole = column_of<Texts>(camps_, "pole");
        const auto *share = column_of<Reals>(camps_, "share"), *low = column_of<Reals>(camps_, "share_low"),
                   *high = column_of<Reals>(camps_, "share_high");
        if (!in || !voices || !posts || !pole || !share || !low || !high) return false;
        const std::map<std::string, double> counted = voices_in(debate);
        std::size_t found = 0;
        for (std::size_t row = 0; row < in->size(); ++row) {
            if ((*in)[row] != debate) continue;
            ++found;
            const std::string& camp = (*pole)[row];
            const Estimate e =
                expected(counted, votes_of(said), [&](const std::string& label) { return label == camp ? 1.0 : 0.0; });
            const double odds = e.value / (1 - e.value);
            const double factor = std::exp(1.959963984540054 * std::sqrt(e.variance) / (e.value * (1 - e.value)));
            std::set<std::int64_t> there;
            for (const Said& s : said)
                if (s.judged == camp) there.insert(s.post);
            if (static_cast<double>((*voices)[row]) != counted.at(camp) ||
                (*posts)[row] != static_cast<std::int64_t>(there.size()) || !close((*share)[row], e.value) ||
                !close((*low)[row], odds / (odds + factor)) ||
                !close((*high)[row], odds * factor / (1 + odds * factor)))
                return false;
        }
        return found == kPoles.size();
    }

    const Table *codes_, *stances_, *voices_, *debates_, *camps_;
    std::map<std::int64_t, std::vector<Said>> by_debate_;
};

}  // namespace

std::string Recount::coding_objection() {
    if (!disk_.exists(folder_ + "/coding/codes.parquet")) return "";
    return CodingCheck([this](const std::string& name) { return table(name); }).objection();
}

}  // namespace agon
