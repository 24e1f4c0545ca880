// A language model on this machine that continues texts: for drafts of translations.
//
// The model runs in a process of its own, setup/translate.cpp, which setup/translator builds against llama.cpp. agon is
// built, tested and shipped without it. It is started without a shell, is handed lines and hands lines back, opens no
// port, and goes when this object goes; a model file that breaks it breaks nothing else. Same model, same text: same
// bytes, whatever was asked before and however many threads it has, on processors that run agon at all (AVX2).
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "ground/outcome/outcome.hpp"

namespace agon {

struct TranslatorOptions {
    std::string program;  // what setup/translator built
    std::string model;    // a GGUF file
    int threads = 2;
    int seconds = 300;  // for the model to load, and from one answer to the next
};

class Translator {
  public:
    virtual ~Translator() = default;
    /// What the model calls itself, in one line.
    virtual const std::string& name() const = 0;
    /// sha256 of the model's file and of the beginning.
    virtual const std::string& digest() const = 0;
    /// For each text, how the model goes on behind the beginning and it, up to the end of a line; empty where it comes
    /// to none. As many at once as there are threads. Errors: model_damaged when the process is gone or does not answer
    /// in time. Thread rule: one thread at a time.
    virtual Result<std::vector<std::string>> go_on(const std::vector<std::string>& texts) = 0;
};

/// Where setup/translator puts its program and the models: $AGON_TRANSLATOR, else .deps/translator below `data`.
std::string translator_folder(const std::string& data);

/// Starts the process; `beginning` is what all texts have in front of them. Errors: model_missing where the program or
/// the model is not there, model_damaged for what llama.cpp cannot read.
Result<std::unique_ptr<Translator>> open_translator(const TranslatorOptions& options, const std::string& beginning);

}  // namespace agon
