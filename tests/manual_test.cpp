// The man page and the completions say what --help says: no flag more, none less, and the shells take the scripts.
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

namespace {

namespace fs = std::filesystem;
using Names = std::set<std::string>;

std::string output_of(const std::string& command) {
    std::string output;
    std::FILE* pipe = ::popen((command + " 2>&1").c_str(), "r");
    if (!pipe) return "no pipe";
    std::array<char, 4096> buffer{};
    while (const std::size_t count = std::fread(buffer.data(), 1, buffer.size(), pipe))
        output.append(buffer.data(), count);
    const int status = ::pclose(pipe);
    return WEXITSTATUS(status) == 0 ? output : output + "\n(exit " + std::to_string(WEXITSTATUS(status)) + ")";
}

bool is_there(const std::string& program) {
    return std::system(("command -v " + program + " > /dev/null 2>&1").c_str()) == 0;
}

class Manual : public testing::Test {
  protected:
    void SetUp() override {
        const char* program = std::getenv("AGON_PROGRAM");
        if (!program || !fs::exists(program)) GTEST_SKIP() << "AGON_PROGRAM is not set: run through ctest";
        program_ = program;
        folder_ = fs::temp_directory_path() / ("agon_manual_" + std::to_string(::getpid()));
        fs::create_directories(folder_);
    }
    void TearDown() override {
        if (!folder_.empty()) fs::remove_all(folder_);
    }

    std::string agon(const std::string& arguments) const { return output_of(program_ + " " + arguments); }

    /// The words that --help puts at the beginning of its lines below the heading "Subcommands:".
    std::vector<std::string> commands() const {
        std::istringstream lines(agon("--help"));
        std::vector<std::string> found;
        bool below = false;
        for (std::string line; std::getline(lines, line);) {
            if (below && line.starts_with("  ") && line[2] != ' ')
                found.push_back(line.substr(2, line.find(' ', 2) - 2));
            if (line == "Subcommands:") below = true;
        }
        return found;
    }

    /// "-o", "--output" ... as --help names them.
    Names flags_in_help(const std::string& command) const {
        std::istringstream lines(agon(command + " --help"));
        Names flags;
        for (std::string line; std::getline(lines, line);) {
            if (!line.starts_with("  -")) continue;
            std::istringstream names(line.substr(2, line.find(' ', 2) - 2));
            for (std::string name; std::getline(names, name, ',');) flags.insert(name);
        }
        return flags;
    }

    /// What the shell offers for a word of the command line, by asking the script itself.
    Names offered_by_bash(const std::string& words, int place) const {
        const std::string script = "source " + written("bash") + "; COMP_WORDS=(" + words +
                                   "); COMP_CWORD=" + std::to_string(place) +
                                   "; _agon; printf \"%s\\n\" \"${COMPREPLY[@]}\"";
        return lines_of(output_of("bash -u -c '" + script + "'"));
    }
    Names offered_by_fish(const std::string& line) const {
        Names offered;
        for (const std::string& one : lines_of(output_of("HOME=" + folder_.string() + " fish -c 'source " +
                                                         written("fish") + "; complete -C \"" + line + "\"'")))
            offered.insert(one.substr(0, one.find('\t')));
        return offered;
    }
    std::string written(const std::string& shell) const {
        const fs::path path = folder_ / shell;
        std::ofstream(path) << agon("completions " + shell);
        return path.string();
    }
    static Names lines_of(const std::string& text) {
        std::istringstream lines(text);
        Names all;
        for (std::string line; std::getline(lines, line);) all.insert(line);
        return all;
    }

