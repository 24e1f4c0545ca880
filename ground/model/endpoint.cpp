#include "ground/model/endpoint.hpp"

#include <openssl/ssl.h>

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl.hpp>
#include <charconv>
#include <chrono>
#include <thread>

namespace agon {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using Request = http::request<http::string_body>;

constexpr int longest_pause_seconds = 30;
constexpr std::size_t most_told = 200;  // bytes of an answer in an error

/// One request on its own connection.
class Exchange {
  public:
    Exchange(const EndpointAddress& address, Request request, const EndpointLimits& limits)
        : address_(address), request_(std::move(request)), resolver_(context_), stream_(context_, trust_) {
        parser_.body_limit(limits.answer_bytes);
        if (address.secure) trust_.set_default_verify_paths(ignored_);  // reads the machine's certificates: 0.1 s
        stream_.set_verify_mode(asio::ssl::verify_peer);
        stream_.set_verify_callback(asio::ssl::host_name_verification(address.host));
        end_ = std::chrono::steady_clock::now() + std::chrono::seconds(limits.seconds);
    }

    /// Empty if all went well, else what went wrong.
    std::string run() {
        resolver_.async_resolve(address_.host, address_.port, [&](beast::error_code error, const auto& found) {
            if (failed(error)) return;
            beast::get_lowest_layer(stream_).expires_at(end_);
            beast::get_lowest_layer(stream_).async_connect(found, [&](beast::error_code connected, const auto&) {
                if (!failed(connected)) greet();
            });
        });
        context_.run_until(end_);
        if (!done_ && problem_.empty()) problem_ = "no answer in time";
        return problem_;
    }
    EndpointReply reply() const {
        const auto& answer = parser_.get();
        EndpointReply reply{static_cast<int>(answer.result_int()), answer.body(), 0};
        const std::string_view wait = answer[http::field::retry_after];
        std::from_chars(wait.data(), wait.data() + wait.size(), reply.retry_after_seconds);
        return reply;
    }

  private:
    bool failed(beast::error_code error) {
        if (error) problem_ = error.message();
        return static_cast<bool>(error);
    }
    void greet() {
        if (!address_.secure) return send(beast::get_lowest_layer(stream_));
        SSL_set_tlsext_host_name(stream_.native_handle(), address_.host.c_str());
        stream_.async_handshake(asio::ssl::stream_base::client, [&](beast::error_code error) {
            if (!failed(error)) send(stream_);
        });
    }
    template <class Stream>
    void send(Stream& stream) {
        http::async_write(stream, request_, [&](beast::error_code written, std::size_t) {
            if (failed(written)) return;
            http::async_read(stream, buffer_, parser_,
                             [&](beast::error_code read, std::size_t) { done_ = !failed(read); });
        });
    }

    EndpointAddress address_;
    Request request_;
    beast::error_code ignored_;
    asio::io_context context_;
    asio::ssl::context trust_{asio::ssl::context::tls_client};
    asio::ip::tcp::resolver resolver_;
    beast::ssl_stream<beast::tcp_stream> stream_;
    beast::flat_buffer buffer_;
    http::response_parser<http::string_body> parser_;
    std::chrono::steady_clock::time_point end_;
    std::string problem_;
    bool done_ = false;
};

bool is_port(std::string_view text) {
    return !text.empty() && text.size() <= 5 &&
           std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

std::string EndpointAddress::url() const {
    return (secure ? "https://" : "http://") + host + ":" + port + path;
}

Result<EndpointAddress> endpoint_address(const std::string& url, const std::string& path) {
    EndpointAddress address;
    std::string rest;
    if (url.starts_with("http://"))
        rest = url.substr(7);
    else if (url.starts_with("https://"))
        rest = url.substr(8), address.secure = true;
    else
        return Error{ErrorCode::usage, url, 0, -1, "an address begins with http:// or https://"};
    const std::size_t slash = std::min(rest.find('/'), rest.size());
    std::string folder = rest.substr(slash);
    rest.resize(slash);
    while (folder.ends_with('/')) folder.pop_back();
    // The longest beginning of `path` that the address already ends with is not said twice.
    std::size_t said = path.size();
    while (said > 0 && !(folder.ends_with(path.substr(0, said)) && (said == path.size() || path[said] == '/'))) --said;
    address.path = folder + path.substr(said);
    address.port = address.secure ? "443" : "80";
    if (const auto colon = rest.rfind(':'); colon != std::string::npos) {
        address.port = rest.substr(colon + 1);
        rest.resize(colon);
    }
    const bool fit = std::all_of(rest.begin(), rest.end(), [](char c) { return c > ' ' && c != '@' && c != 127; });
    if (rest.empty() || !fit || !is_port(address.port))
        return Error{ErrorCode::usage, url, 0, -1, "no host, or a port that is no number"};
    address.host = rest;
    return address;
}

Result<EndpointReply> post_json(const EndpointAddress& address, const std::string& key, const std::string& json,
                                const EndpointLimits& limits) {
    Request request{http::verb::post, address.path, 11};
    request.set(http::field::host, address.host + ":" + address.port);
    request.set(http::field::content_type, "application/json");
    request.set(http::field::connection, "close");
    if (!key.empty()) request.set(http::field::authorization, "Bearer " + key);
    request.body() = json;
    request.prepare_payload();
    Exchange exchange(address, std::move(request), limits);
    if (const std::string problem = exchange.run(); !problem.empty())
        return Error{ErrorCode::file_unreadable, address.url(), 0, -1, problem};
    return exchange.reply();
}

Result<std::optional<EndpointReply>> post_patiently(const EndpointAddress& address, const std::string& key,
                                                    const std::string& json, const EndpointLimits& limits,
                                                    const EndpointPatience& patience) {
    for (int attempt = 1;; ++attempt) {
        if (patience.may_send && !patience.may_send()) return std::optional<EndpointReply>{};
        const auto reply = post_json(address, key, json, limits);
        int seconds = 1 << (2 * (attempt - 1));
        if (reply) {
            const int status = reply->status;
            if (status < 500 && status != 429 && status != 408) return std::optional<EndpointReply>{*reply};
            seconds = std::clamp(reply->retry_after_seconds, seconds, longest_pause_seconds);
        }
        if (attempt == patience.most_tries)
            return reply ? Result<std::optional<EndpointReply>>(std::optional<EndpointReply>{*reply}) : reply.error();
        if (patience.pause)
            patience.pause(seconds);
        else
            std::this_thread::sleep_for(std::chrono::seconds(seconds));
    }
}

Error refusal_of(const EndpointAddress& address, const EndpointReply& reply) {
    std::size_t end = std::min(most_told, reply.body.size());
    while (end > 0 && end < reply.body.size() && (static_cast<unsigned char>(reply.body[end]) & 0xC0) == 0x80) --end;
    return {ErrorCode::file_unreadable, address.url(), 0, -1,
            "HTTP " + std::to_string(reply.status) + " " + reply.body.substr(0, end)};
}

Result<void> check_key(const std::string& key) {
    if (std::any_of(key.begin(), key.end(), [](char c) { return c <= ' ' || c >= 127; }))
        return Error{ErrorCode::usage, "", 0, -1, "the endpoint's key has characters that no key has"};
    return {};
}

}  // namespace agon
