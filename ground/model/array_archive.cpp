// Reading .npz: the directory at the end of the zip file, one entry, its .npy header. See array_archive.hpp.
//
// A zip file is read from its end: the last record says where the directory lies, the directory where each entry lies.
// Every offset is checked against the length of the file before it is followed, so no input can make us read outside.
#include "ground/model/array_archive.hpp"

#include <zlib.h>

#include <algorithm>
#include <charconv>
#include <cstring>

namespace agon {
namespace {

constexpr std::size_t end_record_size = 22;
constexpr std::size_t directory_record_size = 46;
constexpr std::size_t local_record_size = 30;
constexpr std::size_t longest_comment = 65535;

std::uint32_t number_at(std::string_view bytes, std::size_t offset, std::size_t width) {
    std::uint32_t number = 0;
    for (std::size_t i = width; i-- > 0;) number = number << 8 | static_cast<unsigned char>(bytes[offset + i]);
    return number;
}

bool starts_with_at(std::string_view bytes, std::size_t offset, std::string_view signature) {
    return offset <= bytes.size() && bytes.substr(offset).starts_with(signature);
}

/// Inflates a raw deflate stream that must give exactly `size` bytes.
bool inflate_exactly(std::string_view packed, std::string& out) {
    z_stream stream{};
    if (inflateInit2(&stream, -MAX_WBITS) != Z_OK) return false;
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
    stream.avail_in = static_cast<uInt>(packed.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    const int outcome = inflate(&stream, Z_FINISH);
    const bool complete = outcome == Z_STREAM_END && stream.avail_out == 0 && stream.avail_in == 0;
    inflateEnd(&stream);
    return complete;
}

/// The shape as Python writes it: (), (17,), (512, 256).
std::string shape_text(const ArrayShape& shape) {
    std::string text = "(";
    for (std::size_t i = 0; i < shape.size(); ++i) text += (i > 0 ? ", " : "") + std::to_string(shape[i]);
    return text + (shape.size() == 1 ? ",)" : ")");
}

}  // namespace

Error ArrayArchive::damaged(const std::string& what, std::int64_t offset) const {
    return Error{ErrorCode::model_damaged, file_, 0, offset, what};
}

Result<ArrayArchive> ArrayArchive::open(std::string bytes, std::string file) {
    ArrayArchive archive;
    archive.bytes_ = std::move(bytes);
    archive.file_ = std::move(file);
    TRY_VOID(archive.read_directory());
    return archive;
}

Result<void> ArrayArchive::read_directory() {
    const std::string_view bytes = bytes_;
    if (bytes.size() < end_record_size) return damaged("not a zip file");
    const std::size_t last = bytes.size() - end_record_size;
    std::size_t end = bytes.rfind("PK\5\6", last);
    if (end == std::string_view::npos || last - end > longest_comment) return damaged("no zip directory at the end");
    const std::size_t count = number_at(bytes, end + 10, 2);
    std::size_t at = number_at(bytes, end + 16, 4);
    for (std::size_t i = 0; i < count; ++i) {
        const auto here = static_cast<std::int64_t>(at);
        if (at + directory_record_size > end || !starts_with_at(bytes, at, "PK\1\2"))
            return damaged("broken zip directory", here);
        const std::size_t name_size = number_at(bytes, at + 28, 2);
        const std::size_t rest = name_size + number_at(bytes, at + 30, 2) + number_at(bytes, at + 32, 2);
        if (at + directory_record_size + rest > end) return damaged("broken zip directory", here);
        Entry entry{number_at(bytes, at + 10, 2), number_at(bytes, at + 16, 4), number_at(bytes, at + 20, 4),
                    number_at(bytes, at + 24, 4), number_at(bytes, at + 42, 4)};
        entries_.emplace(bytes.substr(at + directory_record_size, name_size), entry);
        at += directory_record_size + rest;
    }
    return {};
}

Result<std::string> ArrayArchive::unpacked(const std::string& array) const {
    const auto found = entries_.find(array + ".npy");
    if (found == entries_.end()) return damaged("array " + array + ": not in the file");
    const Entry& entry = found->second;
    const std::string_view bytes = bytes_;
    const std::size_t local = entry.local_header;
    const auto here = static_cast<std::int64_t>(local);
    if (local + local_record_size > bytes.size() || !starts_with_at(bytes, local, "PK\3\4"))
        return damaged("array " + array + ": broken zip entry", here);
    const std::size_t begin =
        local + local_record_size + number_at(bytes, local + 26, 2) + number_at(bytes, local + 28, 2);
    // The largest array of any model we read is far below 1 GB: a larger size is damage, not a reason to allocate it.
    if (begin + entry.packed_size > bytes.size() || entry.size > 1u << 30)
        return damaged("array " + array + ": reaches past the end of the file", here);
    const std::string_view packed = bytes.substr(begin, entry.packed_size);
    std::string out(entry.size, '\0');
    const bool good = entry.method == 8   ? inflate_exactly(packed, out)
                      : entry.method == 0 ? packed.size() == out.size()
                                          : false;
    if (good && entry.method == 0) out.assign(packed);
    const auto checksum = crc32(0, reinterpret_cast<const Bytef*>(out.data()), static_cast<uInt>(out.size()));
    if (!good || checksum != entry.checksum) return damaged("array " + array + ": does not unpack", here);
    return out;
}

Result<std::size_t> ArrayArchive::header_end(const std::string& npy, const std::string& name) const {
    if (npy.size() < 12 || !npy.starts_with("\x93NUMPY")) return damaged(name + "not an .npy entry");
    const bool long_header = npy[6] != 1;  // version 1 has a 2-byte header length, 2 and 3 have 4 bytes
    const std::size_t end = (long_header ? 12 : 10) + number_at(npy, 8, long_header ? 4 : 2);
    if (end > npy.size()) return damaged(name + "header longer than the entry");
    return end;
}

Result<ArrayShape> ArrayArchive::shape_of(const std::string& array) const {
    TRY(const std::string npy, unpacked(array));
    TRY(const std::size_t end, header_end(npy, "array " + array + ": "));
    const std::size_t at = npy.find("'shape': (");
    ArrayShape shape;
    const char* next = npy.data() + std::min(end, at + 10);
    for (const char* const stop = npy.data() + end; at < end;) {
        std::int64_t extent = 0;
        const auto [behind, error] = std::from_chars(next, stop, extent);
        if (error != std::errc{} || extent < 0) break;
        shape.push_back(extent);
        next = behind;
        while (next < stop && (*next == ',' || *next == ' ')) ++next;
    }
    if (shape.empty()) return damaged("array " + array + ": no shape");
    return shape;
}

Result<std::string> ArrayArchive::numbers(const std::string& array, const ArrayShape& shape, std::string_view type,
                                          std::size_t bytes_per_number) const {
    TRY(const std::string npy, unpacked(array));
    const std::string name = "array " + array + ": ";
    TRY(const std::size_t begin, header_end(npy, name));
    const std::string header = npy.substr(0, begin);
    if (header.find("'descr': '" + std::string(type) + "'") == std::string::npos)
        return damaged(name + "numbers are not of type " + std::string(type));
    if (header.find("'fortran_order': False") == std::string::npos) return damaged(name + "not in row order");
    if (header.find("'shape': " + shape_text(shape)) == std::string::npos)
        return damaged(name + "shape is not " + shape_text(shape));
    std::size_t expected = bytes_per_number;
    for (const std::int64_t extent : shape) expected *= static_cast<std::size_t>(extent);
    if (npy.size() - begin != expected) return damaged(name + "too many or too few numbers");
    return npy.substr(begin);
}

Result<std::vector<float>> ArrayArchive::floats(const std::string& array, const ArrayShape& shape) const {
    TRY(const std::string bytes, numbers(array, shape, "<f4", sizeof(float)));
    std::vector<float> values(bytes.size() / sizeof(float));
    std::memcpy(values.data(), bytes.data(), bytes.size());  // x86-64 is little-endian, as '<f4' says
    return values;
}

Result<std::vector<std::uint8_t>> ArrayArchive::small_numbers(const std::string& array, const ArrayShape& shape) const {
    TRY(const std::string bytes, numbers(array, shape, "|u1", 1));
    return std::vector<std::uint8_t>(bytes.begin(), bytes.end());
}

Result<std::vector<std::int8_t>> ArrayArchive::signed_numbers(const std::string& array, const ArrayShape& shape) const {
    TRY(const std::string bytes, numbers(array, shape, "|i1", 1));
    return std::vector<std::int8_t>(bytes.begin(), bytes.end());
}

}  // namespace agon
