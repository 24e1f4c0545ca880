// .npz is a zip archive of .npy files; .npy is a short text header and the raw numbers.
// Sources: PKWARE APPNOTE 4.3 (central directory), NumPy format description 1.0.
#include "ground/model/npz.hpp"

#include <zlib.h>

#include <cstring>

namespace agon {
namespace {

template <class Number>
Number number_at(const std::string& bytes, std::size_t at) {
    Number value{};
    if (at + sizeof value <= bytes.size()) std::memcpy(&value, bytes.data() + at, sizeof value);
    return value;
}

bool inflate_raw(std::string_view packed, std::string& out) {
    z_stream stream{};
    if (inflateInit2(&stream, -MAX_WBITS) != Z_OK) return false;
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
    stream.avail_in = static_cast<uInt>(packed.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    const int status = inflate(&stream, Z_FINISH);
    const bool complete = status == Z_STREAM_END && stream.avail_out == 0;
    inflateEnd(&stream);
    return complete;
}

std::int64_t item_size(const std::string& type) {
    return type.size() == 3 ? type[2] - '0' : 0;
}

/// The header is a Python dictionary: {'descr': '<f4', 'fortran_order': False, 'shape': (512, 256), }
bool parse_npy(const std::string& bytes, NumpyArray& array) {
    if (bytes.size() < 10 || bytes.compare(0, 6, "\x93NUMPY") != 0) return false;
    const std::size_t length = number_at<std::uint16_t>(bytes, 8);
    if (10 + length > bytes.size()) return false;
    const std::string header = bytes.substr(10, length);
    const std::size_t type = header.find("'descr': '");
    const std::size_t shape = header.find("'shape': (");
    if (type == std::string::npos || shape == std::string::npos || header.find("True") != std::string::npos) return false;
    array.type = header.substr(type + 10, header.find('\'', type + 10) - type - 10);
    std::int64_t items = 1;
    for (std::size_t at = shape + 10; at < header.size() && header[at] != ')';) {
        if (header[at] < '0' || header[at] > '9') {
            ++at;
            continue;
        }
        std::int64_t size = 0;
        while (at < header.size() && header[at] >= '0' && header[at] <= '9') size = size * 10 + (header[at++] - '0');
        array.shape.push_back(size);
        items *= size;
    }
    array.bytes = bytes.substr(10 + length);
    return static_cast<std::int64_t>(array.bytes.size()) == items * item_size(array.type);
}

}  // namespace

Result<std::map<std::string, NumpyArray>> read_npz(const std::string& bytes, const std::string& file_for_errors) {
    const auto damaged = [&](std::string detail) { return Error{ErrorCode::model_damaged, file_for_errors, 0, -1, std::move(detail)}; };
    const std::size_t end = bytes.rfind("PK\x05\x06");
    if (end == std::string::npos) return damaged("not a zip archive");
    const auto count = number_at<std::uint16_t>(bytes, end + 10);
    std::size_t at = number_at<std::uint32_t>(bytes, end + 16);
    std::map<std::string, NumpyArray> arrays;
    for (std::uint16_t i = 0; i < count; ++i) {
        if (bytes.compare(at, 4, "PK\x01\x02") != 0) return damaged("the directory is damaged");
        const auto method = number_at<std::uint16_t>(bytes, at + 10);
        const std::size_t packed = number_at<std::uint32_t>(bytes, at + 20), size = number_at<std::uint32_t>(bytes, at + 24);
        const std::size_t name_length = number_at<std::uint16_t>(bytes, at + 28);
        const std::size_t local = number_at<std::uint32_t>(bytes, at + 42);
        const std::string name = bytes.substr(at + 46, name_length);
        at += 46 + name_length + number_at<std::uint16_t>(bytes, at + 30) + number_at<std::uint16_t>(bytes, at + 32);
        const std::size_t begin = local + 30 + number_at<std::uint16_t>(bytes, local + 26) + number_at<std::uint16_t>(bytes, local + 28);
        if (begin + packed > bytes.size() || (method != 0 && method != 8)) return damaged(name);
        std::string content(size, '\0');
        const std::string_view raw(bytes.data() + begin, packed);
        if (method == 0) content = std::string(raw);
        else if (!inflate_raw(raw, content)) return damaged(name);
        NumpyArray array;
        if (!parse_npy(content, array)) return damaged(name);
        arrays[name.substr(0, name.rfind(".npy"))] = std::move(array);
    }
    return arrays;
}

}  // namespace agon
