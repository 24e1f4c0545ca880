#include "src/cli/command.hpp"

#include <cstdio>

namespace agon {

int fail(const Error& error) {
    std::fprintf(stderr, "agon: %s\n", error.line().c_str());
    return error.exit_code();
}

void print(const std::string& text) {
    std::fwrite(text.data(), 1, text.size(), stdout);
    std::fputc('\n', stdout);
}

void print_json(const Json& json) {
    print(json.dump(-1, ' ', false, Json::error_handler_t::replace));
}

}  // namespace agon
