// The stages of the C interface: a batch of records in, a batch of records out, each record by itself.
#include <arrow/c/bridge.h>

#include <algorithm>
#include <memory>
#include <tuple>

#include "src/abi/batches.hpp"
#include "src/abi/calls.hpp"
#include "src/pipeline/pipeline.hpp"
#include "src/segments/segments.hpp"
#include "src/vectors/vectors.hpp"

/// Everything that a stage reads besides its batch. Never changes once opened.
struct agon_engine {
    agon::Models models;
};

namespace agon {
namespace {

/// The Arrow structs of one call. Whatever happens, the batch that came in is released, and what goes out is either
/// whole or has no release.
struct Exchange {
    ArrowArray* in;
    const ArrowSchema* in_schema;
    ArrowArray* out;
    ArrowSchema* out_schema;

    Released released;

    Exchange(ArrowArray* in_, const ArrowSchema* in_schema_, ArrowArray* out_, ArrowSchema* out_schema_)
        : in(in_), in_schema(in_schema_), out(out_), out_schema(out_schema_), released(in_) {
        if (out) out->release = nullptr;
        if (out_schema) out_schema->release = nullptr;
    }

    Result<BatchView> take() const {
        if (!out || !out_schema) return Error{ErrorCode::usage, "", 0, -1, "nowhere to put a batch"};
        return BatchView::taken(in, in_schema);
    }

