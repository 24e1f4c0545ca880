#include "ground/model/translator.hpp"

#include <unistd.h>

#include <cstdlib>

#include "ground/model/line_process.hpp"
#include "ground/text/text.hpp"

namespace agon {
namespace {

std::string opened(std::string_view line) {
    std::string text;
    for (std::size_t i = 0; i < line.size(); ++i)
        if (line[i] == '\\' && i + 1 < line.size())
            text += line[++i] == 'n' ? '\n' : line[i];
        else
            text += line[i];
    return text;
}

/// What stands behind `word` and a tab; nothing if the line says something else.
std::optional<std::string> said(const std::string& line, const std::string& word) {
    if (!line.starts_with(word + '\t')) return std::nullopt;
    return opened(std::string_view(line).substr(word.size() + 1));
}

class ModelProcess : public Translator {
  public:
    ModelProcess(LineProcess process, std::string name, std::string digest, const TranslatorOptions& options)
        : process_(std::move(process)), name_(std::move(name)), digest_(std::move(digest)), options_(options) {}

    const std::string& name() const override { return name_; }
    const std::string& digest() const override { return digest_; }
    Result<std::vector<std::string>> go_on(const std::vector<std::string>& texts) override {
        std::vector<std::string> lines;
        for (const std::string& text : texts) lines.push_back(in_line(text));
        TRY(const std::vector<std::string> answers, process_.ask(lines, options_.seconds));
        std::vector<std::string> out;
        for (const std::string& line : answers) {
            const auto whole = said(line, "whole");
            out.push_back(whole && first_invalid_utf8(*whole) < 0 ? *whole : "");
        }
        return out;
    }

  private:
    LineProcess process_;
    std::string name_, digest_;
    TranslatorOptions options_;
};

}  // namespace

std::string translator_folder(const std::string& data) {
    const char* set = std::getenv("AGON_TRANSLATOR");
    return set && *set ? set : data + "/.deps/translator";
}

Result<std::unique_ptr<Translator>> open_translator(const TranslatorOptions& options, const std::string& beginning) {
    if (::access(options.program.c_str(), X_OK) != 0)
        return Error{ErrorCode::model_missing, options.program, 0, -1, "run agon models add translator"};
    TRY(const std::string of_file, digest_of_model(options.model));
    std::string digest = sha256_hex(of_file + '\n' + beginning);
    TRY(LineProcess process, LineProcess::start({options.program, options.model, std::to_string(options.threads)}));
    const auto first = process.ask({in_line(beginning)}, options.seconds);
    const auto name = first ? said(first->front(), "ready") : std::nullopt;
    if (!name) return Error{ErrorCode::model_damaged, options.model, 0, -1, "not a model that llama.cpp reads here"};
    // A name of one line that says something; otherwise the file's.
    std::string shown =
        first_invalid_utf8(*name) < 0 && name->find_first_of("\n\r\t“”") == std::string::npos ? *name : "";
    if (shown.empty()) shown = options.model.substr(options.model.rfind('/') + 1);
    return std::unique_ptr<Translator>(
        std::make_unique<ModelProcess>(std::move(process), std::move(shown), std::move(digest), options));
}

}  // namespace agon
