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

namespace {

/// The same request with its schema where llama-cpp-python looks for it.
std::string with_json_object(const std::string& request) {
    nlohmann::json json = nlohmann::json::parse(request, nullptr, false);
    nlohmann::json& format = json["response_format"];
    format = {{"type", "json_object"}, {"schema", format["json_schema"]["schema"]}};
    return one_line(json);
}

bool is_about_the_request(const EndpointReply& reply) {
    return reply.status == 400 || reply.status == 413 || reply.status == 422;
}
bool may_be_about_the_form(const EndpointReply& reply) {
    return reply.status == 400 || reply.status == 422 || reply.body.find("json_schema") != std::string::npos;
}

}  // namespace

Result<std::optional<EndpointReply>> post_chat(const EndpointAddress& address, const std::string& key,
                                               const std::string& request, const EndpointLimits& limits,
                                               const EndpointPatience& patience, ChatServer& server) {
    for (;;) {
        TRY(std::optional<EndpointReply> reply,
            post_patiently(address, key, server.takes_json_object ? with_json_object(request) : request, limits,
                           patience));
        if (!reply) return reply;
        if (reply->status == 200) server.answered_once = true;
        if (reply->status == 200 || (is_about_the_request(*reply) && server.answered_once)) return reply;
        if (server.answered_once || server.takes_json_object || !may_be_about_the_form(*reply))
            return refusal_of(address, *reply);
        server.takes_json_object = true;
    }
}

}  // namespace agon
