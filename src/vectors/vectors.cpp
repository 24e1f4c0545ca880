// EMBED. The most claim-like segments and all question titles become unit vectors of the sentence encoder.
//
// Where a case has more segments than the cap, each post gives its best segment first, then its second best, and so on,
// so that no long post crowds out the short ones. The choice depends on scores and ids only.
#include "src/vectors/vectors.hpp"

#include <algorithm>
#include <unordered_map>

namespace agon {
namespace {

struct Candidate {
    std::int32_t place_in_post;
    double claim_score;
    std::size_t index;
};

std::vector<std::size_t> chosen_segments(const Segments& segments, std::int64_t most) {
    std::vector<Candidate> candidates;
    const auto& all = segments.segments;
    for (std::size_t begin = 0; begin < all.size();) {
        std::size_t end = begin;
        std::vector<Candidate> of_post;
        for (; end < all.size() && all[end].post == all[begin].post; ++end)
            if (all[end].kind != SegmentKind::aside) of_post.push_back({0, all[end].claim_score, end});
        std::stable_sort(of_post.begin(), of_post.end(),
                         [](const Candidate& l, const Candidate& r) { return l.claim_score > r.claim_score; });
        for (std::size_t i = 0; i < of_post.size(); ++i) of_post[i].place_in_post = static_cast<std::int32_t>(i);
        candidates.insert(candidates.end(), of_post.begin(), of_post.end());
        begin = end;
    }
    if (static_cast<std::int64_t>(candidates.size()) > most) {
        std::sort(candidates.begin(), candidates.end(), [&](const Candidate& l, const Candidate& r) {
            if (l.place_in_post != r.place_in_post) return l.place_in_post < r.place_in_post;
            if (l.claim_score != r.claim_score) return l.claim_score > r.claim_score;
            return all[l.index].segment < all[r.index].segment;
        });
        candidates.resize(static_cast<std::size_t>(most));
    }
    std::vector<std::size_t> chosen;
    for (const Candidate& candidate : candidates) chosen.push_back(candidate.index);
    std::sort(chosen.begin(), chosen.end(),
              [&](std::size_t l, std::size_t r) { return all[l].segment < all[r].segment; });
    return chosen;
}

Result<void> write_set(Disk& disk, const std::string& path, const VectorSet& set) {
    Table table;
    table.columns.push_back({"id", set.ids});
    table.columns.push_back({"vector", FloatRows{set.width, set.values}});
    TRY(const std::string bytes, to_parquet(table));
    return disk.write_file(path, bytes);
}

Result<VectorSet> read_set(Disk& disk, const std::string& path) {
    if (!disk.exists(path)) return Error{ErrorCode::stage_missing, path, 0, -1, ""};
    TRY(std::string bytes, disk.read_file(path));
    TRY(Table table, from_parquet(std::move(bytes), path));
    VectorSet set;
    const Column* id = table.find("id");
    const Column* vector = table.find("vector");
    if (!id || !vector || !std::holds_alternative<FloatRows>(vector->values) ||
        !std::holds_alternative<std::vector<std::int64_t>>(id->values))
        return Error{ErrorCode::case_damaged, path, 0, -1, "id or vector is missing"};
    set.ids = std::get<std::vector<std::int64_t>>(id->values);
    const auto& rows = std::get<FloatRows>(vector->values);
    set.width = rows.width;
    set.values = rows.values;
    if (set.values.size() != set.ids.size() * static_cast<std::size_t>(set.width))
        return Error{ErrorCode::case_damaged, path, 0, -1, "ids and vectors differ in number"};
    return set;
}

}  // namespace

const float* VectorSet::row(std::int64_t id) const {
    const auto found = std::lower_bound(ids.begin(), ids.end(), id);
    if (found == ids.end() || *found != id) return nullptr;
    return values.data() + static_cast<std::size_t>(found - ids.begin()) * static_cast<std::size_t>(width);
}

Result<Vectors> build_vectors(const Threads& threads, const Segments& segments, const Encoder& encoder,
                              const VectorOptions& options) {
    Vectors vectors;
    vectors.encoder = encoder.name();
    std::vector<std::string_view> texts;
    for (const std::size_t index : chosen_segments(segments, options.most_segments)) {
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

Result<void> write_vectors(Disk& disk, const std::string& case_folder, const Vectors& vectors) {
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
