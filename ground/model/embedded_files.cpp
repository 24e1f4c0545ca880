#include "ground/model/embedded_files.hpp"

#include "ground/text/text.hpp"

namespace agon {

Result<std::string> read_pinned(Disk& disk, const std::string& path, std::string_view sha256) {
    if (!disk.exists(path)) return Error{ErrorCode::model_missing, path, 0, -1, "run setup/install"};
    TRY(std::string bytes, disk.read_file(path));
    const std::string found = sha256_hex(bytes);
    if (found != sha256)
        return Error{ErrorCode::model_damaged, path, 0, -1, "sha256 is " + found + ", not " + std::string(sha256)};
    return bytes;
}

}  // namespace agon
