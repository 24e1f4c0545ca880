// libFuzzer's door to fuzz_clean(): agon_fuzz_clean of the fuzz build (see fuzz/run).
#include <cstddef>
#include <cstdint>

#include "fuzz/clean_body.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    agon::fuzz_clean({reinterpret_cast<const char*>(bytes), size});
    return 0;
}
