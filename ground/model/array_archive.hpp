// The arrays of a NumPy .npz file, read without Python.
//
// An .npz is a zip file; each entry is an .npy file: a magic string, a header that is a Python dictionary literal
// ({'descr': '<f4', 'fortran_order': False, 'shape': (512, 256), }), then the numbers, row after row.
// Sources: APPNOTE.TXT of PKWARE sections 4.3.7-4.3.16, and numpy.lib.format (NEP 1). Read: stored and deflated entries
// of one-disk archives below 4 GB, types |u1, |i1 and <f4, row order. Everything else is an error that names file and
// array.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "ground/outcome/outcome.hpp"

namespace agon {

using ArrayShape = std::vector<std::int64_t>;

class ArrayArchive {
  public:
    /// Reads the list of entries only. `file` is the name that errors carry.
    static Result<ArrayArchive> open(std::string bytes, std::string file);

    /// The array, if it is there with this shape and type. Errors: model_damaged.
    Result<std::vector<float>> floats(const std::string& array, const ArrayShape& shape) const;
    Result<std::vector<std::uint8_t>> small_numbers(const std::string& array, const ArrayShape& shape) const;
    Result<std::vector<std::int8_t>> signed_numbers(const std::string& array, const ArrayShape& shape) const;
    bool contains(const std::string& array) const { return entries_.contains(array + ".npy"); }
    /// How far the array reaches, for those whose size is not known beforehand. Errors: model_damaged.
    Result<ArrayShape> shape_of(const std::string& array) const;

  private:
    struct Entry {
        std::uint32_t method = 0;
        std::uint32_t checksum = 0;
        std::uint32_t packed_size = 0;
        std::uint32_t size = 0;
        std::uint32_t local_header = 0;
    };
    Error damaged(const std::string& what, std::int64_t offset = -1) const;
    Result<void> read_directory();
    Result<std::string> unpacked(const std::string& array) const;
    /// Where the numbers of an .npy entry begin.
    Result<std::size_t> header_end(const std::string& npy, const std::string& name) const;
    /// The bytes after the header of an .npy entry, once the header says what was asked for.
    Result<std::string> numbers(const std::string& array, const ArrayShape& shape, std::string_view type,
                                std::size_t bytes_per_number) const;

    std::string bytes_;
    std::string file_;
    std::map<std::string, Entry> entries_;
};

}  // namespace agon
