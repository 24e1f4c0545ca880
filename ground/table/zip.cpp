#include "ground/table/zip.hpp"

#include <archive.h>
#include <archive_entry.h>

#include <memory>

namespace agon {
namespace {

la_ssize_t append_bytes(archive* /*unused*/, void* out, const void* bytes, std::size_t size) {
    static_cast<std::string*>(out)->append(static_cast<const char*>(bytes), size);
    return static_cast<la_ssize_t>(size);
}

}  // namespace

std::string zip_of(const std::vector<std::pair<std::string, std::string>>& files) {
    std::string out;
    const std::unique_ptr<archive, int (*)(archive*)> zip(archive_write_new(), archive_write_free);
    archive_write_set_format_zip(zip.get());
    archive_write_set_bytes_in_last_block(zip.get(), 1);
    archive_write_open(zip.get(), &out, nullptr, append_bytes, nullptr);
    for (const auto& [name, bytes] : files) {
        const std::unique_ptr<archive_entry, void (*)(archive_entry*)> entry(archive_entry_new(), archive_entry_free);
        archive_entry_set_pathname(entry.get(), name.c_str());
        archive_entry_set_size(entry.get(), static_cast<la_int64_t>(bytes.size()));
        archive_entry_set_filetype(entry.get(), AE_IFREG);
        archive_entry_set_perm(entry.get(), 0644);
        archive_write_header(zip.get(), entry.get());
        archive_write_data(zip.get(), bytes.data(), bytes.size());
    }
    archive_write_close(zip.get());
    return out;
}

}  // namespace agon
