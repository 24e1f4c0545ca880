// agon eval groups: opinion groups and the statements between them, from Polis votes.
//
// Groups: adjusted Rand index (L. Hubert, P. Arabie 1985) of the groups found from the votes against the groups that
// the software published, over the people that both place; mean over the conversations whose votes are there. Published
// groups are k-means over a history of votes, not people's judgement. Statements: consensus (score .6 or more), and
// divisive (difference .3 or more with z above 1.96), both with seven votes in every group; those found with our groups
// against those found with the published ones; F1 over all conversations.
#include <algorithm>
#include <charconv>
#include <map>

#include "src/evals/delimited.hpp"
#include "src/evals/steps.hpp"
#include "src/points/points.hpp"

namespace agon {
namespace {

struct Conversation {
    VoteMatrix votes;
    OpinionGroups published;
};

std::int32_t number_in(const std::string& text, std::int32_t otherwise) {
    std::int32_t value = otherwise;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc{} ? value : otherwise;
}

Result<Conversation> read_conversation(Disk& disk, const std::string& folder) {
    TRY(const DelimitedTable table, read_delimited(disk, folder + "/participants-votes.csv"));
    TRY(const std::size_t group_at, table.column("group-id"));
    std::vector<std::size_t> statements;
    for (std::size_t c = 0; c < table.columns.size(); ++c)
        if (!table.columns[c].empty() && table.columns[c].find_first_not_of("0123456789") == std::string::npos)
            statements.push_back(c);
    Conversation read;
    read.votes.people = table.rows.size();
    read.votes.statements = statements.size();
    for (const auto& row : table.rows) {
        for (const std::size_t c : statements)
            read.votes.votes.push_back(static_cast<std::int8_t>(number_in(row[c], vote_unseen)));
        read.published.group.push_back(number_in(row[group_at], -1));
        read.published.count = std::max(read.published.count, read.published.group.back() + 1);
    }
    return read;
}

double pairs_of(double n) {
    return n * (n - 1) / 2;
}

double adjusted_rand(const std::vector<std::int32_t>& left, const std::vector<std::int32_t>& right) {
    std::map<std::pair<std::int32_t, std::int32_t>, double> both;
    std::map<std::int32_t, double> of_left, of_right;
    double all = 0;
    for (std::size_t i = 0; i < left.size(); ++i) {
        if (left[i] < 0 || right[i] < 0) continue;
        both[{left[i], right[i]}] += 1, of_left[left[i]] += 1, of_right[right[i]] += 1, all += 1;
    }
    double together = 0, lefts = 0, rights = 0;
    for (const auto& [pair, n] : both) together += pairs_of(n);
    for (const auto& [group, n] : of_left) lefts += pairs_of(n);
    for (const auto& [group, n] : of_right) rights += pairs_of(n);
    const double expected = all > 1 ? lefts * rights / pairs_of(all) : 0;
    const double most = (lefts + rights) / 2;
    return most == expected ? 1 : (together - expected) / (most - expected);
}

struct Found {
    double both = 0, gold = 0, given = 0;
    void add(bool in_gold, bool in_given) {
        both += in_gold && in_given ? 1 : 0, gold += in_gold ? 1 : 0, given += in_given ? 1 : 0;
    }
    double f1() const { return gold + given > 0 ? 2 * both / (gold + given) : 0; }
};

}  // namespace

Result<std::vector<Score>> eval_groups(Disk& disk, const EvalOptions& options) {
    const std::string folder = options.corpora + "/polis/";
    TRY(std::vector<std::string> names, disk.list_folder(folder));
    std::sort(names.begin(), names.end());
    std::vector<Score> scores;
    double sum = 0, conversations = 0;
    Found consensus, divisive;
    for (std::string name : names) {
        if (const auto slash = name.find_last_of('/'); slash != std::string::npos) name = name.substr(slash + 1);
        const std::string place = folder + name;
        if (!disk.exists(place + "/participants-votes.csv") || !disk.exists(place + "/votes.csv")) continue;
        TRY(const Conversation read, read_conversation(disk, place));
        const OpinionGroups found = find_opinion_groups(read.votes, {});
        const double rand = adjusted_rand(found.group, read.published.group);
        sum += rand, conversations += 1;
        scores.push_back({"polis " + name, "ARI to the published groups", rand, 0, 0,
                          static_cast<std::int64_t>(read.votes.people),
                          std::to_string(found.count) + " groups, published " + std::to_string(read.published.count)});
        const auto ours = standing_of_statements(read.votes, found),
                   theirs = standing_of_statements(read.votes, read.published);
        for (std::size_t s = 0; s < ours.size(); ++s) {
            consensus.add(is_consensus(theirs[s]), is_consensus(ours[s]));
            divisive.add(is_divisive(theirs[s]), is_divisive(ours[s]));
        }
    }
    scores.push_back({"polis, conversations with votes", "mean ARI", conversations > 0 ? sum / conversations : 0, 0, 0,
                      static_cast<std::int64_t>(conversations), "goal .90"});
    scores.push_back({"polis", "consensus statements, F1", consensus.f1(), 0, 0,
                      static_cast<std::int64_t>(consensus.gold), "goal .90"});
    scores.push_back({"polis", "divisive statements, F1", divisive.f1(), 0, 0, static_cast<std::int64_t>(divisive.gold),
                      "goal .90"});
    return scores;
}

}  // namespace agon
