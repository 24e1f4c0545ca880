// EMBED. All segments but asides, and all question titles, become unit vectors of the sentence encoder.
//
// Which encoder is a question of size: the full network reads some thousand segments a second and CPU, the static table
// some hundred thousand. Large cases take the table for everything, so that all vectors of a case are comparable.
#include "src/vectors/vectors.hpp"

#include <algorithm>
#include <cstring>

#include "ground/model/kept_answers.hpp"

namespace agon {
namespace {

std::vector<std::size_t> embedded_segments(const Segments& segments) {
    const auto& all = segments.segments;
    std::vector<std::size_t> chosen;
    for (std::size_t i = 0; i < all.size(); ++i)
        if (all[i].kind != SegmentKind::aside) chosen.push_back(i);
    std::sort(chosen.begin(), chosen.end(),
              [&](std::size_t l, std::size_t r) { return all[l].segment < all[r].segment; });
    return chosen;
}

/// The rows are lent to the table meanwhile: a large case has gigabytes of them.
Result<void> write_set(Disk& disk, const std::string& path, VectorSet& set) {
    Table table;
    table.columns.push_back({"id", set.ids});
    table.columns.push_back({"vector", FloatRows{set.width, std::move(set.values)}});
    const Result<std::string> bytes = to_parquet(table);
    set.values = std::move(std::get<FloatRows>(table.columns.back().values).values);
    if (!bytes) return bytes.error();
    return disk.write_file(path, *bytes);
}

Result<VectorSet> read_set(Disk& disk, const std::string& path) {
    if (!disk.exists(path)) return Error{ErrorCode::stage_missing, path, 0, -1, ""};
    TRY(std::string bytes, disk.read_file(path));
    TRY(Table table, from_parquet(std::move(bytes), path));
    VectorSet set;
    const Column* id = table.find("id");
    Column* vector = nullptr;
    for (Column& column : table.columns)
        if (column.name == "vector") vector = &column;
    if (!id || !vector || !std::holds_alternative<FloatRows>(vector->values) ||
        !std::holds_alternative<std::vector<std::int64_t>>(id->values))
        return Error{ErrorCode::case_damaged, path, 0, -1, "id or vector is missing"};
    set.ids = std::get<std::vector<std::int64_t>>(id->values);
    auto& rows = std::get<FloatRows>(vector->values);
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
        std::vector<float> all(texts.size() * columns);
        std::vector<std::string_view> asked;
        std::vector<std::size_t> of;
        for (std::size_t i = 0; i < texts.size(); ++i) {
            if (const float* row = row_of(texts[i])) {
                std::copy_n(row, columns, all.data() + i * columns);
                continue;
            }
            asked.push_back(texts[i]);
            of.push_back(i);
        }
        if (asked.empty()) return all;
        TRY(const std::vector<float> made, encoder_.encode(asked, threads));
        for (std::size_t k = 0; k < of.size(); ++k)
            std::copy_n(made.data() + k * columns, columns, all.data() + of[k] * columns);
        return all;
    }

  private:
    const float* row_of(std::string_view text) const {
        const char* found = rows_.find(question_key({text}));
        if (found == nullptr) return nullptr;
        std::size_t row = 0;
        std::memcpy(&row, found, sizeof row);
        const std::size_t in_segments = held_.segments.ids.size();
        const VectorSet& set = row < in_segments ? held_.segments : held_.questions;
        if (row >= in_segments) row -= in_segments;
        if (set.width != width() || row >= set.ids.size()) return nullptr;
        return set.values.data() + row * static_cast<std::size_t>(set.width);
    }

    const Encoder& encoder_;
    const Vectors& held_;
    KeptAnswers& rows_;
};

}  // namespace

const float* VectorSet::row(std::int64_t id) const {
    const auto found = std::lower_bound(ids.begin(), ids.end(), id);
    if (found == ids.end() || *found != id) return nullptr;
    return values.data() + static_cast<std::size_t>(found - ids.begin()) * static_cast<std::size_t>(width);
}

std::int64_t count_embedded(const Segments& segments) {
    return std::count_if(segments.segments.begin(), segments.segments.end(),
                         [](const Segment& s) { return s.kind != SegmentKind::aside; });
}

EncoderTier tier_for(EncoderTier wished, std::int64_t embedded_segments) {
    if (wished != EncoderTier::automatic) return wished;
    return embedded_segments <= most_fully_encoded ? EncoderTier::full : EncoderTier::fast;
}

Result<Vectors> build_vectors(const Threads& threads, const Segments& segments, const Encoder& encoder,
                              const VectorOptions& options) {
    Vectors vectors;
    vectors.encoder = encoder.name();
    std::vector<std::string_view> texts;
    for (const std::size_t index : embedded_segments(segments)) {
        vectors.segments.ids.push_back(static_cast<std::int64_t>(segments.segments[index].segment));
        texts.push_back(segments.segments[index].text);
    }
    vectors.segments.width = vectors.questions.width = encoder.width();
    TRY(vectors.segments.values, encoder.encode(texts, options.threads));
    texts.clear();
    for (const Thread& thread : threads.threads) {  // ascending by id already
        vectors.questions.ids.push_back(static_cast<std::int64_t>(thread.thread));
        texts.push_back(thread.title);
    }
    TRY(vectors.questions.values, encoder.encode(texts, options.threads));
    return vectors;
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

Result<void> write_vectors(Disk& disk, const std::string& case_folder, Vectors& vectors) {
    TRY_VOID(write_set(disk, case_folder + "/vectors/segments.parquet", vectors.segments));
    return write_set(disk, case_folder + "/vectors/questions.parquet", vectors.questions);
}

Result<Vectors> read_vectors(Disk& disk, const std::string& case_folder) {
    Vectors vectors;
    TRY(vectors.segments, read_set(disk, case_folder + "/vectors/segments.parquet"));
    TRY(vectors.questions, read_set(disk, case_folder + "/vectors/questions.parquet"));
    return vectors;
}

}  // namespace agon
