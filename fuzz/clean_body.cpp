#include "fuzz/clean_body.hpp"

#include "src/corpus/steps.hpp"

namespace agon {
namespace {

const LexiconList& boilerplate() {
    static const LexiconList list({{"line", "", {"编辑于"}, {}},
                                   {"sentence", "", {"利益相关"}, {}},
                                   {"opening", "", {"谢邀"}, {}},
                                   {"tail", "", {"收起全文d"}, {}},
                                   {"relay", "", {"转发"}, {}}});
    return list;
}

void check_spans(std::string_view packed, std::size_t size) {
    std::int64_t end = 0;
    for (const Span& span : unpack_spans(packed)) {
        VERIFY(end <= span.begin && span.begin <= span.end);
        end = span.end;
    }
    VERIFY(end <= static_cast<std::int64_t>(size));
}

void check_map(const CleanPost& clean, std::string_view field) {
    const MappedText mapped{clean.text, unpack_runs(clean.source_runs)};
    std::int64_t text_at = 0, source_at = 0;
    for (const SourceRun& run : mapped.runs) {
        VERIFY(run.text_begin == text_at && run.source_begin >= source_at && run.source_length > 0);
        text_at += run.text_length;
        source_at = run.source_begin + run.source_length;
        if (run.text_length == run.source_length)
            VERIFY(clean.text.compare(static_cast<std::size_t>(run.text_begin), static_cast<std::size_t>(run.text_length),
                                      field, static_cast<std::size_t>(run.source_begin),
                                      static_cast<std::size_t>(run.source_length)) == 0);
    }
    VERIFY(text_at == static_cast<std::int64_t>(clean.text.size()));
    VERIFY(source_at <= static_cast<std::int64_t>(field.size()));
}

void check_text(const CleanPost& clean) {
    for (const std::string* spans :
         {&clean.quoted_spans, &clean.aside_spans, &clean.link_spans, &clean.code_spans, &clean.image_spans})
        check_spans(*spans, clean.text.size());
    std::u16string own, all;
    append_own_units(clean, own);
    append_word_units(clean.text, all);
    VERIFY(own.size() <= all.size());
    VERIFY(first_invalid_utf8(fold_for_matching(clean.text)) < 0);
    VERIFY(first_invalid_utf8(to_simplified(clean.text)) < 0);
    for (const Span& span : find_words_of_parent(clean.text, clean.text)) VERIFY(span.begin < span.end);
    const double same = unit_similarity(all, all);
    VERIFY(all.size() < 4 ? same == 0 : same == 1);
}

}  // namespace

void fuzz_clean(std::string_view bytes) {
    if (first_invalid_utf8(bytes) >= 0) return;  // import lets no such field in
    CorpusOptions options;
    options.boilerplate = &boilerplate();
    for (const FieldEncoding encoding : {FieldEncoding::plain, FieldEncoding::json_string, FieldEncoding::csv_field})
        for (const std::int32_t is_html : {0, 1}) {
            Post post;
            post.body_end = static_cast<std::int64_t>(bytes.size());
            post.body_encoding = encoding;
            post.body_is_html = is_html;
            const auto clean = clean_post(post, bytes, options);
            if (!clean) continue;  // a bad escape
            VERIFY(first_invalid_utf8(clean->text) < 0);
            check_map(*clean, bytes);
            check_text(*clean);
        }
}

}  // namespace agon
