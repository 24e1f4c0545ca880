// Reads questions through the pair network; prints pairs per second of processor time. Linked with ground/model, text, table,
// outcome.
// Usage: pair_bench FOLDER NETWORK LINES [threads] [plain|avx2|avx512_vnni] [shares|reply]
// A line is TARGET \t TEXT \t ANSWERED. With "shares", the three shares of each line go to standard output; with "reply"
// those of TEXT as a reply to TARGET.
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <iostream>

#include "ground/model/integer_product.hpp"
#include "ground/model/judge.hpp"

namespace {

double processor_seconds() {
    timespec time{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

}  // namespace

int main(int count, char** words) {
    if (count < 4) return std::fputs("usage: pair_bench FOLDER NETWORK LINES [threads] [kernel] [shares|reply]\n", stderr), 2;
    const int threads = count > 4 ? std::atoi(words[4]) : 1;
    const std::string kernel = count > 5 ? words[5] : "";
    if (kernel == "plain") agon::set_kernel(agon::ProductKernel::plain);
    if (kernel == "avx2") agon::set_kernel(agon::ProductKernel::avx2);
    std::vector<std::string> lines;
    std::ifstream input(words[3]);
    for (std::string line; std::getline(input, line);) lines.push_back(line);
    std::vector<agon::StanceQuestion> questions;
    for (const std::string& line : lines) {
        const std::size_t first = line.find('\t'), second = line.find('\t', first + 1);
        if (second == std::string::npos) return std::cerr << "a line needs three fields\n", 1;
        const std::string_view view = line;
        questions.push_back(
            {view.substr(first + 1, second - first - 1), view.substr(0, first), view.substr(second + 1)});
    }
    const double start = processor_seconds();
    const auto judges = agon::load_pair_judges(words[1], words[2], agon::real_disk());
    if (!judges) return std::cerr << judges.error().line() << "\n", 1;
    const double loaded = processor_seconds();
    const auto answers = judges.value().stance->judge(questions, threads);
    if (!answers) return std::cerr << answers.error().line() << "\n", 1;
    const double seconds = processor_seconds() - loaded;
    const std::string print = count > 6 ? words[6] : "";
    if (print == "reply") {
        std::vector<agon::ReplyQuestion> replies;
        for (const agon::StanceQuestion& q : questions) replies.push_back({q.text, q.target});
        const auto sides = judges.value().reply->judge(replies, threads);
        if (!sides) return std::cerr << sides.error().line() << "\n", 1;
        for (const agon::ReplyAnswer& a : sides.value())
            std::printf("%.9g %.9g %.9g\n", a.agrees, a.disagrees, a.neither);
    }
    if (print == "shares")
        for (const agon::StanceAnswer& a : answers.value())
            std::printf("%.9g %.9g %.9g\n", a.in_favour, a.against, a.neither);
    std::fprintf(stderr, "load_seconds %.3f judge_seconds %.3f pairs %zu pairs_per_second %.1f\n", loaded - start, seconds,
                 questions.size(), static_cast<double>(questions.size()) / seconds);
    return 0;
}
