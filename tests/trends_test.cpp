// Room trends: sentences with known numbers, actors and comparisons; silence and terms against a plain count in the
// source files; change points against exhaustive search; the calendar in any time zone.
#include "src/trends/trends.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <random>
#include <set>

#include "ground/model/differences.hpp"
#include "ground/model/fast_encoder.hpp"
#include "src/pipeline/pipeline.hpp"
#include "src/segments/claims.hpp"
#include "src/trends/steps.hpp"
#include "tests/reference/best_cuts.hpp"
#include "tests/shipped_lexicon.hpp"

namespace agon {
namespace {

namespace fs = std::filesystem;

struct NumberCase {
    const char* text;
    std::vector<std::string> expected;  // "low high unit", in order
};

std::string told(const NumberUse& use) {
    const auto plain = [](double value) {
        std::string text = std::to_string(value);
        text.erase(text.find_last_not_of('0') + 1);
        if (text.ends_with('.')) text.pop_back();
        return text;
    };
    return plain(use.low) + ' ' + plain(use.high) + ' ' + use.unit;
}

TEST(Quantities, AsPeopleWriteThem) {
    const NumberCase cases[] = {
        {"原型车一列要3.5亿元，技术转让费还要3.9亿欧元", {"350000000 350000000 元", "390000000 390000000 欧元"}},
        {"规模以上工业企业研发投入年均增长百分之十四", {"14 14 %"}},
        {"贸易逆差9400亿美元", {"940000000000 940000000000 美元"}},
        {"投资了一万二千亿元", {"1200000000000 1200000000000 元"}},
        {"占三成多，去年三成半", {"30 30 %", "35 35 %"}},
        {"三分之一的人", {"33.333333 33.333333 %"}},
        {"工资翻了一番", {"2 2 倍"}},
        {"3-5亿元之间", {"300000000 500000000 元"}},
        {"六七十家公司，三五百人", {"60 70 家", "300 500 人"}},
        {"两千三百亿", {"230000000000 230000000000 "}},
        {"每天干十一个小时", {"11 11 小时"}},
        {"2018年5月4日第三次，第一名，5G和i5、C919，90后", {}},
        {"有三个问题，一家公司，两个人", {}},
        {"月均４７８０元", {"4780 4780 元"}},
        {"国防费支出为６，１４１，３９１，０００元", {"6141391000 6141391000 元"}},
        {"The deficit was $940 billion", {"940000000000 940000000000 美元"}},
        {"三千五百块钱", {"3500 3500 元"}},
        {"降到0.5毫米", {"0.5 0.5 毫米"}},
        {"", {}},
    };
    for (const NumberCase& c : cases) {
        std::vector<std::string> found;
        for (const NumberUse& use : numbers_in(c.text, 0, shipped_lexicon())) {
            found.push_back(told(use));
            EXPECT_EQ(use.text, std::string(c.text).substr(static_cast<std::size_t>(use.begin),
                                                           static_cast<std::size_t>(use.end - use.begin)));
        }
        EXPECT_EQ(found, c.expected) << c.text;
    }
}

TEST(Quantities, YearsBoundsAndMeasures) {
    const auto found = numbers_in("2023年美国的贸易逆差超过9400亿美元", 2024, shipped_lexicon());
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].about_year, 2023);
    EXPECT_EQ(found[0].entity, "美国");
    EXPECT_EQ(found[0].measure, "逆差");
    EXPECT_EQ(found[0].bound, "over");
    const auto last_year = numbers_in("去年销量约300万辆", 2024, shipped_lexicon());
    ASSERT_EQ(last_year.size(), 1U);
    EXPECT_EQ(last_year[0].about_year, 2023);
    EXPECT_EQ(last_year[0].approximate, 1);
}

TEST(Quantities, AnyBytesAreSafe) {
    std::mt19937_64 random(3);
    const std::vector<std::string> pieces = {"3",  "亿", "万", "十", "百", "分之", "百分之", "几",
                                             "多", "-",  "到", "年", "元", "%",    "成",     "翻",
                                             "半", ".",  ",",  "点", "零", "$",    "k",      "两"};
    for (int run = 0; run < 20000; ++run) {
        std::string text;
        for (std::uint64_t n = random() % 9; n > 0; --n) text += pieces[random() % pieces.size()];
        for (const NumberUse& use : numbers_in(text, 2020, shipped_lexicon())) {
            ASSERT_LE(0, use.begin);
            ASSERT_LT(use.begin, use.end);
            ASSERT_LE(use.end, static_cast<std::int64_t>(text.size()));
            ASSERT_LE(use.low, use.high) << text;
        }
    }
}

