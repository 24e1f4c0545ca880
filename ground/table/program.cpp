#include "ground/table/program.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace agon {

Result<pid_t> start_program(const std::vector<std::string>& words, const std::array<int, 3>& streams) {
    std::vector<char*> arguments;
    for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    for (int stream = 0; stream < 3; ++stream)
        if (const int given = streams[static_cast<std::size_t>(stream)]; given < 0)
            ::posix_spawn_file_actions_addopen(&actions, stream, "/dev/null", O_RDWR, 0);
        else
            ::posix_spawn_file_actions_adddup2(&actions, given, stream);
    pid_t child = 0;
    const int failed = ::posix_spawn(&child, arguments[0], &actions, nullptr, arguments.data(), environ);
    ::posix_spawn_file_actions_destroy(&actions);
    if (failed != 0) return Error{ErrorCode::model_missing, words[0], 0, -1, std::strerror(failed)};
    return child;
}

int wait_for_end(pid_t program) {
    int status = 0;
    while (::waitpid(program, &status, 0) < 0 && errno == EINTR) {
    }
    return status;
}

}  // namespace agon
