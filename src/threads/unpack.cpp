// UNPACK: archives and compressed files, by libarchive (gzip by zlib), in memory.
//
// The source of a post is the file inside the archive, not the archive: quotes are byte ranges, and the bytes of a
// packed text do not stand in the archive. So every member becomes a source under its own digest, and the archive's
// digest is kept beside it.  dump.zip -> "dump.zip/2020/a.json"   posts.jsonl.zst -> "posts.jsonl" An archive can be
// small and unpack to anything. Bytes out per byte in, bytes altogether, bytes a file, files and depth have limits, and
// an archive that passes one is refused at that point.
#include "src/threads/unpack.hpp"

#include <archive.h>
#include <archive_entry.h>
#include <zlib.h>

#include <algorithm>
#include <memory>

namespace agon {
namespace {

constexpr std::int64_t kRatioMattersAbove = 16 << 20;
constexpr std::size_t kChunk = 1 << 18;

struct Frees {
    void operator()(archive* reader) const { archive_read_free(reader); }
};
using Reader = std::unique_ptr<archive, Frees>;

enum class Packing { none, gzip, stream, tar, zip };

Packing packing_of(std::string_view bytes) {
    const auto starts = [&](std::string_view magic) { return bytes.starts_with(magic); };
    if (starts("PK\x03\x04") || starts(std::string_view("PK\x05\x06", 4))) return Packing::zip;
    if (starts("\x1F\x8B")) return Packing::gzip;
    if (starts("\x28\xB5\x2F\xFD") ||
        starts(std::string_view("\xFD"
                                "7zXZ\0",
                                6)) ||
        (starts("BZh") && bytes.size() > 4 && bytes[4] == '1'))
        return Packing::stream;
    if (bytes.size() > 262 && bytes.substr(257, 5) == "ustar") return Packing::tar;
    return Packing::none;
}

/// "a.json.gz" without what compression added.
std::string uncompressed_name(const std::string& name) {
    for (const std::string_view ending : {".gz", ".zst", ".zstd", ".xz", ".bz2", ".gzip"})
        if (name.ends_with(ending) && name.size() > ending.size()) return name.substr(0, name.size() - ending.size());
    return name;
}

/// What names in archives are written in is anybody's guess: UTF-8, or the Windows of the one who packed it.
std::string readable_name(const char* utf8, const char* raw) {
    std::string name = utf8 ? utf8 : raw ? raw : "";
    for (char& c : name)
        if (static_cast<unsigned char>(c) < 0x20) c = '_';
    if (first_invalid_utf8(name) < 0) return name;
    DecodedCharacters decoded = decode_characters(name, Charset::gb18030, 0);
    return std::move(decoded.mapped.text);
}

std::string folder_of(const std::string& path) {
    const std::size_t end = path.rfind('/');
    if (end == std::string::npos || end == 0) return "";
    const std::size_t begin = path.rfind('/', end - 1);
    return path.substr(begin == std::string::npos ? 0 : begin + 1, end - (begin == std::string::npos ? 0 : begin + 1));
}

bool is_litter(const std::string& path) {
    const std::string base = path.substr(path.rfind('/') + 1);
    return base.empty() || base.starts_with('.') || path.starts_with("__MACOSX/");
}

/// The names in a ZIP's own directory, searched for one.
bool zip_lists(std::string_view bytes, std::string_view name) {
    const std::size_t end = bytes.rfind("PK\x05\x06");
    if (end == std::string_view::npos || end + 22 > bytes.size()) return false;
    const auto number = [&](std::size_t at) {
        std::size_t value = 0;
        for (int i = 3; i >= 0; --i)
            value = value * 256 + static_cast<unsigned char>(bytes[at + static_cast<std::size_t>(i)]);
        return value;
    };
    const std::size_t length = number(end + 12), begin = number(end + 16);
    return begin <= end && length <= end - begin && bytes.substr(begin, length).find(name) != std::string_view::npos;
}

class Unpacking {
  public:
    Unpacking(const UnpackLimits& limits, const TakeMember& take, std::vector<Error>& errors,
              std::vector<Reject>& rejects)
        : limits_(limits), take_(take), errors_(errors), rejects_(rejects) {}

