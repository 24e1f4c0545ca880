/* libagon: agon's stages and whole cases behind a C interface.
 *
 * STAGES take a batch of records and give a batch of records through the Arrow C data interface
 * (https://arrow.apache.org/docs/format/CDataInterface.html). Nothing is kept between batches: how records are dealt out to
 * batches, processes and machines never shows in the result.
 *   Ownership  A call takes over `in` and releases it, whatever it returns. It never touches `in_schema`, which stays the
 *              caller's. On AGON_OK `out` and `out_schema` are the caller's, who calls their `release`; otherwise their
 *              `release` is NULL.
 *   Columns    are found by name; what is not named in a call's description is ignored, and what is missing or null counts
 *              as 0 or the empty text unless the description says "required". Numbers may be any integer or floating type,
 *              texts utf8, large_utf8, utf8_view, binary or large_binary. Given back are int64, float64, utf8 and lists of
 *              them, under the names of the case's tables.
 *   Options    JSON, {"from": "2015-01"}; NULL or "" for none. An option that is not known is AGON_MISUSED.
 *
 * WHOLE CASES are folders. Each call does what the command of the same name does, with the same bytes written.
 *   Result     JSON, the same as `agon COMMAND --json` prints.
 *
 * ERRORS. Every call returns a status, and unless it is AGON_OK one sentence in *message that says what is wrong and where.
 * Nothing is printed and the process is never ended (but for a broken invariant of agon's own, which aborts). Texts that come
 * back are UTF-8 and freed by agon_free. A NULL for `message` or `result` means that the caller does not want it.
 *
 * THREADS. An engine never changes once opened; any number of threads may use one at the same time. Calls on the same case
 * folder must follow each other; on different ones they may overlap. Results do not depend on threads.
 */
#ifndef AGON_H
#define AGON_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Raised when a call changes so that its callers must; new calls, columns and options do not raise it. */
#define AGON_ABI_VERSION 1

#define AGON_EXPORT __attribute__((visibility("default")))

/* The Arrow C data interface, as its specification says to copy it. */
#ifndef ARROW_C_DATA_INTERFACE
#define ARROW_C_DATA_INTERFACE

#define ARROW_FLAG_DICTIONARY_ORDERED 1
#define ARROW_FLAG_NULLABLE 2
#define ARROW_FLAG_MAP_KEYS_SORTED 4

struct ArrowSchema {
    const char* format;
    const char* name;
    const char* metadata;
    int64_t flags;
    int64_t n_children;
    struct ArrowSchema** children;
    struct ArrowSchema* dictionary;
    void (*release)(struct ArrowSchema*);
    void* private_data;
};

struct ArrowArray {
    int64_t length;
    int64_t null_count;
    int64_t offset;
    int64_t n_buffers;
    int64_t n_children;
    const void** buffers;
    struct ArrowArray** children;
    struct ArrowArray* dictionary;
    void (*release)(struct ArrowArray*);
    void* private_data;
};
#endif /* ARROW_C_DATA_INTERFACE */

/* The numbers are the exit codes of the command line. */
typedef enum agon_status {
    AGON_OK = 0,
    AGON_PARTLY = 1,       /* done, but records or files were rejected: the result says how many */
    AGON_MISUSED = 2,      /* the call was */
    AGON_BAD_INPUT = 3,    /* files, case, models or a batch */
    AGON_DISK = 4,         /* full or failing; the case is as before */
    AGON_BUSY = 5,         /* another run holds the case */
    AGON_NOT_VERIFIED = 6, /* agon_verify only: the result names what does not hold */
    AGON_BUG = 70          /* agon's own */
} agon_status;

/* Lexicon, encoders and judge, loaded once. */
typedef struct agon_engine agon_engine;

/* "0.1.0"; never freed. */
AGON_EXPORT const char* agon_version(void);
/* AGON_ABI_VERSION of the library that was loaded. */
AGON_EXPORT int agon_abi_version(void);
/* A text that a call gave back; NULL is allowed. */
AGON_EXPORT void agon_free(char* text);

/* `data_folder`: where ground/lexicon, models and .deps lie; NULL: $AGON_DATA, else two folders above the library's own.
 * Half a second and about 200 MB. AGON_BAD_INPUT if a model is missing or damaged; *engine is then NULL. */
AGON_EXPORT agon_status agon_engine_open(const char* data_folder, agon_engine** engine, char** message);
/* After the last call that uses it has returned; NULL is allowed. */
AGON_EXPORT void agon_engine_close(agon_engine* engine);

/* All stages have this form. */
typedef agon_status agon_stage(const agon_engine* engine, const char* options, struct ArrowArray* in,
                               const struct ArrowSchema* in_schema, struct ArrowArray* out,
                               struct ArrowSchema* out_schema, char** message);