std::string actors_told(const char* text) {
    std::string all;
    for (const ActorUse& use : actors_in(text, shipped_lexicon()))
        all += (all.empty() ? "" : "; ") + use.actor + (use.frame.empty() ? "" : ":" + use.frame);
    return all;
}

TEST(Actors, LongestNameAndFrames) {
    EXPECT_EQ(actors_told("印度尼西亚的镍矿"), "印度尼西亚");
    EXPECT_EQ(actors_told("天大的好事"), "");
    EXPECT_EQ(actors_told("德日都在卖"), "德国; 日本");
    EXPECT_EQ(actors_told("德国的机床精度高，用几十年"), "德国:gold_standard");
    EXPECT_EQ(actors_told("精度没有德国高").find("rival"), std::string::npos);
    EXPECT_THAT(actors_told("美国的制裁一纸断供"), testing::HasSubstr("美国:threat"));
    EXPECT_THAT(actors_told("别走苏联的老路"), testing::HasSubstr("苏联:cautionary_tale"));
    EXPECT_THAT(actors_told("应该学习日本的经验"), testing::HasSubstr("日本:model"));
    EXPECT_EQ(actors_told("泰国病例又增加了"), "泰国");
    EXPECT_EQ(actors_told("同学天津大学毕业"), "天津大学");
    EXPECT_EQ(actors_told("联合国谈以色列"), "联合国; 以色列");
}

TEST(Actors, WhatOthersAreToEachOtherIsNoFrameOfChinas) {
    const auto told = [](const char* text, const char* title) {
        std::string all;
        for (const ActorUse& use : actors_in_thread(text, title, shipped_lexicon()))
            all += (all.empty() ? "" : "; ") + use.actor + (use.frame.empty() ? "" : ":" + use.frame);
        return all;
    };
    EXPECT_EQ(told("以色列和巴勒斯坦的竞争", "停火能持续多久？"), "以色列; 巴勒斯坦");
    EXPECT_THAT(told("以色列和巴勒斯坦的竞争", "中国该如何看？"), testing::HasSubstr(":rival"));
    EXPECT_THAT(told("我们和美国、日本的竞争", "停火能持续多久？"), testing::HasSubstr(":rival"));
    EXPECT_EQ(told("巴勒斯坦人沦为以色列的二等公民", "停火能持续多久？").find(":"), std::string::npos);
    EXPECT_THAT(told("美国的竞争", "停火能持续多久？"), testing::HasSubstr("美国:rival"));
    EXPECT_THAT(told("德国的机床精度高，日本也是", "车床"), testing::HasSubstr("德国:gold_standard"));
}

TEST(Actors, AFrameNeedsItsWordsAtTheName) {
    const auto frame = [](const char* text) { return actors_told(text); };
    // Who does it and who suffers it.
    EXPECT_EQ(frame("美国制裁华为"), "美国:threat; 华为:victim");
    EXPECT_EQ(frame("对华为的制裁升级了"), "华为:victim");
    EXPECT_EQ(frame("华为被制裁了好几年"), "华为:victim");
    EXPECT_EQ(frame("巴勒斯坦人民反侵略"), "巴勒斯坦:victim");
    // Little words may stand between a word and its object, others may not; nor may the name belong to something else.
    EXPECT_EQ(frame("我们得学学人家德国"), "德国:model");
    EXPECT_EQ(frame("我们要学习荷兰语"), "荷兰");
    EXPECT_EQ(frame("超过两亿中国网民在看德国"), "德国");
    EXPECT_EQ(frame("我们超过了德国"), "德国:rival");
    EXPECT_EQ(frame("这是超越朝鲜战争的战役"), "朝鲜");
    // Another falls short of it, and not China.
    EXPECT_EQ(frame("巴勒斯坦的实力远不如以色列"), "巴勒斯坦; 以色列");
    EXPECT_EQ(frame("意大利确诊人数超过韩国"), "意大利; 韩国");
    // A number of China's beside one of theirs, and not any number.
    EXPECT_EQ(frame("我们的钢产量是十亿吨，美国八千万吨"), "美国:rival");
    EXPECT_EQ(frame("韩国新增123例，累计602例"), "韩国");
    // What stands before an "and" is another's.
    EXPECT_EQ(frame("拿石油去换西德的机床和日本的录像机"), "德国:gold_standard; 日本");
    // Only a word somewhere near.
    EXPECT_EQ(frame("德国好像也有这样的当年"), "德国");
    EXPECT_EQ(frame("领先的是华为"), "华为");
}

