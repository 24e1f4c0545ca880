// Word segmentation of many posts. Usage: words_bench POSTS; JSON Lines with "text". Prints CPU seconds without loading.
#include <simdjson.h>

#include <cstdio>
#include <ctime>
#include <fstream>

#include "ground/lexicon/lexicon.hpp"

int main(int count, char** words) {
    if (count < 2) return std::fputs("usage: words_bench POSTS\n", stderr), 2;
    const auto engine = agon::Words::load(".deps/cppjieba/dict");
    if (!engine) return std::fputs("run it in the repository root, after setup/install\n", stderr), 2;
    std::vector<std::string> texts;
    simdjson::dom::parser parser;
    std::ifstream file(words[1]);
    std::size_t bytes = 0, found = 0;
    for (std::string line; std::getline(file, line);)
        if (std::string_view text; parser.parse(line)["text"].get(text) == simdjson::SUCCESS) {
            bytes += text.size();
            texts.emplace_back(text);
        }
    (void)(*engine)->cut("字典");
    const std::clock_t before = std::clock();
    for (const std::string& text : texts) found += (*engine)->cut(text).size();
    const double seconds = static_cast<double>(std::clock() - before) / CLOCKS_PER_SEC;
    std::printf("posts %zu cpu_s %.3f MB_per_s %.1f words %zu\n", texts.size(), seconds,
                static_cast<double>(bytes) / 1e6 / seconds, found);
    return 0;
}
