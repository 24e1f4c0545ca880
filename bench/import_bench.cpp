// Import and room corpus of a large case, each with its CPU seconds (user and system) and the peak of memory.
//   import_bench import CASE FILE...   what `agon import --platform weibo` does
//   import_bench store CASE FILE       that part of it which keeps the source: digest, zstd, writing
//   import_bench corpus CASE           clean, mark, fold and write corpus/posts and corpus/accounts
#include <sys/resource.h>

#include <cstdio>
#include <string_view>

#include "src/corpus/corpus.hpp"
#include "src/threads/source_store.hpp"

namespace {

void print_usage(const char* what) {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    const auto seconds = [](const timeval& t) {
        return static_cast<double>(t.tv_sec) + 1e-6 * static_cast<double>(t.tv_usec);
    };
    std::printf("%s: cpu_s %.2f peak_MiB %.0f\n", what, seconds(usage.ru_utime) + seconds(usage.ru_stime),
                static_cast<double>(usage.ru_maxrss) / 1024);
}

int fail(const agon::Error& error) {
    std::fprintf(stderr, "%s\n", error.line().c_str());
    return error.exit_code();
}

int run_import(const char* folder, char** files) {
    agon::ImportOptions options;
    options.platform = "weibo";
    std::vector<std::string> paths;
    for (; *files != nullptr; ++files) paths.emplace_back(*files);
    const auto outcome = agon::import_into_case(agon::real_disk(), folder, paths, options);
    if (!outcome) return fail(outcome.error());
    std::printf("import: new %lld known %lld rejected %lld\n", static_cast<long long>(outcome->new_posts),
                static_cast<long long>(outcome->known_posts), static_cast<long long>(outcome->new_rejects));
    return 0;
}

int run_store(const std::string& folder, const std::string& path) {
    agon::Disk& disk = agon::real_disk();
    const auto file = disk.open_file(path);
    if (!file) return fail(file.error());
    agon::SourcePacker packer((*file)->size());
    agon::NewSource source;
    std::string piece(agon::kSourcePiece, '\0');
    for (;;) {
        std::size_t taken = 0;
        while (taken < piece.size()) {
            const auto count = (*file)->read(piece.data() + taken, piece.size() - taken);
            if (!count) return fail(count.error());
            if (*count == 0) break;
            taken += *count;
        }
        if (taken == 0) break;
        const auto packed = packer.pack(std::string_view(piece).substr(0, taken));
        if (!packed) return fail(packed.error());
        if (const auto kept = source.append(disk, folder + "/source", 64 << 20, *packed); !kept) return fail(kept.error());
    }
    const auto aside = source.put_aside(disk, folder + "/source");
    return aside ? 0 : fail(aside.error());
}

int run_corpus(const std::string& folder) {
    agon::Disk& disk = agon::real_disk();
    const auto lexicon = agon::Lexicon::load(disk, "ground/lexicon");
    if (!lexicon) return fail(lexicon.error());
    const auto threads = agon::read_threads(disk, folder);
    if (!threads) return fail(threads.error());
    print_usage("threads read");
    agon::CorpusOptions options;
    options.boilerplate = &lexicon->list("boilerplate");
    const auto corpus = agon::build_corpus(disk, folder, *threads, options);
    if (!corpus) return fail(corpus.error());
    print_usage("corpus built");
    const auto written = agon::write_rows(disk, folder + "/" + std::string(agon::kCorpusPosts), corpus->posts);
    if (!written) return fail(written.error());
    const auto reported = agon::write_rows(disk, folder + "/" + std::string(agon::kCorpusAccounts), corpus->accounts);
    if (!reported) return fail(reported.error());
    std::map<std::string_view, int> fates;
    for (const auto& post : corpus->posts) ++fates[agon::enum_name(post.fate)];
    for (const auto& [fate, count] : fates) std::printf("%.*s %d  ", static_cast<int>(fate.size()), fate.data(), count);
    std::printf("accounts' repeated texts %zu\n", corpus->accounts.size());
    return 0;
}

}  // namespace

int main(int count, char** words) {
    const std::string_view what = count > 2 ? words[1] : "";
    int code = 2;
    if (what == "import" && count > 3) code = run_import(words[2], words + 3);
    if (what == "store" && count > 3) code = run_store(words[2], words[3]);
    if (what == "corpus") code = run_corpus(words[2]);
    print_usage("whole process");
    return code;
}