TEST(Comparisons, DirectedWithOutcome) {
    const auto told_of = [](const char* text) {
        std::string all;
        for (const Comparison& c : comparisons_in(text, shipped_lexicon()))
            all += (all.empty() ? "" : "; ") + c.subject + '>' + c.object + ':' + c.outcome;
        return all;
    };
    EXPECT_EQ(told_of("国产机床不如日本"), "中国>日本:worse");
    EXPECT_EQ(told_of("不如日本"), "中国>日本:worse");
    EXPECT_EQ(told_of("还不如隔壁日本"), "中国>日本:worse");
    EXPECT_EQ(told_of("还不如讨论下以色列吧"), "");
    EXPECT_EQ(told_of("不如去德国"), "");
    EXPECT_EQ(told_of("我们的成本比越南高"), "中国>越南:better");
    EXPECT_EQ(told_of("印度比中国落后二十年"), "印度>中国:worse");
    EXPECT_EQ(told_of("百分比很高，比如德国"), "");
    EXPECT_EQ(told_of("比亚迪很好"), "");
}

TEST(Calendar, PlatformDayInAnyTimeZone) {
    const std::int64_t before_midnight = 1514735999;  // 2017-12-31T23:59:59+08:00
    for (const char* zone : {"America/New_York", "Asia/Shanghai", "UTC", "Pacific/Kiritimati"}) {
        ::setenv("TZ", zone, 1);
        ::tzset();
        EXPECT_EQ(civil_date(before_midnight).text(), "2017-12-31") << zone;
        EXPECT_EQ(civil_date(before_midnight + 1).text(), "2018-01-01") << zone;
        EXPECT_EQ(civil_date(951753600).text(), "2000-02-29") << zone;
        EXPECT_EQ(civil_date(-1).text(), "1970-01-01") << zone;
        EXPECT_EQ(civil_date(-8 * 3600 - 1).text(), "1969-12-31") << zone;
    }
    ::unsetenv("TZ");
    ::tzset();
    EXPECT_EQ(civil_date(before_midnight + 1).year_quarter(), 20181);
    EXPECT_EQ(year_month_of(month_index(201812)), 201812);
    EXPECT_EQ(month_index(201901) - month_index(201812), 1);
}

TEST(Calendar, WindowCutsToTheSecondInAnyTimeZone) {
    const std::string folder = (fs::temp_directory_path() / ("agon_window_" + std::to_string(::getpid()))).string();
    fs::create_directories(folder);
    const std::string file = folder + "/posts.jsonl";
    const std::pair<const char*, bool> posts[] = {{"2017-12-31 23:59:59", false},
                                                  {"2018-01-01 00:00:00", true},
                                                  {"2018-02-28 23:59:59", true},
                                                  {"2018-03-01 00:00:00", false},
                                                  {"2019-01-01 00:00:00", false}};
    std::string lines;
    for (const auto& [date, inside] : posts)
        lines += std::string(R"({"question": "先升级还是先分配？", "author": "甲", "text": "发在)") + date +
                 R"(的回答，说的是别的事", "date": ")" + date + "\"}\n";
    ASSERT_TRUE(real_disk().write_file(file, lines).ok());
    for (const char* zone : {"America/New_York", "Asia/Shanghai", "Pacific/Kiritimati"}) {
        ::setenv("TZ", zone, 1);
        ::tzset();
        const std::string place = folder + "/case";
        fs::remove_all(place);
        ASSERT_TRUE(import_files(real_disk(), place, {file}, {}).ok());
        const auto threads = read_threads(real_disk(), place);
        ASSERT_TRUE(threads.ok());
        CorpusOptions window;
        window.from_seconds = *window_edge("2018", false), window.to_seconds = *window_edge("2018-02", true);
        const auto corpus = build_corpus(real_disk(), place, *threads, window);
        ASSERT_TRUE(corpus.ok());
        ASSERT_EQ(corpus->posts.size(), std::size(posts));
        for (const CleanPost& p : corpus->posts) {
            bool inside = false;
            for (const auto& [date, in] : posts)
                if (p.text.find(date) != std::string::npos) inside = in;
            EXPECT_EQ(p.fate != PostFate::outside_window, inside) << p.text << ' ' << zone;
        }
    }
    EXPECT_EQ(*window_edge("2016-02-29", true), *window_edge("2016-03", false));
    EXPECT_EQ(*window_edge("2018-12", true), *window_edge("2019", false));
    for (const char* no_date : {"2018-02-30", "2017-02-29", "2018-13", "2018-02x", "2018-", "", "18", "2018-00"})
        EXPECT_FALSE(window_edge(no_date, false).ok()) << no_date;
    ::unsetenv("TZ");
    ::tzset();
    fs::remove_all(folder);
}

