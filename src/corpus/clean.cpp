// NORMALISE. From the bytes of a record's text field to clean text, with a map from every clean byte to its source.
//
// Example: the JSON field "<p>第一&amp;第二</p>" becomes 第一&第二; the map says that '&' stands for the five bytes
// "&amp;". Counter-example: 全角ＡＢＣ stays as it is. Folding it here would make a quote differ from what its author
// wrote.
#include <map>

#include "src/corpus/corpus.hpp"
#include "src/corpus/twins.hpp"

namespace agon {
namespace {

void put_number(std::string& out, std::uint64_t value) {
    while (value >= 0x80) {
        out.push_back(static_cast<char>(value | 0x80));
        value >>= 7;
    }
    out.push_back(static_cast<char>(value));
}

std::uint64_t get_number(std::string_view packed, std::size_t& at) {
    std::uint64_t value = 0;
    for (int shift = 0; at < packed.size() && shift < 64; shift += 7) {
        const auto byte = static_cast<unsigned char>(packed[at++]);
        value |= static_cast<std::uint64_t>(byte & 0x7F) << shift;
        if (!(byte & 0x80)) break;
    }
    return value;
}

// The table stores text columns as UTF-8, so packed numbers are written in hexadecimal.
std::string to_hexadecimal(std::string_view bytes) {
    constexpr char digits[] = "0123456789abcdef";
    std::string out;
    out.reserve(bytes.size() * 2);
    for (const char c : bytes) {
        out.push_back(digits[static_cast<unsigned char>(c) >> 4]);
        out.push_back(digits[static_cast<unsigned char>(c) & 15]);
    }
    return out;
}

int digit_value(char c) {
    return c <= '9' ? c - '0' : c - 'a' + 10;
}

std::string from_hexadecimal(std::string_view text) {
    std::string out;
    out.reserve(text.size() / 2);
    for (std::size_t i = 0; i + 1 < text.size(); i += 2)
        out.push_back(static_cast<char>(digit_value(text[i]) * 16 + digit_value(text[i + 1])));
    return out;
}

/// zh if a fifth of the letters are Han, en if nine tenths are Latin, other otherwise.
std::string language_of(std::string_view text) {
    std::int64_t han = 0, latin = 0, letters = 0;
    std::size_t at = 0;
    while (at < text.size()) {
        const char32_t c = next_code_point(text, at);
        if (!is_word_character(c)) continue;
        ++letters;
        if (is_han(c)) ++han;
        if (c < 0x250) ++latin;
    }
    if (letters == 0) return "other";
    if (han * 5 >= letters) return "zh";
    return latin * 10 >= letters * 9 ? "en" : "other";
}

bool has_words(std::string_view text) {
    std::size_t at = 0;
    while (at < text.size())
        if (is_word_character(next_code_point(text, at))) return true;
    return false;
}

bool outside(const Post& post, const CorpusOptions& options) {
    if (post.created_seconds < 0) return false;  // undated posts stay; the report counts them
    return post.created_seconds < options.from_seconds || post.created_seconds >= options.to_seconds;
}

bool is_removal_notice(std::string_view text) {
    for (std::string_view notice : {"该评论已删除", "评论已删除", "该回答已被删除", "[deleted]", "[removed]"})
        if (text == notice) return true;
    return false;
}

Result<CleanPost> clean_post(const Post& post, std::string_view source, const CorpusOptions& options) {
    CleanPost clean;
    clean.post = post.post;
    clean.revision = post.revision;
    clean.thread = post.thread;
    clean.voice = static_cast<VoiceId>(static_cast<std::int64_t>(post.author));
    clean.stream = post.stream;
    clean.kind = post.kind;
    clean.year = post.created_year;
    if (post.body_begin < 0 || post.body_end < post.body_begin ||
        post.body_end > static_cast<std::int64_t>(source.size()))
        return Error{ErrorCode::case_damaged, post.source, post.record, post.body_begin,
                     "text lies outside its source"};
    const std::string_view raw = source.substr(static_cast<std::size_t>(post.body_begin),
                                               static_cast<std::size_t>(post.body_end - post.body_begin));
    TRY(MappedText mapped, decode_field(raw, post.body_encoding, post.body_begin));
    std::vector<Span> quoted;
    if (post.body_is_html) {
        HtmlText html = html_to_text(mapped);
        mapped = std::move(html.mapped);
        quoted = std::move(html.quoted);
    }
    clean.text = std::move(mapped.text);
    clean.source_runs = pack_runs(mapped.runs);
    clean.quoted_spans = pack_spans(quoted);
    clean.language = language_of(clean.text);
    if (!post.newest)
        clean.fate = PostFate::superseded;
    else if (!has_words(clean.text))
        clean.fate = PostFate::empty;
    else if (is_removal_notice(clean.text))
        clean.fate = PostFate::notice;
    else if (outside(post, options))
        clean.fate = PostFate::outside_window;
    return clean;
}

}  // namespace

std::string pack_runs(const std::vector<SourceRun>& runs) {
    std::string packed;
    std::int64_t source_at = 0;
    for (const SourceRun& run : runs) {
        // Runs tile the text, so text_begin is implied; the source only moves forward.
        put_number(packed, static_cast<std::uint64_t>(run.text_length));
        put_number(packed, static_cast<std::uint64_t>(run.source_begin - source_at));
        put_number(packed, static_cast<std::uint64_t>(run.source_length));
        source_at = run.source_begin;
    }
    return to_hexadecimal(packed);
}

std::vector<SourceRun> unpack_runs(std::string_view text) {
    const std::string packed = from_hexadecimal(text);
    std::vector<SourceRun> runs;
    std::size_t at = 0;
    std::int32_t text_at = 0;
    std::int64_t source_at = 0;
    while (at < packed.size()) {
        SourceRun run;
        run.text_begin = text_at;
        run.text_length = static_cast<std::int32_t>(get_number(packed, at));
        source_at += static_cast<std::int64_t>(get_number(packed, at));
        run.source_begin = source_at;
        run.source_length = static_cast<std::int32_t>(get_number(packed, at));
        text_at += run.text_length;
        runs.push_back(run);
    }
    return runs;
}

std::string pack_spans(const std::vector<Span>& spans) {
    std::string packed;
    for (const Span& span : spans) {
        put_number(packed, static_cast<std::uint64_t>(span.begin));
        put_number(packed, static_cast<std::uint64_t>(span.length()));
    }
    return to_hexadecimal(packed);
}

std::vector<Span> unpack_spans(std::string_view text) {
    const std::string packed = from_hexadecimal(text);
    std::vector<Span> spans;
    std::size_t at = 0;
    while (at < packed.size()) {
        const auto begin = static_cast<std::int64_t>(get_number(packed, at));
        spans.push_back({begin, begin + static_cast<std::int64_t>(get_number(packed, at))});
    }
    return spans;
}

Result<Corpus> build_corpus(Disk& disk, const std::string& case_folder, const Threads& threads,
                            const CorpusOptions& options) {
    Corpus corpus;
    corpus.posts.resize(threads.posts.size());
    std::map<std::string, std::vector<std::size_t>> by_source;
    for (std::size_t i = 0; i < threads.posts.size(); ++i) by_source[threads.posts[i].source].push_back(i);
    for (const SourceFile& source : threads.sources) {
        const auto found = by_source.find(source.sha256);
        if (found == by_source.end()) continue;
        TRY(const std::string bytes, read_source(disk, case_folder, source));
        for (const std::size_t i : found->second) {
            TRY(corpus.posts[i], clean_post(threads.posts[i], bytes, options));
        }
    }
    fold_twins(threads, corpus, options.twin_similarity);
    return corpus;
}

Result<Corpus> read_corpus(Disk& disk, const std::string& case_folder) {
    Corpus corpus;
    TRY(corpus.posts, read_rows<CleanPost>(disk, case_folder + "/corpus/posts.parquet"));
    return corpus;
}

}  // namespace agon
