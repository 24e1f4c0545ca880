// A server of a test on the loopback device, for what asks a language model elsewhere.
#pragma once

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <thread>

namespace agon {

using Request = boost::beast::http::request<boost::beast::http::string_body>;
using Socket = boost::asio::ip::tcp::socket;

/// One connection after the other, one request each, until the test is over.
class LoopbackServer {
  public:
    explicit LoopbackServer(std::function<void(const Request&, Socket&)> serve) : serve_(std::move(serve)) {
        thread_ = std::thread([this] {
            while (true) {
                Socket socket(context_);
                acceptor_.accept(socket);
                if (over_) return;
                boost::beast::flat_buffer buffer;
                Request request;
                boost::beast::error_code error;
                boost::beast::http::read(socket, buffer, request, error);
                ++requests;
                serve_(request, socket);
                socket.shutdown(Socket::shutdown_both, error);
            }
        });
    }
    ~LoopbackServer() {
        over_ = true;
        Socket last(context_);
        boost::beast::error_code error;
        last.connect(acceptor_.local_endpoint(), error);
        thread_.join();
    }
    LoopbackServer(const LoopbackServer&) = delete;
    LoopbackServer& operator=(const LoopbackServer&) = delete;
    std::string url() const { return "http://127.0.0.1:" + std::to_string(acceptor_.local_endpoint().port()); }

    std::atomic<int> requests = 0;

  private:
    std::function<void(const Request&, Socket&)> serve_;
    std::atomic<bool> over_ = false;
    boost::asio::io_context context_;
    boost::asio::ip::tcp::acceptor acceptor_{context_, {boost::asio::ip::make_address("127.0.0.1"), 0}};
    std::thread thread_;
};

inline void send_reply(Socket& socket, int status, const std::string& body, const std::string& retry_after = "") {
    boost::beast::http::response<boost::beast::http::string_body> response{
        static_cast<boost::beast::http::status>(status), 11};
    if (!retry_after.empty()) response.set(boost::beast::http::field::retry_after, retry_after);
    response.body() = body;
    response.prepare_payload();
    boost::beast::error_code error;
    boost::beast::http::write(socket, response, error);
}

inline std::string completion(const std::string& content) {
    return nlohmann::json{{"choices", {{{"message", {{"role", "assistant"}, {"content", content}}}}}}}.dump();
}

}  // namespace agon