TEST(ChangePoints, EqualExhaustiveSearchOnShortSeries) {
    std::mt19937_64 random(11);
    int with_cuts = 0;
    for (int run = 0; run < 120; ++run) {
        std::vector<std::int64_t> hits, trials;
        const std::size_t turn = 3 + random() % 8;
        for (std::size_t m = 0; m < 14; ++m) {
            trials.push_back(static_cast<std::int64_t>(random() % 60));
            const std::uint64_t odds = m < turn ? 4 : 2 + run % 12;
            std::int64_t h = 0;
            for (std::int64_t t = 0; t < trials.back(); ++t) h += random() % 24 < odds ? 1 : 0;
            hits.push_back(h);
        }
        const double penalty = 3 * std::log(14.0) + 10;
        const auto cuts = changes_in(hits, trials);
        const auto best = reference::best_cuts(hits, trials, 3, penalty);
        EXPECT_NEAR(reference::cut_cost(hits, trials, cuts, penalty), reference::cut_cost(hits, trials, best, penalty),
                    1e-6);
        with_cuts += best.empty() ? 0 : 1;
    }
    EXPECT_GT(with_cuts, 10);
}

TEST(Shares, FisherAndFalseDiscovery) {
    EXPECT_NEAR(fisher(1, 10, 11, 14), 0.002759456, 1e-8);  // Fisher's tea table as R's fisher.test prints it
    EXPECT_NEAR(fisher(3, 4, 1, 4), 0.4857143, 1e-6);
    EXPECT_EQ(fisher(0, 5, 0, 9), 1.0);
    EXPECT_THAT(false_discovery({0.01, 0.04, 0.03, 0.5}),
                testing::Pointwise(testing::DoubleNear(1e-9), {0.04, 0.16 / 3, 0.16 / 3, 0.5}));
}

/// A case in memory: texts with stream and year, one voice and one segment each.
struct Built {
    Threads threads;
    Corpus corpus;
    Segments segments;
    void add(const std::string& text, const std::string& stream, std::int32_t year, const std::string& topic = "") {
        const auto id = static_cast<std::int64_t>(threads.posts.size()) + 1;
        if (threads.sources.empty()) threads.sources.push_back({});
        if (!topic.empty()) threads.sources.front().topic = topic;
        Thread thread;
        thread.thread = ThreadId{id};
        threads.threads.push_back(thread);
        Post post;
        post.post = PostId{id}, post.thread = ThreadId{id}, post.stream = stream;
        post.created_seconds = (static_cast<std::int64_t>(year) - 1970) * 31556952 + id;
        post.created_year = year, post.created_precision = TimePrecision::year;
        threads.posts.push_back(post);
        CleanPost clean;
        clean.post = PostId{id}, clean.thread = ThreadId{id}, clean.voice = VoiceId{id};
        clean.stream = stream, clean.year = year, clean.language = "zh", clean.text = text;
        corpus.posts.push_back(clean);
        for (std::size_t begin = 0; begin < text.size();) {  // a segment is a sentence, as in a real case
            const std::size_t stop = text.find("。", begin), end = stop == std::string::npos ? text.size() : stop + 3;
            Segment s;
            s.segment = SegmentId{static_cast<std::int64_t>(segments.segments.size()) + 1};
            s.post = PostId{id}, s.voice = VoiceId{id}, s.stream = stream, s.year = year;
            s.text_begin = static_cast<std::int64_t>(begin), s.text_end = static_cast<std::int64_t>(end);
            s.text = text.substr(begin, end - begin);
            segments.segments.push_back(s);
            begin = end;
        }
    }
};

