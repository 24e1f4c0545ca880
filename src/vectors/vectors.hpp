// Room vectors: EMBED. Segments and question titles -> unit vectors of the sentence encoder.
// Tables: vectors/segments.parquet, vectors/questions.parquet.
#pragma once

#include "ground/model/encoder.hpp"
#include "src/segments/segments.hpp"

namespace agon {

/// `ids[i]` belongs to the `width` floats at i * width; rows have unit length. Segments that were not embedded (asides,
/// or beyond the cap) have no row.
struct VectorSet {
    std::int32_t width = 0;
    std::vector<std::int64_t> ids;  // ascending
    std::vector<float> values;
    const float* row(std::int64_t id) const;  // null if there is none
};

struct Vectors {
    VectorSet segments;   // by SegmentId
    VectorSet questions;  // by ThreadId, of the titles
    std::string encoder;  // name of the encoder
};

struct VectorOptions {
    int threads = 1;  // changes speed only, never bits
    /// Embeds at most so many segments: the most claim-like of each post first. Stated in the manifest.
    std::int64_t most_segments = 150000;
};

Result<Vectors> build_vectors(const Threads& threads, const Segments& segments, const Encoder& encoder,
                              const VectorOptions& options);
Result<Vectors> read_vectors(Disk& disk, const std::string& case_folder);
Result<void> write_vectors(Disk& disk, const std::string& case_folder, const Vectors& vectors);

}  // namespace agon
