#include "ground/lexicon/camp_words.hpp"

#include <algorithm>
#include <iterator>

namespace agon {
namespace {

/// Whether it is put as the statement of a question of degree.
bool puts_a_degree(std::string_view proposition) {
    return std::any_of(std::begin(degrees_asked), std::end(degrees_asked), [&](std::string_view degree) {
        return proposition.ends_with(degree) &&
               proposition.substr(0, proposition.size() - degree.size()).ends_with(degree_put);
    });
}

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

std::string contrary_view(std::string_view proposition) {
    for (const auto& [view, contrary] :
         {std::pair<std::string_view, std::string_view>{proposition_of_deed, "，这样做是错的"},
          {proposition_of_state, "，这是坏事"}})
        if (proposition.ends_with(view))
            return std::string(proposition.substr(0, proposition.size() - view.size())).append(contrary);
    return {};
}

std::string_view camp_words(std::string_view proposition, bool first, bool chinese) {
    if (proposition.empty())
        return first ? (chinese ? "一方的人" : "those on one side")
                     : (chinese ? "另一方的人" : "those on the other side");
    if (puts_a_degree(proposition))
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
    if (proposition.ends_with(proposition_as_stated))
        return first ? (chinese ? "赞同的人" : "those who agree") : (chinese ? "不赞同的人" : "those who disagree");
    return first ? (chinese ? "作肯定回答的人" : "those who answer yes")
                 : (chinese ? "作否定回答的人" : "those who answer no");
}

}  // namespace agon
