// Room report: REPORT. All tables -> Report, and its renderings (html, md, docx).
//
// A Report is a list of blocks of plain text. Every digit of a block lies inside a mark, and so does every quantity
// word: a Figure (a number with the query that gives it), a Word ("most", with the queries and the threshold table it
// was chosen by), a Quote (bytes of a source), a Translation (of such bytes, with its maker), a Name (author or year of
// a quoted post), a Title (bytes of a question's title), a Term (a value of a table), a Note (the number of an
// endnote). So a checker can take a block, recompute every mark and be left with words only.
// On disk: report/<report_id>.json, where report_id is the sha256 of the file's bytes. See docs/formats/report.md.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "ground/lexicon/lexicon.hpp"
#include "ground/model/writer_question.hpp"
#include "ground/outcome/outcome.hpp"
#include "ground/table/table.hpp"

namespace agon {

class Encoder;
class Translator;

/// context: a post of the thread of a cited post, inside its endnote. table_head and table_row: cells of `text`
/// separated by tabs. chart: one sentence that says what the drawing shows; its numbers are the rows that follow.
enum class BlockKind {
    title,
    subtitle,
    heading,
    subheading,
    paragraph,
    bullet,
    quote,
    note,
    endnote,
    context,
    chart,
    table_head,
    table_row
};
template <>
struct EnumNames<BlockKind> {
    static constexpr std::string_view names[] = {"title",  "subtitle",   "heading",  "subheading", "paragraph",
                                                 "bullet", "quote",      "note",     "endnote",    "context",
                                                 "chart",  "table_head", "table_row"};
};

/// One condition of a query: column, operator (one of = != >= <= in has), value as text. "in": values joined by '|';
/// "has": the column holds words separated by spaces, and the value is one of them.
struct Condition {
    std::string column, op, value;
};
/// A number's origin over one table of the case.
///   count     rows that meet `where`
///   distinct  different values of `column` among them
///   sum/min/max  of integer `column` among them
///   value     `column` of the only row that meets them (REQUIRES exactly one)
///   percent   100 * real `column` of that row, rounded half up
///   share     100 * count(where) / count(base), rounded half up to a whole number
///   share_distinct  the same with distinct values of `column`
struct Query {
    std::string table;  // e.g. "camps/stances"
    std::string op;
    std::string column;
    std::vector<Condition> where;
    std::vector<Condition> base;  // share: the denominator's conditions
};

enum class MarkKind { figure, quote, name, title, word, translation, gloss, term, note, tally, label };
template <>
struct EnumNames<MarkKind> {
    static constexpr std::string_view names[] = {"figure", "quote", "name", "title", "word", "translation",
                                                 "gloss",  "term",  "note", "tally", "label"};
};

/// A stretch [begin, end) of a block's text (bytes of its UTF-8) that is checked against case or source.
struct Mark {
    MarkKind kind = MarkKind::figure;
    std::int64_t begin = 0, end = 0;
    Query query;            // figure, word: the query; term: the rows that hold the term
    Query other;            // word: what the first is compared with
    std::string format;     // figure: "integer" (1,234) or "plain" (2019); word: its threshold table, see quantity.hpp
    std::int64_t post = 0;  // quote, translation, name, note: the post cited
    std::string source;     // quote, translation, title: sha256
    std::int64_t source_begin = 0, source_end = 0;  // quote, translation, title: the bytes
    std::string encoding;                           // quote, translation, title: plain, json_string, csv_field
    std::int32_t is_html = 0;                       // quote: strip tags and decode entities after decoding the field
    std::string field;  // name: "author", "year", "platform", "native_id", "bytes" (begin-end of source_*), "sha256"
                        // (first 16), "maker" (of the translation `digest`), "writer" (of the report); title: "pole" (a
                        // part of the title); tally: the kind that is counted
    std::int64_t thread = 0;  // title: the question
    std::string digest;       // translation, maker: sha256 of the original's text, or of text + '#' + part
    std::string part;         // translation: "" the whole; "a", "b": what the poles of the question are called
    std::int64_t number = 0;  // note: number of the endnote; label: of the entry of Report::written that it shows
    // Not part of the JSON. raised: a capital was put for the letter of the source, since a sentence begins here;
    // may_rise: one may be.
    bool raised = false, may_rise = false;
};

struct Block {
    BlockKind kind = BlockKind::paragraph;
    std::string text;
    std::vector<Mark> marks;  // ascending, not overlapping
    std::string chart;        // chart: ranking, camps, timeline, heat, tree, streams
    std::string part_of;      // endnote and its contexts: "n12"
    std::int64_t written =
        0;  // number, from 1 on, of the entry of Report::written that its words are; 0: the grammar's
};

/// One thing that a language model was asked to word, and what became of it. See docs/formats/report.md.
struct WrittenText {
    std::string kind;     // paragraph, camp, point
    std::string id;       // of the text in the exchange
    std::string request;  // sha256, under which the exchange is recorded in the case
    std::string text;     // what is shown of it: for a paragraph with ⟦1⟧, ⟦2⟧, ... for `slots`; empty: dropped
    std::string withheld;                                      // why
    std::vector<std::pair<std::int64_t, std::int64_t>> slots;  // bytes of the block's text
};

/// A translation that the report uses.
struct TranslationUsed {
    std::string digest, original, text, maker;
    bool draft = false;  // a language model's, and no person read it
};

/// What a translation memory could still say better: originals that the report shows without a translation.
struct Untranslated {
    std::string digest, original, part;
};

/// A cited post, for lists of references and annotations; as the report shows it (pseudonyms, nothing withheld).
struct CitedPost {
    std::int64_t number = 0;  // of its endnote
    std::int64_t post = 0;
    std::string author, title, platform, native_id;
    std::string date;                  // YYYY-MM-DD or YYYY in the platform's zone, empty if unknown
    std::string exact, before, after;  // the quote and what stands around it in the clean text
    std::string source;                // sha256
    std::int64_t source_begin = 0, source_end = 0;
};

struct Report {
    std::string language;    // en, zh
    std::string names_mode;  // verbatim, pseudonyms, paraphrase
    std::string tool_version;
    std::string manifest_sha256;  // of the case that it was made from
    std::vector<TranslationUsed> translations;
    std::string writer;  // the language model that was asked to word parts of it; empty: none was
    std::vector<WrittenText> written;
    std::vector<Block> blocks;
    // Not part of the JSON.
    std::int64_t words = 0;  // as ReportOptions::words counts them; more than asked for if even the shortest form has
    std::vector<Untranslated> untranslated;
    std::vector<CitedPost> cited;
    std::vector<WriterQuestion> wanted;  // what a language model could be asked for
};

/// verbatim: names and places of posts as they are. pseudonyms: for sharing; readable names from a keyed hash, no ids
/// or bytes of posts in the renderings, and counts of one to four voices withheld. paraphrase: for sharing where words
/// could be searched for; no sentence of a post and no author at all, arguments by their terms, counts and years, and
/// the same counts withheld. Questions keep their titles.
enum class NamesMode { verbatim, pseudonyms, paraphrase };
template <>
struct EnumNames<NamesMode> {
    static constexpr std::string_view names[] = {"verbatim", "pseudonyms", "paraphrase"};
};

struct ReportOptions {
    std::string language = "en";
    std::int64_t words = 3300;  // of the article without notes and tables; the fullest form that fits is taken
    NamesMode names = NamesMode::verbatim;
    std::string pseudonym_key;      // 32 secret bytes; needed for pseudonyms
    std::string translations_file;  // empty: translations.jsonl of the case, where there is one
    std::string writer;             // the language model that gave `answers`; empty: none
    WriterAnswers answers;          // to Report::wanted of the report without a writer; each is checked
};

/// Writes the article from the tables of an analysed case. Errors: stage_missing where agon analyze has not run;
/// bad_value for a line of the translation memory that is none.
Result<Report> compose_report(Disk& disk, const std::string& case_folder, const Lexicon& lexicon,
                              const ReportOptions& options);

/// The translation memory's lines for what a report shows without a translation, each with an empty text to fill in.
std::string untranslated_lines(const Report& report);

/// What a language model's draft of an English translation is worth.
struct Draft {
    std::string text;
    double likeness = 0;   // cosine of the embedded encoder's vectors of original and text
    std::string withheld;  // why it is not shown: form, numbers, names, negation, likeness; empty: it is shown
};
/// What the translator is given in front of every text.
const std::string& draft_beginning();
/// A draft for each original, checked. Errors: the translator's, the encoder's.
Result<std::vector<Draft>> draft_translations(Translator& translator, const Encoder& encoder, const Lexicon& lexicon,
                                              const std::vector<std::string>& originals);
/// The same checks for an English text that is there already. Errors: the encoder's.
Result<Draft> checked_draft(const Encoder& encoder, const Lexicon& lexicon, const std::string& original,
                            const std::string& text);

struct DraftsMade {
    std::int64_t shown = 0, withheld = 0;
};
/// Whoever drafts translations: a model on this machine or elsewhere.
struct Drafter {
    std::string name, digest;  // in one line; of what its drafts depend on
    /// A draft for each original, in order; empty where there is none.
    std::function<Result<std::vector<std::string>>(const std::vector<std::string>& originals)> draft;
};
/// `translator` must outlive it.
Drafter drafter_of(Translator& translator);
/// Drafts for all quotes that an English report shows in Chinese and this model was not asked for before.
/// They are added to the translation memory as they come; withheld ones without a text, so that they are not shown and
/// not asked for again. `progress` is told how many of how many are done. Errors: the disk's, the drafter's, the
/// encoder's.
Result<DraftsMade> add_drafts(Disk& disk, const std::string& memory_file, const Report& report, const Drafter& drafter,
                              const Encoder& encoder, const Lexicon& lexicon,
                              const std::function<void(std::size_t, std::size_t)>& progress);

/// Holds what a language model answered to questions for names against what they are to name, by the encoder: what lies
/// too far away is withheld. Errors: the encoder's.
Result<void> withhold_far_names(const Encoder& encoder, const std::vector<WriterQuestion>& asked,
                                WriterAnswers& answers);

/// Canonical JSON of a report; its sha256 is the report's id. It seals the renderings: "renderings" holds the sha256
/// of each, made with an id of 64 zeros.
std::string report_json(const Report& report);
/// One self-contained page / one Markdown file; `report_id` is written into it.
std::string render_html(const Report& report, const std::string& report_id);
std::string render_markdown(const Report& report, const std::string& report_id);
/// A Word document with real footnotes; its parts are sealed in the JSON, with 64 zeros for the id in the last.
std::string render_docx(const Report& report, const std::string& report_id);

/// What the cited posts are cited as: "bib" (BibTeX), "ris", "csl.json" (CSL-JSON), "jsonld" (W3C Web Annotations).
std::string render_citations(const Report& report, std::string_view format);

}  // namespace agon