    void run(ArchiveMember file, std::int64_t depth) {
        const Packing packing = packing_of(file.bytes);
        if (packing == Packing::none) return give(std::move(file));
        if (depth >= limits_.depth) return refuse(file, ErrorCode::archive_refused, "archives in archives in archives");
        if (file.container.empty()) file.container = sha256_hex(file.bytes);
        const auto outcome = packing == Packing::zip && zip_lists(file.bytes, "xl/workbook.xml") ? read_workbook(file)
                             : packing == Packing::gzip ? read_gzip(file, depth)
                                                        : read_members(file, packing, depth);
        if (outcome) return;
        Error error = outcome.error();
        error.file = file.name;
        errors_.push_back(std::move(error));
    }

  private:
    void give(ArchiveMember file) {
        if (!is_warc(file.bytes)) return take_(std::move(file));
        if (file.container.empty()) file.container = sha256_hex(file.bytes);
        if (const auto outcome = read_warc(file, take_, rejects_); !outcome) {
            Error error = outcome.error();
            error.file = file.name;
            errors_.push_back(std::move(error));
        }
    }

    void refuse(const ArchiveMember& file, ErrorCode code, std::string detail) {
        errors_.push_back({code, file.name, 0, -1, std::move(detail)});
    }

    static Error damaged(archive* reader) {
        const char* reason = archive_error_string(reader);
        return {ErrorCode::archive_damaged, "", 0, -1, reason ? reason : "it cannot be read"};
    }

    static Result<Reader> opened(const std::string& bytes, Packing packing) {
        Reader reader(archive_read_new());
        VERIFY(reader != nullptr);
        if (packing == Packing::stream) {
            archive_read_support_filter_zstd(reader.get());
            archive_read_support_filter_xz(reader.get());
            archive_read_support_filter_bzip2(reader.get());
            archive_read_support_format_raw(reader.get());
        }
        if (packing == Packing::zip)
            archive_read_support_format_zip(reader.get());
        else
            archive_read_support_format_tar(reader.get());
        if (archive_read_open_memory(reader.get(), bytes.data(), bytes.size()) != ARCHIVE_OK)
            return damaged(reader.get());
        return reader;
    }

    /// The content of the entry that `reader` stands at.
    Result<std::string> content(archive* reader, std::size_t packed_bytes) {
        std::string bytes;
        for (;;) {
            const std::size_t before = bytes.size();
            if (bytes.capacity() < before + kChunk) bytes.reserve(std::max(before + kChunk, bytes.capacity() * 2));
            bytes.resize(before + kChunk);
            const auto count = archive_read_data(reader, bytes.data() + before, kChunk);
            if (count < 0) return damaged(reader);
            bytes.resize(before + static_cast<std::size_t>(count));
            if (count == 0) return bytes;
            bytes_out_ += count;
            TRY_VOID(check(static_cast<std::int64_t>(bytes.size()), static_cast<std::int64_t>(packed_bytes)));
        }
    }

    Result<void> check(std::int64_t member, std::int64_t packed) const {
        const auto over = [](const char* what) { return Error{ErrorCode::archive_refused, "", 0, -1, what}; };
        if (member > limits_.member_bytes) return over("a file in it is too large");
        if (bytes_out_ > limits_.bytes) return over("it holds too many bytes");
        if (bytes_out_ > kRatioMattersAbove && bytes_out_ / std::max<std::int64_t>(packed, 1) > limits_.ratio)
            return over("it grows more than any text would");
        return {};
    }

    /// Calls `each` for every regular file.
    template <class Each>
    Result<void> walk(const ArchiveMember& file, Packing packing, const Each& each) {
        TRY(const Reader reader, opened(file.bytes, packing));
        archive_entry* entry = nullptr;
        for (;;) {
            const int status = archive_read_next_header(reader.get(), &entry);
            if (status == ARCHIVE_EOF) return {};
            if (status != ARCHIVE_OK && status != ARCHIVE_WARN) return damaged(reader.get());
            if (++members_ > limits_.members)
                return Error{ErrorCode::archive_refused, "", 0, -1, "it holds too many files"};
            const bool is_raw = archive_format(reader.get()) == ARCHIVE_FORMAT_RAW;
            if (!is_raw && archive_entry_filetype(entry) != AE_IFREG) continue;
            const std::string path =
                is_raw ? "" : readable_name(archive_entry_pathname_utf8(entry), archive_entry_pathname(entry));
            if (!is_raw && is_litter(path)) continue;
            if (archive_entry_is_data_encrypted(entry) > 0)
                return Error{ErrorCode::archive_damaged, "", 0, -1, "it is encrypted"};
            TRY(std::string bytes, content(reader.get(), file.bytes.size()));
            each(path, std::move(bytes));
        }
    }

