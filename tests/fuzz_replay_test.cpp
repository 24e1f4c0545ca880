// The fuzzing body on every fixture and on every input that fuzzing once found (fuzz/saved/TARGET/*), and on small
// random changes of the fixtures, so that the promises of fuzz_reading() and fuzz_import() are kept in every run of the
// tests.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <random>

#include "fuzz/import_body.hpp"
#include "tests/import_cases.hpp"

namespace agon {
namespace {

void keeps_its_promises(const std::string& target, const std::string& bytes) {
    fuzz_reading(target, bytes);
    fuzz_import(target, bytes);
}

std::vector<std::string> fixtures() {
    std::vector<std::string> paths;
    for (const auto& entry : std::filesystem::recursive_directory_iterator("tests/cases/threads"))
        if (entry.is_regular_file() && entry.path().extension() != ".expected" && entry.file_size() < 20000)
            paths.push_back(entry.path().string());
    std::sort(paths.begin(), paths.end());
    return paths;
}

TEST(ThreadsFuzzReplay, SavedInputsKeepTheirPromises) {
    for (const std::string& target : fuzz_targets()) {
        const std::string folder = "fuzz/saved/" + target;
        if (!std::filesystem::exists(folder)) continue;
        for (const auto& entry : std::filesystem::directory_iterator(folder))
            keeps_its_promises(target, *real_disk().read_file(entry.path().string()));
    }
}

TEST(ThreadsFuzzReplay, FixturesKeepTheirPromisesAsEveryFormat) {
    for (const std::string& path : fixtures()) {
        const std::string bytes = *real_disk().read_file(path);
        for (const std::string& target : fuzz_targets()) keeps_its_promises(target, bytes);
    }
}

TEST(ThreadsFuzzReplay, ChangedFixturesKeepTheirPromises) {
    const char* wanted = std::getenv("AGON_FUZZ_ROUNDS");  // more of them by hand: AGON_FUZZ_ROUNDS=2000
    const int rounds = wanted ? std::atoi(wanted) : 40;
    std::mt19937 random(7);
    const std::string marks = "\"\\{}[],:<>&;'\n\xE4\x80\xFF u0";
    for (const std::string& path : fixtures()) {
        const std::string bytes = *real_disk().read_file(path);
        for (int round = 0; round < rounds && !bytes.empty(); ++round) {
            std::string changed = bytes;
            for (unsigned i = 0; i < 1 + random() % 3; ++i) {
                const std::size_t at = random() % changed.size();
                const std::size_t length = std::min<std::size_t>(random() % 9, changed.size() - at);
                const std::string mark(1, marks[random() % marks.size()]);
                changed.replace(at, random() % 2 ? length : 0,
                                random() % 2 ? mark : changed.substr(random() % changed.size(), 20));
                if (changed.empty()) changed = " ";
            }
            keeps_its_promises("auto", changed);
        }
    }
}

}  // namespace
}  // namespace agon
