#include "ground/lexicon/camp_words.hpp"

namespace agon {
namespace {

/// How a question of degree ("有多大") is put as a statement.
constexpr std::string_view degrees[] = {"很大", "很高", "很强", "很深", "很重", "很严重", "很重要"};

}  // namespace

std::string_view issue_words(std::string_view proposition, bool chinese) {
    if (proposition != proposition_of_lead) return {};
    return chinese ? "该由国家主导，还是交给市场？" : "Should the state lead, or the market?";
}

std::string_view heading_words(std::string_view name, std::string_view proposition, std::string_view question,
                               bool chinese) {
    if (!name.empty()) return name;
    const std::string_view issue = issue_words(proposition, chinese);
    return issue.empty() ? question : issue;
}

std::string_view camp_words(std::string_view proposition, bool first, bool chinese) {
    if (proposition.empty())
        return first ? (chinese ? "一方的人" : "those on one side")
                     : (chinese ? "另一方的人" : "those on the other side");
    for (const std::string_view degree : degrees)
        if (proposition.ends_with(degree))
            return first ? (chinese ? "认为程度高的人" : "those who think it considerable")
                         : (chinese ? "认为程度不高的人" : "those who think it slight");
    if (proposition == proposition_of_lead)
        return first ? (chinese ? "主张国家主导的人" : "those who want the state to lead")
                     : (chinese ? "主张市场主导的人" : "those who want the market to lead");
    if (proposition.ends_with(proposition_of_state))
        return first ? (chinese ? "持正面看法的人" : "those who see it favourably")
                     : (chinese ? "持负面看法的人" : "those who see it unfavourably");
    if (proposition.ends_with(proposition_of_deed))
        return first ? (chinese ? "赞成的人" : "those who approve") : (chinese ? "反对的人" : "those who object");
    return first ? (chinese ? "作肯定回答的人" : "those who answer yes")
                 : (chinese ? "作否定回答的人" : "those who answer no");
}

}  // namespace agon
