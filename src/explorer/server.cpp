// Explorer behind Boost.Beast, for one person on this machine.
//
// What can reach 127.0.0.1 is not only the person: any web page in the browser can send requests there. So a request is
// answered only if its Host is this address (a rebound name is not), if it does not come from another site (Origin and
// Sec-Fetch-Site), and within small limits on header, address, body, time and number of connections. Pages may load
// nothing from elsewhere (Content-Security-Policy).
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>

#include "ground/text/ascii_lower.hpp"
#include "src/explorer/explorer.hpp"

namespace agon {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using tcp = asio::ip::tcp;

constexpr std::uint32_t kMostHeaderBytes = 16 * 1024;
constexpr std::uint64_t kMostBodyBytes = 256 * 1024;  // a correction may name ten thousand questions
constexpr std::size_t kMostAddressBytes = 8 * 1024;
constexpr std::size_t kMostConnections = 256;
constexpr auto kPatience = std::chrono::seconds(15);

/// Undoes %XX. Nothing if it is malformed or holds a zero byte.
std::optional<std::string> percent_decoded(std::string_view text, bool plus_is_space) {
    const auto digit = [](char c) {
        return c >= '0' && c <= '9'   ? c - '0'
               : c >= 'a' && c <= 'f' ? c - 'a' + 10
               : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                      : -1;
    };
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            out += plus_is_space && text[i] == '+' ? ' ' : text[i];
            continue;
        }
        if (i + 2 >= text.size() || digit(text[i + 1]) < 0 || digit(text[i + 2]) < 0) return std::nullopt;
        out += static_cast<char>(digit(text[i + 1]) * 16 + digit(text[i + 2]));
        i += 2;
    }
    if (out.find('\0') != std::string::npos) return std::nullopt;
    return out;
}

bool read_target(std::string_view target, Ask& ask) {
    const std::size_t mark = target.find('?');
    const auto path = percent_decoded(target.substr(0, mark), false);
    if (!path || path->empty() || (*path)[0] != '/' || path->find("..") != std::string::npos) return false;
    ask.path = *path;
    std::string_view rest = mark == std::string_view::npos ? std::string_view() : target.substr(mark + 1);
    while (!rest.empty()) {
        const std::string_view pair = rest.substr(0, rest.find('&'));
        rest.remove_prefix(std::min(rest.size(), pair.size() + 1));
        const std::size_t equals = pair.find('=');
        const auto name = percent_decoded(pair.substr(0, equals), true);
        const auto value =
            equals == std::string_view::npos ? std::string() : percent_decoded(pair.substr(equals + 1), true);
        if (!name || !value) return false;
        ask.query[*name] = *value;
    }
    return true;
}

