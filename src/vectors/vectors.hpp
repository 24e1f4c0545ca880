// Room vectors: EMBED. Segments and question titles -> unit vectors of the sentence encoder.
// Tables: vectors/segments.parquet, vectors/questions.parquet.
#pragma once

#include <functional>
#include <memory>
#include <optional>

#include "ground/model/encoder.hpp"
#include "src/segments/segments.hpp"

namespace agon {

/// `ids[i]` belongs to the `width` floats at i * width; rows have unit length. Asides have no row.
/// The rows of a large set stay in its table on the disk: `values` is empty then, and a row is read when it is asked
/// for. What the disk says to that is kept in outcome(), and the row is zeros; who has read rows asks for it at the
/// end. Thread rule: one thread at a time.
struct VectorSet {
    std::int32_t width = 0;
    std::vector<std::int64_t> ids;  // ascending
    std::vector<float> values;
    std::shared_ptr<class RowsOnDisk> on_disk;  // null: all rows are in `values`

    /// Null if there is none. For who asks for few: a row that was read stays, so the pointer is good as long as this.
    const float* row(std::int64_t id) const;
    /// The same for who asks for many: good until `scratch` is used again.
    const float* row(std::int64_t id, std::vector<float>& scratch) const;
    /// The row of ids[place].
    const float* row_at(std::size_t place, std::vector<float>& scratch) const;
    /// Index into `ids`; empty if it is not there.
    std::optional<std::size_t> place(std::int64_t id) const;
    /// All rows in their order, some thousands at a time.
    using Block = std::function<void(std::size_t first, std::size_t count, const float* rows)>;
    void each_block(const Block& take) const;
    std::vector<float> mean() const;
    Result<void> outcome() const;
};

struct Vectors {
    VectorSet segments;   // by SegmentId
    VectorSet questions;  // by ThreadId, of the titles
    std::string encoder;  // name of the encoder; empty: not known
    /// Do the rows mean to a model what rows of `other` do? Not told by their width: encoders share widths.
    bool are_of(const Encoder& other) const {
        return encoder.empty() ? segments.width == other.width() : encoder == other.name();
    }
    Result<void> outcome() const;  // of all rows read so far
};

/// What rows of one table may take in memory; those of a larger one stay on the disk. With the fast encoder half a
/// million rows: a case of 200,000 posts is held.
constexpr std::size_t most_row_bytes_held = std::size_t{512} << 20;

struct VectorOptions {
    int threads = 1;  // changes speed only, never bits
    std::size_t most_bytes_held = most_row_bytes_held;
};

/// auto: the full encoder up to `most_fully_encoded` segments, the fast one (ground/model/fast_encoder.hpp) above.
enum class EncoderTier { automatic, full, fast };
constexpr std::int64_t most_fully_encoded = 200000;

/// Segments that will get a vector: all but asides.
std::int64_t count_embedded(const Segments& segments);
/// `wished` with automatic decided.
EncoderTier tier_for(EncoderTier wished, std::int64_t embedded_segments);

/// What was made, and the digests of the tables that were written.
struct MadeVectors {
    Vectors vectors;
    std::string segments_sha256, questions_sha256;
};
/// Makes the vectors and writes both tables. Rows that will not be held are made and written a row group at a time.
/// Errors: the encoder's, the disk's.
Result<MadeVectors> make_vectors(Disk& disk, const std::string& case_folder, const Threads& threads,
                                 const Segments& segments, const Encoder& encoder, const VectorOptions& options);
Result<Vectors> read_vectors(Disk& disk, const std::string& case_folder,
                             std::size_t most_bytes_held = most_row_bytes_held);

/// The tables of a case are themselves what is kept of its vectors: `rows` (ground/model/kept_answers.hpp, 8 bytes an
/// answer) says which row is of which text, counted through the segments and then through the questions. The encoder
/// that results asks `encoder` only for texts without a row; all three must outlive it.
std::unique_ptr<Encoder> encoder_beside(const Encoder& encoder, const Vectors& held, KeptAnswers& rows);
/// Says of vectors just made which row is of which text; of equal texts the first.
void note_rows(const Threads& threads, const Segments& segments, KeptAnswers& rows);

}  // namespace agon
