#include "ground/lexicon/camp_words.hpp"

namespace agon {

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
