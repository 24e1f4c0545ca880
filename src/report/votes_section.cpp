// How people voted, where they did (Pol.is): the groups that vote alike, what parts them and what all accept.
//
// Each group by its letter, the largest first. A statement is quoted with the votes behind it: those of the two groups
// that stand farthest apart where it parts them, those of all groups where they agree.
#include <algorithm>

#include "src/report/composer.hpp"

namespace agon {
namespace {

constexpr const char *kVoters = "points/voters", *kVotes = "points/group_votes",
                     *kStatements = "points/voted_statements";
constexpr std::size_t kMostConversations = 3, kMostStatements = 3;

struct GroupCount {
    std::int64_t agrees = 0, votes = 0;
    double share() const { return votes == 0 ? 0 : static_cast<double>(agrees) / static_cast<double>(votes); }
};

struct Statement {
    std::int64_t post = 0;
    SegmentId segment{};
    std::string standing;
    double worth = 0;                          // difference of the divisive, acceptance of the others
    std::map<std::int64_t, GroupCount> votes;  // by group
    std::pair<std::int64_t, std::int64_t> farthest() const {
        const auto less = [](const auto& l, const auto& r) { return l.second.share() < r.second.share(); };
        return {std::max_element(votes.begin(), votes.end(), less)->first,
                std::min_element(votes.begin(), votes.end(), less)->first};
    }
};

struct Conversation {
    std::int64_t thread = 0;
    std::int64_t voters = 0;
    std::set<std::int64_t> groups;
    std::vector<Statement> statements;
};

std::vector<Condition> in_conversation(const Conversation& conversation) {
    return {{"conversation", "=", std::to_string(conversation.thread)}};
}
std::vector<Condition> with(std::vector<Condition> where, Condition more) {
    where.push_back(std::move(more));
    return where;
}

/// Those with groups, the one with most voters first.
std::vector<Conversation> conversations_of(const Composer& c) {
    std::map<std::int64_t, Conversation> by_thread;
    for (const Row& row : c.tables().rows(kVoters)) {
        Conversation& found = by_thread[row.number("conversation")];
        found.thread = row.number("conversation");
        ++found.voters;
        if (row.number("group") > 0) found.groups.insert(row.number("group"));
    }
    std::map<std::int64_t, std::map<std::int64_t, GroupCount>> votes;
    for (const Row& row : c.tables().rows(kVotes))
        votes[row.number("post")][row.number("group")] = {row.number("agrees"), row.number("votes")};
    for (const Row& row : c.tables().rows(kStatements)) {
        const bool divides = row.text("standing") == "divisive";
        by_thread[row.number("conversation")].statements.push_back(
            {row.number("post"), static_cast<SegmentId>(row.number("segment")), row.text("standing"),
             row.real(divides ? "difference" : "acceptance"), votes[row.number("post")]});
    }
    std::vector<Conversation> out;
    // Exports that lie in two folders are two conversations of the same name and size, and one to a reader.
    std::set<std::tuple<std::string, std::int64_t, std::size_t>> seen;
    for (auto& [thread, conversation] : by_thread) {
        const auto found = c.m().thread.find(static_cast<ThreadId>(thread));
        if (found == c.m().thread.end()) continue;
        if (seen.emplace(found->second->title, conversation.voters, conversation.statements.size()).second)
            out.push_back(std::move(conversation));
    }
    std::stable_sort(out.begin(), out.end(), [](const auto& l, const auto& r) { return l.voters > r.voters; });
    out.resize(std::min(out.size(), kMostConversations));
    return out;
}

Line::Slots slots_of(Composer& c, const Conversation& conversation) {
    const auto where = in_conversation(conversation);
    const Thread& thread = *c.m().thread.at(static_cast<ThreadId>(conversation.thread));
    return {{"question", [&c, &thread](Line& l) { c.short_headline(l, thread); }},
            {"people", [where](Line& l) { l.figure(count_rows(kVoters, where)); }},
            {"placed",
             [where](Line& l) {
                 l.figure(count_rows(kVoters, with(where, {"group", ">=", "1"})));
             }},
            {"groups",
             [where](Line& l) {
                 l.figure(count_distinct(kVoters, "group", with(where, {"group", ">=", "1"})));
             }},
            {"statements", [where](Line& l) { l.figure(count_rows(kStatements, where)); }},
            {"common",
             [where](Line& l) {
                 l.figure(count_rows(kStatements, with(where, {"standing", "=", "accepted"})));
             }},
            {"divisive",
             [where](Line& l) {
                 l.figure(count_rows(kStatements, with(where, {"standing", "=", "divisive"})));
             }},
            {"sizes", [&c, &conversation, where](Line& l) {
                 const std::vector<std::int64_t> groups(conversation.groups.begin(), conversation.groups.end());
                 c.list(l, groups, [&](std::int64_t group) {
                     c.say_group(l, group);
                     l.say(c.t(" (", "（"));
                     l.figure(count_rows(kVoters, with(where, {"group", "=", std::to_string(group)})));
                     l.say(c.t(")", " 人）"));
                 });
             }}};
}

Query votes_of(const Statement& statement, std::int64_t group, const char* column) {
    std::vector<Condition> where = {{"post", "=", std::to_string(statement.post)}};
    if (group > 0) where.push_back({"group", "=", std::to_string(group)});
    return value_of(kVotes, "sum", column, where);
}

/// The statements of this standing that can be quoted, those that say most first.
std::vector<const Statement*> told(const Composer& c, const Conversation& conversation, std::string_view standing) {
    std::vector<const Statement*> out;
    for (const Statement& s : conversation.statements)
        if (s.standing == standing && c.m().segment.contains(s.segment)) out.push_back(&s);
    std::stable_sort(out.begin(), out.end(),
                     [](const Statement* l, const Statement* r) { return l->worth > r->worth; });
    return out;
}

void write_statements(Composer& c, const Conversation& conversation, const char* standing) {
    const bool divides = standing == std::string_view("divisive");
    Paragraph p = c.paragraph();
    std::size_t written = 0;
    for (const Statement* s : told(c, conversation, standing)) {
        const Passage passage = c.m().passage(s->segment);
        if (written == kMostStatements || !c.may_quote(passage)) continue;
        const std::pair<std::int64_t, std::int64_t> ends = s->farthest();
        const std::int64_t most = ends.first, least = ends.second;
        Line::Slots slots = c.speaker(passage);
        slots["g"] = [&c, most](Line& l) { c.say_group(l, most); };
        slots["h"] = [&c, least](Line& l) { c.say_group(l, least); };
        slots["a"] = [&, most](Line& l) { l.figure(votes_of(*s, divides ? most : 0, "agrees")); };
        slots["n"] = [&, most](Line& l) { l.figure(votes_of(*s, divides ? most : 0, "votes")); };
        slots["b"] = [&, least](Line& l) { l.figure(votes_of(*s, least, "agrees")); };
        slots["m"] = [&, least](Line& l) { l.figure(votes_of(*s, least, "votes")); };
        if (written == 0)
            p.sentence(divides
                           ? c.t("What parts the groups is what they think of statements like these.",
                                 "把各组分开的，是对下面这类陈述的态度。")
                           : c.t("In all groups people agree with statements like these.", "下面这类陈述各组都同意。"),
                       {});
        p.sentence(c.t("{Author} [{year}] {says}: {quote}", "{author} [{year}] {says}：{quote}"), slots);
        p.sentence(divides ? c.t("In {g} {a} of {n} who voted on it agree, in {h} {b} of {m}.",
                                 "{g}表态的 {n} 人中 {a} 人同意，{h}的 {m} 人中 {b} 人同意。")
                           : c.t("Of the {n} who voted on it {a} agree.", "表态的 {n} 人中 {a} 人同意。"),
                   slots);
        ++written;
    }
    if (written > 0) c.put(std::move(p));
}

}  // namespace

void write_votes_finding(Composer& c) {
    const std::vector<Conversation> all = conversations_of(c);
    if (all.empty()) return;
    Paragraph p = c.paragraph(BlockKind::bullet);
    p.sentence(c.t("On “{question}” {placed} voters fall into {groups} groups that vote alike; of {statements} "
                   "statements {common} are accepted in all groups and {divisive} part them.",
                   "在“{question}”下，{placed} 位投票者分为 {groups} 个投票相近的群体；{statements} 条陈述中，{common} "
                   "条各组都接受，{divisive} 条使各组分开。"),
               slots_of(c, all.front()));
    c.put(std::move(p));
}

void write_votes(Composer& c) {
    const std::vector<Conversation> all = conversations_of(c);
    if (all.empty()) return;
    c.put(BlockKind::heading, "Who votes alike", "谁与谁投票相近");
    for (const Conversation& conversation : all) {
        Paragraph p = c.paragraph();
        p.sentence(c.t("On “{question}” {people} people voted on {statements} statements; {placed} of them cast votes "
                       "enough to say with whom they stand, and they fall into {groups} groups: {sizes}.",
                       "在“{question}”下，{people} 人就 {statements} 条陈述投了票；其中 {placed} "
                       "人的票数足以看出与谁相近，他们分为 {groups} 个群体：{sizes}。"),
                   slots_of(c, conversation));
        c.put(std::move(p));
        write_statements(c, conversation, "divisive");
        write_statements(c, conversation, "accepted");
    }
}

}  // namespace agon
