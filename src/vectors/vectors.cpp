// EMBED. All segments but asides, and all question titles, become unit vectors of the sentence encoder.
//
// Which encoder is a question of size: the full network reads some thousand segments a second and CPU, the static table
// some hundred thousand. Large cases take the table for everything, so that all vectors of a case are comparable.
#include "src/vectors/vectors.hpp"

#include <algorithm>
#include <cstring>
#include <unordered_map>

#include "ground/model/geometry.hpp"
#include "ground/model/kept_answers.hpp"
#include "ground/table/stored_rows.hpp"

namespace agon {

/// The rows of a set that stay in its table, and those that somebody holds on to.
class RowsOnDisk {
  public:
    explicit RowsOnDisk(StoredRows rows) : rows_(std::move(rows)) {}

    /// Zeros where the disk does not give them.
    void read(std::size_t first, std::size_t count, std::vector<float>& into) {
        into.resize(count * static_cast<std::size_t>(rows_.width()));
        const Result<void> read =
            rows_.read(static_cast<std::int64_t>(first), static_cast<std::int64_t>(count), into.data());
        if (read) return;
        std::fill(into.begin(), into.end(), 0.0F);
        if (outcome) outcome = read;
    }
    const float* kept(std::size_t place) {
        const auto [at, fresh] = kept_.try_emplace(place);
        if (fresh) read(place, 1, at->second);
        return at->second.data();
    }

    Result<void> outcome;

  private:
    StoredRows rows_;
    std::unordered_map<std::size_t, std::vector<float>> kept_;
};

namespace {

constexpr std::size_t kRowsPerBlock = 4096;
constexpr std::string_view kSegmentRows = "/vectors/segments.parquet", kQuestionRows = "/vectors/questions.parquet";

std::vector<std::size_t> embedded_segments(const Segments& segments) {
    const auto& all = segments.segments;
    std::vector<std::size_t> chosen;
    for (std::size_t i = 0; i < all.size(); ++i)
        if (all[i].kind != SegmentKind::aside) chosen.push_back(i);
    std::sort(chosen.begin(), chosen.end(),
              [&](std::size_t l, std::size_t r) { return all[l].segment < all[r].segment; });
    return chosen;
}

std::size_t bytes_of(std::size_t rows, std::int32_t width) {
    return rows * static_cast<std::size_t>(width) * sizeof(float);
}

Result<void> leave_on_disk(Disk& disk, const std::string& path, VectorSet& set) {
    TRY(StoredRows rows, StoredRows::open(disk, path, "vector"));
    if (rows.count() != std::ssize(set.ids))
        return Error{ErrorCode::case_damaged, path, 0, -1, "ids and vectors differ in number"};
    set.width = rows.width();
    set.on_disk = std::make_shared<RowsOnDisk>(std::move(rows));
    return {};
}

/// Encodes what is asked for, the row group that it lies in at once, and holds no other.
class RowGroups {
  public:
    RowGroups(const Encoder& encoder, const std::vector<std::string_view>& texts, int threads)
        : encoder_(encoder), texts_(texts), threads_(threads) {}

    /// Rows from `begin` to `end`, of one row group. Zeros after an error.
    FloatRowsView rows(std::size_t begin, std::size_t end) {
        if (begin < begin_ || end > begin_ + made_) encode(begin / kRowsPerGroup * kRowsPerGroup);
        const auto width = static_cast<std::size_t>(encoder_.width());
        return {encoder_.width(), values_.data() + (begin - begin_) * width, static_cast<std::int64_t>(end - begin)};
    }
    Result<void> outcome;

  private:
    void encode(std::size_t begin) {
        begin_ = begin;
        made_ = std::min(kRowsPerGroup, texts_.size() - begin);
        values_ = {};
        const auto first = texts_.begin() + static_cast<std::ptrdiff_t>(begin);
        auto made = encoder_.encode({first, first + static_cast<std::ptrdiff_t>(made_)}, threads_);
        if (made)
            values_ = std::move(*made);
        else if (outcome)
            outcome = made.error();
        values_.resize(made_ * static_cast<std::size_t>(encoder_.width()));
    }

