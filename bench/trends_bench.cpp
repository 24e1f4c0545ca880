// Room trends on the first N segments of a file of posts: CPU seconds of build_trends and most memory.
// Usage: trends_bench POSTS SEGMENTS; POSTS has one JSON object a line with "author" and "text" (weibo-covid,
// unpacked). Texts and authors are real; dates, streams, debates and stances are dealt out by the line number, over 150
// months, 12 debates and every 40th post official, so that every step has as much to do as in a case of that size.
#include <sys/resource.h>

#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <nlohmann/json.hpp>

#include "src/trends/trends.hpp"

namespace {

using namespace agon;  // a program of one file

double processor_seconds() {
    timespec time{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

struct Case {
    Threads threads;
    Corpus corpus;
    Segments segments;
    Debates debates;
    Camps camps;
};

void add_segments(Case& c, const CleanPost& clean, std::int64_t id, std::size_t most) {
    std::size_t begin = 0;
    while (begin < clean.text.size() && c.segments.segments.size() < most) {
        std::size_t end = clean.text.find("。", begin);
        end = end == std::string::npos ? clean.text.size() : end + 3;
        Segment s;
        s.segment = SegmentId{static_cast<std::int64_t>(c.segments.segments.size()) + 1};
        s.post = clean.post, s.thread = clean.thread, s.voice = clean.voice, s.stream = clean.stream,
        s.year = clean.year;
        s.text_begin = static_cast<std::int64_t>(begin), s.text_end = static_cast<std::int64_t>(end);
        s.text = clean.text.substr(begin, end - begin);
        if (clean.stream == "public" && id % 3 != 0) {
            const DebateId debate{id % 12 + 1};
            c.debates.members.push_back({s.segment, debate, s.post, s.voice, s.year, 1, 0.5});
            if (begin == 0)
                c.camps.stances.push_back(
                    {debate, s.post, s.voice, id % 5 < 2 ? Pole::a : Pole::b, 0.8, 0.5, s.segment, s.year, id % 100});
        }
        c.segments.segments.push_back(std::move(s));
        begin = end;
    }
}

void add_post(Case& c, const std::string& author, std::string text, std::size_t most) {
    const auto id = static_cast<std::int64_t>(c.threads.posts.size()) + 1;
    const std::int64_t month = (id * 7919) % 150;
    Post post;
    post.post = PostId{id}, post.thread = ThreadId{id / 20 + 1};
    post.stream = id % 40 == 0 ? "official" : "public";
    post.platform = id % 2 == 0 ? "zhihu" : "weibo";
    post.created_seconds = 1293840000 + month * 2629746 + id % 86400;
    post.created_precision = TimePrecision::second;
    post.created_year = static_cast<std::int32_t>(2011 + month / 12);
    post.votes = id % 100;
    CleanPost clean;
    clean.post = post.post, clean.thread = post.thread, clean.stream = post.stream, clean.year = post.created_year;
    clean.voice = VoiceId{static_cast<std::int64_t>(std::hash<std::string>{}(author) >> 1)};
    clean.language = "zh", clean.text = std::move(text);
    add_segments(c, clean, id, most);
    c.threads.posts.push_back(std::move(post));
    c.corpus.posts.push_back(std::move(clean));
    if (id % 20 == 1 || c.threads.threads.empty()) {
        Thread thread;
        thread.thread = ThreadId{id / 20 + 1};
        thread.created_seconds = 1293840000 + month * 2629746;
        c.threads.threads.push_back(thread);
    }
}

}  // namespace

int main(int count, char** words) {
    if (count < 3) {
        std::fputs("usage: trends_bench POSTS SEGMENTS\n", stderr);
        return 2;
    }
    const auto most = static_cast<std::size_t>(std::atoll(words[2]));
    Case c;
    std::ifstream input(words[1]);
    for (std::string line; c.segments.segments.size() < most && std::getline(input, line);) {
        const auto row = nlohmann::json::parse(line, nullptr, false);
        if (row.is_object()) add_post(c, row.value("author", ""), row.value("text", ""), most);
    }
    Thread last;
    last.thread = ThreadId{static_cast<std::int64_t>(c.threads.posts.size()) / 20 + 1};
    c.threads.threads.push_back(last);
    for (std::int64_t d = 1; d <= 12; ++d) {
        Debate debate;
        debate.debate = DebateId{d};
        debate.terms = d % 2 == 0 ? "口罩 医院 医生 病毒 防控" : "隔离 武汉 疫情 复工 学校";
        c.debates.debates.push_back(debate);
    }
    auto lexicon = Lexicon::load(real_disk(), "ground/lexicon");
    auto dictionary = Words::load(".deps/cppjieba/dict");
    if (!lexicon.ok() || !dictionary.ok()) {
        std::fputs("run in the repository root, after setup/install\n", stderr);
        return 2;
    }
    const double start = processor_seconds();
    const auto trends = build_trends(c.threads, c.corpus, c.segments, c.debates, c.camps, {}, *lexicon, **dictionary);
    const double seconds = processor_seconds() - start;
    if (!trends.ok()) return 1;
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    std::printf("segments %zu posts %zu cpu_seconds %.2f max_rss_mb %ld terms %zu actors %zu numbers %zu periods %zu\n",
                c.segments.segments.size(), c.threads.posts.size(), seconds, usage.ru_maxrss / 1024,
                trends->terms.size(), trends->actors.size(), trends->numbers.size(), trends->periods.size());
    return 0;
}
