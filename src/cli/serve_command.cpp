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
#include "src/points/points.hpp"

namespace agon {
namespace {

std::atomic<int> interrupted = 0;  // the signal; lock-free, so that a handler may set it

struct ServeFlags {
    std::string case_folder;
    ServeOptions options;
    bool open = false;
};

/// The analysis beside the explorer. A correction is applied while the analyst waits; who makes which argument of what
/// it changed is read by another thread meanwhile, and entered between two requests.
/// Thread rule: the server's thread only.
class CaseBeside {
  public:
    CaseBeside(Disk& disk, const std::string& folder, const std::string& data)
        : disk_(disk), folder_(folder), analysis_(disk, folder, data) {
        again_.keep_options = true;
    }
    /// The first correction then finds held what it needs; what an earlier server left unread is read.
    void prepare() {
        const auto manifest = Manifest::load(disk_, folder_);
        begin(manifest && points_unread(*manifest));
    }
    Result<void> apply() {
        end();
        AnalyzeOptions now = again_;
        now.read_later = true;
        const auto outcomes = analysis_.run(now, [](const std::string&) {});
        if (!outcomes) return outcomes.error();
        TRY(const Manifest manifest, Manifest::load(disk_, folder_));
        if (points_unread(manifest)) begin(true);
        return {};
    }
    bool settling() const { return settling_; }
    Result<bool> settle() {
        if (!settling_ || !read_) return false;
        end();
        const auto outcomes = analysis_.run(again_, [](const std::string&) {});
        if (!outcomes) return outcomes.error();
        return true;
    }

  private:
    void begin(bool settling) {
        settling_ = settling;
        enough_ = read_ = false;
        preparing_ = std::jthread([this] {
            analysis_.prepare(again_, [this] { return enough_ || interrupted != 0; });
            read_ = true;
        });
    }
    void end() {
        enough_ = true;
        if (preparing_.joinable()) preparing_.join();
        settling_ = false;
    }

    Disk& disk_;
    const std::string& folder_;
    CaseAnalysis analysis_;
    AnalyzeOptions again_;
    bool settling_ = false;
    std::atomic<bool> enough_ = false, read_ = false;
    std::jthread preparing_;  // the last member: it ends before what it uses
};

int run_serve(ServeFlags& flags, const Surroundings& surroundings) {
    if (flags.options.who.empty()) {
        const char* user = std::getenv("USER");
        flags.options.who = user && *user ? user : "analyst";
    }
    CaseBeside beside(real_disk(), flags.case_folder, surroundings.data);
    if (flags.options.edit) {
        flags.options.apply = [&] { return beside.apply(); };
        flags.options.settling = [&] { return beside.settling(); };
        flags.options.settle = [&] { return beside.settle(); };
    }
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
        if (flags.options.edit) beside.prepare();
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
