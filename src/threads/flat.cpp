// Flat records: the generic layout, for tables of no known tool.
//
// A column feeds a field by the user's map (--map content=text) or, without a map, by its usual name. Where two columns
// would do, the more telling one wins (`question` before `question_title`).
// A record says what it is: one that names a type is that; one with a parent is a comment; so is one of a file called
// comments*; one that has a title but no question, or neither and no file question, is a document of its own; any
// other is an answer.
#include <algorithm>

#include "ground/text/hashtag.hpp"
#include "src/threads/layouts.hpp"

namespace agon {
namespace {

constexpr std::size_t kLongestDerivedTitle = 150;  // bytes, fifty Han

enum Generic { kText, kAuthor, kQuestion, kQuestionId, kId, kParent, kCreated, kVotes, kComments, kKind, kTitle, kUrl };

struct UsualNames {
    Generic field;
    const char* name;  // in --map; empty: not to be mapped
    std::vector<std::string_view> columns;
};

const std::vector<UsualNames>& usual_names() {
    static const std::vector<UsualNames> names = {
        {kText,
         "text",
         {"text", "content", "body", "answer", "comment", "message", "正文", "内容", "回答内容", "评论内容"}},
        {kAuthor,
         "author",
         {"author", "author_name", "name", "user", "username", "user_name", "nickname", "作者", "用户名", "昵称"}},
        {kQuestion, "question", {"question", "question_title", "问题", "问题标题"}},
        {kQuestionId, "question_id", {"question_id", "thread_id", "thread", "discussion_id", "topic_id", "问题id"}},
        {kId, "id", {"id", "answer_id", "comment_id", "post_id", "post"}},
        {kParent, "parent", {"parent", "parent_id", "reply_to", "in_reply_to"}},
        {kCreated,
         "created",
         {"created", "created_time", "created_at", "publish_time", "date", "time", "timestamp", "ts", "发布时间",
          "日期", "时间"}},
        {kVotes,
         "votes",
         {"votes", "voteup", "voteup_count", "vote_count", "likes", "like_count", "upvotes", "score", "赞同数",
          "点赞数"}},
        {kComments, "comments", {"comments", "cmt_count", "comment_count", "评论数"}},
        {kKind, "", {"kind", "type"}},
        {kTitle, "", {"title", "标题"}},
        {kUrl, "url", {"url", "link", "链接"}},
    };
    return names;
}

bool is_comment_file(const std::string& name) {
    return name.starts_with("comment") || name.starts_with("评论");
}

PostKind kind_of(const FlatRecord& record, const std::string& file_name, bool has_question) {
    const std::string_view kind = record.at(kKind).text;
    if (kind == "answer") return PostKind::answer;
    if (kind == "comment" || kind == "reply") return PostKind::comment;
    if (kind == "document") return PostKind::document;
    if (!record.at(kParent).text.empty() || is_comment_file(file_name)) return PostKind::comment;
    return has_question ? PostKind::answer : PostKind::document;
}

/// In place of a new one, so that its texts need no memory of their own for every record.
template <class Facts>
Facts& made_anew(std::optional<Facts>& facts) {
    static const Facts blank;
    if (!facts) return facts.emplace();
    *facts = blank;
    return *facts;
}

void name_document(const FlatRecord& record, ThreadFacts& thread) {
    const FlatField& text = record.at(kText);
    if (thread.title.empty()) title_from_text(thread, text);
    const std::string_view own = record.at(kId).text;
    thread.native_id = "document:";
    if (own.empty())
        thread.native_id += sha256_hex(thread.title + '\n' + std::string(text.text)).substr(0, 24);
    else
        thread.native_id += own;
}

void fill_thread(const FlatRecord& record, const std::string& file_question, PostKind kind, ThreadFacts& thread) {
    const FlatField& question = record.at(kQuestion);
    const FlatField& title = record.at(kTitle);
    if (!record.at(kQuestionId).text.empty())
        thread.native_id = record.at(kQuestionId).text;
    else if (!question.text.empty())
        thread.native_id = "title:" + std::string(question.text);
    if (!question.text.empty())
        set_title(thread, question);
    else if (!title.text.empty())
        set_title(thread, title);
    else if (const FlatField& id = record.at(kQuestionId); has_han(id.text) || id.text.find(' ') != std::string::npos)
        set_title(thread, id);  // a column `thread` that holds titles
    if (!thread.native_id.empty()) return;
    const std::string_view parent = record.at(kParent).text;
    if (kind == PostKind::comment && !parent.empty() && file_question.empty()) {
        thread.native_id = std::string(kThreadOfAnyPost) + std::string(parent);
    } else if (kind == PostKind::document) {
        name_document(record, thread);
    } else if (!file_question.empty()) {
        thread.native_id = "title:" + file_question;
        thread.title = file_question;
        thread.title_in_source = false;
    } else if (!thread.title.empty()) {
        thread.native_id = "title:" + thread.title;
    }
}

}  // namespace

bool looks_like_html(std::string_view text) {
    if (text.find('<') == std::string_view::npos) return false;
    for (const std::string_view mark : {"</p>", "<br>", "<br/>", "<br />", "</blockquote>", "</figure>"})
        if (text.find(mark) != std::string_view::npos) return true;
    return false;
}

void title_from_text(ThreadFacts& thread, const FlatField& field) {
    std::size_t begin = field.text.find_first_not_of(" \t\r\n");
    if (begin == std::string_view::npos) return;
    std::string_view start = field.text.substr(begin, kLongestDerivedTitle + 1);
    std::size_t end = std::min({start.find('\n'), start.find('\r'), start.size()});
    const std::size_t mark = field.text.substr(begin).starts_with("【") ? begin + std::string_view("【").size() : begin;
    if (const Span tag = hashtag_at(field.text, mark); tag.length() > 0) {
        begin = static_cast<std::size_t>(tag.begin) + 1;
        start = field.text.substr(begin);
        end = static_cast<std::size_t>(tag.length()) - 2;
    } else if (end > kLongestDerivedTitle) {
        end = kLongestDerivedTitle;
        while ((static_cast<unsigned char>(start[end]) & 0xC0) == 0x80) --end;
    }
    thread.title = start.substr(0, end);
    if (field.bytes.length() != static_cast<std::int64_t>(field.text.size())) return;  // escapes: named, not cited
    thread.title_in_source = true;
    thread.title_bytes = {field.bytes.begin + static_cast<std::int64_t>(begin),
                          field.bytes.begin + static_cast<std::int64_t>(begin + end)};
    thread.title_encoding = field.encoding;
}

void set_title(ThreadFacts& thread, const FlatField& field) {
    thread.title = field.text;
    thread.title_in_source = true;
    thread.title_bytes = field.bytes;
    thread.title_encoding = field.encoding;
}

void set_body(PostFacts& post, const FlatRecord& record, const FlatField& field) {
    post.record = record.number;
    post.record_bytes = record.bytes;
    post.has_body = field.present;
    post.body_bytes = field.bytes;
    post.body_encoding = field.encoding;
    post.body_text = field.text;
    post.body_is_html = looks_like_html(field.text);
}

void FlatRecord::take(const SlotOfColumn& into, const FlatField& field) {
    FlatField& there = fields[static_cast<std::size_t>(into.slot)];
    if (there.present && !there.text.empty() && (there.rank <= into.rank || field.text.empty())) return;
    if (there.present && there.text.empty() && field.text.empty()) return;
    there = field;
    there.present = true;
    there.rank = into.rank;
}

ColumnMap::ColumnMap(const std::vector<std::vector<std::string_view>>& slots) {
    for (std::size_t slot = 0; slot < slots.size(); ++slot) {
        int rank = 0;
        for (const std::string_view column : slots[slot])
            columns_[std::string(column)] = {static_cast<int>(slot), rank++};
    }
}

Result<ColumnMap> ColumnMap::from(const std::map<std::string, std::string>& column_map) {
    if (column_map.empty()) {
        std::vector<std::vector<std::string_view>> slots;
        for (const UsualNames& row : usual_names()) slots.push_back(row.columns);
        return ColumnMap(slots);
    }
    ColumnMap map;
    bool has_text = false;
    for (const auto& [column, field] : column_map) {
        const auto row =
            std::find_if(usual_names().begin(), usual_names().end(),
                         [&wanted = field](const UsualNames& names) { return *names.name && names.name == wanted; });
        if (row == usual_names().end())
            return Error{ErrorCode::usage, "", 0, -1, "--map " + column + "=" + field + ": there is no such field"};
        map.columns_[column] = {row->field, -1};
        map.named_.push_back(column);
        has_text = has_text || row->field == kText;
    }
    if (!has_text) return Error{ErrorCode::usage, "", 0, -1, "--map names no column for text"};
    return map;
}

std::optional<SlotOfColumn> ColumnMap::slot_of(std::string_view column) const {
    auto found = columns_.find(column);
    if (found == columns_.end()) found = columns_.find(fold_for_matching(column));
    if (found == columns_.end()) return std::nullopt;
    return found->second;
}

bool has_text_column(const std::vector<std::string>& columns, const ColumnMap& map) {
    return std::any_of(columns.begin(), columns.end(), [&](const std::string& column) {
        const auto slot = map.slot_of(column);
        return slot && slot->slot == kText;
    });
}

void read_generic(const FlatRecord& record, const FlatContext& context, FlatFacts& facts) {
    const FlatField& text = record.at(kText);
    const bool has_question = !record.at(kQuestion).text.empty() || !record.at(kQuestionId).text.empty() ||
                              (!context.file_question.empty() && record.at(kTitle).text.empty());
    facts.reject.reset();
    PostFacts& post = made_anew(facts.post);
    set_body(post, record, text);
    post.kind = kind_of(record, context.file_name, has_question);
    post.native_id = record.at(kId).text;
    post.author_name = record.at(kAuthor).text;
    post.created = record.at(kCreated).text;
    post.votes = record.at(kVotes).text;
    post.comments = record.at(kComments).text;
    post.url = record.at(kUrl).text;
    ThreadFacts& thread = made_anew(facts.thread);
    fill_thread(record, context.file_question, post.kind, thread);
    if (thread.native_id.empty()) {
        facts = {};
        facts.reject = Error{ErrorCode::missing_field, "", 0, -1, "no question"};
        return;
    }
    post.thread = thread.native_id;
    const std::string_view parent = record.at(kParent).text;
    if (!parent.empty() && parent != "0" && parent != thread.native_id)
        post.parent = post_id(context.source.platform, parent);
    if (!text.present || text.text.empty()) facts.thread.reset();
}

void deliver(Collector& collector, const FlatRecord& record, FlatFacts& facts) {
    if (!collector.is_whole(record.number, record.bytes)) return;
    if (facts.thread) {
        facts.thread->record = record.number;
        facts.thread->record_bytes = record.bytes;
        collector.add_thread(*facts.thread);
    }
    if (facts.reject) {
        if (facts.reject->offset < 0) facts.reject->offset = record.bytes.begin;
        return collector.reject(record.number, *facts.reject);
    }
    if (facts.post) collector.add_post(*facts.post);
    if (facts.vote) {
        facts.vote->record = record.number;
        facts.vote->record_bytes = record.bytes;
        collector.add_vote(*facts.vote);
    }
    if (facts.author && facts.author->author != AuthorId{})
        collector.add_author(facts.author->author, facts.author->name);
    else if (facts.author)
        collector.add_author(facts.author->key, facts.author->name);
}

}  // namespace agon