    Result<agon_status> give(BatchWriter& writer, std::size_t rows) const {
        TRY(const auto batch, writer.finish(rows));
        if (const auto given = arrow::ExportRecordBatch(*batch, out, out_schema); !given.ok())
            return Error{ErrorCode::write_failed, "(batch)", 0, -1, given.ToString()};
        return AGON_OK;
    }
};

Result<CorpusOptions> corpus_options(const agon_engine& engine, const CallOptions& call) {
    CorpusOptions options;
    if (const std::string from = call.text("from"); !from.empty()) {
        TRY(options.from_seconds, window_edge(from, false));
    }
    if (const std::string to = call.text("to"); !to.empty()) {
        TRY(options.to_seconds, window_edge(to, true));
    }
    options.stream = call.text("stream");
    options.boilerplate = &engine.models.lexicon->list("boilerplate");
    return options;
}

Result<agon_status> clean(const agon_engine& engine, const char* json, const Exchange& exchange) {
    TRY(const BatchView batch, exchange.take());
    TRY(const CallOptions call, CallOptions::parse(json, {"from", "to", "stream"}));
    TRY(const CorpusOptions options, corpus_options(engine, call));
    TRY_VOID(batch.require("raw"));
    TRY(const auto raw, batch.texts("raw", false));
    TRY(const std::vector<Post> posts, rows_from<Post>(batch));
    std::vector<CleanPost> cleaned(posts.size());
    std::vector<std::string> problems(posts.size());
    for (std::size_t i = 0; i < posts.size(); ++i) {
        auto one = clean_field(posts[i], raw[i], options);
        if (one) {
            cleaned[i] = std::move(*one);
            continue;
        }
        problems[i] = one.error().line();
        cleaned[i].post = posts[i].post;
        cleaned[i].revision = posts[i].revision;
        cleaned[i].thread = posts[i].thread;
        cleaned[i].fate = PostFate::empty;
    }
    BatchWriter writer;
    writer.add_rows(cleaned);
    writer.add("problem", std::vector<std::string_view>(problems.begin(), problems.end()));
    return exchange.give(writer, cleaned.size());
}

Result<agon_status> sign(const agon_engine&, const char* json, const Exchange& exchange) {
    TRY(const BatchView batch, exchange.take());
    TRY_VOID(CallOptions::parse(json, {}));
    TRY_VOID(batch.require("text"));
    TRY(const std::vector<CleanPost> posts, rows_from<CleanPost>(batch));
    std::vector<std::int64_t> ids, revisions, units, digests, keys;
    std::vector<std::int32_t> begins = {0};
    for (const CopySignature& signature : copy_signatures(posts)) {
        ids.push_back(static_cast<std::int64_t>(signature.post));
        revisions.push_back(signature.revision);
        units.push_back(signature.units);
        digests.push_back(signature.digest);
        keys.insert(keys.end(), signature.bands.begin(), signature.bands.end());
        begins.push_back(static_cast<std::int32_t>(keys.size()));
    }
    BatchWriter writer;
    writer.add("post", ids);
    writer.add("revision", revisions);
    writer.add("units", units);
    writer.add("digest", digests);
    writer.add_lists("bands", begins, keys);
    return exchange.give(writer, posts.size());
}

Result<agon_status> echo(const agon_engine& engine, const char* json, const Exchange& exchange) {
    TRY(const BatchView batch, exchange.take());
    TRY_VOID(CallOptions::parse(json, {}));
    TRY_VOID(batch.require("text"));
    TRY(std::vector<CleanPost> posts, rows_from<CleanPost>(batch));
    TRY(const auto parents, batch.numbers("parent"));
    TRY(const auto parent_texts, batch.texts("parent_text"));
    CorpusOptions options;
    options.boilerplate = &engine.models.lexicon->list("boilerplate");
    std::vector<std::int64_t> ids, revisions, twins, own, handed;
    std::vector<std::string_view> fates, spans;
    for (std::size_t i = 0; i < posts.size(); ++i) {
        CleanPost parent;
        parent.post = static_cast<PostId>(parents[i]);
        parent.text = std::string(parent_texts[i]);
        const bool has_parent = parent.post != PostId{} && parent.post != posts[i].post && !parent.text.empty();
        const EchoKeys keys = echo_keys(posts[i], mark_echo(posts[i], has_parent ? &parent : nullptr, options));
        ids.push_back(static_cast<std::int64_t>(posts[i].post));
        revisions.push_back(posts[i].revision);
        twins.push_back(static_cast<std::int64_t>(posts[i].twin_of));
        own.push_back(keys.own);
        handed.push_back(keys.handed);
        fates.push_back(enum_name(posts[i].fate));
        spans.emplace_back(posts[i].quoted_spans);
    }
    BatchWriter writer;
    writer.add("post", ids);
    writer.add("revision", revisions);
    writer.add("fate", fates);
    writer.add("twin_of", twins);
    writer.add("quoted_spans", spans);
    writer.add("own_words", own);
    writer.add("handed_words", handed);
    return exchange.give(writer, posts.size());
}

/// Oldest first; undated posts after dated ones; ties by id. The order in which a case's copies are folded.
std::vector<std::size_t> by_age(const std::vector<CleanPost>& posts, const std::vector<std::int64_t>& seconds,
                                std::size_t begin, std::size_t end) {
    std::vector<std::size_t> order;
    for (std::size_t i = begin; i < end; ++i) order.push_back(i);
    const auto age = [&](std::size_t i) {
        return std::tuple(seconds[i] < 0 ? INT64_MAX : seconds[i], posts[i].post, posts[i].revision);
    };
    std::sort(order.begin(), order.end(), [&](std::size_t l, std::size_t r) { return age(l) < age(r); });
    return order;
}

Result<agon_status> fold(const agon_engine&, const char* json, const Exchange& exchange) {
    TRY(const BatchView batch, exchange.take());
    TRY_VOID(CallOptions::parse(json, {}));
    TRY_VOID(batch.require("text"));
    TRY(const std::vector<CleanPost> posts, rows_from<CleanPost>(batch));
    TRY(const auto groups, batch.numbers("group"));
    TRY(const auto seconds, batch.numbers("created_seconds", -1));
    std::vector<std::int64_t> ids, revisions, originals(posts.size());
    for (std::size_t begin = 0, end = 0; begin < posts.size(); begin = end) {
        while (end < posts.size() && groups[end] == groups[begin]) ++end;
        const std::vector<std::size_t> order = by_age(posts, seconds, begin, end);
        std::vector<CleanPost> group;
        for (const std::size_t i : order) group.push_back(posts[i]);
        const auto found = originals_among(group, CorpusOptions{}.twin_similarity);
        for (std::size_t k = 0; k < order.size(); ++k)
            originals[order[k]] = static_cast<std::int64_t>(group[found[k]].post);
    }
    for (const CleanPost& post : posts) {
        ids.push_back(static_cast<std::int64_t>(post.post));
        revisions.push_back(post.revision);
    }
    BatchWriter writer;
    writer.add("post", ids);
    writer.add("revision", revisions);
    writer.add("original", originals);
    return exchange.give(writer, posts.size());
}

/// The parents of a batch's posts as rows of their own, behind all others: read, but not cut into segments.
Result<void> add_parents(const BatchView& batch, Threads& threads, Corpus& corpus) {
    TRY(const auto texts, batch.texts("parent_text"));
    TRY(const auto voices, batch.numbers("parent_voice"));
    for (std::size_t i = 0; i < texts.size(); ++i) {
        if (threads.posts[i].parent == PostId{} || texts[i].empty()) continue;
        Post& post = threads.posts.emplace_back();
        CleanPost& clean = corpus.posts.emplace_back();
        post.post = clean.post = threads.posts[i].parent;
        clean.voice = static_cast<VoiceId>(voices[i]);
        clean.text = std::string(texts[i]);
        clean.fate = PostFate::superseded;
    }
    return {};
}

Result<agon_status> cut(const agon_engine& engine, const char* json, const Exchange& exchange) {
    TRY(const BatchView batch, exchange.take());
    TRY_VOID(CallOptions::parse(json, {}));
    TRY_VOID(batch.require("text"));
    Threads threads;
    Corpus corpus;
    TRY(threads.posts, rows_from<Post>(batch));
    TRY(corpus.posts, rows_from<CleanPost>(batch));
    for (CleanPost& clean : corpus.posts)  // a text without a map is its own source
        if (const auto size = static_cast<std::int32_t>(clean.text.size()); size > 0 && clean.source_runs.empty())
            clean.source_runs = pack_runs({{0, size, 0, size}});
    // A parent is what the batch says it is, whether or not it happens to be a row of the batch too.
    for (Post& post : threads.posts) post.newest = 0;
    TRY_VOID(add_parents(batch, threads, corpus));
    TRY(const Segments made,
        build_segments(threads, corpus, *engine.models.lexicon, *engine.models.claims, SegmentOptions{}));
    BatchWriter writer;
    writer.add_rows(made.segments);
    return exchange.give(writer, made.segments.size());
}

Result<agon_status> embed(const agon_engine& engine, const char* json, const Exchange& exchange) {
    TRY(const BatchView batch, exchange.take());
    TRY(const CallOptions call, CallOptions::parse(json, {"encoder"}));
    const std::string tier = call.text("encoder", "full");
    if (tier != "full" && tier != "fast")
        return Error{ErrorCode::usage, "", 0, -1, "option encoder must be full or fast"};
    const Encoder& encoder = tier == "full" ? *engine.models.full_encoder : *engine.models.fast_encoder;
    TRY_VOID(batch.require("text"));
    TRY(const auto texts, batch.texts("text"));
    TRY(const auto ids, batch.numbers("id"));
    TRY(const std::vector<float> values, encoder.encode(texts, 1));
    BatchWriter writer;
    writer.add("id", ids);
    writer.add("vector", FloatRowsView{encoder.width(), values.data(), static_cast<std::int64_t>(texts.size())});
    return exchange.give(writer, texts.size());
}

Result<agon_status> judge(const agon_engine& engine, const char* json, const Exchange& exchange) {
    TRY(const BatchView batch, exchange.take());
    TRY_VOID(CallOptions::parse(json, {}));
    TRY_VOID(batch.require("text"));
    TRY_VOID(batch.require("target"));
    TRY(const auto ids, batch.numbers("id"));
    TRY(const auto texts, batch.texts("text"));
    TRY(const auto targets, batch.texts("target"));
    TRY(const auto answered, batch.texts("answered"));
    std::vector<StanceQuestion> questions;
    for (std::size_t i = 0; i < texts.size(); ++i) questions.push_back({texts[i], targets[i], answered[i]});
    TRY(const auto answers, engine.models.pair_judges.stance->judge(questions, 1));
    std::vector<double> in_favour, against, neither;
    for (const StanceAnswer& answer : answers) {
        in_favour.push_back(answer.in_favour);
        against.push_back(answer.against);
        neither.push_back(answer.neither);
    }
    BatchWriter writer;
    writer.add("id", ids);
    writer.add("in_favour", in_favour);
    writer.add("against", against);
    writer.add("neither", neither);
    return exchange.give(writer, texts.size());
}

using Stage = Result<agon_status> (*)(const agon_engine&, const char*, const Exchange&);

agon_status run_stage(Stage stage, const agon_engine* engine, const char* options, ArrowArray* in,
                      const ArrowSchema* in_schema, ArrowArray* out, ArrowSchema* out_schema, char** message) noexcept {
    const Exchange exchange(in, in_schema, out, out_schema);
    return guarded(message, [&]() -> Result<agon_status> {
        if (!engine) return Error{ErrorCode::usage, "", 0, -1, "no engine"};
        return stage(*engine, options, exchange);
    });
}

}  // namespace
}  // namespace agon

