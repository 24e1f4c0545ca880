// Inside of ground/model: a program that is asked in lines and answers in lines.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "ground/outcome/outcome.hpp"

namespace agon {

/// Started without a shell; what it writes on stderr goes nowhere. Killed with this object, if it is still there.
class LineProcess {
  public:
    /// `words`: the program's path, which names it in errors, and what it is given. Errors: model_missing if it cannot
    /// be started.
    static Result<LineProcess> start(const std::vector<std::string>& words);
    LineProcess(LineProcess&& other) noexcept;
    LineProcess& operator=(LineProcess&& other) noexcept;
    ~LineProcess();

    /// Hands over a line and waits for one. Control characters in either are the caller's matter. Errors: model_damaged
    /// when the process ends, says nothing for `seconds`, or says more than a megabyte.
    Result<std::string> ask(const std::string& line, int seconds);

  private:
    LineProcess(pid_t process, int socket, std::string name);
    void end();

    pid_t process_ = 0;
    int socket_ = -1;
    std::string name_, unread_;
};

}  // namespace agon
