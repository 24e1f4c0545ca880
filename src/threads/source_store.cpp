// The bytes of sources: SHA-256 and zstd, piece by piece, so that a file need not fit into memory.
#include "src/threads/source_store.hpp"

#include <zstd.h>

#include <algorithm>

namespace agon {
namespace {

constexpr int kLevel = 1;  // 3 takes twice the time for a fifth less

Error zstd_error(std::size_t code) {
    return {ErrorCode::write_failed, "", 0, -1, ZSTD_getErrorName(code)};
}

}  // namespace

struct SourcePacker::State {
    ZSTD_CCtx* context = ZSTD_createCCtx();
    State() = default;
    State(const State&) = delete;
    State& operator=(const State&) = delete;
    ~State() { ZSTD_freeCCtx(context); }
};

SourcePacker::SourcePacker(std::int64_t bytes) : state_(std::make_unique<State>()), left_(bytes) {
    VERIFY(state_->context != nullptr);
    ZSTD_CCtx_setParameter(state_->context, ZSTD_c_compressionLevel, kLevel);
    ZSTD_CCtx_setPledgedSrcSize(state_->context, static_cast<unsigned long long>(bytes));
}
SourcePacker::SourcePacker(SourcePacker&&) noexcept = default;
SourcePacker::~SourcePacker() = default;

Result<std::string> SourcePacker::pack(std::string_view piece) {
    digester_.take(piece);
    left_ -= static_cast<std::int64_t>(piece.size());
    if (left_ < 0) return Error{ErrorCode::file_unreadable, "", 0, -1, "it grew while it was read"};
    const ZSTD_EndDirective mode = left_ == 0 ? ZSTD_e_end : ZSTD_e_continue;
    ZSTD_inBuffer in{piece.data(), piece.size(), 0};
    std::string packed;
    for (;;) {
        const std::size_t before = packed.size();
        packed.resize(before + ZSTD_compressBound(in.size - in.pos) + ZSTD_CStreamOutSize());
        ZSTD_outBuffer out{packed.data() + before, packed.size() - before, 0};
        const std::size_t rest = ZSTD_compressStream2(state_->context, &out, &in, mode);
        packed.resize(before + out.pos);
        if (ZSTD_isError(rest)) return zstd_error(rest);
        if (in.pos == in.size && (rest == 0 || mode == ZSTD_e_continue)) break;
    }
    stored_digester_.take(packed);
    return packed;
}

Result<PackedSource> SourcePacker::finish() {
    if (left_ != 0) return Error{ErrorCode::file_unreadable, "", 0, -1, "it shrank while it was read"};
    return PackedSource{digester_.hex(), stored_digester_.hex()};
}

Result<void> NewSource::append(Disk& disk, const std::string& path, std::int64_t most_in_memory,
                               std::string_view packed) {
    if (file_) return file_->append(packed);
    packed_ += packed;
    if (static_cast<std::int64_t>(packed_.size()) <= most_in_memory) return {};
    TRY(file_, disk.create_file(path));
    path_ = path;
    TRY_VOID(file_->append(packed_));
    packed_ = {};
    return {};
}

Result<std::string> NewSource::put_aside(Disk& disk, const std::string& path) {
    if (!file_) {
        TRY_VOID(disk.write_file(path, packed_));
        return path;
    }
    TRY_VOID(file_->finish());
    file_.reset();
    return path_;
}

Result<std::string> compress_source(std::string_view bytes) {
    SourcePacker packer(static_cast<std::int64_t>(bytes.size()));
    std::string packed;
    do {
        TRY(const std::string more, packer.pack(bytes.substr(0, kSourcePiece)));
        packed += more;
        bytes.remove_prefix(std::min(bytes.size(), kSourcePiece));
    } while (!bytes.empty());
    return packed;
}

std::string source_path(const std::string& sha256) {
    return "sources/" + sha256 + ".zst";
}

Result<std::string> read_source(Disk& disk, const std::string& case_folder, const SourceFile& source) {
    const std::string path = case_folder + '/' + source_path(source.sha256);
    const auto damaged = [&](std::string detail) {
        return Error{ErrorCode::case_damaged, path, 0, -1, std::move(detail)};
    };
    const auto stored = disk.read_file(path);
    if (!stored) return damaged("a source is missing or unreadable");
    if (sha256_hex(*stored) != source.stored_sha256) return damaged("the stored bytes do not match their digest");
    if (source.bytes < 0 ||
        ZSTD_getFrameContentSize(stored->data(), stored->size()) != static_cast<unsigned long long>(source.bytes))
        return damaged("the source has another length than its table says");
    std::string bytes(static_cast<std::size_t>(source.bytes), '\0');
    const std::size_t size = ZSTD_decompress(bytes.data(), bytes.size(), stored->data(), stored->size());
    if (ZSTD_isError(size) || size != bytes.size()) return damaged("the source cannot be unpacked");
    if (sha256_hex(bytes) != source.sha256) return damaged("the source does not match its digest");
    return bytes;
}

}  // namespace agon
