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

namespace {

constexpr int block_count = 17;
constexpr std::int64_t block_rows = 7530, table_width = 512;

Result<std::shared_ptr<const std::vector<std::uint8_t>>> table_of(const ArrayArchive& weights) {
    auto table = std::make_shared<std::vector<std::uint8_t>>();
    table->reserve(static_cast<std::size_t>(block_count * block_rows * table_width));
    for (int block = 1; block <= block_count; ++block) {
        std::string name = std::to_string(block);
        name.insert(name.begin(), 'q');
        TRY(const std::vector<std::uint8_t> rows, weights.small_numbers(name, {block_rows, table_width}));
        table->insert(table->end(), rows.begin(), rows.end());
    }
    return std::shared_ptr<const std::vector<std::uint8_t>>(std::move(table));
}

}  // namespace

Result<EncoderFiles> read_encoder_files(const std::string& folder, Disk& disk) {
    const std::string weights_path = folder + "/weights.npz", splitter_path = folder + "/sp.model";
    TRY(std::string weights_bytes, read_pinned(disk, weights_path, embedded_weights_sha256));
    TRY(const std::string splitter_bytes, read_pinned(disk, splitter_path, embedded_splitter_sha256));
    TRY(ArrayArchive weights, ArrayArchive::open(std::move(weights_bytes), weights_path));
    TRY(auto table, table_of(weights));
    TRY(PieceSplitter splitter, PieceSplitter::open(splitter_bytes, splitter_path));
    return EncoderFiles{std::move(weights), weights_path, std::move(table),
                        std::make_shared<const PieceSplitter>(std::move(splitter))};
}

Result<const EncoderFiles*> LateEncoderFiles::get() {
    const std::lock_guard lock(one_at_a_time_);
    if (!files_) {
        TRY(EncoderFiles files, read_encoder_files(folder_, disk_));
        files_ = std::make_unique<EncoderFiles>(std::move(files));
    }
    return static_cast<const EncoderFiles*>(files_.get());
}

}  // namespace agon
