// The stages of the C interface on the sample: the tables of the case come out, whatever the batches are.
#include <arrow/c/bridge.h>

#include <set>
#include <unordered_map>

#include "include/agon.h"
#include "src/abi/batches.hpp"
#include "src/debates/debates.hpp"
#include "tests/sample_case.hpp"

namespace agon {
namespace {

namespace fs = std::filesystem;
using Batch = std::shared_ptr<arrow::RecordBatch>;

class CStages : public testing::Test {
  protected:
    static void SetUpTestSuite() {
        if (!fs::exists(".deps/encoder/weights.npz")) return;
        case_ = copied_sample_case("abi");
        threads_ = *read_threads(real_disk(), case_);
        corpus_ = *read_corpus(real_disk(), case_);
        segments_ = *read_segments(real_disk(), case_);
        char* message = nullptr;
        ASSERT_EQ(agon_engine_open(fs::current_path().c_str(), &engine_, &message), AGON_OK) << message;
    }
    static void TearDownTestSuite() {
        agon_engine_close(engine_);
        if (!case_.empty()) fs::remove_all(case_);
    }
    void SetUp() override {
        if (case_.empty()) GTEST_SKIP() << ".deps/encoder is not there: run setup/install";
    }

    static Batch called(agon_stage* stage, const Batch& batch, const char* options = nullptr) {
        ArrowArray in, out;
        ArrowSchema in_schema, out_schema;
        EXPECT_TRUE(arrow::ExportRecordBatch(*batch, &in, &in_schema).ok());
        char* message = nullptr;
        const agon_status status = stage(engine_, options, &in, &in_schema, &out, &out_schema, &message);
        EXPECT_EQ(status, AGON_OK) << message;
        agon_free(message);
        in_schema.release(&in_schema);
        if (status != AGON_OK) return nullptr;
        return arrow::ImportRecordBatch(&out, &out_schema).ValueOrDie();
    }
    /// The stage over batches of `size` rows, put together again.
    static std::shared_ptr<arrow::Table> in_batches(agon_stage* stage, const Batch& all, std::int64_t size,
                                                    const char* options = nullptr) {
        std::vector<Batch> parts;
        for (std::int64_t begin = 0; begin < all->num_rows(); begin += size)
            parts.push_back(called(stage, all->Slice(begin, size), options));
        return arrow::Table::FromRecordBatches(parts).ValueOrDie()->CombineChunks().ValueOrDie();
    }
    static Batch posts_with_raw() {
        std::unordered_map<std::string, std::string> bytes;
        for (const SourceFile& source : threads_.sources)
            bytes[source.sha256] = *read_source(real_disk(), case_, source);
        std::vector<std::string_view> raw;
        for (const Post& post : threads_.posts)
            raw.push_back(std::string_view(bytes.at(post.source))
                              .substr(static_cast<std::size_t>(post.body_begin),
                                      static_cast<std::size_t>(post.body_end - post.body_begin)));
        BatchWriter writer;
        writer.add_rows(threads_.posts);
        writer.add("raw", raw);
        return *writer.finish(raw.size());
    }
    static Batch cleaned_with_parents() {
        std::unordered_map<std::int64_t, std::size_t> newest;
        for (std::size_t i = 0; i < threads_.posts.size(); ++i)
            if (threads_.posts[i].newest) newest[static_cast<std::int64_t>(threads_.posts[i].post)] = i;
        std::vector<std::int64_t> parents, votes, created, voices;
        std::vector<std::string_view> texts;
        for (const Post& post : threads_.posts) {
            parents.push_back(static_cast<std::int64_t>(post.parent));
            votes.push_back(post.votes);
            created.push_back(post.created_seconds);
            const auto parent = newest.find(parents.back());
            voices.push_back(parent == newest.end() ? 0
                                                    : static_cast<std::int64_t>(corpus_.posts[parent->second].voice));
            texts.push_back(parent == newest.end() ? "" : std::string_view(corpus_.posts[parent->second].text));
        }
        BatchWriter writer;
        writer.add_rows(corpus_.posts);
        writer.add("parent", parents);
        writer.add("votes", votes);
        writer.add("created_seconds", created);
        writer.add("parent_voice", voices);
        writer.add("parent_text", texts);
        return *writer.finish(texts.size());
    }
    static std::shared_ptr<arrow::Array> column(const std::shared_ptr<arrow::Table>& table, const std::string& name) {
        return table->GetColumnByName(name)->chunk(0);
    }

