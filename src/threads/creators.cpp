// MediaCrawler's creator files: the people whose pages were crawled, and nothing that they wrote. They name the authors
// of posts that carry an id only.
#include "src/threads/layouts.hpp"

namespace agon {
namespace {

enum { kKey, kName };

FlatFacts read(const FlatRecord& record, const FlatContext&) {
    FlatFacts facts;
    const std::string_view name = record.at(kName).text;
    if (record.at(kKey).text.empty()) {
        facts.reject = Error{ErrorCode::missing_field, "", 0, -1, "no user_id"};
    } else if (is_blank(name) || author_kind_of(name, "") != AuthorKind::named) {
        facts.reject = Error{ErrorCode::missing_field, "", 0, -1, "no name of a person"};
    } else {
        facts.author = AuthorFacts{record.text(kKey), record.text(kName)};
    }
    return facts;
}

}  // namespace

Layout zhihu_creators_layout() {
    return {"mediacrawler_zhihu_creators",
            "zhihu",
            {"creator_hash|user_id", "user_nickname", "get_voteup_count"},
            {{"creator_hash", "user_id"}, {"user_nickname"}},
            read};
}

Layout weibo_creators_layout() {
    return {"mediacrawler_weibo_creators",
            "weibo",
            {"creator_hash|user_id", "nickname", "follows", "fans", "tag_list"},
            {{"creator_hash", "user_id"}, {"nickname"}},
            read};
}

}  // namespace agon
