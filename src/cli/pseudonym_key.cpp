#include "src/cli/pseudonym_key.hpp"

#include <fcntl.h>
#include <sodium.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>

#include "ground/table/table.hpp"

namespace agon {
namespace {

/// In place and not beside it, so that the old bytes are overwritten.
Result<void> put_new_key(const std::string& file, int how) {
    if (sodium_init() < 0) return Error{ErrorCode::write_failed, file, 0, -1, "no source of randomness"};
    std::string key(crypto_generichash_KEYBYTES, '\0');
    randombytes_buf(key.data(), key.size());
    const int made = ::open(file.c_str(), O_WRONLY | O_CLOEXEC | how, 0600);
    if (made < 0) return Error{ErrorCode::write_failed, file, 0, -1, ""};
    const ssize_t written = ::write(made, key.data(), key.size());
    if (::close(made) != 0 || written != static_cast<ssize_t>(key.size()))
        return Error{ErrorCode::write_failed, file, 0, -1, ""};
    return {};
}

}  // namespace

std::string usual_key_file() {
    const char* config = std::getenv("XDG_CONFIG_HOME");
    const char* home = std::getenv("HOME");
    const std::string base = config && *config ? config : std::string(home ? home : ".") + "/.config";
    return base + "/agon/pseudonyms.key";
}

Result<std::string> key_from(const std::string& file, const std::string& case_folder) {
    std::error_code ignored;
    const std::string key_path = std::filesystem::weakly_canonical(file, ignored).string();
    const std::string inside = std::filesystem::weakly_canonical(case_folder, ignored).string() + "/";
    if (key_path.starts_with(inside)) return Error{ErrorCode::usage, file, 0, -1, "the key must lie outside the case"};
    if (!real_disk().exists(file)) {
        std::filesystem::create_directories(std::filesystem::path(key_path).parent_path(), ignored);
        TRY_VOID(put_new_key(file, O_CREAT | O_EXCL));
    }
    TRY(std::string key, real_disk().read_file(file));
    if (key.size() != crypto_generichash_KEYBYTES)
        return Error{ErrorCode::bad_value, file, 0, -1, "not a key of 32 bytes"};
    return key;
}

Result<bool> renew_key(const std::string& file) {
    if (!real_disk().exists(file)) return false;
    TRY_VOID(put_new_key(file, 0));
    return true;
}

}  // namespace agon
