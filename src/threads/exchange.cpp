// EXPORT: the posts of a case as 4CAT's CSV or as agon's own JSON Lines.
//
// What is written can be read again and gives the same posts: ids that agon made go along as numbers (in 4CAT's file in
// columns agon_* that 4CAT keeps and ignores), times as seconds of UTC, or as the date or year where no more is known.
//   4cat   one row a post, the newest revision, visible text; what 4CAT's own tools read
//   jsonl  one line a thread, post (every revision, HTML kept), vote and name of an author
// Rows stand in the order of their sources, so that each source is unpacked once.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <nlohmann/json.hpp>

#include "ground/text/date.hpp"
#include "src/threads/reading.hpp"

namespace agon {
namespace {

std::string date_at(std::int64_t seconds, bool with_clock) {
    using namespace std::chrono;
    const sys_seconds moment{std::chrono::seconds{seconds}};
    const sys_days day = floor<days>(moment);
    const year_month_day date{day};
    std::string text = fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()),
                                   static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
    if (!with_clock) return text;
    const auto rest = (moment - day).count();
    return text + fmt::format(" {:02}:{:02}:{:02}", rest / 3600, rest / 60 % 60, rest % 60);
}

/// Read again for the same platform it gives the same second, year and precision.
std::string written_moment(std::int64_t seconds, TimePrecision precision, std::string_view platform) {
    const std::int64_t local = seconds + zone_of(platform);
    switch (precision) {
        case TimePrecision::none:
            return "";
        case TimePrecision::year:
            if (date_at(local, true).ends_with("-01-01 00:00:00")) return date_at(local, false).substr(0, 4);
            break;
        case TimePrecision::day:
            if (local % 86400 == 0) return date_at(local, false);
            break;
        case TimePrecision::minute:
            if (local % 60 == 0) return date_at(seconds, true).substr(0, 16) + "Z";
            break;
        case TimePrecision::second:
            break;
    }
    return date_at(seconds, true) + "Z";
}

std::string csv_field(std::string_view text) {
    if (text.find_first_of(",\"\r\n") == std::string_view::npos && !text.starts_with(' ') && !text.ends_with(' '))
        return std::string(text);
    std::string quoted = "\"";
    for (const char c : text) {
        if (c == '"') quoted += '"';
        quoted += c;
    }
    return quoted + '"';
}

std::string number(std::int64_t value) {
    return value < 0 ? "" : std::to_string(value);
}

template <class Id>
std::string id_text(Id id) {
    return std::to_string(static_cast<std::int64_t>(id));
}

class Exporter {
  public:
    Exporter(Disk& disk, std::string case_folder, const Threads& threads)
        : disk_(disk), case_folder_(std::move(case_folder)), threads_(threads) {
        for (const SourceFile& source : threads.sources) sources_[source.sha256] = &source;
        for (const Thread& thread : threads.threads) by_id_[thread.thread] = &thread;
        for (const Post& post : threads.posts) order_.push_back(&post);
        std::stable_sort(order_.begin(), order_.end(), [](const Post* a, const Post* b) {
            return std::tie(a->source, a->record, a->body_begin) < std::tie(b->source, b->record, b->body_begin);
        });
    }

    Result<std::string> fourcat() {
        out_ =
            "id,thread_id,author,body,timestamp,unix_timestamp,subject,score,comment_count,url,agon_kind,agon_parent,"
            "agon_author,agon_author_kind,agon_created,agon_edited,agon_platform,agon_stream,agon_topic,agon_is_cut\n";
        for (const Post* post : order_) {
            if (!post->newest) continue;
            TRY(const std::string text, body_of(*post, true));
            const Thread* thread = thread_of(*post);
            const bool dated = post->created_precision != TimePrecision::none;
            const std::string fields[] = {
                post->native_id,
                thread ? thread->native_id : id_text(post->thread),
                post->author_name,
                text,
                dated ? date_at(post->created_seconds, true) : "",
                dated ? std::to_string(post->created_seconds) : "",
                thread ? thread->title : "",
                number(post->votes),
                number(post->comment_count),
                post->url,
                std::string(enum_name(post->kind)),
                id_text(post->parent),
                id_text(post->author),
                std::string(enum_name(post->author_kind)),
                written_moment(post->created_seconds, post->created_precision, post->platform),
                edited_of(*post),
                post->platform,
                post->stream,
                thread ? thread->topic : "",
                std::to_string(post->body_is_cut)};
            bool first = true;
            for (const std::string& field : fields) {
                out_ += first ? "" : ",";
                out_ += csv_field(field);
                first = false;
            }
            out_ += '\n';
        }
        return std::move(out_);
    }