void add_safety(http::response<http::string_body>& response) {
    response.set("Content-Security-Policy",
                 "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
                 "base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
    response.set("X-Content-Type-Options", "nosniff");
    response.set("Referrer-Policy", "no-referrer");
    response.set("Cross-Origin-Opener-Policy", "same-origin");
    response.set("Cross-Origin-Resource-Policy", "same-origin");
}

class Server;

class Connection : public std::enable_shared_from_this<Connection> {
  public:
    Connection(tcp::socket socket, Server& server);
    ~Connection();
    void read();

  private:
    void answer();
    void send(Reply reply, bool close);
    void finish();

    beast::tcp_stream stream_;
    Server& server_;
    beast::flat_buffer buffer_{kMostHeaderBytes + kMostBodyBytes};
    std::optional<http::request_parser<http::string_body>> parser_;
    http::response<http::string_body> response_;
};

class Server {
  public:
    Server(Explorer& explorer, const std::function<bool()>& stop) : explorer_(explorer), stop_(stop) {}

    Result<void> run(std::uint16_t port, const std::function<void(const std::string&)>& ready) {
        boost::system::error_code failed;
        const tcp::endpoint place(asio::ip::make_address("127.0.0.1"), port);
        acceptor_.open(place.protocol(), failed);
        if (!failed) acceptor_.set_option(asio::socket_base::reuse_address(true), failed);
        if (!failed) acceptor_.bind(place, failed);
        if (!failed) acceptor_.listen(64, failed);
        if (failed)
            return Error{ErrorCode::usage, "", 0, -1,
                         "cannot listen on port " + std::to_string(port) + ": " + failed.message()};
        const std::string number = std::to_string(acceptor_.local_endpoint().port());
        hosts_ = {"127.0.0.1:" + number, "localhost:" + number};
        ready("http://127.0.0.1:" + number + "/");
        accept();
        look_whether_to_stop();
        context_.run();
        return {};
    }

    Reply reply_to(const http::request<http::string_body>& request) {
        Ask ask;
        ask.method = std::string(request.method_string());
        ask.body = request.body();
        for (const auto& field : request) {
            const auto name = field.name_string();
            ask.headers[ascii_lower({name.data(), name.size()})] = std::string(field.value());
        }
        if (!comes_from_here(ask)) return refusal(403, "not from this page");
        if (request.target().size() > kMostAddressBytes) return refusal(414, "the address is too long");
        if (!read_target({request.target().data(), request.target().size()}, ask))
            return refusal(400, "malformed address");
        return explorer_.answer(ask);
    }

    static Reply refusal(int status, const std::string& what) {
        Reply reply;
        reply.status = status;
        reply.body = "{\"error\":\"" + what + "\"}";
        return reply;
    }

    std::size_t connections = 0;

  private:
    bool comes_from_here(const Ask& ask) const {
        const auto header = [&](const char* name) {
            const auto found = ask.headers.find(name);
            return found == ask.headers.end() ? std::string() : found->second;
        };
        const auto own = [&](const std::string& host) { return host == hosts_[0] || host == hosts_[1]; };
        if (!own(header("host"))) return false;
        const std::string origin = header("origin"), site = header("sec-fetch-site"), mode = header("sec-fetch-mode");
        if (!origin.empty() && (!origin.starts_with("http://") || !own(origin.substr(7)))) return false;
        if (ask.method == "POST" && origin.empty()) return false;
        // A link from elsewhere may open the page, but nothing else may be fetched from another site.
        return site.empty() || site == "same-origin" || site == "none" || (mode == "navigate" && ask.method == "GET");
    }

    void accept() {
        acceptor_.async_accept([this](boost::system::error_code failed, tcp::socket socket) {
            if (!acceptor_.is_open()) return;
            if (!failed && connections < kMostConnections)
                std::make_shared<Connection>(std::move(socket), *this)->read();
            accept();
        });
    }

    void look_whether_to_stop(std::chrono::milliseconds in = std::chrono::milliseconds(200)) {
        timer_.expires_after(in);
        timer_.async_wait([this](boost::system::error_code) {
            if (stop_()) return context_.stop();
            // One table each time: requests come in between.
            look_whether_to_stop(std::chrono::milliseconds(explorer_.read_ahead() ? 10 : 200));
        });
    }

    Explorer& explorer_;
    const std::function<bool()>& stop_;
    asio::io_context context_{1};
    tcp::acceptor acceptor_{context_};
    asio::steady_timer timer_{context_};
    std::array<std::string, 2> hosts_;
};

Connection::Connection(tcp::socket socket, Server& server) : stream_(std::move(socket)), server_(server) {
    ++server_.connections;
}
Connection::~Connection() {
    --server_.connections;
}

void Connection::read() {
    parser_.emplace();
    parser_->header_limit(kMostHeaderBytes);
    parser_->body_limit(kMostBodyBytes);
    stream_.expires_after(kPatience);
    http::async_read(stream_, buffer_, *parser_, [self = shared_from_this()](beast::error_code failed, std::size_t) {
        if (failed == http::error::header_limit || failed == http::error::buffer_overflow)
            return self->send(Server::refusal(431, "the header is too large"), true);
        if (failed == http::error::body_limit) return self->send(Server::refusal(413, "the body is too large"), true);
        if (failed && failed.category() == http::make_error_code(http::error::bad_method).category() &&
            failed != http::error::end_of_stream && failed != http::error::partial_message)
            return self->send(Server::refusal(400, "not HTTP"), true);
        if (failed) return self->finish();
        self->answer();
    });
}

void Connection::answer() {
    const auto& request = parser_->get();
    send(server_.reply_to(request), !request.keep_alive());
}

void Connection::send(Reply reply, bool close) {
    response_ = {};
    response_.version(11);
    response_.result(static_cast<unsigned>(reply.status));
    response_.set(http::field::content_type, reply.type);
    for (const auto& [name, value] : reply.headers) response_.set(name, value);
    add_safety(response_);
    const bool head = parser_->is_header_done() && parser_->get().method() == http::verb::head;
    response_.keep_alive(!close);
    response_.body() = std::move(reply.body);
    response_.prepare_payload();
    if (head) response_.body().clear();
    stream_.expires_after(kPatience);
    http::async_write(stream_, response_, [self = shared_from_this(), close](beast::error_code failed, std::size_t) {
        if (failed || close) return self->finish();
        self->read();
    });
}

void Connection::finish() {
    beast::error_code ignored;
    stream_.socket().shutdown(tcp::socket::shutdown_both, ignored);
}

}  // namespace

Result<void> serve(Explorer& explorer, const ServeOptions& options,
                   const std::function<void(const std::string&)>& ready, const std::function<bool()>& stop) {
    Server server(explorer, stop);
    return server.run(options.port, ready);
}

}  // namespace agon
