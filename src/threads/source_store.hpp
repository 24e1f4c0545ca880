// Inside room threads: the bytes of sources on their way into the case.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "src/threads/threads.hpp"

namespace agon {

/// Bytes of a source are taken in pieces of this size; another size could give other compressed bytes.
inline constexpr std::size_t kSourcePiece = 1 << 20;

struct PackedSource {
    std::string sha256, stored_sha256;
};

/// Compresses and digests one source. Equal bytes in, equal bytes out. Thread rule: one thread at a time.
class SourcePacker {
  public:
    /// `bytes`: how many there will be; the frame names them.
    explicit SourcePacker(std::int64_t bytes);
    SourcePacker(SourcePacker&&) noexcept;
    ~SourcePacker();
    /// The compressed bytes that this piece brought. Each piece but the last has kSourcePiece bytes. Errors:
    /// file_unreadable if there are more bytes than were announced.
    Result<std::string> pack(std::string_view piece);
    /// Errors: file_unreadable if there were fewer.
    Result<PackedSource> finish();

  private:
    struct State;
    std::unique_ptr<State> state_;
    std::int64_t left_;
    Digester digester_, stored_digester_;
};

/// The compressed bytes of a source that is not in the case yet: in memory, or beside the case's sources where there
/// are many of them.
class NewSource {
  public:
    NewSource() = default;
    explicit NewSource(std::string packed) : packed_(std::move(packed)) {}
    /// Above `most_in_memory` bytes they go to `path`, which has its name only after put_aside().
    Result<void> append(Disk& disk, const std::string& path, std::int64_t most_in_memory, std::string_view packed);
    /// Writes what is left to write. Afterwards the bytes lie at `path` (that of append(), if that was needed).
    Result<std::string> put_aside(Disk& disk, const std::string& path);
    /// Where the bytes are being written, if they are.
    const std::string& path() const { return path_; }

  private:
    std::string packed_, path_;
    std::unique_ptr<FileWriter> file_;
};
using NewSources = std::map<std::string, NewSource>;  // by sha256

}  // namespace agon
