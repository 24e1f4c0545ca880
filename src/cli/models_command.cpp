// agon models: the optional models of this installation, and adding one. Fetching is done by the scripts in setup/,
// which this only starts; the programme itself uses no network.
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <memory>

#include "ground/model/onnx_encoder.hpp"
#include "ground/model/translator.hpp"
#include "ground/table/program.hpp"
#include "src/cli/command.hpp"

namespace agon {
namespace {

namespace fs = std::filesystem;

struct ModelsFlags {
    std::string action, what, model = "qwen";
    bool accept = false;
};

/// Runs a script with this process's own terminal; its exit code.
int run_script(const std::vector<std::string>& words) {
    const auto child = start_program(words, {0, 1, 2});
    if (!child) return fail({ErrorCode::file_unreadable, words[0], 0, -1, child.error().detail});
    const int status = wait_for_end(*child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}

int add_model(const ModelsFlags& flags, const Surroundings& surroundings) {
    if (flags.what.empty()) return fail({ErrorCode::usage, "", 0, -1, "which one: translator, reader or openvino"});
    const std::string name = flags.what == "reader" ? "translator" : flags.what;
    const std::string script = surroundings.data + "/setup/" + name;
    if (::access(script.c_str(), X_OK) != 0)
        return fail({ErrorCode::file_missing, script, 0, -1,
                     "this installation has no setup scripts: run setup/" + name +
                         " of a checkout with a folder, and name it as docs/models.md says"});
    std::vector<std::string> words = {script};
    if (name == "translator") {
        words.push_back(flags.what == "reader" ? flags.what : flags.model);
        if (flags.accept) words.emplace_back("--accept");
        words.insert(words.end(), {"--to", translator_folder(surroundings.data)});
    }
    return run_script(words);
}

int list_models(const Surroundings& surroundings) {
    const std::string translator = translator_folder(surroundings.data);
    const std::string openvino = openvino_folder(surroundings.data);
    std::error_code none;
    std::string asked = fs::read_symlink(translator + "/model.gguf", none).string();
    std::vector<std::string> files;
    for (const auto& entry : fs::directory_iterator(translator, none))
        if (!entry.is_symlink() && entry.path().extension() == ".gguf")
            files.push_back(entry.path().filename().string());
    std::sort(files.begin(), files.end());
    const bool reader = ::access((translator + "/reader.sha256").c_str(), R_OK) == 0;
    const bool program = ::access((translator + "/translate").c_str(), X_OK) == 0;
    bool runs_onnx = false;
    for (const auto& entry : fs::directory_iterator(openvino, none))
        runs_onnx = runs_onnx || entry.path().filename().string().starts_with("libopenvino_c.so");
    if (surroundings.json) {
        print_json({{"translator", {{"folder", translator}, {"program", program}, {"models", files}, {"asked", asked}}},
                    {"reader", {{"folder", translator}, {"there", reader}}},
                    {"openvino", {{"folder", openvino}, {"there", runs_onnx}}}});
        return 0;
    }
    print("translator: " + std::string(program ? translator : "not there; agon models add translator"));
    for (const std::string& file : files) print("  " + file + (file == asked ? ", asked by report --translate" : ""));
    print("reader: " + std::string(reader ? translator : "not there; agon models add reader"));
    print("openvino: " + std::string(runs_onnx ? openvino : "not there; agon models add openvino"));
    return 0;
}

}  // namespace

CommandRun add_models(CLI::App& app) {
    auto flags = std::make_shared<ModelsFlags>();
    CLI::App* command = app.add_subcommand("models", "the optional models: which are there, and adding one");
    command->add_option("ACTION", flags->action, "add; without it, what is there")->check(CLI::IsMember({"add"}));
    command
        ->add_option(
            "WHAT", flags->what,
            "translator: a language model that drafts translations; reader: a larger judge of stances; openvino: "
            "runs ONNX networks of your own")
        ->check(CLI::IsMember({"translator", "reader", "openvino"}));
    command
        ->add_option(
            "--model", flags->model,
            "translator: qwen (1.1 GB, the better one), gemma (240 MB), or program for a GGUF file of your own")
        ->check(CLI::IsMember({"qwen", "gemma", "program"}))
        ->capture_default_str();
    command->add_flag("--accept", flags->accept, "translator, reader: accept the licence terms that are shown");
    return [flags](const Surroundings& surroundings) {
        return flags->action.empty() ? list_models(surroundings) : add_model(*flags, surroundings);
    };
}

}  // namespace agon
