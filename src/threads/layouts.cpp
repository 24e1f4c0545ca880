// Layouts: what the columns of known tools mean. One row of the table below a tool's file; the slots of a layout are
// numbered in its own enum, beside the function that reads them. The facts of each stand in docs/formats/.
#include "src/threads/layouts.hpp"

#include <algorithm>
#include <charconv>

namespace agon {
namespace {

bool is_removed(std::string_view text) {
    return text == "[deleted]" || text == "[removed]" || text == "[ Removed by Reddit ]";
}

FlatFacts refused(ErrorCode code, std::string detail) {
    FlatFacts facts;
    facts.reject = Error{code, "", 0, -1, std::move(detail)};
    return facts;
}

bool is_none(std::string_view id) {
    return id.empty() || id == "0" || id == "None" || id == "null";
}

// ---- MediaCrawler, Zhihu
// --------------------------------------------------------------------------------------------- Since July 2026 names
// are masked (张**) and creator_hash stands for the person; before, user_id did.
namespace zhihu_contents {
enum {
    kId,
    kType,
    kText,
    kDescription,
    kUrl,
    kQuestion,
    kTitle,
    kCreated,
    kUpdated,
    kVotes,
    kComments,
    kPerson,
    kName
};
const std::vector<std::vector<std::string_view>> kSlots = {
    {"content_id"},   {"content_type"}, {"content_text"},  {"desc"},
    {"content_url"},  {"question_id"},  {"title"},         {"created_time"},
    {"updated_time"}, {"voteup_count"}, {"comment_count"}, {"creator_hash", "user_id", "user_url_token"},
    {"user_nickname"}};

FlatFacts read(const FlatRecord& record, const FlatContext&) {
    FlatFacts facts;
    PostFacts post;
    set_body(post, record, record.at(record.at(kText).text.empty() ? kDescription : kText));
    post.native_id = record.text(kId);
    if (post.native_id.empty()) return refused(ErrorCode::missing_field, "no content_id");
    post.author_key = record.text(kPerson);
    post.author_name = record.text(kName);
    post.created = record.text(kCreated);
    post.edited = record.text(kUpdated);
    post.votes = record.text(kVotes);
    post.comments = record.text(kComments);
    post.url = record.text(kUrl);
    ThreadFacts thread;
    const bool is_answer =
        record.at(kType).text == "answer" || (record.at(kType).text.empty() && !is_none(record.at(kQuestion).text));
    post.kind = is_answer ? PostKind::answer : PostKind::document;
    if (is_answer && is_none(record.at(kQuestion).text)) return refused(ErrorCode::missing_field, "no question_id");
    thread.native_id = is_answer ? record.text(kQuestion) : "document:" + post.native_id;
    if (!record.at(kTitle).text.empty()) set_title(thread, record.at(kTitle));
    if (!is_answer) thread.created = post.created;
    post.thread = thread.native_id;
    facts.thread = std::move(thread);
    facts.post = std::move(post);
    return facts;
}
}  // namespace zhihu_contents

namespace zhihu_comments {
enum { kId, kParent, kText, kCreated, kComments, kVotes, kOn, kOnType, kPerson, kName };
const std::vector<std::vector<std::string_view>> kSlots = {
    {"comment_id"},   {"parent_comment_id"}, {"content"},
    {"publish_time"}, {"sub_comment_count"}, {"like_count"},
    {"content_id"},   {"content_type"},      {"creator_hash", "user_id"},
    {"user_nickname"}};

FlatFacts read(const FlatRecord& record, const FlatContext& context) {
    FlatFacts facts;
    PostFacts post;
    set_body(post, record, record.at(kText));
    post.kind = PostKind::comment;
    post.native_id = record.text(kId);
    const std::string on = record.text(kOn), parent = record.text(kParent);
    if (post.native_id.empty()) return refused(ErrorCode::missing_field, "no comment_id");
    if (on.empty()) return refused(ErrorCode::missing_field, "no content_id");
    const PostKind kind =
        record.at(kOnType).text == "answer" || record.at(kOnType).text.empty() ? PostKind::answer : PostKind::document;
    post.author_key = record.text(kPerson);
    post.author_name = record.text(kName);
    post.created = record.text(kCreated);
    post.votes = record.text(kVotes);
    post.comments = record.text(kComments);
    const std::string& platform = context.source.platform;
    post.parent = is_none(parent) ? post_id(platform, kind, on) : post_id(platform, PostKind::comment, parent);
    ThreadFacts thread;
    thread.native_id = thread_of_post(kind, on);
    post.thread = thread.native_id;
    facts.thread = std::move(thread);
    facts.post = std::move(post);
    return facts;
}
}  // namespace zhihu_comments

// ---- MediaCrawler, Weibo
// ---------------------------------------------------------------------------------------------
/// Weibo's texts are HTML where there is a link or a picture of a face in them.
bool has_weibo_markup(std::string_view text) {
    for (const std::string_view mark : {"</a>", "</span>", "<img ", "<br"})
        if (text.find(mark) != std::string_view::npos) return true;
    return false;
}

namespace weibo_contents {
enum { kId, kText, kCreated, kVotes, kComments, kUrl, kPerson, kName };
const std::vector<std::vector<std::string_view>> kSlots = {
    {"note_id"},        {"content"},  {"create_time", "create_date_time"}, {"liked_count"},
    {"comments_count"}, {"note_url"}, {"creator_hash", "user_id"},         {"nickname", "user_nickname"}};

FlatFacts read(const FlatRecord& record, const FlatContext&) {
    FlatFacts facts;
    PostFacts post;
    set_body(post, record, record.at(kText));
    post.kind = PostKind::document;
    post.native_id = record.text(kId);
    if (post.native_id.empty()) return refused(ErrorCode::missing_field, "no note_id");
    post.author_key = record.text(kPerson);
    post.author_name = record.text(kName);
    post.created = record.text(kCreated);
    post.votes = record.text(kVotes);
    post.comments = record.text(kComments);
    post.url = record.text(kUrl);
    post.body_is_html = has_weibo_markup(record.at(kText).text);
    post.body_is_cut = record.at(kText).text.ends_with("...全文") || record.at(kText).text.ends_with("…全文");
    ThreadFacts thread;
    thread.native_id = "document:" + post.native_id;
    thread.created = post.created;
    title_from_text(thread, record.at(kText));
    post.thread = thread.native_id;
    facts.thread = std::move(thread);
    facts.post = std::move(post);
    return facts;
}
}  // namespace weibo_contents

namespace weibo_comments {
enum { kId, kOn, kParent, kText, kCreated, kComments, kVotes, kPerson, kName };
const std::vector<std::vector<std::string_view>> kSlots = {{"comment_id"},
                                                           {"note_id"},
                                                           {"parent_comment_id"},
                                                           {"content"},
                                                           {"create_time", "create_date_time"},
                                                           {"sub_comment_count"},
                                                           {"comment_like_count"},
                                                           {"creator_hash", "user_id"},
                                                           {"nickname", "user_nickname"}};

FlatFacts read(const FlatRecord& record, const FlatContext& context) {
    FlatFacts facts;
    PostFacts post;
    set_body(post, record, record.at(kText));
    post.kind = PostKind::comment;
    post.native_id = record.text(kId);
    const std::string on = record.text(kOn), parent = record.text(kParent);
    if (post.native_id.empty()) return refused(ErrorCode::missing_field, "no comment_id");
    if (on.empty()) return refused(ErrorCode::missing_field, "no note_id");
    post.body_is_html = has_weibo_markup(record.at(kText).text);
    post.author_key = record.text(kPerson);
    post.author_name = record.text(kName);
    post.created = record.text(kCreated);
    post.votes = record.text(kVotes);
    post.comments = record.text(kComments);
    const std::string& platform = context.source.platform;
    const bool is_root = is_none(parent) || parent == post.native_id;  // Weibo calls a root its own root
    post.parent = is_root ? post_id(platform, PostKind::document, on) : post_id(platform, PostKind::comment, parent);
    ThreadFacts thread;
    thread.native_id = "document:" + on;
    post.thread = thread.native_id;
    facts.thread = std::move(thread);
    facts.post = std::move(post);
    return facts;
}
}  // namespace weibo_comments

// ---- 4CAT
// ------------------------------------------------------------------------------------------------------------ Times
// are UTC. The columns agon_* are those that agon's own export adds, so that nothing is lost on the way back.
namespace fourcat {
enum {
    kId,
    kThread,
    kAuthor,
    kBody,
    kTime,
    kSubject,
    kParent,
    kVotes,
    kUrl,
    kComments,
    kKind,
    kAgonParent,
    kAgonPerson,
    kAgonPersonKind,
    kAgonCreated,
    kAgonEdited,
    kPlatform,
    kStream,
    kTopic,
    kCut
};
const std::vector<std::vector<std::string_view>> kSlots = {{"id"},
                                                           {"thread_id"},
                                                           {"author"},
                                                           {"body"},
                                                           {"unix_timestamp", "timestamp"},
                                                           {"subject", "title"},
                                                           {"parent_id", "reply_to"},
                                                           {"score", "likes", "like_count"},
                                                           {"url", "link", "post_url"},
                                                           {"comment_count"},
                                                           {"agon_kind"},
                                                           {"agon_parent"},
                                                           {"agon_author"},
                                                           {"agon_author_kind"},
                                                           {"agon_created"},
                                                           {"agon_edited"},
                                                           {"agon_platform"},
                                                           {"agon_stream"},
                                                           {"agon_topic"},
                                                           {"agon_is_cut"}};

FlatFacts read(const FlatRecord& record, const FlatContext& context) {
    FlatFacts facts;
    PostFacts post;
    set_body(post, record, record.at(kBody));
    post.native_id = record.text(kId);
    const std::string thread_id_text = record.text(kThread), parent = record.text(kParent);
    if (post.native_id.empty()) return refused(ErrorCode::missing_field, "no id");
    if (thread_id_text.empty()) return refused(ErrorCode::missing_field, "no thread_id");
    const bool is_ours = record.at(kKind).present;
    const std::string platform = record.at(kPlatform).text.empty() ? context.source.platform : record.text(kPlatform);
    const bool opens = thread_id_text == post.native_id;
    if (is_ours) {
        const auto kind = kind_called(record.at(kKind).text);
        if (!kind) return refused(ErrorCode::bad_value, "kind \"" + record.text(kKind) + '"');
        post.kind = *kind;
        post.parent = static_cast<PostId>(number_of(record.at(kAgonParent).text));
        post.author = static_cast<AuthorId>(number_of(record.at(kAgonPerson).text));
        if (record.at(kAgonPersonKind).text == "named") post.author_key = "named";
        post.created = record.text(kAgonCreated);
        post.edited = record.text(kAgonEdited);
        post.platform = platform;
        post.stream = record.text(kStream);
        post.body_is_html = false;
        post.body_is_cut = record.at(kCut).text == "1";
    } else {
        post.kind = opens ? PostKind::document : PostKind::comment;
        post.created = record.text(kTime);
        post.times_are_utc = true;
        if (!opens)
            post.parent = is_none(parent) || parent == thread_id_text
                              ? post_id(platform, PostKind::document, thread_id_text)
                              : post_id(platform, PostKind::comment, parent);
    }
    post.author_name = record.text(kAuthor);
    post.votes = record.text(kVotes);
    post.comments = record.text(kComments);
    post.url = record.text(kUrl);
    ThreadFacts thread;
    thread.native_id = thread_id_text;
    thread.platform = is_ours ? platform : "";
    thread.stream = record.text(kStream);
    thread.topic = record.text(kTopic);
    if (!record.at(kSubject).text.empty()) set_title(thread, record.at(kSubject));
    post.thread = thread.native_id;
    facts.thread = std::move(thread);
    facts.post = std::move(post);
    return facts;
}
}  // namespace fourcat

// ---- Reddit
// ----------------------------------------------------------------------------------------------------------
/// "edited" is false or a time; in a table false is a word.
std::string edited_of(std::string_view text) {
    return text == "false" || text == "False" ? "" : std::string(text);
}

namespace reddit_comments {
enum { kId, kParent, kLink, kText, kName, kPerson, kCreated, kScore, kPermalink, kEdited };
const std::vector<std::vector<std::string_view>> kSlots = {
    {"id"},          {"parent_id"}, {"link_id"},   {"body"},  {"author"}, {"author_fullname"},
    {"created_utc"}, {"score"},     {"permalink"}, {"edited"}};

FlatFacts read(const FlatRecord& record, const FlatContext& context) {
    FlatFacts facts;
    PostFacts post;
    set_body(post, record, record.at(kText));
    if (is_removed(record.at(kText).text))
        return refused(ErrorCode::missing_field, "the text was removed at its source");
    post.kind = PostKind::comment;
    post.body_is_html = false;
    post.native_id = record.text(kId);
    if (post.native_id.empty()) return refused(ErrorCode::missing_field, "no id");
    const std::string link = record.text(kLink), parent = record.text(kParent);
    if (!link.starts_with("t3_")) return refused(ErrorCode::bad_value, "link_id \"" + link + '"');
    const std::string& platform = context.source.platform;
    post.parent = parent.starts_with("t1_") ? post_id(platform, PostKind::comment, parent.substr(3))
                                            : post_id(platform, PostKind::document, link.substr(3));
    post.author_key = record.text(kPerson);
    post.author_name = record.text(kName);
    post.created = record.text(kCreated);
    post.edited = edited_of(record.at(kEdited).text);
    post.votes = record.text(kScore);
    if (!record.at(kPermalink).text.empty()) post.url = "https://www.reddit.com" + record.text(kPermalink);
    ThreadFacts thread;
    thread.native_id = link.substr(3);
    post.thread = thread.native_id;
    facts.thread = std::move(thread);
    facts.post = std::move(post);
    return facts;
}
}  // namespace reddit_comments

namespace reddit_submissions {
enum { kId, kTitle, kText, kName, kPerson, kCreated, kScore, kComments, kPermalink, kEdited };
const std::vector<std::vector<std::string_view>> kSlots = {
    {"id"},          {"title"}, {"selftext"},     {"author"},    {"author_fullname"},
    {"created_utc"}, {"score"}, {"num_comments"}, {"permalink"}, {"edited"}};

FlatFacts read(const FlatRecord& record, const FlatContext&) {
    FlatFacts facts;
    ThreadFacts thread;
    thread.native_id = record.text(kId);
    if (thread.native_id.empty()) return refused(ErrorCode::missing_field, "no id");
    if (record.at(kTitle).text.empty()) return refused(ErrorCode::missing_field, "no title");
    set_title(thread, record.at(kTitle));
    thread.created = record.text(kCreated);
    const std::string_view text = record.at(kText).text;
    if (is_removed(text)) {
        facts = refused(ErrorCode::missing_field, "the text was removed at its source");
    } else if (!record.at(kText).present) {
        facts = refused(ErrorCode::missing_field, "no text");
    } else if (!text.empty()) {  // a link alone is a thread without a text of its own
        PostFacts post;
        set_body(post, record, record.at(kText));
        post.kind = PostKind::document;
        post.body_is_html = false;
        post.native_id = post.thread = thread.native_id;
        post.author_key = record.text(kPerson);
        post.author_name = record.text(kName);
        post.created = record.text(kCreated);
        post.edited = edited_of(record.at(kEdited).text);
        post.votes = record.text(kScore);
        post.comments = record.text(kComments);
        if (!record.at(kPermalink).text.empty()) post.url = "https://www.reddit.com" + record.text(kPermalink);
        facts.post = std::move(post);
    }
    facts.thread = std::move(thread);
    return facts;
}
}  // namespace reddit_submissions

// ---- Pol.is
// ---------------------------------------------------------------------------------------------------------- A
// conversation is a folder, and ids count within it. The columns agrees and disagrees are not used: votes are counted.
std::string conversation_of(const FlatContext& context) {
    return context.folder.empty() ? context.thread_of_file() : context.folder;
}

namespace polis_comments {
enum { kId, kPerson, kText, kCreated };
const std::vector<std::vector<std::string_view>> kSlots = {
    {"comment-id"}, {"author-id"}, {"comment-body"}, {"timestamp"}};

FlatFacts read(const FlatRecord& record, const FlatContext& context) {
    FlatFacts facts;
    const std::string conversation = conversation_of(context);
    PostFacts post;
    set_body(post, record, record.at(kText));
    post.kind = PostKind::answer;
    if (record.at(kId).text.empty()) return refused(ErrorCode::missing_field, "no comment-id");
    post.native_id = conversation + '/' + record.text(kId);
    if (!record.at(kPerson).text.empty()) post.author_key = conversation + '/' + record.text(kPerson);
    post.created = record.text(kCreated);
    ThreadFacts thread;
    thread.native_id = conversation;
    post.thread = conversation;
    facts.thread = std::move(thread);
    facts.post = std::move(post);
    return facts;
}
}  // namespace polis_comments

namespace polis_votes {
enum { kId, kPerson, kVote, kCreated };
const std::vector<std::vector<std::string_view>> kSlots = {{"comment-id"}, {"voter-id"}, {"vote"}, {"timestamp"}};

FlatFacts read(const FlatRecord& record, const FlatContext& context) {
    const std::string conversation = conversation_of(context);
    if (record.at(kId).text.empty()) return refused(ErrorCode::missing_field, "no comment-id");
    if (record.at(kPerson).text.empty()) return refused(ErrorCode::missing_field, "no voter-id");
    FlatFacts facts;
    VoteFacts vote;
    vote.post = post_id(context.source.platform, PostKind::answer, conversation + '/' + record.text(kId));
    vote.voter = conversation + '/' + record.text(kPerson);
    vote.value = record.text(kVote);
    vote.created = record.text(kCreated);
    facts.vote = std::move(vote);
    return facts;
}
}  // namespace polis_votes

// ---- Talk to the City, kouchou-ai
// ------------------------------------------------------------------------------------ The column timestamp is a place
// in a video, not a date.
namespace tttc {
enum { kId, kText, kName, kUrl };
const std::vector<std::vector<std::string_view>> kSlots = {
    {"id", "comment-id", "row-id", "i"},
    {"comment", "comment-body", "response", "answer", "text"},
    {"interview", "name", "extraquestion1", "speaker name", "speaker-name", "author", "speaker-id", "speaker_id"},
    {"url", "video"}};

FlatFacts read(const FlatRecord& record, const FlatContext& context) {
    FlatFacts facts;
    PostFacts post;
    set_body(post, record, record.at(kText));
    post.kind = PostKind::answer;
    ThreadFacts thread;
    thread.title = context.thread_of_file();
    thread.native_id = "title:" + thread.title;
    if (!record.at(kId).text.empty()) post.native_id = thread.title + '/' + record.text(kId);
    post.author_name = record.text(kName);
    post.url = record.text(kUrl);
    post.thread = thread.native_id;
    facts.thread = std::move(thread);
    facts.post = std::move(post);
    return facts;
}
}  // namespace tttc

}  // namespace

std::optional<PostKind> kind_called(std::string_view name) {
    for (const PostKind kind : {PostKind::answer, PostKind::comment, PostKind::document})
        if (enum_name(kind) == name) return kind;
    return std::nullopt;
}

std::int64_t number_of(std::string_view text) {
    std::int64_t value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

const std::vector<Layout>& layouts() {
    static const std::vector<Layout> table = {
        agon_layout(),
        {"mediacrawler_zhihu_contents",
         "zhihu",
         {"content_id", "content_text", "voteup_count"},
         zhihu_contents::kSlots,
         zhihu_contents::read},
        {"mediacrawler_zhihu_comments",
         "zhihu",
         {"comment_id", "content_id", "parent_comment_id", "content"},
         zhihu_comments::kSlots,
         zhihu_comments::read},
        zhihu_creators_layout(),
        {"mediacrawler_weibo_comments",
         "weibo",
         {"comment_id", "note_id", "comment_like_count", "content"},
         weibo_comments::kSlots,
         weibo_comments::read},
        {"mediacrawler_weibo_contents",
         "weibo",
         {"note_id", "content", "liked_count", "shared_count|comments_count"},
         weibo_contents::kSlots,
         weibo_contents::read},
        weibo_creators_layout(),
        bazhuayu_layout(),
        youtube_layout(),
        {"reddit_comments",
         "reddit",
         {"body", "link_id", "parent_id", "author"},
         reddit_comments::kSlots,
         reddit_comments::read},
        {"reddit_submissions",
         "reddit",
         {"selftext", "title", "id", "author"},
         reddit_submissions::kSlots,
         reddit_submissions::read},
        {"polis_comments",
         "polis",
         {"comment-id", "author-id", "comment-body", "timestamp"},
         polis_comments::kSlots,
         polis_comments::read},
        {"polis_votes", "polis", {"comment-id", "voter-id", "vote"}, polis_votes::kSlots, polis_votes::read},
        {"4cat", "4cat", {"id", "thread_id", "author", "body", "timestamp"}, fourcat::kSlots, fourcat::read},
        {"tttc",
         "tttc",
         {"id|comment-id|row-id|i", "comment|comment-body|response|answer|text",
          "interview|comment-body|response|speaker name|speaker-name|speaker-id|speaker_id|extraquestion1|"
          "comment&video"},
         tttc::kSlots,
         tttc::read},
    };
    return table;
}

const Layout* layout_of(const std::vector<std::string>& columns) {
    const auto is_there = [&](std::string_view name) {
        return std::any_of(columns.begin(), columns.end(), [&](const std::string& column) {
            return column == name || fold_for_matching(column) == name;
        });
    };
    const auto has = [&](std::string_view names) {
        while (!names.empty()) {
            const std::string_view one = names.substr(0, names.find('|'));
            names.remove_prefix(std::min(one.size() + 1, names.size()));
            const std::size_t both = one.find('&');
            if (is_there(one.substr(0, both)) && (both == std::string_view::npos || is_there(one.substr(both + 1))))
                return true;
        }
        return false;
    };
    for (const Layout& layout : layouts())
        if (std::all_of(layout.required.begin(), layout.required.end(), has)) return &layout;
    return nullptr;
}

}  // namespace agon
