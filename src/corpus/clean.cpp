// NORMALISE. From the bytes of a record's text field to clean text, with a map from every clean byte to its source.
//
// Example: the JSON field "<p>第一&amp;第二</p>" becomes 第一&第二; the map says that '&' stands for the five bytes
// "&amp;". Counter-example: 全角ＡＢＣ stays as it is. Folding it here would make a quote differ from what its author
// wrote.
#include <algorithm>

#include "src/corpus/steps.hpp"

namespace agon {
namespace {

bool outside(const Post& post, const CorpusOptions& options) {
    if (post.created_seconds < 0) return false;  // undated posts stay; the report counts them
    return post.created_seconds < options.from_seconds || post.created_seconds >= options.to_seconds;
}

bool is_removal_notice(std::string_view text) {
    for (std::string_view notice : {"该评论已删除", "评论已删除", "该回答已被删除", "[deleted]", "[removed]"})
        if (text == notice) return true;
    return false;
}

PostFate fate_of(const Post& post, const CleanPost& clean, const CorpusOptions& options) {
    if (post.newest == 0) return PostFate::superseded;
    if (!has_words(clean.text)) return PostFate::empty;
    if (is_removal_notice(clean.text)) return PostFate::notice;
    if (outside(post, options)) return PostFate::outside_window;
    if (!options.stream.empty() && post.stream != options.stream) return PostFate::outside_view;
    return PostFate::analysed;
}

/// Names what in the text is not the author's own argument.
void mark(CleanPost& clean, HtmlText html, const CorpusOptions& options) {
    std::vector<Span> quoted = std::move(html.quoted), links = std::move(html.links);
    for (const Span& line : find_quoted_lines(clean.text)) quoted.push_back(line);
    if (const Relay relay = find_relay(clean.text); relay.chain_begin >= 0)
        quoted.push_back({relay.chain_begin, static_cast<std::int64_t>(clean.text.size())});
    for (const Span& url : find_urls(clean.text)) links.push_back(url);
    clean.quoted_spans = pack_spans(join_spans(std::move(quoted)));
    clean.link_spans = pack_spans(join_spans(std::move(links)));
    clean.code_spans = pack_spans(html.code);
    clean.image_spans = pack_spans(html.images);
    if (options.boilerplate != nullptr) clean.aside_spans = pack_spans(find_asides(clean.text, *options.boilerplate));
}

}  // namespace

Result<CleanPost> clean_field(const Post& post, std::string_view raw, const CorpusOptions& options) {
    CleanPost clean;
    clean.post = post.post;
    clean.revision = post.revision;
    clean.thread = post.thread;
    clean.voice = static_cast<VoiceId>(static_cast<std::int64_t>(post.author));
    clean.stream = post.stream;
    clean.kind = post.kind;
    clean.year = post.created_year;
    TRY(MappedText mapped, decode_field(raw, post.body_encoding, post.body_begin));
    HtmlText html;
    if (post.body_is_html != 0)
        html = html_to_text(mapped);
    else
        html.mapped = std::move(mapped);
    clean.text = std::move(html.mapped.text);
    clean.source_runs = pack_runs(html.mapped.runs);
    clean.language = language_of(clean.text);
    mark(clean, std::move(html), options);
    clean.fate = fate_of(post, clean, options);
    return clean;
}

Result<CleanPost> clean_post(const Post& post, std::string_view source, const CorpusOptions& options) {
    if (post.body_begin < 0 || post.body_end < post.body_begin ||
        post.body_end > static_cast<std::int64_t>(source.size()))
        return Error{ErrorCode::case_damaged, post.source, post.record, post.body_begin,
                     "text lies outside its source"};
    return clean_field(post,
                       source.substr(static_cast<std::size_t>(post.body_begin),
                                     static_cast<std::size_t>(post.body_end - post.body_begin)),
                       options);
}

}  // namespace agon