    std::string program_;
    fs::path folder_;
};

TEST_F(Manual, HasEveryFlagOfEveryCommandAndNoOther) {
    const std::string page = agon("manual");
    const std::vector<std::string> all = commands();
    ASSERT_GE(all.size(), 10u);
    for (std::size_t i = 0; i < all.size(); ++i) {
        const std::size_t begin = page.find(".SS agon " + all[i] + " ");
        ASSERT_NE(begin, std::string::npos) << all[i];
        const std::string next = i + 1 < all.size() ? ".SS agon " + all[i + 1] : ".SH EXIT STATUS";
        const std::string section = page.substr(begin, page.find(next, begin) - begin);
        Names flags;
        for (std::size_t at = section.find("\\fB\\-"); at != std::string::npos; at = section.find("\\fB\\-", at + 1)) {
            std::string name;
            for (const char c : section.substr(at + 3, section.find("\\fR", at) - at - 3))
                if (c != '\\') name += c;
            flags.insert(name);
        }
        EXPECT_EQ(flags, flags_in_help(all[i])) << all[i];
    }
}

TEST_F(Manual, IsTakenByManWithoutAWarning) {
    if (!is_there("man") || !is_there("groff")) GTEST_SKIP() << "man or groff is not here";
    std::ofstream(folder_ / "agon.1") << agon("manual");
    const std::string file = (folder_ / "agon.1").string();
    EXPECT_EQ(output_of("LC_ALL=C.UTF-8 groff -man -ww -Tutf8 " + file + " > /dev/null"), "");
    const std::string shown = output_of("LC_ALL=C.UTF-8 MANWIDTH=100 man -l " + file + " | col -b");
    for (const char* wanted : {"find what is debated", "--encoder auto|fast|full", "verification failed"})
        EXPECT_NE(shown.find(wanted), std::string::npos) << wanted;
}

TEST_F(Manual, BashOffersEveryFlagOfEveryCommand) {
    const std::vector<std::string> all = commands();
    Names first = offered_by_bash("agon \"\"", 1);
    for (const std::string& command : all) {
        EXPECT_TRUE(first.erase(command)) << command;
        Names flags = flags_in_help(command);
        EXPECT_EQ(offered_by_bash("agon " + command + " -", 2), flags) << command;
    }
    EXPECT_EQ(first, (Names{"-h", "--help", "--version"}));
    EXPECT_EQ(offered_by_bash("agon report --lang \"\"", 3), (Names{"en", "zh"}));
    EXPECT_EQ(offered_by_bash("agon analyze x --encoder f", 4), (Names{"fast", "full"}));
    std::filesystem::create_directory(folder_ / "a_network");
    std::ofstream(folder_ / "a_note.txt") << "";
    EXPECT_EQ(offered_by_bash("agon analyze x --encoder-folder " + (folder_ / "a_n").string(), 4),
              (Names{(folder_ / "a_network").string()}));
    std::ofstream(folder_ / "a_report.html") << "";
    EXPECT_EQ(offered_by_bash("agon verify " + (folder_ / "a_re").string(), 2),
              (Names{(folder_ / "a_report.html").string()}));
}

TEST_F(Manual, FishOffersEveryFlagOfEveryCommand) {
    if (!is_there("fish")) GTEST_SKIP() << "fish is not here";
    for (const std::string& command : commands()) {
        Names flags = flags_in_help(command), offered = offered_by_fish("agon " + command + " --");
        std::erase_if(flags, [](const std::string& name) { return !name.starts_with("--"); });
        EXPECT_EQ(offered, flags) << command;
    }
    EXPECT_EQ(offered_by_fish("agon report --lang "), (Names{"en", "zh"}));
}

TEST_F(Manual, ZshOffersEveryFlagOfEveryCommand) {
    if (!is_there("zsh")) GTEST_SKIP() << "zsh is not here";
    const std::string script = written("zsh");
    ASSERT_EQ(output_of("zsh -n " + script), "");
    // _arguments is asked for what it was given instead of what it would draw.
    for (const std::string& command : commands()) {
        const std::string asked = output_of(
            "zsh -f -c 'compdef() { }; _describe() { }; "
            "_arguments() { [ \"$1\" = -C ] && { state=rest; line=(" +
            command + "); return; }; printf \"%s\\n\" \"$@\"; }; source " + script + "; _agon'");
        Names flags;
        std::istringstream lines(asked);
        for (std::string line; std::getline(lines, line);) {
            if (line.starts_with("(")) line = line.substr(line.find(')') + 1);
            if (line.starts_with("*")) line = line.substr(1);
            if (line.starts_with("-")) flags.insert(line.substr(0, line.find('[')));
        }
        EXPECT_EQ(flags, flags_in_help(command)) << command << "\n" << asked;
    }
}

}  // namespace