    const Encoder& encoder_;
    const std::vector<std::string_view>& texts_;
    int threads_;
    std::size_t begin_ = 0, made_ = 0;
    std::vector<float> values_;
};

/// Writes the table, whose rows come from `rows`, and gives its digest. It gets its name only if `made` is no error
/// at the end.
template <class Rows>
Result<std::string> write_set(Disk& disk, const std::string& path, const VectorSet& set, const Result<void>& made,
                              Rows&& rows) {
    const std::vector<ColumnSource> columns = {
        {"id",
         [&](std::size_t begin, std::size_t end) {
             return std::vector<std::int64_t>(set.ids.begin() + static_cast<std::ptrdiff_t>(begin),
                                              set.ids.begin() + static_cast<std::ptrdiff_t>(end));
         }},
        {"vector", [&](std::size_t begin, std::size_t end) { return rows(begin, end); }}};
    TRY(const auto file, disk.create_file(path));
    Digester digester;
    TRY_VOID(write_parquet(set.ids.size(), columns, [&](std::string_view bytes) -> Result<void> {
        if (!made) return made.error();
        digester.take(bytes);
        return file->append(bytes);
    }));
    TRY_VOID(file->finish());
    return digester.hex();
}

/// Encodes the texts of `set`'s ids into it and writes its table.
Result<std::string> make_set(Disk& disk, const std::string& path, const std::vector<std::string_view>& texts,
                             const Encoder& encoder, const VectorOptions& options, VectorSet& set) {
    set.width = encoder.width();
    if (bytes_of(texts.size(), set.width) <= options.most_bytes_held) {
        TRY(set.values, encoder.encode(texts, options.threads));
        return write_set(disk, path, set, {}, [&](std::size_t begin, std::size_t end) {
            return FloatRowsView{set.width, set.values.data() + begin * static_cast<std::size_t>(set.width),
                                 static_cast<std::int64_t>(end - begin)};
        });
    }
    RowGroups groups(encoder, texts, options.threads);
    TRY(const std::string digest, write_set(disk, path, set, groups.outcome, [&](std::size_t begin, std::size_t end) {
            return groups.rows(begin, end);
        }));
    TRY_VOID(leave_on_disk(disk, path, set));
    return digest;
}

Result<VectorSet> read_set(Disk& disk, const std::string& path, std::size_t most_bytes_held) {
    if (!disk.exists(path)) return Error{ErrorCode::stage_missing, path, 0, -1, ""};
    TRY(auto file, disk.open_places(path));
    const bool held = static_cast<std::size_t>(file->size()) <= most_bytes_held;  // the file is rows and little else
    TRY(TableReader table, TableReader::open(std::move(file), path));
    VectorSet set;
    TRY(Column id, table.read("id"));
    if (!std::holds_alternative<std::vector<std::int64_t>>(id.values))
        return Error{ErrorCode::case_damaged, path, 0, -1, "ids are no numbers"};
    set.ids = std::move(std::get<std::vector<std::int64_t>>(id.values));
    if (!held) {
        TRY_VOID(leave_on_disk(disk, path, set));
        return set;
    }
    // Straight from where they lie; a table that was laid down otherwise goes through Arrow, which says what is wrong.
    if (const auto rows = StoredRows::open(disk, path, "vector"); rows && rows->count() == std::ssize(set.ids)) {
        set.width = rows->width();
        set.values.resize(set.ids.size() * static_cast<std::size_t>(set.width));
        TRY_VOID(rows->read(0, rows->count(), set.values.data()));
        return set;
    }
    TRY(Column vector, table.read("vector"));
    if (!std::holds_alternative<FloatRows>(vector.values))
        return Error{ErrorCode::case_damaged, path, 0, -1, "vectors are no rows of numbers"};
    auto& rows = std::get<FloatRows>(vector.values);
    set.width = rows.width;
    set.values = std::move(rows.values);
    if (set.values.size() != set.ids.size() * static_cast<std::size_t>(set.width))
        return Error{ErrorCode::case_damaged, path, 0, -1, "ids and vectors differ in number"};
    return set;
}

class EncoderBeside final : public Encoder {
  public:
    EncoderBeside(const Encoder& encoder, const Vectors& held, KeptAnswers& rows)
        : encoder_(encoder), held_(held), rows_(rows) {}
    std::int32_t width() const override { return encoder_.width(); }
    const std::string& name() const override { return encoder_.name(); }
    const std::string& digest() const override { return encoder_.digest(); }
    Result<std::vector<float>> encode(const std::vector<std::string_view>& texts, int threads) const override {
        const auto columns = static_cast<std::size_t>(width());
        std::vector<float> all(texts.size() * columns), scratch;
        std::vector<std::string_view> asked;
        std::vector<std::size_t> of;
        for (std::size_t i = 0; i < texts.size(); ++i) {
            if (const float* row = row_of(texts[i], scratch)) {
                std::copy_n(row, columns, all.data() + i * columns);
                continue;
            }
            asked.push_back(texts[i]);
            of.push_back(i);
        }
        TRY_VOID(held_.outcome());
        if (asked.empty()) return all;
        TRY(const std::vector<float> made, encoder_.encode(asked, threads));
        for (std::size_t k = 0; k < of.size(); ++k)
            std::copy_n(made.data() + k * columns, columns, all.data() + of[k] * columns);
        return all;
    }

  private:
    const float* row_of(std::string_view text, std::vector<float>& scratch) const {
        const char* found = rows_.find(question_key({text}));
        if (found == nullptr) return nullptr;
        std::size_t row = 0;
        std::memcpy(&row, found, sizeof row);
        const std::size_t in_segments = held_.segments.ids.size();
        const VectorSet& set = row < in_segments ? held_.segments : held_.questions;
        if (row >= in_segments) row -= in_segments;
        if (set.width != width() || row >= set.ids.size()) return nullptr;
        return set.row_at(row, scratch);
    }

