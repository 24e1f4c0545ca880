// Room debates in parts: propositions and orientations of questions, the debatedness model and what it refuses.
#include "src/debates/debates.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <random>

#include "ground/model/geometry.hpp"
#include "src/debates/members.hpp"
#include "src/debates/proposition.hpp"
#include "src/debates/steps.hpp"
#include "tests/shipped_lexicon.hpp"

namespace agon {
namespace {

TEST(Propositions, CasesOfTheFile) {
    std::ifstream file("tests/cases/debates/propositions.case");
    ASSERT_TRUE(file.good());
    int cases = 0;
    for (std::string line; std::getline(file, line);) {
        const std::size_t tab = line.find('\t');
        if (line.starts_with("#") || tab == std::string::npos) continue;
        EXPECT_EQ(proposition_of(line.substr(0, tab)), line.substr(tab + 1)) << line.substr(0, tab);
        ++cases;
    }
    EXPECT_GE(cases, 12);
}

TEST(EnglishTitles, CasesOfTheFile) {
    std::ifstream file("tests/cases/debates/english_titles.case");
    ASSERT_TRUE(file.good());
    int cases = 0;
    for (std::string line; std::getline(file, line);) {
        if (line.starts_with("#")) continue;
        std::vector<std::string> cells(1);
        for (const char c : line)
            if (c == '\t')
                cells.emplace_back();
            else
                cells.back() += c;
        ASSERT_EQ(cells.size(), 4U) << line;
        const QuestionShape shape = shape_of_question(cells[0], shipped_lexicon());
        EXPECT_EQ(enum_name(shape.form), cells[1]) << line;
        EXPECT_EQ(shape.proposition, cells[2]) << line;
        EXPECT_EQ(shape.pole_a.empty() ? "" : shape.pole_a + " / " + shape.pole_b, cells[3]) << line;
        ++cases;
    }
    EXPECT_GE(cases, 15);
}

class Orientations : public testing::Test {
  protected:
    void SetUp() override {
        if (!std::filesystem::exists(".deps/encoder/weights.npz")) GTEST_SKIP() << ".deps/encoder is not there";
        encoder_ = std::move(load_embedded_encoder(".deps/encoder", real_disk()).value());
        lexicon_ = std::make_unique<Lexicon>(std::move(Lexicon::load(real_disk(), "ground/lexicon").value()));
    }
    int between(const std::string& naming, const std::string& other) {
        const QuestionShape debate = shape_of_question(naming, *lexicon_);
        const QuestionShape thread = shape_of_question(other, *lexicon_);
        return orientations_of(debate, {&thread}, *encoder_).value()[0];
    }
    std::unique_ptr<Encoder> encoder_;
    std::unique_ptr<Lexicon> lexicon_;
};

TEST_F(Orientations, PolesEitherWayRound) {
    const std::string naming = "国产软件该靠举国体制，还是靠市场？";
    EXPECT_EQ(between(naming, "芯片要靠举国体制还是靠市场竞争？"), 1);
    EXPECT_EQ(between(naming, "芯片要靠市场竞争还是靠举国体制？"), -1);
    EXPECT_EQ(between(naming, "机床应该靠市场吗？"), -1);
}

TEST_F(Orientations, ADenialTurnsTheStatement) {
    EXPECT_EQ(between("高校应该封闭管理吗？", "高校该不该封闭管理？"), 1);
    EXPECT_EQ(between("高校应该封闭管理吗？", "高校应该取消封闭管理吗？"), -1);
    EXPECT_EQ(between("高校应该封闭管理吗？", "周末吃什么？"), 0);
    EXPECT_EQ(between("高校九月份开学还会实施全封闭管理吗", "如何看待天津大学仍然不让学生出校门"), 1);
}

TEST_F(Orientations, WordsForStateAndMarketDecideBeforeLikeness) {
    const std::string naming = "政府应不应该补贴新兴产业？";
    EXPECT_EQ(between(naming, "工业软件该靠大基金砸，还是让市场慢慢长？"), 1);
    EXPECT_EQ(between(naming, "工业软件该让市场慢慢长，还是靠大基金砸？"), -1);
    EXPECT_EQ(between(naming, "举国体制搞创新可以歇了吗？"), -1);
}

TEST_F(Orientations, AComparisonHasTwoPoles) {
    const auto poles = [this](const std::string& title) {
        const QuestionShape shape = shape_of_question(title, *lexicon_);
        return shape.form == QuestionForm::either_or ? shape.pole_a + "/" + shape.pole_b : "";
    };
    EXPECT_EQ(poles("职场上，关系真的比能力重要么？"), "关系更重要/能力更重要");
    EXPECT_EQ(poles("选择是不是比努力更重要？"), "选择更重要/努力更重要");
    EXPECT_EQ(poles("学历比经验值钱吗？"), "学历更值钱/经验更值钱");
    for (const char* const title :
         {"中国的性价比真的高吗？", "今年的机会比往年多吗？", "24 秋招比 23 秋招更难吗？", "国产车比较好吗？",
          "智能手表的功能比机械手表强很多，为什么还有那么多人买机械手表？", "占比重要吗？", "比努力更重要的是什么？"})
        EXPECT_EQ(poles(title), "") << title;
    EXPECT_EQ(between("关系真的比能力重要么？", "能力比关系更重要吗？"), -1);
}

TEST_F(Orientations, WhoLeadsIsAskedInManyFieldsAndNotByEveryTitleWithTheState) {
    const auto shape = [this](const std::string& title) { return shape_of_question(title, *lexicon_); };
    EXPECT_EQ(shape("造船该由国家牵头吗？").approach, 1);
    EXPECT_EQ(shape("造船该交给市场吗？").approach, -1);
    EXPECT_EQ(shape("造船是补贴养大的，还是船东逼出来的？").approach, 1);
    EXPECT_EQ(shape("造船是国家主导过时了，还是国家主导的成果？").approach, -1);
    // What is said of a way is no vote for it, and two poles that deny one way alike are none.
    EXPECT_EQ(shape("产业政策是新瓶旧酒，还是必修课？").approach, 0);
    EXPECT_EQ(shape("是举国不够，还是根本不该举国？").approach, 0);
    EXPECT_TRUE(shape("是举国不够，还是根本不该举国？").who_leads);
    EXPECT_TRUE(shape("造船该由国家牵头吗？").who_leads);
    EXPECT_FALSE(shape("参加国企的面试，要注意什么？").who_leads);
    EXPECT_FALSE(shape("躺在家里就是为国家做贡献了").who_leads);
    EXPECT_FALSE(shape("造船该交给市场吗？").who_leads);
}

TEST_F(Orientations, WhatAWhyTakesForGrantedIsNoVoteUnlessItSaysTheSame) {
    EXPECT_EQ(between("应该劝年轻人进厂吗？", "为什么年轻人都不愿意进厂了？"), 0);
    EXPECT_EQ(between("中国制造大而不强吗？", "为什么中国制造大而不强？"), 1);
}

TEST(Naming, AQuestionOfWhatWillComeNamesADebateLast) {
    const std::string foretells = "高校九月份开学还会实施全封闭管理吗", sees = "如何看待天津大学仍然不让学生出校门",
                      asks = "大学应不应该封校";
    const auto named_of = [](const std::vector<std::string>& titles) {
        std::vector<Thread> threads(titles.size());
        std::vector<ThreadEvidence> evidence(titles.size());
        std::vector<std::size_t> group;
        for (std::size_t i = 0; i < titles.size(); ++i) {
            threads[i].thread = ThreadId{static_cast<std::int64_t>(i) + 1};
            threads[i].title = titles[i];
            evidence[i].thread = &threads[i];
            evidence[i].shape = shape_of_question(titles[i], shipped_lexicon());
            evidence[i].centre = {1, 0};
            evidence[i].counts.voices = 100;
            evidence[i].counts.posts = 100;
            group.push_back(i);
        }
        return naming_thread(evidence, group).thread->title;
    };
    EXPECT_EQ(named_of({foretells, sees}), sees);
    EXPECT_EQ(named_of({foretells, asks, sees}), asks);
    EXPECT_EQ(named_of({foretells}), foretells);
}

TEST(Debatedness, ModelSaysWhatIsWrongWithItsFile) {
    const std::string path = (std::filesystem::temp_directory_path() / "agon_debatedness.toml").string();
    EXPECT_EQ(DebatednessModel::load(real_disk(), path + ".none").error().code, ErrorCode::model_missing);
    ASSERT_TRUE(real_disk().write_file(path, "intercept = 1.0\n[weights]\nopposition = 1.0\n").ok());
    const auto lacking = DebatednessModel::load(real_disk(), path);
    EXPECT_EQ(lacking.error().code, ErrorCode::model_damaged);
    EXPECT_NE(lacking.error().line().find("rejecting_share"), std::string::npos);
    ASSERT_TRUE(real_disk().write_file(path, "intercept = = 1\n").ok());
    EXPECT_EQ(DebatednessModel::load(real_disk(), path).error().code, ErrorCode::model_damaged);
    std::filesystem::remove(path);
}

TEST(Debatedness, TheShippedModelReads) {
    const auto model = DebatednessModel::load(real_disk(), "models/debatedness.toml");
    ASSERT_TRUE(model.ok());
    EXPECT_EQ(DebatednessModel::features_of({}).size(), DebatednessModel::feature_names().size());
    Evidence chorus, debate;
    chorus.posts = debate.posts = 100;
    chorus.segments = debate.segments = 500;
    chorus.form = QuestionForm::news;
    chorus.title_news = 1;
    debate.form = QuestionForm::yes_no;
    debate.approving = debate.rejecting = debate.saying_yes = debate.saying_no = 30;
    debate.claims = debate.of_matter = 250;
    debate.title_matter = 1;
    EXPECT_LT(model->probability(chorus, {}), model->probability(debate, {}));
}

/// Says the same row of 512 numbers of every text, and counts the texts.
class OneRow final : public Encoder {
  public:
    std::int32_t width() const override { return 512; }
    const std::string& name() const override { return name_; }
    const std::string& digest() const override { return name_; }
    Result<std::vector<float>> encode(const std::vector<std::string_view>& texts, int) const override {
        asked += texts.size();
        std::vector<float> rows;
        for (std::size_t i = 0; i < texts.size(); ++i)
            rows.insert(rows.end(), row_of_title().begin(), row_of_title().end());
        return rows;
    }
    static const std::vector<float>& row_of_title() {
        static const std::vector<float> row(512, 1.0F / std::sqrt(512.0F));
        return row;
    }
    mutable std::size_t asked = 0;

