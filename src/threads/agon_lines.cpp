// agon_jsonl: agon's own lines, one thread, post, vote or author's name each, named by the member "agon". Ids that agon
// made are carried as numbers, so that a post, its thread, parent and author are the same after export and import.
#include "src/threads/layouts.hpp"

namespace agon {
namespace {

enum {
    kWhat,
    kPlatform,
    kStream,
    kTopic,
    kId,
    kThread,
    kKind,
    kParent,
    kPerson,
    kName,
    kPersonKind,
    kCreated,
    kEdited,
    kVotes,
    kComments,
    kText,
    kHtml,
    kCut,
    kUrl,
    kTitle,
    kDetail,
    kPost,
    kVoter,
    kValue
};

FlatFacts refused(ErrorCode code, std::string detail) {
    FlatFacts facts;
    facts.reject = Error{code, "", 0, -1, std::move(detail)};
    return facts;
}

FlatFacts read_thread(const FlatRecord& record) {
    FlatFacts facts;
    ThreadFacts thread;
    thread.native_id = record.text(kId);
    if (thread.native_id.empty()) return refused(ErrorCode::missing_field, "no id");
    thread.platform = record.text(kPlatform);
    thread.stream = record.text(kStream);
    thread.topic = record.text(kTopic);
    thread.detail = record.text(kDetail);
    thread.created = record.text(kCreated);
    if (!record.at(kTitle).text.empty()) set_title(thread, record.at(kTitle));
    facts.thread = std::move(thread);
    return facts;
}

FlatFacts read_post(const FlatRecord& record) {
    FlatFacts facts;
    const auto kind = kind_called(record.at(kKind).text);
    if (!kind) return refused(ErrorCode::bad_value, "kind \"" + record.text(kKind) + '"');
    if (record.at(kId).text.empty()) return refused(ErrorCode::missing_field, "no id");
    if (record.at(kThread).text.empty()) return refused(ErrorCode::missing_field, "no thread");
    PostFacts post;
    set_body(post, record, record.at(kText));
    post.body_is_html = record.at(kHtml).text == "1";
    post.body_is_cut = record.at(kCut).text == "1";
    post.kind = *kind;
    post.native_id = record.text(kId);
    post.thread = record.text(kThread);
    post.platform = record.text(kPlatform);
    post.stream = record.text(kStream);
    post.parent = static_cast<PostId>(number_of(record.at(kParent).text));
    post.author = static_cast<AuthorId>(number_of(record.at(kPerson).text));
    post.author_name = record.text(kName);
    if (record.at(kPersonKind).text == "named") post.author_key = "named";
    post.created = record.text(kCreated);
    post.edited = record.text(kEdited);
    post.votes = record.text(kVotes);
    post.comments = record.text(kComments);
    post.url = record.text(kUrl);
    facts.post = std::move(post);
    return facts;
}

FlatFacts read_vote(const FlatRecord& record) {
    FlatFacts facts;
    VoteFacts vote;
    vote.post = static_cast<PostId>(number_of(record.at(kPost).text));
    vote.voter_id = static_cast<AuthorId>(number_of(record.at(kVoter).text));
    vote.value = record.text(kValue);
    vote.created = record.text(kCreated);
    if (vote.post == PostId{}) return refused(ErrorCode::missing_field, "no post");
    facts.vote = std::move(vote);
    return facts;
}

FlatFacts read_author(const FlatRecord& record) {
    FlatFacts facts;
    const auto author = static_cast<AuthorId>(number_of(record.at(kPerson).text));
    if (author == AuthorId{}) return refused(ErrorCode::missing_field, "no author");
    if (record.at(kName).text.empty()) return refused(ErrorCode::missing_field, "no author_name");
    facts.author = AuthorFacts{"", record.text(kName), author};
    return facts;
}

FlatFacts read(const FlatRecord& record, const FlatContext&) {
    const std::string_view what = record.at(kWhat).text;
    if (what == "post") return read_post(record);
    if (what == "thread") return read_thread(record);
    if (what == "vote") return read_vote(record);
    if (what == "author") return read_author(record);
    return refused(ErrorCode::bad_value, "agon \"" + std::string(what) + '"');
}

}  // namespace

Layout agon_layout() {
    return {
        "agon_jsonl",
        "agon",
        {"agon", "platform|post|author_name"},
        {{"agon"},   {"platform"},    {"stream"},      {"topic"},   {"id"},     {"thread"}, {"kind"},     {"parent"},
         {"author"}, {"author_name"}, {"author_kind"}, {"created"}, {"edited"}, {"votes"},  {"comments"}, {"text"},
         {"html"},   {"cut"},         {"url"},         {"title"},   {"detail"}, {"post"},   {"voter"},    {"value"}},
        read};
}

}  // namespace agon
