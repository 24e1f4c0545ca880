// One HTTP request to a server that the analyst names, and nothing else of the network.
//
// The address is given by the analyst, http:// or https://; certificates are checked against those that the machine
// trusts. A server can be slow, silent, endless or hostile: one exchange has one time limit over all of it, and an
// answer above the limit of bytes is an error. Redirects are not followed, so texts go to the named server only.
// Source: Boost.Beast's asynchronous client; only that form keeps to a time limit.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "ground/outcome/outcome.hpp"

namespace agon {

struct EndpointAddress {
    bool secure = false;
    std::string host, port, path;
    std::string url() const;
};

/// `path` is appended unless the address ends with it: "http://127.0.0.1:8080" and ".../v1" both mean
/// ".../v1/chat/completions". Errors: usage for what is no address.
Result<EndpointAddress> endpoint_address(const std::string& url, const std::string& path);

struct EndpointLimits {
    int seconds = 60;                       // for one exchange, from the look-up of the name to the last byte
    std::uint64_t answer_bytes = 1U << 20;  // more is an error
};
struct EndpointReply {
    int status = 0;  // of HTTP
    std::string body;
    int retry_after_seconds = 0;  // 0: the server says nothing of it
};

/// Posts JSON. `key` goes as bearer token if not empty; it is in no error. Errors: file_unreadable (of the address)
/// when there is no complete answer; any status is an answer. Thread rule: from any thread.
Result<EndpointReply> post_json(const EndpointAddress& address, const std::string& key, const std::string& json,
                                const EndpointLimits& limits);

/// How a server that fails for a while is asked again: after no answer at all, and after 408, 429 and 5xx.
struct EndpointPatience {
    int most_tries = 3;
    std::function<void(int seconds)> pause;  // between tries, as long as the server asks for; empty: sleeps
    std::function<bool()> may_send;          // asked before each try; empty: yes
};
/// The last reply, of whatever status; nothing if `may_send` said no. Errors: file_unreadable if no try got an answer.
Result<std::optional<EndpointReply>> post_patiently(const EndpointAddress& address, const std::string& key,
                                                    const std::string& json, const EndpointLimits& limits,
                                                    const EndpointPatience& patience);
/// What a reply other than 200 is told as. Code: file_unreadable.
Error refusal_of(const EndpointAddress& address, const EndpointReply& reply);
/// Errors: usage for a key that no server gives out and that could forge a header.
Result<void> check_key(const std::string& key);

}  // namespace agon