  private:
    std::string name_ = "one row";
};

TEST(Debatedness, TitlesOfLargeCasesAreReadByTheEncoderOfTheWeights) {
    const auto model = DebatednessModel::load(real_disk(), "models/debatedness.toml");
    const auto lexicon = Lexicon::load(real_disk(), "ground/lexicon");
    ASSERT_TRUE(model.ok() && lexicon.ok());
    Threads threads;
    Segments segments;
    for (std::int64_t t = 1; t <= 2; ++t) {  // two voices in the first thread, one in the second
        threads.threads.push_back({});
        threads.threads.back().thread = static_cast<ThreadId>(t);
        threads.threads.back().stream = "public";
        threads.threads.back().title = "高考应该取消吗？";
        for (std::int64_t voice = 1; voice <= 3 - t; ++voice) {
            Segment s;
            s.segment = static_cast<SegmentId>(10 * t + voice);
            s.post = static_cast<PostId>(10 * t + voice);
            s.thread = static_cast<ThreadId>(t);
            s.voice = static_cast<VoiceId>(voice);
            s.stream = "public";
            s.text = "应该取消，因为不公平。";
            segments.segments.push_back(s);
        }
    }
    Vectors fast;  // rows of 256, as in a case of the fast encoder
    fast.segments.width = fast.questions.width = 256;
    fast.questions.ids = {1, 2};
    fast.questions.values.assign(512, 0.0625F);
    const OneRow titles;
    std::vector<ThreadEvidence> evidence =
        count_threads(threads, segments, fast, std::vector<float>(256, 0.0F), *lexicon);
    ASSERT_TRUE(weigh_threads(evidence, fast, *model, titles).ok());
    ASSERT_EQ(evidence.size(), 2U);
    EXPECT_EQ(titles.asked, 1U);
    const Evidence &two = evidence[0].counts, &one = evidence[1].counts;
    EXPECT_EQ(two.debatedness, model->probability(two, OneRow::row_of_title()));
    EXPECT_EQ(one.debatedness, model->probability(one, {}));
    EXPECT_NE(model->probability(two, OneRow::row_of_title()), model->probability(two, {}));
}

TEST(SegmentFits, AreCosinesOfCentredRows) {
    constexpr std::int32_t width = 16;
    std::mt19937_64 random(3);
    std::normal_distribution<float> normal;
    const auto direction = [&] {
        std::vector<float> row;
        for (std::int32_t i = 0; i < width; ++i) row.push_back(normal(random) + 0.4F);
        normalise(row);
        return row;
    };
    Segments segments;
    Vectors vectors;
    vectors.segments.width = width;
    for (std::int64_t id = 1; id <= 400; ++id) {
        Segment s;
        s.segment = static_cast<SegmentId>(id);
        s.stream = id % 9 == 0 ? "official" : "public";
        s.kind = id % 7 == 0 ? SegmentKind::aside : id % 13 == 0 ? SegmentKind::quotation : SegmentKind::statement;
        s.claim_score = id % 3 == 0 ? 0.4 : 0.6;
        segments.segments.push_back(s);
        if (id % 11 == 0) continue;  // no row
        vectors.segments.ids.push_back(id);
        const std::vector<float> row = direction();
        vectors.segments.values.insert(vectors.segments.values.end(), row.begin(), row.end());
    }
    const std::vector<float> mean = vectors.segments.mean();
    SegmentFits fits(segments, vectors, mean);
    std::size_t visits = 0;
    const std::vector<float> first = direction();
    for (int round = 0; round < 300; ++round) {  // more centres than are held
        const std::vector<float> centre = round % 100 == 99 ? first : direction();
        std::vector<std::uint32_t> expected, found;
        for (std::uint32_t i = 0; i < segments.segments.size(); ++i) {
            const Segment& s = segments.segments[i];
            const float* row = vectors.segments.row(static_cast<std::int64_t>(s.segment));
            ASSERT_EQ(fits.can_argue(i), row && s.stream == "public" && s.kind == SegmentKind::statement);
            if (!fits.can_argue(i)) continue;
            const double cosine = static_cast<double>(dot(centred(row, mean).data(), centre.data(), width));
            EXPECT_NEAR(fits.fit(i, centre), cosine, 1e-5);
            if (fits.fit(i, centre) >= 0.2 && s.claim_score >= 0.5) expected.push_back(i);
        }
        const std::vector<std::vector<Visit>> visits_of = fits.visits({&centre}, 0.2);
        for (const Visit& visit : visits_of.front()) {
            found.push_back(visit.segment);
            EXPECT_EQ(visit.fit, fits.fit(visit.segment, centre));
        }
        EXPECT_EQ(found, expected);
        visits += found.size();
    }
    EXPECT_GT(visits, 1000U);
}

/// Threads in a space of four directions: body and title point there, the title's words are given.
class Grouping : public testing::Test {
  protected:
    void SetUp() override {
        if (!std::filesystem::exists(".deps/cppjieba/dict")) GTEST_SKIP() << ".deps/cppjieba is not there";
        words_ = std::move(Words::load(".deps/cppjieba/dict").value());
    }
    void add(std::vector<float> direction, const char* title) {
        threads_.push_back(std::make_unique<Thread>());
        threads_.back()->thread = static_cast<ThreadId>(static_cast<std::int64_t>(threads_.size()));
        threads_.back()->title = title;
        float square = 0;
        for (const float x : direction) square += x * x;
        for (float& x : direction) x /= std::sqrt(square);
        ThreadEvidence e;
        e.thread = threads_.back().get();
        e.body = e.title = e.centre = direction;
        evidence_.push_back(e);
    }
    std::vector<std::vector<std::size_t>> grouped(const std::vector<bool>& debated) {
        std::vector<std::vector<std::size_t>> groups;
        for (const ThreadGroup& g : group_threads(evidence_, words_of_titles(evidence_, *words_), debated, {}))
            groups.push_back(g.threads);
        return groups;
    }
    std::unique_ptr<Words> words_;
    std::vector<std::unique_ptr<Thread>> threads_;
    std::vector<ThreadEvidence> evidence_;
};

TEST_F(Grouping, ParaphrasesAreOneDebate) {
    add({1, 0.1F, 0, 0}, "国家主导还是市场主导");
    add({1, 0.2F, 0, 0}, "市场好还是国家好");
    add({0, 0, 1, 0.1F}, "送外卖还是进厂");
    EXPECT_EQ(grouped({true, true, true}), (std::vector<std::vector<std::size_t>>{{0, 1}, {2}}));
}

TEST_F(Grouping, TheSameQuestionInTheSameWordsIsOneDebate) {
    add({1, 0, 0, 0}, "高考会不会推迟");
    add({0, 1, 0, 0}, "送外卖还是进厂");
    add({-1, 0, 0, 0}, "高考会不会推迟");  // as far from the first as can be
    EXPECT_EQ(grouped({true, true, true}), (std::vector<std::vector<std::size_t>>{{0}, {1}, {2}}));  // nothing is asked
    for (const std::size_t i : {0U, 2U}) evidence_[i].shape.proposition = "高考会推迟";
    EXPECT_EQ(grouped({true, true, true}), (std::vector<std::vector<std::size_t>>{{0, 2}, {1}}));
}

TEST_F(Grouping, AFieldOfLifeIsNoDebate) {
    // Two debated questions no nearer to each other than to the advice that surrounds them.
    add({1, 0.6F, 0, 0}, "能力重要吗");
    add({1, 0, 0.6F, 0}, "留学值得吗");
    for (int i = 0; i < 4; ++i) add({1, 0.3F, 0.3F, 0.1F * static_cast<float>(i)}, "求职建议");
    EXPECT_EQ(grouped({true, true, false, false, false, false}), (std::vector<std::vector<std::size_t>>{{0}, {1}}));
    // Without the advice around them they would be one.
    evidence_.resize(2);
    EXPECT_EQ(grouped({true, true}), (std::vector<std::vector<std::size_t>>{{0, 1}}));
}

TEST_F(Grouping, APostThatStandsAloneMustSpeakToItsTitle) {
    // Threads 1 and 2 are posts under one hashtag, 3 is a question with two answers; rows 5 and 6 keep the mean at
    // zero.
    struct Given {
        std::int64_t thread;
        std::vector<float> row;
    };
    const std::vector<Given> given = {{1, {1, 0, 0, 0}}, {2, {0, 1, 0, 0}},  {3, {1, 0, 0, 0}},
                                      {3, {0, 1, 0, 0}}, {4, {-2, 0, 0, 0}}, {4, {0, -2, 0, 0}}};
    Threads threads;
    for (std::int64_t t = 1; t <= 4; ++t) {
        threads.threads.push_back({});
        threads.threads.back().thread = static_cast<ThreadId>(t);
        threads.threads.back().stream = t == 4 ? "official" : "public";
        threads.threads.back().title = "返程人员是否要隔离";
    }
    Segments segments;
    Vectors vectors;
    vectors.segments.width = vectors.questions.width = 4;
    for (const Given& g : given) {
        Segment s;
        s.segment = static_cast<SegmentId>(static_cast<std::int64_t>(segments.segments.size()) + 1);
        s.post = static_cast<PostId>(s.segment);
        s.voice = static_cast<VoiceId>(s.segment);
        s.thread = static_cast<ThreadId>(g.thread);
        s.stream = g.thread == 4 ? "official" : "public";
        s.claim_score = 0.6;
        segments.segments.push_back(s);
        vectors.segments.ids.push_back(static_cast<std::int64_t>(s.segment));
        vectors.segments.values.insert(vectors.segments.values.end(), g.row.begin(), g.row.end());
    }
    vectors.questions.ids = {1, 2, 3};
    for (int t = 0; t < 3; ++t) vectors.questions.values.insert(vectors.questions.values.end(), {1, 0, 0, 0});
    DebateRoom room(threads, segments, vectors, shipped_lexicon(), *words_);
    const std::vector<Found> found = {{{0, 1, 2}, {1, 0, 0, 0}, static_cast<DebateId>(7)}};
    std::vector<ThreadPlace> places(3);
    for (std::size_t t = 0; t < 3; ++t) {
        places[t].thread = static_cast<ThreadId>(static_cast<std::int64_t>(t) + 1);
        places[t].debate = found[0].debate;
    }
    std::vector<std::int64_t> members;
    for (const Member& m : place_members(found, places, own_title_words(found, room.title_words), room))
        members.push_back(static_cast<std::int64_t>(m.segment));
    EXPECT_EQ(members, (std::vector<std::int64_t>{1, 3, 4}));
}

TEST(Salience, WeightsComeFromTheCase) {
    const std::string folder = (std::filesystem::temp_directory_path() / "agon_salience_case").string();
    std::filesystem::remove_all(folder);
    ASSERT_TRUE(real_disk().make_folder(folder).ok());
    EXPECT_EQ(read_salience_weights(real_disk(), folder)->votes, 1.0);
    ASSERT_TRUE(real_disk().write_file(folder + "/case.toml", "[salience]\nvotes = 0\nrecency = 2.5\n").ok());
    EXPECT_EQ(read_salience_weights(real_disk(), folder)->votes, 0.0);
    EXPECT_EQ(read_salience_weights(real_disk(), folder)->recency, 2.5);
    ASSERT_TRUE(real_disk().write_file(folder + "/case.toml", "[salience]\nvotes = -1\n").ok());
    EXPECT_EQ(read_salience_weights(real_disk(), folder).error().code, ErrorCode::bad_value);
    std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace agon
