// Inside of ground/model: a program that is asked in lines and answers in lines.
#pragma once

#include <sys/types.h>

#include <string>
#include <string_view>
#include <vector>

#include "ground/outcome/outcome.hpp"

namespace agon {

/// A text as a part of one line: line feeds and backslashes are escaped, all else stays.
std::string in_line(std::string_view text);
/// sha256 of a model's file, which may be too large to hold. Errors: model_missing, file_unreadable.
Result<std::string> digest_of_model(const std::string& path);

/// Started without a shell; what it writes on stderr goes nowhere. Killed with this object, if it is still there.
class LineProcess {
  public:
    /// `words`: the program's path, which names it in errors, and what it is given. Errors: model_missing if it cannot
    /// be started.
    static Result<LineProcess> start(const std::vector<std::string>& words);
    LineProcess(LineProcess&& other) noexcept;
    LineProcess& operator=(LineProcess&& other) noexcept;
    ~LineProcess();

    /// Hands over lines and waits for as many; a process that reads on while it answers may be asked more than fits
    /// into a socket. Control characters are the caller's matter. Errors: model_damaged when the process ends, says
    /// nothing for `seconds`, or says more than a megabyte without a line's end.
    Result<std::vector<std::string>> ask(const std::vector<std::string>& lines, int seconds);

  private:
    LineProcess(pid_t process, int socket, std::string name);
    void end();
    Result<std::string> next_line(int seconds);
    Error broken(const char* why) const;

    pid_t process_ = 0;
    int socket_ = -1;
    std::string name_, unread_;
};

}  // namespace agon
