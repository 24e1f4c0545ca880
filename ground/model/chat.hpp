// What everything that asks a language model elsewhere shares: a request and an answer of OpenAI's chat completions.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "ground/model/chat_server.hpp"
#include "ground/model/endpoint.hpp"

namespace agon {

/// JSON of one line; bytes that are no UTF-8 are replaced.
std::string one_line(const nlohmann::json& json);

/// A request at temperature 0. The answer is to be a JSON object with exactly the members of `properties`, each with
/// the schema that stands there. Same arguments, same bytes: exchanges are recorded under the request's digest.
std::string chat_request(const std::string& model, const std::string& instructions, const nlohmann::json& asked,
                         const char* answer_name, const nlohmann::json& properties, std::size_t most_answer_tokens);
/// What the model wrote; nothing where the body is no chat completion.
std::optional<std::string> chat_content(const std::string& body);

/// Asks with patience. A reply that came is either an answer (200) or, after this server has answered once, its refusal
/// of this one request (400, 413, 422: length or content). Before, such a refusal may be of the form of the schema:
/// then it is asked once more in the other one. Nothing if `may_send` said no. Errors: file_unreadable (of the address)
/// for everything else.
Result<std::optional<EndpointReply>> post_chat(const EndpointAddress& address, const std::string& key,
                                               const std::string& request, const EndpointLimits& limits,
                                               const EndpointPatience& patience, ChatServer& server);

}  // namespace agon
