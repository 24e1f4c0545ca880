// The explorer behind its sockets: what another site, a rebound name or a rude client sends is turned away.
#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
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

TEST_F(ExplorerSocket, ADebateOfTenThousandQuestionsHasAName) {
    nlohmann::json rename = line("rename", {{"threads", nlohmann::json::array()}}, {{"text", "x"}});
    for (std::int64_t i = 0; i < 10000; ++i)
        rename["target"]["threads"].push_back(std::to_string(9'000'000'000'000'000'000 + i));
    const std::string body = rename.dump();
    const auto sent = [&](const std::string& all) {
        return status(talk("POST /api/corrections HTTP/1.1\r\nHost: " + host() + "\r\nOrigin: http://" + host() +
                           "\r\nX-Agon-Token: " + explorer_->token() + "\r\nConnection: close\r\nContent-Length: " +
                           std::to_string(all.size()) + "\r\n\r\n" + all));
    };
    EXPECT_EQ(sent(body), 200);
    EXPECT_EQ(sent(body + std::string(256 * 1024, ' ')), 413);
    std::filesystem::remove(case_ + "/corrections.jsonl");
}

/// Ways to ask for a file outside of what is served: dots and slashes, plain and encoded once, twice and wrongly.
std::vector<std::string> traversals() {
    const std::vector<std::string> ups = {"..",         "%2e%2e",        ".%2e",         "%2E.",
                                          "%252e%252e", "..%00",         "%c0%ae%c0%ae", "%e0%80%ae%e0%80%ae",
                                          "%uff0e%u",   "\xEF\xBC\x8E.", "....",         "..;a=1",
                                          ". .",        "\xE2\x80\xA5",  ".%09.",        "%2e%2e%2e%2e"};
    const std::vector<std::string> slashes = {"/", "%2f", "\\", "%5c", "//", "%252f"};
    std::vector<std::string> out;
    for (const std::string& up : ups)
        for (const std::string& slash : slashes) {
            std::string climb;
            for (int i = 0; i < 8; ++i) climb += up + slash;
            out.push_back("/" + climb + "etc" + slash + "passwd");
            out.push_back("/app.js" + slash + climb + "etc" + slash + "hostname.txt");
        }
    for (const char* whole :
         {"//etc/passwd", "/file:///etc/passwd", "/%5c%5chost%5cshare%5ca.txt", "/C:%5cboot.ini", "/proc/self/environ",
          "/./app.js/../../etc/passwd", "/~root/.bashrc", "/manifest.json", "/corrections.jsonl"})
        out.push_back(whole);
    return out;
}

TEST_F(ExplorerSocket, NoAddressLeadsToAFile) {
    std::ifstream in("/etc/passwd");
    std::string secret;
    std::getline(in, secret);
    ASSERT_FALSE(secret.empty());
    const auto body = [](const std::string& answer) {
        return answer.substr(std::min(answer.size(), answer.find("\r\n\r\n")));
    };
    const std::string start = body(talk(request("/")));
    const std::vector<std::string> all = traversals();
    EXPECT_GE(all.size(), 200U);
    for (const std::string& path : all) {
        const std::string answer = talk(request(path));
        EXPECT_EQ(answer.find(secret), std::string::npos) << path;
        // Addresses without a dot are states of the one page.
        const int told = status(answer);
        EXPECT_TRUE(told == 200 || told == 400 || told == 404) << path << ": " << told;
        EXPECT_TRUE(told != 200 || body(answer) == start) << path;
        for (const char* page : {"/api/rows?table=", "/csv/rows?table="}) {
            const int of_table = status(talk(request(page + path.substr(1))));
            EXPECT_TRUE(of_table == 400 || of_table == 404) << page << path << ": " << of_table;
        }
    }
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

TEST_F(ExplorerSocket, HoldsSoManyConnectionsAndNoMore) {
    constexpr int asked = 300, most = 256;
    std::vector<int> sockets;
    for (int i = 0; i < asked; ++i) {
        sockets.push_back(connected());
        ::send(sockets.back(), "G", 1, MSG_NOSIGNAL);  // refused ones may be closed already
    }
    const auto closed = [&] {
        char byte = 0;
        return std::count_if(sockets.begin(), sockets.end(), [&](int socket) {
            const ssize_t got = ::recv(socket, &byte, 1, MSG_DONTWAIT);
            return got == 0 || (got < 0 && errno != EAGAIN && errno != EWOULDBLOCK);
        });
    };
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    while (closed() < asked - most && std::chrono::steady_clock::now() < end)
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    EXPECT_EQ(closed(), asked - most);
    for (const int socket : sockets) ::close(socket);
    int answer = 0;
    while (answer != 200 && std::chrono::steady_clock::now() < end + std::chrono::seconds(10))
        answer = status(talk(request("/")));
    EXPECT_EQ(answer, 200) << "their places are free again";
}

}  // namespace
}  // namespace agon