    Result<std::string> lines() {
        for (const Thread& thread : threads_.threads) add_thread(thread);
        for (const Post* post : order_) {
            TRY(const std::string text, body_of(*post, false));
            add_post(*post, text);
        }
        for (const Vote& vote : threads_.votes)
            add({{"agon", "vote"},
                 {"post", static_cast<std::int64_t>(vote.post)},
                 {"voter", static_cast<std::int64_t>(vote.voter)},
                 {"value", vote.value},
                 {"created", vote.created_seconds < 0 ? "" : date_at(vote.created_seconds, true) + "Z"}});
        for (const AuthorName& name : threads_.authors)
            add({{"agon", "author"}, {"author", static_cast<std::int64_t>(name.author)}, {"author_name", name.name}});
        return std::move(out_);
    }

  private:
    using Line = nlohmann::ordered_json;

    void add(const Line& line) { out_ += line.dump(-1, ' ', false, Line::error_handler_t::replace) + '\n'; }

    void add_thread(const Thread& thread) {
        Line line = {{"agon", "thread"},       {"platform", thread.platform}, {"stream", thread.stream},
                     {"topic", thread.topic},  {"id", thread.native_id},      {"title", thread.title},
                     {"detail", thread.detail}};
        if (thread.created_seconds >= 0) line["created"] = date_at(thread.created_seconds, true) + "Z";
        add(line);
    }

    void add_post(const Post& post, const std::string& text) {
        const Thread* thread = thread_of(post);
        Line line = {{"agon", "post"},
                     {"platform", post.platform},
                     {"stream", post.stream},
                     {"kind", enum_name(post.kind)},
                     {"id", post.native_id},
                     {"thread", thread ? thread->native_id : id_text(post.thread)},
                     {"parent", static_cast<std::int64_t>(post.parent)},
                     {"author", static_cast<std::int64_t>(post.author)},
                     {"author_name", post.author_name},
                     {"author_kind", enum_name(post.author_kind)},
                     {"created", written_moment(post.created_seconds, post.created_precision, post.platform)},
                     {"edited", edited_of(post)}};
        if (post.votes >= 0) line["votes"] = post.votes;
        if (post.comment_count >= 0) line["comments"] = post.comment_count;
        line["text"] = text;
        line["html"] = post.body_is_html;
        if (post.body_is_cut) line["cut"] = post.body_is_cut;
        if (!post.url.empty()) line["url"] = post.url;
        add(line);
    }

    static std::string edited_of(const Post& post) {
        return post.edited_seconds < 0 ? "" : date_at(post.edited_seconds, true) + "Z";
    }

    const Thread* thread_of(const Post& post) const {
        const auto found = by_id_.find(post.thread);
        return found == by_id_.end() ? nullptr : found->second;
    }

    Result<std::string> body_of(const Post& post, bool visible) {
        if (opened_ != post.source) {
            const auto source = sources_.find(post.source);
            if (source == sources_.end())
                return Error{ErrorCode::case_damaged, case_folder_, 0, -1, "a post names source " + post.source};
            TRY(bytes_, read_source(disk_, case_folder_, *source->second));
            opened_ = post.source;
        }
        if (post.body_begin < 0 || post.body_end < post.body_begin ||
            post.body_end > static_cast<std::int64_t>(bytes_.size()))
            return Error{ErrorCode::case_damaged, post.source, post.record, post.body_begin, "text outside its source"};
        const auto raw = std::string_view(bytes_).substr(static_cast<std::size_t>(post.body_begin),
                                                         static_cast<std::size_t>(post.body_end - post.body_begin));
        TRY(MappedText text, decode_field(raw, post.body_encoding, post.body_begin));
        if (visible && post.body_is_html) return html_to_text(text).mapped.text;
        return std::move(text.text);
    }

    Disk& disk_;
    std::string case_folder_;
    const Threads& threads_;
    std::map<std::string, const SourceFile*> sources_;
    std::map<ThreadId, const Thread*> by_id_;
    std::vector<const Post*> order_;
    std::string opened_, bytes_, out_;
};

}  // namespace

Result<std::string> export_threads(Disk& disk, const std::string& case_folder, const std::string& format) {
    if (!disk.exists(case_folder + "/manifest.json")) return Error{ErrorCode::case_missing, case_folder, 0, -1, ""};
    TRY(const Threads threads, read_threads(disk, case_folder));
    Exporter exporter(disk, case_folder, threads);
    if (format == "4cat") return exporter.fourcat();
    if (format == "jsonl") return exporter.lines();
    return Error{ErrorCode::usage, "", 0, -1, "export knows the formats 4cat and jsonl, not " + format};
}

}  // namespace agon