    const Encoder& encoder_;
    const Vectors& held_;
    KeptAnswers& rows_;
};

}  // namespace

std::optional<std::size_t> VectorSet::place(std::int64_t id) const {
    const auto found = std::lower_bound(ids.begin(), ids.end(), id);
    if (found == ids.end() || *found != id) return std::nullopt;
    return static_cast<std::size_t>(found - ids.begin());
}

const float* VectorSet::row(std::int64_t id) const {
    const auto at = place(id);
    if (!at) return nullptr;
    return on_disk ? on_disk->kept(*at) : values.data() + *at * static_cast<std::size_t>(width);
}

const float* VectorSet::row(std::int64_t id, std::vector<float>& scratch) const {
    const auto at = place(id);
    return at ? row_at(*at, scratch) : nullptr;
}

const float* VectorSet::row_at(std::size_t place, std::vector<float>& scratch) const {
    if (!on_disk) return values.data() + place * static_cast<std::size_t>(width);
    on_disk->read(place, 1, scratch);
    return scratch.data();
}

void VectorSet::each_block(const Block& take) const {
    std::vector<float> scratch;
    for (std::size_t first = 0; first < ids.size(); first += kRowsPerBlock) {
        const std::size_t count = std::min(kRowsPerBlock, ids.size() - first);
        if (on_disk) on_disk->read(first, count, scratch);
        take(first, count, on_disk ? scratch.data() : values.data() + first * static_cast<std::size_t>(width));
    }
}

std::vector<float> VectorSet::mean() const {
    MeanOfRows all(width);
    each_block([&](std::size_t, std::size_t count, const float* rows) { all.take(rows, count); });
    return all.mean();
}

Result<void> VectorSet::outcome() const {
    return on_disk ? on_disk->outcome : Result<void>();
}

Result<void> Vectors::outcome() const {
    TRY_VOID(segments.outcome());
    return questions.outcome();
}

std::int64_t count_embedded(const Segments& segments) {
    return std::count_if(segments.segments.begin(), segments.segments.end(),
                         [](const Segment& s) { return s.kind != SegmentKind::aside; });
}

EncoderTier tier_for(EncoderTier wished, std::int64_t embedded_segments) {
    if (wished != EncoderTier::automatic) return wished;
    return embedded_segments <= most_fully_encoded ? EncoderTier::full : EncoderTier::fast;
}

Result<MadeVectors> make_vectors(Disk& disk, const std::string& case_folder, const Threads& threads,
                                 const Segments& segments, const Encoder& encoder, const VectorOptions& options) {
    MadeVectors made;
    made.vectors.encoder = encoder.name();
    VectorSet &of_segments = made.vectors.segments, &of_questions = made.vectors.questions;
    std::vector<std::string_view> texts;
    for (const std::size_t index : embedded_segments(segments)) {
        of_segments.ids.push_back(static_cast<std::int64_t>(segments.segments[index].segment));
        texts.push_back(segments.segments[index].text);
    }
    TRY(made.segments_sha256,
        make_set(disk, case_folder + std::string(kSegmentRows), texts, encoder, options, of_segments));
    texts.clear();
    for (const Thread& thread : threads.threads) {  // ascending by id already
        of_questions.ids.push_back(static_cast<std::int64_t>(thread.thread));
        texts.push_back(thread.title);
    }
    TRY(made.questions_sha256,
        make_set(disk, case_folder + std::string(kQuestionRows), texts, encoder, options, of_questions));
    return made;
}

std::unique_ptr<Encoder> encoder_beside(const Encoder& encoder, const Vectors& held, KeptAnswers& rows) {
    return std::make_unique<EncoderBeside>(encoder, held, rows);
}

void note_rows(const Threads& threads, const Segments& segments, KeptAnswers& rows) {
    std::int64_t row = 0;
    const auto note = [&](std::string_view text) {
        char bytes[sizeof row];
        std::memcpy(bytes, &row, sizeof row);
        const QuestionKey key = question_key({text});
        if (rows.find(key) == nullptr) rows.put(key, bytes);
        ++row;
    };
    for (const std::size_t index : embedded_segments(segments)) note(segments.segments[index].text);
    for (const Thread& thread : threads.threads) note(thread.title);
}

Result<Vectors> read_vectors(Disk& disk, const std::string& case_folder, std::size_t most_bytes_held) {
    Vectors vectors;
    TRY(vectors.segments, read_set(disk, case_folder + std::string(kSegmentRows), most_bytes_held));
    TRY(vectors.questions, read_set(disk, case_folder + std::string(kQuestionRows), most_bytes_held));
    return vectors;
}

}  // namespace agon
