// agon serve: the explorer in a browser on this machine.
#include <atomic>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <thread>

#include "src/cli/command.hpp"
#include "src/explorer/explorer.hpp"
#include "src/pipeline/pipeline.hpp"

namespace agon {
namespace {

std::atomic<int> interrupted = 0;  // the signal; lock-free, so that a handler may set it

struct ServeFlags {
    std::string case_folder;
    ServeOptions options;
    bool open = false;
};

int run_serve(ServeFlags& flags, const Surroundings& surroundings) {
    if (flags.options.who.empty()) {
        const char* user = std::getenv("USER");
        flags.options.who = user && *user ? user : "analyst";
    }
    CaseAnalysis analysis(real_disk(), flags.case_folder, surroundings.data);
    AnalyzeOptions again;
    again.keep_options = true;
    std::jthread preparing;  // the first correction finds held what it needs
    if (flags.options.edit)
        flags.options.apply = [&]() -> Result<void> {
            if (preparing.joinable()) preparing.join();
            const auto outcomes = analysis.run(again, [](const std::string&) {});
            return outcomes ? Result<void>() : outcomes.error();
        };
    auto explorer = Explorer::open(real_disk(), flags.case_folder, flags.options);
    if (!explorer) return fail(explorer.error());
    const auto ready = [&](const std::string& address) {
        // The secret stands behind '#', which browsers never send to a server or write into a Referer.
        const std::string all = flags.options.edit ? address + "#token=" + (*explorer)->token() : address;
        if (surroundings.json)
            print_json({{"address", all}});
        else
            print("agon explorer: " + all + "  (Ctrl-C ends it)");
        std::fflush(stdout);
        if (flags.options.edit)
            preparing = std::jthread([&] { analysis.prepare(again, [] { return interrupted != 0; }); });
        if (flags.open && std::system(("xdg-open '" + all + "' > /dev/null 2>&1 &").c_str()) != 0)
            std::fprintf(stderr, "agon: no browser could be opened; the address is above\n");
    };
    std::signal(SIGINT, [](int) { interrupted = SIGINT; });
    std::signal(SIGTERM, [](int) { interrupted = SIGTERM; });
    auto served = serve(**explorer, flags.options, ready, [] { return interrupted != 0; });
    if (!served) return fail(served.error());
    return 128 + interrupted;
}

}  // namespace

CommandRun add_serve(CLI::App& app) {
    auto flags = std::make_shared<ServeFlags>();
    CLI::App* command = app.add_subcommand("serve", "open the explorer: debates, camps, arguments, threads");
    command->add_option("CASE", flags->case_folder, "folder of the analysed case")->required()->type_name("FOLDER");
    command->add_option("--port", flags->options.port, "port on 127.0.0.1; 0 takes a free one");
    command->add_flag("-o,--open", flags->open, "open a browser");
    command->add_flag("--edit", flags->options.edit, "allow corrections, written to corrections.jsonl");
    command->add_option("--who", flags->options.who, "name that corrections carry (else $USER)");
    return [flags](const Surroundings& surroundings) { return run_serve(*flags, surroundings); };
}

}  // namespace agon
