/* include/agon.h from C11: a batch laid out by hand, what comes back, who releases what, and each kind of refusal. */
#include "agon.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int failures = 0;

#define CHECK(condition)                                                        \
    do {                                                                        \
        if (!(condition)) {                                                     \
            fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition);     \
            ++failures;                                                         \
        }                                                                       \
    } while (0)

/* ---- a batch with one column of texts, in memory of ours ---- */

static int released = 0;

typedef struct one_column {
    struct ArrowSchema schema, text_schema, *schema_children[1];
    struct ArrowArray array, text_array, *array_children[1];
    const void *struct_buffers[1], *text_buffers[3];
    int32_t offsets[8];
    char bytes[256];
} one_column;

static void release_array(struct ArrowArray* array) {
    array->release = NULL;
    ++released;
}
static void release_schema(struct ArrowSchema* schema) {
    schema->release = NULL;
}

static void lay_out(one_column* batch, const char* name, const char* const* texts, int count) {
    memset(batch, 0, sizeof *batch);
    for (int i = 0; i < count; ++i) {
        memcpy(batch->bytes + batch->offsets[i], texts[i], strlen(texts[i]));
        batch->offsets[i + 1] = batch->offsets[i] + (int32_t)strlen(texts[i]);
    }
    batch->text_schema.format = "u";
    batch->text_schema.name = name;
    batch->text_schema.release = release_schema;
    batch->schema.format = "+s";
    batch->schema.name = "";
    batch->schema.n_children = 1;
    batch->schema_children[0] = &batch->text_schema;
    batch->schema.children = batch->schema_children;
    batch->schema.release = release_schema;

    batch->text_buffers[1] = batch->offsets;
    batch->text_buffers[2] = batch->bytes;
    batch->text_array.length = count;
    batch->text_array.n_buffers = 3;
    batch->text_array.buffers = batch->text_buffers;
    batch->text_array.release = release_array;
    batch->array.length = count;
    batch->array.n_buffers = 1;
    batch->array.buffers = batch->struct_buffers;
    batch->array.n_children = 1;
    batch->array_children[0] = &batch->text_array;
    batch->array.children = batch->array_children;
    batch->array.release = release_array;
}

static const struct ArrowArray* column_of(const struct ArrowArray* array, const struct ArrowSchema* schema,
                                          const char* name) {
    for (int64_t i = 0; i < schema->n_children; ++i)
        if (strcmp(schema->children[i]->name, name) == 0) return array->children[i];
    return NULL;
}

static int text_is(const struct ArrowArray* column, int64_t row, const char* expected) {
    const int32_t* offsets = column->buffers[1];
    const char* bytes = column->buffers[2];
    row += column->offset;
    return (size_t)(offsets[row + 1] - offsets[row]) == strlen(expected) &&
           memcmp(bytes + offsets[row], expected, strlen(expected)) == 0;
}

/* ---- the tests ---- */

static void cleaned_text_comes_back(const agon_engine* engine) {
    const char* raw[] = {"\xe7\xac\xac\xe4\xb8\x80&amp;\\u4e8c", "broken \\q escape"};
    one_column batch;
    lay_out(&batch, "raw", raw, 2);
    struct ArrowArray out;
    struct ArrowSchema out_schema;
    char* message = NULL;
    released = 0;
    CHECK(agon_clean(engine, NULL, &batch.array, &batch.schema, &out, &out_schema, &message) == AGON_OK);
    CHECK(message == NULL);
    CHECK(released > 0 && batch.array.release == NULL); /* the batch was taken over */
    CHECK(batch.schema.release != NULL);                /* its schema was not */
    CHECK(out.release != NULL && out.length == 2);
    CHECK(text_is(column_of(&out, &out_schema, "text"), 0, raw[0])); /* plain: nothing is decoded */
    CHECK(text_is(column_of(&out, &out_schema, "problem"), 0, ""));
    out.release(&out);
    out_schema.release(&out_schema);
}

