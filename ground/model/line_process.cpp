// One socket is the process's stdin and stdout: a write to it after the process ended is an error here, where a pipe
// would end agon by a signal.
#include "ground/model/line_process.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <utility>

#include "ground/table/program.hpp"
#include "ground/table/table.hpp"

namespace agon {
namespace {

constexpr std::size_t most_unread = 1U << 20;

using Clock = std::chrono::steady_clock;

/// Waits until the socket can be read or written; false if the time is up.
bool wait_for(int socket, short what, Clock::time_point end) {
    for (;;) {
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - Clock::now()).count();
        pollfd at{socket, what, 0};
        const int found = left > 0 ? ::poll(&at, 1, static_cast<int>(left)) : 0;
        if (found > 0) return true;
        if (found == 0 || errno != EINTR) return false;
    }
}

}  // namespace

LineProcess::LineProcess(pid_t process, int socket, std::string name)
    : process_(process), socket_(socket), name_(std::move(name)) {}

LineProcess::LineProcess(LineProcess&& other) noexcept
    : process_(std::exchange(other.process_, 0)),
      socket_(std::exchange(other.socket_, -1)),
      name_(std::move(other.name_)),
      unread_(std::move(other.unread_)) {}

LineProcess& LineProcess::operator=(LineProcess&& other) noexcept {
    std::swap(process_, other.process_);
    std::swap(socket_, other.socket_);
    std::swap(name_, other.name_);
    std::swap(unread_, other.unread_);
    return *this;
}

LineProcess::~LineProcess() {
    end();
}

void LineProcess::end() {
    if (socket_ >= 0) ::close(std::exchange(socket_, -1));
    if (process_ <= 0) return;
    ::kill(process_, SIGKILL);
    wait_for_end(process_);
    process_ = 0;
}

Result<LineProcess> LineProcess::start(const std::vector<std::string>& words) {
    int ends[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
        return Error{ErrorCode::model_missing, words[0], 0, -1, std::strerror(errno)};
    const auto child = start_program(words, {ends[1], ends[1], -1});
    ::close(ends[1]);
    if (!child) {
        ::close(ends[0]);
        return child.error();
    }
    return LineProcess(*child, ends[0], words[0]);
}

Error LineProcess::broken(const char* why) const {
    return {ErrorCode::model_damaged, name_, 0, -1, why};
}

Result<std::string> LineProcess::next_line(int seconds) {
    const auto until = Clock::now() + std::chrono::seconds(seconds);
    for (;;) {
        if (const std::size_t feed = unread_.find('\n'); feed != std::string::npos) {
            std::string line = unread_.substr(0, feed);
            unread_.erase(0, feed + 1);
            return line;
        }
        if (unread_.size() > most_unread) return broken("an answer without an end");
        if (!wait_for(socket_, POLLIN, until)) return broken("no answer in time");
        char bytes[4096];
        const ssize_t count = ::recv(socket_, bytes, sizeof bytes, 0);
        if (count == 0 || (count < 0 && errno != EINTR)) return broken("the program ended");
        if (count > 0) unread_.append(bytes, static_cast<std::size_t>(count));
    }
}

Result<std::vector<std::string>> LineProcess::ask(const std::vector<std::string>& lines, int seconds) {
    std::string sent;
    for (const std::string& line : lines) sent += line + '\n';
    const auto until = Clock::now() + std::chrono::seconds(seconds);
    for (std::size_t at = 0; at < sent.size();) {
        if (!wait_for(socket_, POLLOUT, until)) return broken("it takes no more");
        const ssize_t count = ::send(socket_, sent.data() + at, sent.size() - at, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (count < 0 && errno != EINTR && errno != EAGAIN) return broken("the program ended");
        if (count > 0) at += static_cast<std::size_t>(count);
    }
    std::vector<std::string> answers;
    while (answers.size() < lines.size()) {
        TRY(std::string line, next_line(seconds));
        answers.push_back(std::move(line));
    }
    return answers;
}

std::string in_line(std::string_view text) {
    std::string line;
    for (const char c : text)
        if (c == '\n')
            line += "\\n";
        else if (c == '\\')
            line += "\\\\";
        else
            line += c;
    return line;
}

Result<std::string> digest_of_model(const std::string& path) {
    if (::access(path.c_str(), R_OK) != 0) return Error{ErrorCode::model_missing, path, 0, -1, ""};
    return sha256_of_file(real_disk(), path);
}

}  // namespace agon
