// Inside of library model: arrays of a NumPy .npz file.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "ground/outcome/outcome.hpp"

namespace agon {

/// One array: raw little-endian bytes, C order.
struct NumpyArray {
    std::string type;  // NumPy's descr, e.g. "<f4", "|u1"
    std::vector<std::int64_t> shape;
    std::string bytes;
};

/// Reads every member of a zip archive of .npy files (stored or deflated). Errors: model_damaged, naming the member.
Result<std::map<std::string, NumpyArray>> read_npz(const std::string& bytes, const std::string& file_for_errors);

}  // namespace agon