extern "C" {

agon_status agon_engine_open(const char* data_folder, agon_engine** engine, char** message) {
    if (engine) *engine = nullptr;
    return agon::guarded(message, [&]() -> agon::Result<agon_status> {
        if (!engine) return agon::Error{agon::ErrorCode::usage, "", 0, -1, "nowhere to put the engine"};
        TRY(agon::Models models, agon::Models::load(agon::real_disk(), agon::data_of(data_folder)));
        *engine = new agon_engine{std::move(models)};
        return AGON_OK;
    });
}

void agon_engine_close(agon_engine* engine) {
    delete engine;
}

#define AGON_STAGE(name, stage)                                                                                   \
    agon_status name(const agon_engine* engine, const char* options, struct ArrowArray* in,                       \
                     const struct ArrowSchema* in_schema, struct ArrowArray* out, struct ArrowSchema* out_schema, \
                     char** message) {                                                                            \
        return agon::run_stage(stage, engine, options, in, in_schema, out, out_schema, message);                  \
    }
AGON_STAGE(agon_clean, agon::clean)
AGON_STAGE(agon_copy_signatures, agon::sign)
AGON_STAGE(agon_echo, agon::echo)
AGON_STAGE(agon_originals, agon::fold)
AGON_STAGE(agon_segments, agon::cut)
AGON_STAGE(agon_vectors, agon::embed)
AGON_STAGE(agon_stances, agon::judge)
#undef AGON_STAGE
}
