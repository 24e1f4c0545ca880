#include "ground/model/chat.hpp"

#include <simdjson.h>

namespace agon {

std::string one_line(const nlohmann::json& json) {
    return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::string chat_request(const std::string& model, const std::string& instructions, const nlohmann::json& asked,
                         const char* answer_name, const nlohmann::json& properties, std::size_t most_answer_tokens) {
    nlohmann::json required = nlohmann::json::array();
    for (const auto& property : properties.items()) required.push_back(property.key());
    const nlohmann::json object = {
        {"type", "object"}, {"properties", properties}, {"required", required}, {"additionalProperties", false}};
    const nlohmann::json schema = {{"type", "json_schema"},
                                   {"json_schema", {{"name", answer_name}, {"strict", true}, {"schema", object}}}};
    const nlohmann::json system = {{"role", "system"}, {"content", instructions}};
    const nlohmann::json user = {{"role", "user"}, {"content", one_line(asked)}};
    return one_line({{"model", model},
                     {"temperature", 0},
                     {"seed", 7},
                     {"max_tokens", most_answer_tokens},
                     {"response_format", schema},
                     {"messages", {system, user}}});
}

std::optional<std::string> chat_content(const std::string& body) {
    simdjson::dom::parser parser;
    std::string_view content;
    if (parser.parse(body)["choices"].at(0)["message"]["content"].get(content)) return std::nullopt;
    return std::string(content);
}

Result<std::optional<EndpointReply>> post_chat(const EndpointAddress& address, const std::string& key,
                                               const std::string& request, const EndpointLimits& limits,
                                               const EndpointPatience& patience, bool& answered_once) {
    TRY(std::optional<EndpointReply> reply, post_patiently(address, key, request, limits, patience));
    if (!reply) return reply;
    const int status = reply->status;
    const bool about_this = status == 400 || status == 413 || status == 422;
    if (status == 200) answered_once = true;
    if (status == 200 || (about_this && answered_once)) return reply;
    return refusal_of(address, *reply);
}

}  // namespace agon
