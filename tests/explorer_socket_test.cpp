// The explorer behind its sockets: what another site, a rebound name or a rude client sends is turned away.
#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <fstream>
#include <thread>

#include "tests/explorer_case.hpp"

namespace agon {
namespace {

/// The explorer behind its sockets, on a free port.
class ExplorerSocket : public ExplorerCase {
  protected:
    void SetUp() override {
        ExplorerCase::SetUp();
        if (IsSkipped()) return;
        std::atomic<int> port = 0;
        server_ = std::thread([&] {
            const auto ready = [&](const std::string& address) {
                port = std::stoi(address.substr(address.rfind(':') + 1));
            };
            EXPECT_TRUE(serve(*explorer_, {}, ready, [this] { return stop_.load(); }).ok());
        });
        while (port == 0) std::this_thread::yield();
        port_ = port;
    }
    void TearDown() override {
        stop_ = true;
        if (server_.joinable()) server_.join();
    }

    int connected() const {
        const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
        sockaddr_in to{};
        to.sin_family = AF_INET;
        to.sin_port = htons(static_cast<std::uint16_t>(port_));
        to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        EXPECT_EQ(::connect(socket, reinterpret_cast<const sockaddr*>(&to), sizeof to), 0);
        return socket;
    }
    /// Sends and reads until the other side closes or has answered once.
    std::string talk(const std::string& request) const {
        const int socket = connected();
        EXPECT_GE(::send(socket, request.data(), request.size(), MSG_NOSIGNAL), 0);
        ::shutdown(socket, SHUT_WR);
        std::string answer;
        char buffer[4096];
        for (ssize_t count; (count = ::recv(socket, buffer, sizeof buffer, 0)) > 0;)
            answer.append(buffer, static_cast<std::size_t>(count));
        ::close(socket);
        return answer;
    }
    std::string host() const { return "127.0.0.1:" + std::to_string(port_); }
    std::string request(const std::string& target, const std::string& more = "",
                        const std::string& host_name = "") const {
        return "GET " + target + " HTTP/1.1\r\nHost: " + (host_name.empty() ? host() : host_name) +
               "\r\nConnection: close\r\n" + more + "\r\n";
    }
    static int status(const std::string& answer) { return answer.size() > 12 ? std::atoi(answer.c_str() + 9) : 0; }
    static long resident_kilobytes() {
        std::ifstream in("/proc/self/statm");
        long pages = 0, resident = 0;
        in >> pages >> resident;
        return resident * (::sysconf(_SC_PAGESIZE) / 1024);
    }

    std::thread server_;
    std::atomic<bool> stop_ = false;
    int port_ = 0;
};

TEST_F(ExplorerSocket, AnswersItsOwnPageOnly) {
    EXPECT_EQ(status(talk(request("/"))), 200);
    EXPECT_EQ(status(talk(request("/api/overview"))), 200);
    EXPECT_NE(talk(request("/")).find("Content-Security-Policy: default-src 'none'"), std::string::npos);
    EXPECT_EQ(status(talk(request("/", "", "evil.example"))), 403);
    EXPECT_EQ(status(talk(request("/", "", "127.0.0.1:1"))), 403);
    EXPECT_EQ(status(talk(request("/api/overview", "Origin: http://evil.example\r\n"))), 403);
    EXPECT_EQ(status(talk(request("/api/overview", "Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: cors\r\n"))), 403);
    EXPECT_EQ(status(talk(request("/", "Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: navigate\r\n"))), 200);
}

TEST_F(ExplorerSocket, TurnsRudeRequestsAway) {
    EXPECT_EQ(status(talk(request("/../../etc/passwd"))), 400);
    EXPECT_EQ(status(talk(request("/%2e%2e/%2e%2e/etc/passwd.txt"))), 400);
    EXPECT_EQ(status(talk(request("/%zz"))), 400);
    EXPECT_EQ(status(talk(request("/%00"))), 400);
    EXPECT_EQ(status(talk(request("/secret.txt"))), 404);
    EXPECT_EQ(status(talk(request("/" + std::string(9000, 'a')))), 414);
    EXPECT_EQ(status(talk("POST /api/corrections HTTP/1.1\r\nHost: " + host() + "\r\nContent-Length: 2\r\n\r\n{}")),
              403);
    EXPECT_EQ(status(talk("POST /api/corrections HTTP/1.1\r\nHost: " + host() + "\r\nOrigin: http://" + host() +
                          "\r\nContent-Length: 999999999\r\n\r\n{}")),
              413);
    EXPECT_EQ(status(talk("DELETE / HTTP/1.1\r\nHost: " + host() + "\r\nConnection: close\r\n\r\n")), 405);
    EXPECT_EQ(status(talk(request("/"))), 200) << "still there afterwards";
}

TEST_F(ExplorerSocket, AnEndlessHeaderCostsNoMemory) {
    const long before = resident_kilobytes();
    const int socket = connected();
    const std::string start = "GET / HTTP/1.1\r\nHost: " + host() + "\r\nX: ";
    ASSERT_GT(::send(socket, start.data(), start.size(), MSG_NOSIGNAL), 0);
    const std::string block(1 << 20, 'a');
    std::int64_t sent = 0;
    while (sent < 400LL << 20) {
        const ssize_t count = ::send(socket, block.data(), block.size(), MSG_NOSIGNAL);
        if (count <= 0) break;  // the server hung up: just what it should do
        sent += count;
    }
    ::close(socket);
    EXPECT_LT(sent, 400LL << 20);
    EXPECT_LT(resident_kilobytes() - before, 20 * 1024);
    EXPECT_EQ(status(talk(request("/"))), 200);
}

TEST_F(ExplorerSocket, SlowConnectionsDoNotStopOthers) {
    std::vector<int> slow;
    for (int i = 0; i < 200; ++i) {
        slow.push_back(connected());
        ASSERT_EQ(::send(slow.back(), "G", 1, MSG_NOSIGNAL), 1);
    }
    EXPECT_EQ(status(talk(request("/api/overview"))), 200);
    for (const int socket : slow) ::close(socket);
}

}  // namespace
}  // namespace agon
