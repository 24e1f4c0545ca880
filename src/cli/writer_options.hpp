// The flags that name a language model elsewhere which words parts of a report.
#pragma once

#include <CLI/CLI.hpp>

#include "src/cli/command.hpp"
#include "src/pipeline/pipeline.hpp"

namespace agon {

struct WriterFlags {
    WriterOptions options;
    std::vector<std::string> asked_for = {"paragraphs", "names", "translations"};
    double price = 0;  // of a million tokens; 0: not said
    bool asked() const { return !options.endpoint.url.empty(); }
};

/// Adds --writer and its companions. The key comes from $AGON_WRITER_KEY only, since other users of a machine see a
/// command line.
void add_writer_options(CLI::App& command, WriterFlags& flags);

/// Sets what the model is asked for, and what is told on standard error: the forecast, also with --quiet where nothing
/// else is asked for, and progress.
void prepare_writing(WriterFlags& flags, const Surroundings& surroundings);
/// Requests, tokens and, where a price is known, what they would cost at most, in one line.
std::string forecast_line(const WriterForecast& forecast, const WriterFlags& flags);
/// What was sent and spent, in one line.
std::string use_line(const WriterUse& use);

}  // namespace agon
