// Flat records: the meaning of columns, for JSON Lines and CSV alike.
//
// A column feeds a field by the user's map (--map content=text) or, without a map, by its usual name. Where two columns
// would do, the more telling one wins (`question` before `question_title`).
// A record says what it is: one that names a type is that; one with a parent is a comment; so is one of a file called
// comments*; one that has a title but no question, or neither and no file question, is a document of its own; any
// other is an answer.
#include <algorithm>

#include "src/threads/reading.hpp"

namespace agon {
namespace {

struct UsualNames {
    MappedField field;
    const char* name;  // in --map; empty: not to be mapped
    std::vector<std::string_view> columns;
};

const std::vector<UsualNames>& usual_names() {
    static const std::vector<UsualNames> names = {
        {MappedField::text,
         "text",
         {"text", "content", "body", "answer", "comment", "message", "正文", "内容", "回答内容", "评论内容"}},
        {MappedField::author,
         "author",
         {"author", "author_name", "name", "user", "username", "user_name", "nickname", "作者", "用户名", "昵称"}},
        {MappedField::question, "question", {"question", "question_title", "问题", "问题标题"}},
        {MappedField::question_id, "question_id", {"question_id", "thread_id", "问题id"}},
        {MappedField::id, "id", {"id", "answer_id", "comment_id", "post_id"}},
        {MappedField::parent, "parent", {"parent", "parent_id", "reply_to", "in_reply_to"}},
        {MappedField::created,
         "created",
         {"created", "created_time", "created_at", "publish_time", "date", "time", "timestamp", "发布时间", "日期",
          "时间"}},
        {MappedField::votes,
         "votes",
         {"votes", "voteup", "voteup_count", "vote_count", "likes", "like_count", "upvotes", "score", "赞同数",
          "点赞数"}},
        {MappedField::comments, "comments", {"comments", "cmt_count", "comment_count", "评论数"}},
        {MappedField::kind, "", {"kind", "type"}},
        {MappedField::title, "", {"title", "标题"}},
    };
    return names;
}

bool looks_like_html(std::string_view text) {
    for (const std::string_view mark : {"</p>", "<br>", "<br/>", "<br />", "</blockquote>", "</figure>"})
        if (text.find(mark) != std::string_view::npos) return true;
    return false;
}

bool is_comment_file(const std::string& name) {
    return name.starts_with("comment") || name.starts_with("评论");
}

PostKind kind_of(const FlatRecord& record, const std::string& file_name, bool has_question) {
    const std::string& kind = record.at(MappedField::kind).text;
    if (kind == "answer") return PostKind::answer;
    if (kind == "comment" || kind == "reply") return PostKind::comment;
    if (kind == "document") return PostKind::document;
    if (!record.at(MappedField::parent).text.empty() || is_comment_file(file_name)) return PostKind::comment;
    return has_question ? PostKind::answer : PostKind::document;
}

void set_title(ThreadFacts& thread, const FlatField& field) {
    thread.title = field.text;
    thread.title_in_source = true;
    thread.title_bytes = field.bytes;
    thread.title_encoding = field.encoding;
}

/// A document without a title is called by its first line.
void title_from_text(ThreadFacts& thread, const FlatField& field, std::string_view raw) {
    const auto mapped = decode_field(raw, field.encoding, field.bytes.begin);
    if (!mapped) return;
    const std::size_t begin = mapped->text.find_first_not_of(" \t\r\n");
    if (begin == std::string::npos) return;
    const std::size_t end = std::min(mapped->text.find_first_of("\r\n", begin), mapped->text.size());
    thread.title = mapped->text.substr(begin, end - begin);
    thread.title_in_source = true;
    thread.title_bytes = mapped->source_span(static_cast<std::int64_t>(begin), static_cast<std::int64_t>(end));
    thread.title_encoding = field.encoding;
}

ThreadFacts thread_of(const Collector& collector, const FlatRecord& record, const std::string& file_question,
                      PostKind kind) {
    ThreadFacts thread;
    const FlatField& question = record.at(MappedField::question);
    const FlatField& id = record.at(MappedField::question_id);
    const FlatField& title = record.at(MappedField::title);
    if (!id.text.empty())
        thread.native_id = id.text;
    else if (!question.text.empty())
        thread.native_id = "title:" + question.text;
    if (!question.text.empty())
        set_title(thread, question);
    else if (!title.text.empty())
        set_title(thread, title);
    if (!thread.native_id.empty()) return thread;
    const std::string& parent = record.at(MappedField::parent).text;
    if (kind == PostKind::comment && !parent.empty() && file_question.empty()) {
        thread.native_id = std::string(kThreadOfAnyPost) + parent;
    } else if (kind == PostKind::document) {
        const FlatField& text = record.at(MappedField::text);
        if (thread.title.empty()) title_from_text(thread, text, collector.bytes_of(text.bytes));
        const std::string& own = record.at(MappedField::id).text;
        thread.native_id =
            "document:" + (own.empty() ? sha256_hex(thread.title + '\n' + text.text).substr(0, 24) : own);
    } else if (!file_question.empty()) {
        thread.native_id = "title:" + file_question;
        thread.title = file_question;
        thread.title_in_source = false;
    } else if (!thread.title.empty()) {
        thread.native_id = "title:" + thread.title;
    }
    return thread;
}

}  // namespace

Result<ColumnMap> ColumnMap::from(const std::map<std::string, std::string>& column_map) {
    ColumnMap map;
    bool has_text = column_map.empty();
    for (const auto& row : usual_names()) {
        int rank = 0;
        if (column_map.empty())
            for (const std::string_view column : row.columns) map.columns_[std::string(column)] = {row.field, rank++};
    }
    for (const auto& [column, field] : column_map) {
        const auto row =
            std::find_if(usual_names().begin(), usual_names().end(),
                         [&wanted = field](const UsualNames& names) { return *names.name && names.name == wanted; });
        if (row == usual_names().end())
            return Error{ErrorCode::usage, "", 0, -1, "--map " + column + "=" + field + ": there is no such field"};
        map.columns_[column] = {row->field, -1};
        map.named_.push_back(column);
        has_text = has_text || row->field == MappedField::text;
    }
    if (!has_text) return Error{ErrorCode::usage, "", 0, -1, "--map names no column for text"};
    return map;
}

std::optional<std::pair<MappedField, int>> ColumnMap::field_of(std::string_view column) const {
    auto found = columns_.find(column);
    if (found == columns_.end()) found = columns_.find(fold_for_matching(column));
    if (found == columns_.end()) return std::nullopt;
    return found->second;
}

void add_flat_record(Collector& collector, const FlatRecord& record, const std::string& file_question) {
    const FlatField& text = record.at(MappedField::text);
    const bool has_question = !record.at(MappedField::question).text.empty() ||
                              !record.at(MappedField::question_id).text.empty() ||
                              (!file_question.empty() && record.at(MappedField::title).text.empty());
    PostFacts facts;
    facts.record = record.number;
    facts.record_bytes = record.bytes;
    facts.has_body = text.present;
    facts.body_bytes = text.bytes;
    facts.body_encoding = text.encoding;
    facts.body_is_html = looks_like_html(text.text);
    facts.kind = kind_of(record, collector.source().name, has_question);
    facts.native_id = record.at(MappedField::id).text;
    facts.author_name = record.at(MappedField::author).text;
    facts.created = record.at(MappedField::created).text;
    facts.votes = record.at(MappedField::votes).text;
    facts.comments = record.at(MappedField::comments).text;
    const ThreadFacts thread = thread_of(collector, record, file_question, facts.kind);
    if (thread.native_id.empty()) {
        collector.reject(record.number, {ErrorCode::missing_field, "", 0, record.bytes.begin, "no question"});
        return;
    }
    facts.thread = thread.native_id;
    const std::string& parent = record.at(MappedField::parent).text;
    if (!parent.empty() && parent != "0" && parent != thread.native_id)
        facts.parent = post_id(collector.source().platform, parent);
    if (text.present && !text.text.empty()) collector.add_thread(thread);
    collector.add_post(facts);
}

}  // namespace agon