static void vectors_have_unit_length(const agon_engine* engine) {
    const char* texts[] = {"should industry be protected?", "no, it should not"};
    one_column batch;
    lay_out(&batch, "text", texts, 2);
    struct ArrowArray out;
    struct ArrowSchema out_schema;
    CHECK(agon_vectors(engine, "{\"encoder\": \"fast\"}", &batch.array, &batch.schema, &out, &out_schema, NULL) ==
          AGON_OK);
    const struct ArrowArray* vectors = column_of(&out, &out_schema, "vector");
    CHECK(vectors != NULL && vectors->length == 2);
    const float* values = vectors->children[0]->buffers[1];
    const int64_t width = vectors->children[0]->length / 2;
    CHECK(width > 100);
    for (int row = 0; row < 2; ++row) {
        double square = 0;
        for (int64_t i = 0; i < width; ++i) square += (double)values[row * width + i] * values[row * width + i];
        CHECK(square > 0.999 && square < 1.001);
    }
    out.release(&out);
    out_schema.release(&out_schema);
}

static void refusals_say_why(const agon_engine* engine) {
    const char* texts[] = {"x"};
    one_column batch;
    struct ArrowArray out;
    struct ArrowSchema out_schema;
    char* message = NULL;

    lay_out(&batch, "other", texts, 1);
    CHECK(agon_segments(engine, NULL, &batch.array, &batch.schema, &out, &out_schema, &message) == AGON_BAD_INPUT);
    CHECK(message && strstr(message, "text"));
    CHECK(out.release == NULL && out_schema.release == NULL && batch.array.release == NULL);
    agon_free(message);

    lay_out(&batch, "text", texts, 1);
    CHECK(agon_vectors(engine, "{\"encodr\": \"fast\"}", &batch.array, &batch.schema, &out, &out_schema, &message) ==
          AGON_MISUSED);
    CHECK(message && strstr(message, "encodr"));
    agon_free(message);

    lay_out(&batch, "text", texts, 1);
    CHECK(agon_stances(engine, NULL, &batch.array, &batch.schema, &out, &out_schema, NULL) == AGON_BAD_INPUT);
    lay_out(&batch, "text", texts, 1);
    CHECK(agon_vectors(NULL, NULL, &batch.array, &batch.schema, &out, &out_schema, &message) == AGON_MISUSED);
    CHECK(batch.array.release == NULL);
    agon_free(message);
    CHECK(agon_copy_signatures(engine, NULL, NULL, NULL, &out, &out_schema, NULL) == AGON_MISUSED);

    const char* bad[] = {"\xff\xfe"};
    lay_out(&batch, "text", bad, 1);
    CHECK(agon_segments(engine, NULL, &batch.array, &batch.schema, &out, &out_schema, &message) == AGON_BAD_INPUT);
    agon_free(message);

    agon_engine* none = (agon_engine*)&batch;
    CHECK(agon_engine_open("/no/such/folder", &none, &message) == AGON_BAD_INPUT && none == NULL);
    CHECK(message && strstr(message, "/no/such/folder"));
    agon_free(message);

    char* result = NULL;
    CHECK(agon_verify("/no/report.html", "/no/case", &result, &message) == AGON_BAD_INPUT && result == NULL);
    agon_free(message);
    CHECK(agon_analyze(NULL, "/no/case", NULL, &result, &message) == AGON_BAD_INPUT);
    agon_free(message);
    CHECK(agon_import(NULL, NULL, 0, NULL, &result, &message) == AGON_MISUSED);
    agon_free(message);
    agon_free(NULL);
}

int main(void) {
    CHECK(agon_abi_version() == AGON_ABI_VERSION);
    CHECK(strlen(agon_version()) > 0);
    agon_engine* engine = NULL;
    char* message = NULL;
    const agon_status opened = agon_engine_open(NULL, &engine, &message); /* finds its files by itself */
    if (opened != AGON_OK) {
        fprintf(stderr, "agon_engine_open: %s\n", message);
        return 1;
    }
    cleaned_text_comes_back(engine);
    vectors_have_unit_length(engine);
    refusals_say_why(engine);
    agon_engine_close(engine);
    agon_engine_close(NULL);
    if (failures > 0) fprintf(stderr, "%d checks failed\n", failures);
    return failures > 0;
}
