// libFuzzer's door to fuzz_reading(); the target is named by the environment, AGON_FUZZ_TARGET=csv. With
// AGON_FUZZ_WHOLE=1 it is the door to fuzz_import().
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include "fuzz/import_body.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    static const char* const target = std::getenv("AGON_FUZZ_TARGET");
    static const auto fuzz = std::getenv("AGON_FUZZ_WHOLE") ? agon::fuzz_import : agon::fuzz_reading;
    fuzz(target ? target : "auto", {reinterpret_cast<const char*>(bytes), size});
    return 0;
}

/// AGON_FUZZ_LIST=1 names the targets, one a line.
extern "C" int LLVMFuzzerInitialize(int*, char***) {
    if (!std::getenv("AGON_FUZZ_LIST")) return 0;
    for (const std::string& target : agon::fuzz_targets()) std::printf("%s\n", target.c_str());
    std::exit(0);
}
