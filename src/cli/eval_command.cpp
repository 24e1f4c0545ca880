// agon eval: how well agon reads, on labelled sets.
#include <cstdio>
#include <memory>

#include "src/cli/command.hpp"
#include "src/cli/judge_options.hpp"
#include "src/evals/evals.hpp"

namespace agon {
namespace {

struct EvalFlags {
    std::string name;
    EvalOptions options;
    bool test = false;
};

std::string two_digits(double value) {
    char text[32];
    std::snprintf(text, sizeof text, "%.3f", value);
    return text;
}

void print_scores(const std::vector<Score>& scores, bool json) {
    Json all = Json::array();
    for (const Score& s : scores) {
        if (json) {
            all.push_back({{"set", s.set},
                           {"measure", s.measure},
                           {"value", s.value},
                           {"low", s.low},
                           {"high", s.high},
                           {"items", s.items},
                           {"beside", s.beside}});
            continue;
        }
        std::string line = s.set + "  " + s.measure + " " + two_digits(s.value);
        if (s.low < s.high) line += " [" + two_digits(s.low) + ", " + two_digits(s.high) + "]";
        print(line + "  n=" + std::to_string(s.items) + (s.beside.empty() ? "" : "  (" + s.beside + ")"));
    }
    if (json) print_json(all);
}

}  // namespace

CommandRun add_eval(CLI::App& app) {
    auto flags = std::make_shared<EvalFlags>();
    std::string names;
    for (const Eval& eval : all_evals()) names += std::string(names.empty() ? "" : ", ") + eval.name;
    CLI::App* command = app.add_subcommand("eval", "score agon on labelled sets");
    command->add_option("WHAT", flags->name, names)->required();
    command->add_option("--corpora", flags->options.corpora, "folder of the labelled corpora")
        ->capture_default_str()
        ->type_name("FOLDER");
    command->add_option("--case", flags->options.case_folder, "analysed case, for evals that read one")
        ->type_name("FOLDER");
    command
        ->add_option("--vectors", flags->options.vectors_folder,
                     "debates: write the labelled posts' vectors into this folder, for bench/debates_peer.py")
        ->type_name("FOLDER");
    add_judge_options(*command, flags->options.judge);
    add_folder_option(*command, "--judge-folder", flags->options.judge_folder,
                      "stance: put the texts to this ONNX network too, see agon analyze --judge-folder");
    command
        ->add_option("--reader", flags->options.reader_texts,
                     "stance: put so many texts of each set to the reader too, see agon models")
        ->type_name("TEXTS");
    command
        ->add_option("--translator", flags->options.translator,
                     "translations: a language model as GGUF file, see agon models")
        ->type_name("FILE");
    command->add_option("--drafts", flags->options.drafts_file, "translations: write the model's drafts into this file")
        ->type_name("FILE");
    command->add_flag("--test", flags->test, "score the test split, once per reported number; else dev or folds");
    return [flags](const Surroundings& surroundings) {
        flags->options.data = surroundings.data;
        flags->options.test = flags->test;
        for (const Eval& eval : all_evals()) {
            if (flags->name != eval.name) continue;
            auto scores = eval.run(real_disk(), flags->options);
            if (!scores) return fail(scores.error());
            print_scores(*scores, surroundings.json);
            return scores->empty() ? 1 : 0;
        }
        return fail({ErrorCode::usage, "", 0, -1, "no eval is called " + flags->name});
    };
}

}  // namespace agon
