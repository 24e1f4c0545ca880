// Starting another program.
#pragma once

#include <sys/types.h>

#include <array>
#include <string>
#include <vector>

#include "ground/outcome/outcome.hpp"

namespace agon {

/// Starts a program without a shell. `words`: its path and what it is given; `streams`: what it has for stdin, stdout
/// and stderr, -1 for nothing. Thread rule: any thread (not a fork: others may hold locks). Errors: model_missing with
/// the path where it cannot be started. The caller waits for it.
Result<pid_t> start_program(const std::vector<std::string>& words, const std::array<int, 3>& streams);

/// Waits for the end of a program; its status as waitpid() gives it.
int wait_for_end(pid_t program);

}  // namespace agon