/* Clean text of posts, one row for one row.
 *   in   raw (required): the field's bytes as they stand in their source, without surrounding quotes; body_encoding: how
 *        they are written ("plain" if missing; names in docs/formats/corpus.md); body_is_html; body_begin: byte of the source
 *        at which the field begins; and any columns of threads/posts, which are taken over: post, revision, thread, author,
 *        stream, kind, created_year, created_seconds, newest (1 if missing)
 *   out  the columns of corpus/posts, twin_of 0, with the fate as far as a post alone decides it; and `problem`: why a field
 *        could not be decoded, "" if it could. Spans are "begin,end ..." in bytes of `text`; source_runs maps text to source.
 *   options  from, to (YYYY, YYYY-MM or YYYY-MM-DD), stream */
AGON_EXPORT agon_stage agon_clean;

/* What near copies are found by (MinHash), one row for one row.
 *   in   text, quoted_spans, aside_spans, link_spans of corpus/posts; post, revision
 *   out  post, revision, units, digest, bands: list of 16 int64, empty for a text under 16 word characters. Two texts whose
 *        4-grams agree by .8 (Jaccard) share at least one band with probability .992. */
AGON_EXPORT agon_stage agon_copy_signatures;

/* What posts hand on of others' words, one row for one row. Follows agon_clean.
 *   in   text (required) and the columns of corpus/posts; parent of threads/posts; parent_text: text of corpus/posts for the
 *        newest revision of the parent, "" if the case does not hold it
 *   out  post, revision, fate, twin_of (the parent, if all words are the parent's), quoted_spans; and own_words,
 *        handed_words: a relay hands on the earliest post with own_words = its handed_words; 0: none */
AGON_EXPORT agon_stage agon_echo;

/* The earliest text that each text (nearly) repeats, one row for one row.
 *   in   group: rows of a group stand together, all in one batch; groups do not see each other. text, quoted_spans,
 *        aside_spans, link_spans of corpus/posts; post, revision; created_seconds. Texts that share a band of
 *        agon_copy_signatures, directly or through others, must be of one group; then the answer is that of all texts
 *        taken together.
 *   out  post, revision, original: a post, its own if it repeats none */
AGON_EXPORT agon_stage agon_originals;

/* Units that one can agree or disagree with, and their claim scores; any number of rows for one row, in order.
 *   in   text (required) and the columns of corpus/posts; of threads/posts: parent, votes, created_seconds; parent_text and
 *        parent_voice: text and voice of corpus/posts for the newest revision of the parent. Rows whose fate is not
 *        "analysed" give none; without a column fate all are. Without source_runs a text is its own source.
 *   out  the columns of segments/segments */
AGON_EXPORT agon_stage agon_segments;

/* Unit vectors, one row for one row.
 *   in   id, text (required)
 *   out  id, vector: fixed_size_list of float32
 *   options  encoder: "full" (reads word order; the default) or "fast" */
AGON_EXPORT agon_stage agon_vectors;

/* Where texts stand to targets, one row for one row.
 *   in   id; text, target (both required); answered: the post that the text answers
 *   out  id, in_favour, against, neither: probabilities that add up to 1 */
AGON_EXPORT agon_stage agon_stances;

/* Reads exported files into a case, which is made if it is not there. Folders and patterns are allowed.
 *   options  format, platform, stream, topic; map: {"column": "field"} */
AGON_EXPORT agon_status agon_import(const char* case_folder, const char* const* files, size_t count, const char* options,
                                    char** result, char** message);
/* Writes a batch as a table of a case: the same rows give the same bytes as a stage of agon_analyze. The batch is taken over. */
AGON_EXPORT agon_status agon_write_table(const char* file, struct ArrowArray* in, const struct ArrowSchema* in_schema,
                                         char** message);
/* Every stage whose inputs changed. `data_folder` as for agon_engine_open.
 *   options  from, to, topic, stream, encoder ("auto", "full", "fast"), threads (2); adopt (0): 1: the tables of corpus,
 *            segments and vectors that lie in the case were made elsewhere from its threads and these options by this
 *            version's stages, and are not made again */
AGON_EXPORT agon_status agon_analyze(const char* data_folder, const char* case_folder, const char* options, char** result,
                                     char** message);
/* Writes the report to `file`, in the format that its ending names.
 *   options  language ("en", "zh"), words, translations: file of the translation memory */
AGON_EXPORT agon_status agon_report(const char* data_folder, const char* case_folder, const char* file, const char* options,
                                    char** result, char** message);
/* AGON_NOT_VERIFIED if anything of the report does not hold; `result` then names each thing. */
AGON_EXPORT agon_status agon_verify(const char* report_file, const char* case_folder, char** result, char** message);

#ifdef __cplusplus
}
#endif

#endif