const OfficialTerm* term_of(const Trends& trends, const std::string& name) {
    for (const OfficialTerm& t : trends.official_terms)
        if (t.term == name) return &t;
    return nullptr;
}

/// Years whose reports hold the word as it is or in traditional characters (the report of 1954 is printed in them), by
/// find() in the decoded field and nothing of ours.
std::map<std::int32_t, int> plain_years(const std::string& path, const std::string& word,
                                        const std::string& traditional) {
    std::map<std::int32_t, int> years;
    const std::string bytes = *real_disk().read_file(path);
    for (std::size_t at = 0; at < bytes.size();) {
        const std::size_t end = std::min(bytes.find('\n', at), bytes.size());
        const auto row = nlohmann::json::parse(bytes.substr(at, end - at), nullptr, false);
        at = end + 1;
        if (!row.is_object() || row.at("year").is_null()) continue;  // resolutions have no year
        const std::string text = row.at("content");
        if (text.find(word) != std::string::npos || text.find(traditional) != std::string::npos)
            ++years[row.at("year").is_number() ? row.at("year").get<std::int32_t>()
                                               : std::atoi(row.at("year").get<std::string>().c_str())];
    }
    return years;
}

TEST(OfficialTerms, WorkReportsAgainstPlainCount) {
    const std::string path = "../shared/corpora/gov-reports/government_work_reports.jsonl";
    if (!real_disk().exists(path) || !fs::exists(".deps/cppjieba/dict")) GTEST_SKIP() << path << " is absent";
    const auto words = Words::load(".deps/cppjieba/dict");
    ASSERT_TRUE(words.ok());
    const std::pair<std::string, std::string> looked_for[] = {
        {"制造业", "製造業"}, {"工业", "工業"}, {"中国制造2025", "中國製造2025"}};
    for (const auto& [word, traditional] : looked_for) {
        Built built;
        const std::string bytes = *real_disk().read_file(path);
        for (std::size_t at = 0; at < bytes.size();) {
            const std::size_t end = std::min(bytes.find('\n', at), bytes.size());
            const auto row = nlohmann::json::parse(bytes.substr(at, end - at), nullptr, false);
            at = end + 1;
            if (!row.is_object() || row.at("year").is_null()) continue;
            const auto& year = row.at("year");
            built.add(row.at("content"), "official",
                      year.is_number() ? year.get<std::int32_t>() : std::atoi(year.get<std::string>().c_str()), word);
        }
        built.add("制造业的讨论还在继续", "public", 2024);
        const auto trends =
            build_trends(built.threads, built.corpus, built.segments, {}, {}, {}, shipped_lexicon(), **words);
        ASSERT_TRUE(trends.ok());
        std::map<std::int32_t, int> years;
        for (const TermUse& use : trends->terms)
            if (use.term == word && use.stream == "official") ++years[use.year];
        const auto plain = plain_years(path, word, traditional);
        EXPECT_EQ(years, plain) << word;
        EXPECT_FALSE(plain.empty());
        const OfficialTerm* term = term_of(*trends, word);
        ASSERT_NE(term, nullptr);
        EXPECT_EQ(term->official_first, plain.begin()->first);
        EXPECT_EQ(term->official_last, plain.rbegin()->first);
        if (word == "中国制造2025") {
            EXPECT_EQ(term->official_first, 2015);
            EXPECT_EQ(term->official_last, 2018);
            EXPECT_EQ(term->status, "silent");
        } else {
            EXPECT_NE(term->status, "silent") << word;
        }
    }
}

