// Room vectors: EMBED. Segments and question titles -> unit vectors of the sentence encoder.
// Tables: vectors/segments.parquet, vectors/questions.parquet.
#pragma once

#include "ground/model/encoder.hpp"
#include "src/segments/segments.hpp"

namespace agon {

/// `ids[i]` belongs to the `width` floats at i * width; rows have unit length. Asides have no row.
struct VectorSet {
    std::int32_t width = 0;
    std::vector<std::int64_t> ids;  // ascending
    std::vector<float> values;
    const float* row(std::int64_t id) const;  // null if there is none
};

struct Vectors {
    VectorSet segments;   // by SegmentId
    VectorSet questions;  // by ThreadId, of the titles
    std::string encoder;  // name of the encoder; empty: not known
    /// Do the rows mean to a model what rows of `other` do? Not told by their width: encoders share widths.
    bool are_of(const Encoder& other) const {
        return encoder.empty() ? segments.width == other.width() : encoder == other.name();
    }
};

struct VectorOptions {
    int threads = 1;  // changes speed only, never bits
};

/// auto: the full encoder up to `most_fully_encoded` segments, the fast one (ground/model/fast_encoder.hpp) above.
enum class EncoderTier { automatic, full, fast };
constexpr std::int64_t most_fully_encoded = 200000;

/// Segments that will get a vector: all but asides.
std::int64_t count_embedded(const Segments& segments);
/// `wished` with automatic decided.
EncoderTier tier_for(EncoderTier wished, std::int64_t embedded_segments);

Result<Vectors> build_vectors(const Threads& threads, const Segments& segments, const Encoder& encoder,
                              const VectorOptions& options);
Result<Vectors> read_vectors(Disk& disk, const std::string& case_folder);

/// The tables of a case are themselves what is kept of its vectors: `rows` (ground/model/kept_answers.hpp, 8 bytes an
/// answer) says which row is of which text, counted through the segments and then through the questions. The encoder
/// that results asks `encoder` only for texts without a row; all three must outlive it.
std::unique_ptr<Encoder> encoder_beside(const Encoder& encoder, const Vectors& held, KeptAnswers& rows);
/// Says of vectors just made which row is of which text; of equal texts the first.
void note_rows(const Threads& threads, const Segments& segments, KeptAnswers& rows);
/// Leaves the vectors as they were; meanwhile they are without rows, so that no copy is made.
Result<void> write_vectors(Disk& disk, const std::string& case_folder, Vectors& vectors);

}  // namespace agon
