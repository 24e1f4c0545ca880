#include "src/explorer/post_index.hpp"

#include <algorithm>

#include "ground/text/date.hpp"

namespace agon {
namespace {

template <class Map>
std::optional<std::size_t> row_in(const Map& map, std::int64_t id) {
    const auto found = map.find(id);
    return found == map.end() ? std::nullopt : std::optional(found->second);
}

}  // namespace

std::string date_shown(std::int64_t seconds) {
    return seconds < 0 ? "" : civil_date(seconds).text();
}

const std::vector<std::string>& PostIndex::tables_read() {
    static const std::vector<std::string> kTables = {"threads/posts", "threads/questions", "corpus/posts",
                                                     "segments/segments"};
    return kTables;
}

Result<PostIndex> PostIndex::build(ServedTables& tables) {
    PostIndex index;
    TRY(index.posts_, tables.find(tables_read()[0]));
    TRY(index.threads_, tables.find(tables_read()[1]));
    TRY(index.corpus_, tables.find(tables_read()[2]));
    TRY(index.segments_, tables.find(tables_read()[3]));
    const auto* post = index.posts_->numbers("post");
    const auto* newest = index.posts_->numbers("newest");
    const auto* thread = index.posts_->numbers("thread");
    const auto* author = index.posts_->numbers("author");
    const auto* id = index.threads_->numbers("thread");
    const auto* segment = index.segments_->numbers("segment");
    const auto* segment_post = index.segments_->numbers("post");
    if (!post || !newest || !thread || !author || !id || !segment || !segment_post)
        return Error{ErrorCode::case_damaged, tables.folder(), 0, -1, "a column of the posts is missing"};
    if (index.corpus_->rows() != index.posts_->rows())
        return Error{ErrorCode::stage_missing, tables.folder(), 0, -1, "posts came in after the last agon analyze"};
    for (std::size_t row = 0; row < post->size(); ++row) {
        if (!(*newest)[row]) continue;
        index.post_rows_[(*post)[row]] = row;
        index.by_thread_[(*thread)[row]].push_back(row);
        index.by_author_[(*author)[row]].push_back(row);
    }
    for (std::size_t row = 0; row < id->size(); ++row) index.thread_rows_[(*id)[row]] = row;
    for (std::size_t row = 0; row < segment->size(); ++row) {
        index.segment_rows_[(*segment)[row]] = row;
        RowRange& range = index.segment_ranges_[(*segment_post)[row]];
        if (range.end == 0) range.begin = row;
        range.end = row + 1;
    }
    const auto* created = index.posts_->numbers("created_seconds");
    const auto older = [&](std::size_t l, std::size_t r) {
        const auto time = [&](std::size_t row) {
            const std::int64_t at = created ? (*created)[row] : -1;
            return at < 0 ? INT64_MAX : at;
        };
        return time(l) != time(r) ? time(l) < time(r) : (*post)[l] < (*post)[r];
    };
    for (auto* groups : {&index.by_thread_, &index.by_author_})
        for (auto& [key, rows] : *groups) std::sort(rows.begin(), rows.end(), older);
    return index;
}

std::optional<std::size_t> PostIndex::post_row(std::int64_t post) const {
    return row_in(post_rows_, post);
}
std::optional<std::size_t> PostIndex::thread_row(std::int64_t thread) const {
    return row_in(thread_rows_, thread);
}
std::optional<std::size_t> PostIndex::segment_row(std::int64_t segment) const {
    return row_in(segment_rows_, segment);
}

RowRange PostIndex::segments_of(std::int64_t post) const {
    const auto found = segment_ranges_.find(post);
    return found == segment_ranges_.end() ? RowRange{} : found->second;
}

std::vector<std::size_t> PostIndex::posts_of_thread(std::int64_t thread) const {
    const auto found = by_thread_.find(thread);
    return found == by_thread_.end() ? std::vector<std::size_t>{} : found->second;
}
std::vector<std::size_t> PostIndex::posts_of_author(std::int64_t author) const {
    const auto found = by_author_.find(author);
    return found == by_author_.end() ? std::vector<std::size_t>{} : found->second;
}

Json PostIndex::cite(std::int64_t post) const {
    const auto row = post_row(post);
    if (!row) return Json();
    const std::int64_t thread = posts_->number("thread", *row);
    const auto thread_at = thread_row(thread);
    return {{"post", number_json(post)},
            {"thread", number_json(thread)},
            {"voice", number_json(posts_->number("author", *row))},
            {"author", posts_->text("author_name", *row)},
            {"author_kind", posts_->text("author_kind", *row)},
            {"year", posts_->number("created_year", *row)},
            {"date", date_shown(posts_->number("created_seconds", *row))},
            {"votes", posts_->number("votes", *row)},
            {"kind", posts_->text("kind", *row)},
            {"stream", posts_->text("stream", *row)},
            {"platform", posts_->text("platform", *row)},
            {"title", thread_at ? threads_->text("title", *thread_at) : std::string()}};
}

Result<void> PostIndex::show_bare(std::int64_t post, Json& out) const {
    const auto row = post_row(post);
    if (!row)
        return Error{ErrorCode::case_damaged, "camps/stances.parquet", 0, -1,
                     "a stance names a post that is not there"};
    out["post"] = number_json(post);
    out["text"] = corpus_->text("text", *row);
    if (const auto above = post_row(posts_->number("parent", *row))) out["answers"] = corpus_->text("text", *above);
    const auto thread = thread_row(posts_->number("thread", *row));
    out["title"] = thread ? threads_->text("title", *thread) : "";
    return {};
}

Json PostIndex::quote(std::int64_t segment) const {
    const auto row = segment_row(segment);
    if (!row) return Json();
    const std::int64_t post = segments_->number("post", *row);
    Json out = cite(post);
    if (!out.is_object()) return out;
    out["segment"] = number_json(segment);
    out["text"] = segments_->text("text", *row);
    const auto post_at = post_row(post);
    out["source"] = posts_->text("source", *post_at);
    out["source_begin"] = segments_->number("source_begin", *row);
    out["source_end"] = segments_->number("source_end", *row);
    return out;
}

}  // namespace agon