TEST(OfficialTerms, SilenceRevivalAndTooLittle) {
    const auto words = Words::load(".deps/cppjieba/dict");
    ASSERT_TRUE(words.ok());
    Built built;
    for (int year = 2001; year <= 2030; ++year) {
        std::string text = "今年的工作报告";
        if (year <= 2010) text += "举国体制";                  // then 20 texts without
        if (year <= 2008 || year >= 2025) text += "工匠精神";  // gone for 16 texts, then back
        if (year == 2005 || year == 2007) text += "共同富裕";  // twice only
        if (year % 3 == 0) text += "高质量发展";               // every third, to the end
        built.add(text, "official", year);
    }
    built.add("举国体制有用吗", "public", 2029);
    const auto trends =
        build_trends(built.threads, built.corpus, built.segments, {}, {}, {}, shipped_lexicon(), **words);
    ASSERT_TRUE(trends.ok());
    EXPECT_EQ(term_of(*trends, "举国体制")->status, "silent");
    EXPECT_EQ(term_of(*trends, "举国体制")->silence_from, 2011);
    EXPECT_EQ(term_of(*trends, "举国体制")->official_after, 20);
    EXPECT_EQ(term_of(*trends, "举国体制")->public_posts_after, 1);
    EXPECT_EQ(term_of(*trends, "工匠精神")->status, "revived");
    EXPECT_EQ(term_of(*trends, "工匠精神")->revived, 2025);
    EXPECT_EQ(term_of(*trends, "共同富裕")->status, "not_enough");
    EXPECT_EQ(term_of(*trends, "高质量发展")->status, "official_only");
}

TEST(OfficialTerms, SampleAgainstPlainCount) {
    const auto words = Words::load(".deps/cppjieba/dict");
    ASSERT_TRUE(words.ok());
    const std::string folder = (fs::temp_directory_path() / ("agon_trends_" + std::to_string(::getpid()))).string();
    fs::remove_all(folder);
    std::vector<std::string> official, open;
    for (const auto& entry : fs::directory_iterator("examples/made-in-china/official"))
        official.push_back(entry.path());
    for (const auto& entry : fs::directory_iterator("examples/made-in-china/threads")) open.push_back(entry.path());
    std::sort(official.begin(), official.end());
    std::sort(open.begin(), open.end());
    ImportOptions options;
    ASSERT_TRUE(import_files(real_disk(), folder, open, options).ok());
    options.stream = "official";
    ASSERT_TRUE(import_files(real_disk(), folder, official, options).ok());
    const auto threads = read_threads(real_disk(), folder);
    ASSERT_TRUE(threads.ok());
    const auto corpus = build_corpus(real_disk(), folder, *threads, {});
    ASSERT_TRUE(corpus.ok());
    const auto encoder = load_fast_encoder(".deps/encoder", "models", real_disk());
    if (!encoder) GTEST_SKIP() << "no encoder: " << encoder.error().line();
    const auto scorer = ClaimScorer::load(real_disk(), ".", **encoder);
    ASSERT_TRUE(scorer.ok());
    const auto segments = build_segments(*threads, *corpus, shipped_lexicon(), *scorer, {});
    ASSERT_TRUE(segments.ok());
    const auto trends = build_trends(*threads, *corpus, *segments, {}, {}, {}, shipped_lexicon(), **words);
    ASSERT_TRUE(trends.ok());
    int with = 0, last = 0, after = 0;
    for (const std::string& file : official) {
        const int year = std::atoi(fs::path(file).filename().string().substr(0, 4).c_str());
        if (real_disk().read_file(file)->find("中国制造2025") == std::string::npos) {
            if (with > 0) ++after;
            continue;
        }
        ++with, last = year, after = 0;
    }
    const OfficialTerm* term = term_of(*trends, "中国制造2025");
    ASSERT_NE(term, nullptr);
    EXPECT_EQ(term->official_posts, with);
    EXPECT_EQ(term->official_last, last);
    EXPECT_EQ(term->official_last, 2018);
    EXPECT_EQ(term->official_after, after);
    EXPECT_EQ(term->status, "silent");
    EXPECT_EQ(term->public_posts, 0);  // nobody in the threads writes the name; the debate goes on without it
    EXPECT_GT(term->debate_posts_after, 100);
    for (const ActorUse& use : trends->actors) {
        const auto s = std::find_if(segments->segments.begin(), segments->segments.end(),
                                    [&](const Segment& x) { return x.segment == use.segment; });
        ASSERT_NE(s, segments->segments.end());
        if (!use.cue.empty()) {
            ASSERT_EQ(s->text.substr(static_cast<std::size_t>(use.cue_begin),
                                     static_cast<std::size_t>(use.cue_end - use.cue_begin)),
                      use.cue);
        }
    }
    fs::remove_all(folder);
}

}  // namespace
}  // namespace agon