    static inline std::string case_;
    static inline Threads threads_;
    static inline Corpus corpus_;
    static inline Segments segments_;
    static inline agon_engine* engine_ = nullptr;
};

TEST_F(CStages, CleanedPostsAreThoseOfTheCase) {
    const Batch posts = posts_with_raw();
    BatchWriter writer;
    writer.add_rows(corpus_.posts);
    const auto expected = arrow::Table::FromRecordBatches({*writer.finish(corpus_.posts.size())}).ValueOrDie();
    for (const std::int64_t size : {1, 7, 10000}) {
        const auto made = in_batches(agon_clean, posts, size, R"({"from": "2010-12", "to": "2025-03"})");
        for (const char* name : {"post", "revision", "thread", "voice", "stream", "kind", "year", "language", "text",
                                 "source_runs", "aside_spans", "link_spans", "code_spans", "image_spans"})
            EXPECT_TRUE(column(made, name)->Equals(column(expected, name))) << name << " in batches of " << size;
        const auto& problems = static_cast<const arrow::StringArray&>(*column(made, "problem"));
        for (std::int64_t i = 0; i < problems.length(); ++i) EXPECT_EQ(problems.GetView(i), "");
        // What a post alone decides of its fate stands; twins and relays are found between posts.
        const auto& fates = static_cast<const arrow::StringArray&>(*column(made, "fate"));
        for (std::size_t i = 0; i < corpus_.posts.size(); ++i) {
            const PostFate fate = corpus_.posts[i].fate;
            const bool between = fate == PostFate::twin || fate == PostFate::relay;
            EXPECT_EQ(fates.GetView(static_cast<std::int64_t>(i)), enum_name(between ? PostFate::analysed : fate));
        }
    }
}

TEST_F(CStages, SegmentsAreThoseOfTheCase) {
    const Batch posts = cleaned_with_parents();
    BatchWriter writer;
    writer.add_rows(segments_.segments);
    const auto expected = arrow::Table::FromRecordBatches({*writer.finish(segments_.segments.size())}).ValueOrDie();
    for (const std::int64_t size : {1, 7, 10000})
        EXPECT_TRUE(in_batches(agon_segments, posts, size)->Equals(*expected)) << "batches of " << size;
}

TEST_F(CStages, VectorsAreThoseOfTheCase) {
    const auto vectors = read_vectors(real_disk(), case_);
    ASSERT_TRUE(vectors.ok());
    BatchWriter writer;
    std::vector<std::int64_t> ids;
    std::vector<std::string_view> texts;
    for (std::size_t i = 0; i < 200; ++i) {
        ids.push_back(static_cast<std::int64_t>(segments_.segments[i].segment));
        texts.push_back(segments_.segments[i].text);
    }
    writer.add("id", ids);
    writer.add("text", texts);
    const Batch batch = *writer.finish(ids.size());
    for (const std::int64_t size : {1, 7, 10000}) {
        const auto made = in_batches(agon_vectors, batch, size);
        const auto& rows = static_cast<const arrow::FixedSizeListArray&>(*column(made, "vector"));
        const auto& values = static_cast<const arrow::FloatArray&>(*rows.values());
        ASSERT_EQ(rows.list_type()->list_size(), vectors->segments.width);
        for (std::size_t i = 0; i < ids.size(); ++i) {
            const float* expected = vectors->segments.row(ids[i]);
            if (!expected) continue;  // an aside
            const float* there = values.raw_values() + rows.value_offset(static_cast<std::int64_t>(i));
            EXPECT_EQ(std::vector<float>(there, there + vectors->segments.width),
                      std::vector<float>(expected, expected + vectors->segments.width));
        }
    }
}

TEST_F(CStages, NearCopiesShareADigestOrABand) {
    std::vector<CleanPost> posts;
    for (const CleanPost& post : corpus_.posts) {
        if (post.fate != PostFate::analysed || count_code_points(post.text) < 60 || posts.size() >= 40) continue;
        posts.push_back(post);
        posts.push_back(post);
        posts.back().text += "转一下";
    }
    ASSERT_GE(posts.size(), 20u);
    BatchWriter writer;
    writer.add_rows(posts);
    const auto made = in_batches(agon_copy_signatures, *writer.finish(posts.size()), 7);
    const auto& digests = static_cast<const arrow::Int64Array&>(*column(made, "digest"));
    const auto& bands = static_cast<const arrow::ListArray&>(*column(made, "bands"));
    const auto& keys = static_cast<const arrow::Int64Array&>(*bands.values());
    const auto meet = [&](std::int64_t l, std::int64_t r) {
        bool found = false;
        for (std::int64_t k = 0; k < 16; ++k)
            found = found || keys.Value(bands.value_offset(l) + k) == keys.Value(bands.value_offset(r) + k);
        return found;
    };
    for (std::int64_t i = 0; i < std::ssize(posts); i += 2) {
        ASSERT_EQ(bands.value_length(i), 16);
        EXPECT_NE(digests.Value(i), digests.Value(i + 1));
        EXPECT_TRUE(meet(i, i + 1)) << posts[static_cast<std::size_t>(i)].text;
        if (i > 0) {
            EXPECT_FALSE(meet(i, i - 2)) << posts[static_cast<std::size_t>(i)].text;
        }
    }
}

TEST_F(CStages, EchoIsThatOfTheCase) {
    const Batch cleaned = in_batches(agon_clean, posts_with_raw(), 10000, R"({"from": "2010-12", "to": "2025-03"})")
                              ->CombineChunksToBatch()
                              .ValueOrDie();
    const Batch parents = cleaned_with_parents();
    Batch posts = cleaned;
    for (const char* name : {"parent", "parent_text"}) {
        const auto values = parents->GetColumnByName(name);
        posts = posts->AddColumn(posts->num_columns(), name, values).ValueOrDie();
    }
    BatchWriter writer;
    writer.add_rows(corpus_.posts);
    const auto expected = arrow::Table::FromRecordBatches({*writer.finish(corpus_.posts.size())}).ValueOrDie();
    for (const std::int64_t size : {1, 7, 10000}) {
        const auto made = in_batches(agon_echo, posts, size);
        EXPECT_TRUE(column(made, "quoted_spans")->Equals(column(expected, "quoted_spans"))) << "batches of " << size;
        const auto& fates = static_cast<const arrow::StringArray&>(*column(made, "fate"));
        const auto& handed = static_cast<const arrow::Int64Array&>(*column(made, "handed_words"));
        for (std::int64_t i = 0; i < fates.length(); ++i) {
            const PostFate fate = corpus_.posts[static_cast<std::size_t>(i)].fate;
            EXPECT_EQ(fates.GetView(i), enum_name(fate == PostFate::twin ? PostFate::analysed : fate));
            if (fate != PostFate::relay) {
                EXPECT_EQ(handed.Value(i), 0);
            }
        }
    }
}

TEST_F(CStages, ARelayFindsWhatItHandsOn) {
    BatchWriter writer;
    const std::vector<std::string_view> texts = {"口罩不够用的时候医院应该优先",
                                                 "转发微博//@甲:口罩不够用的时候医院应该优先",
                                                 "同意//@甲:口罩不够用的时候医院应该优先"};
    writer.add("raw", texts);
    const auto made = called(agon_echo, called(agon_clean, *writer.finish(texts.size())));
    const auto number = [&](const char* name, std::int64_t i) {
        return static_cast<const arrow::Int64Array&>(*made->GetColumnByName(name)).Value(i);
    };
    const auto& fates = static_cast<const arrow::StringArray&>(*made->GetColumnByName("fate"));
    EXPECT_EQ(fates.GetView(0), "analysed");
    EXPECT_EQ(fates.GetView(1), "relay");
    EXPECT_EQ(fates.GetView(2), "analysed");
    EXPECT_NE(number("own_words", 0), 0);
    EXPECT_EQ(number("handed_words", 1), number("own_words", 0));
    EXPECT_EQ(number("handed_words", 2), 0);
}

TEST_F(CStages, OriginalsAreOfTheirGroupAndTheEarliest) {
    const std::string_view one = "疫情期间学校不应该完全封闭学生的生活",
                           other = "疫情期间学校不应该完全封闭学生的生活！转",
                           third = "补贴只会养出骗子企业应该马上停掉才对";
    const std::vector<std::string_view> texts = {one, other, third, one, one};
    const std::vector<std::int64_t> groups = {1, 1, 1, 1, 2}, ids = {11, 12, 13, 14, 15},
                                    seconds = {500, 400, 300, -1, 900};
    BatchWriter writer;
    writer.add("group", groups);
    writer.add("post", ids);
    writer.add("created_seconds", seconds);
    writer.add("text", texts);
    const auto made = called(agon_originals, *writer.finish(texts.size()));
    const auto& originals = static_cast<const arrow::Int64Array&>(*made->GetColumnByName("original"));
    const std::vector<std::int64_t> expected = {12, 12, 13, 12, 15};
    for (std::int64_t i = 0; i < originals.length(); ++i)
        EXPECT_EQ(originals.Value(i), expected[static_cast<std::size_t>(i)]) << i;
}

TEST_F(CStages, AWrittenTableHasTheBytesOfTheCase) {
    BatchWriter writer;
    writer.add_rows(segments_.segments);
    const Batch batch = *writer.finish(segments_.segments.size());
    ArrowArray in;
    ArrowSchema schema;
    ASSERT_TRUE(arrow::ExportRecordBatch(*batch, &in, &schema).ok());
    const std::string file = case_ + "/written.parquet";
    char* message = nullptr;
    EXPECT_EQ(agon_write_table(file.c_str(), &in, &schema, &message), AGON_OK) << message;
    schema.release(&schema);
    EXPECT_EQ(in.release, nullptr);
    EXPECT_EQ(*real_disk().read_file(file), *real_disk().read_file(case_ + "/segments/segments.parquet"));
}

TEST_F(CStages, StancesAddUpAndDoNotDependOnBatches) {
    BatchWriter writer;
    std::vector<std::string_view> texts, targets(40, "中国应该保护自己的汽车工业");
    for (std::size_t i = 0; i < targets.size(); ++i) texts.push_back(segments_.segments[i].text);
    writer.add("text", texts);
    writer.add("target", targets);
    const Batch batch = *writer.finish(texts.size());
    const auto expected = in_batches(agon_stances, batch, 10000);
    for (const std::int64_t size : {1, 7}) EXPECT_TRUE(in_batches(agon_stances, batch, size)->Equals(*expected));
    const auto value = [&](const char* name, std::int64_t i) {
        return static_cast<const arrow::DoubleArray&>(*column(expected, name)).Value(i);
    };
    std::set<double> different;
    for (std::int64_t i = 0; i < batch->num_rows(); ++i) {
        EXPECT_NEAR(value("in_favour", i) + value("against", i) + value("neither", i), 1, 1e-9);
        different.insert(value("in_favour", i));
    }
    EXPECT_GT(different.size(), 30u);
}

TEST_F(CStages, TakesEveryLayoutOfTexts) {
    const std::vector<std::string> texts = {"国产手机值得买。", "", "我不同意这种说法。"};
    arrow::StringBuilder plain;
    arrow::LargeStringBuilder large;
    arrow::StringViewBuilder view;
    arrow::BinaryBuilder binary;
    for (const std::string& text : texts) {
        ASSERT_TRUE(plain.Append(text).ok() && large.Append(text).ok() && view.Append(text).ok());
        ASSERT_TRUE(binary.Append(text).ok());
    }
    ASSERT_TRUE(plain.AppendNull().ok() && large.AppendNull().ok() && view.AppendNull().ok());
    ASSERT_TRUE(binary.AppendNull().ok());
    std::shared_ptr<arrow::Table> first;
    for (arrow::ArrayBuilder* builder : std::initializer_list<arrow::ArrayBuilder*>{&plain, &large, &view, &binary}) {
        const auto array = builder->Finish().ValueOrDie();
        const auto batch = arrow::RecordBatch::Make(arrow::schema({arrow::field("text", array->type())}), 4, {array});
        const auto made = in_batches(agon_segments, batch, 10);
        EXPECT_EQ(made->num_rows(), 2);
        EXPECT_TRUE(!first || made->Equals(*first)) << array->type()->ToString();
        first = made;
    }
}

}  // namespace
}  // namespace agon