    /// By zlib, since libarchive does not compare the check sums of gzip: a flipped bit would come in unseen. A file
    /// may hold several members, one after the other, and zeros at its end.
    Result<void> read_gzip(const ArchiveMember& file, std::int64_t depth) {
        ArchiveMember member;
        member.name = uncompressed_name(file.name);
        member.folder = file.folder;
        member.container = file.container;
        z_stream stream{};
        if (inflateInit2(&stream, 31) != Z_OK)
            return Error{ErrorCode::archive_damaged, "", 0, -1, "zlib does not start"};
        const std::unique_ptr<z_stream, int (*)(z_stream*)> ends(&stream, inflateEnd);
        std::size_t taken = 0;
        int status = Z_STREAM_END;
        while (taken < file.bytes.size()) {
            if (status == Z_STREAM_END) {
                if (file.bytes.find_first_not_of('\0', taken) == std::string::npos) break;
                inflateReset(&stream);
            }
            const std::size_t before = member.bytes.size();
            const std::size_t feed = std::min<std::size_t>(file.bytes.size() - taken, 1 << 30);
            member.bytes.resize(before + kChunk);
            stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(file.bytes.data() + taken));
            stream.avail_in = static_cast<uInt>(feed);
            stream.next_out = reinterpret_cast<Bytef*>(member.bytes.data() + before);
            stream.avail_out = kChunk;
            status = ::inflate(&stream, Z_NO_FLUSH);
            taken += feed - stream.avail_in;
            member.bytes.resize(before + kChunk - stream.avail_out);
            if (status != Z_OK && status != Z_STREAM_END)
                return Error{ErrorCode::archive_damaged, "", 0, static_cast<std::int64_t>(taken),
                             stream.msg ? stream.msg : "truncated gzip input"};
            bytes_out_ += static_cast<std::int64_t>(member.bytes.size() - before);
            TRY_VOID(
                check(static_cast<std::int64_t>(member.bytes.size()), static_cast<std::int64_t>(file.bytes.size())));
        }
        if (status != Z_STREAM_END)
            return Error{ErrorCode::archive_damaged, "", 0, static_cast<std::int64_t>(taken), "truncated gzip input"};
        run(std::move(member), depth + 1);
        return {};
    }

    Result<void> read_members(const ArchiveMember& file, Packing packing, std::int64_t depth) {
        return walk(file, packing, [&](const std::string& path, std::string bytes) {
            ArchiveMember member;
            member.name = path.empty() ? uncompressed_name(file.name) : file.name + '/' + path;
            member.folder = path.empty() || path.find('/') == std::string::npos ? file.folder : folder_of(path);
            if (!path.empty() && member.folder.empty()) member.folder = file.name;
            member.container = file.container;
            member.bytes = std::move(bytes);
            run(std::move(member), depth + 1);
        });
    }

    Result<void> read_workbook(ArchiveMember& file) {
        ArchiveMember book;
        book.name = file.name;
        book.folder = file.folder;
        book.container = file.container;
        TRY_VOID(walk(file, Packing::zip,
                      [&](const std::string& path, std::string bytes) { book.parts[path] = std::move(bytes); }));
        take_(std::move(book));
        return {};
    }

    const UnpackLimits& limits_;
    const TakeMember& take_;
    std::vector<Error>& errors_;
    std::vector<Reject>& rejects_;
    std::int64_t bytes_out_ = 0, members_ = 0;
};

}  // namespace

void unpack(ArchiveMember file, const UnpackLimits& limits, const TakeMember& take, std::vector<Error>& errors,
            std::vector<Reject>& rejects) {
    Unpacking(limits, take, errors, rejects).run(std::move(file), 0);
}

}  // namespace agon
