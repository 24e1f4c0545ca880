// Continues texts with a language model of a GGUF file: the program that `agon report --translate` starts. Built by
// setup/translator against llama.cpp, apart from agon, so that agon needs neither and a model that breaks takes only
// this process with it. It opens the model and its two pipes, and nothing else.
//
//   translate MODEL THREADS
//
// In, a line each: first the beginning that all texts share, then the rest of one text after another. Out, a line each:
// first "ready" and the model's name, then "whole" or "cut" and how the model goes on, up to the end of a line. A line
// feed inside a text is written \n, a backslash \\; a tab stands between the two words of a line that goes out.
//
// The same text is continued with the same bytes whatever came before it and however many threads there are. Each
// thread has a state of its own over the one model and continues one text at a time; answers come in the order of the
// texts. The likeliest token is taken, of equal ones the first. The state behind the beginning is put back before each
// text, into an emptied memory: places in it are handed out in order, and sums of attention run over places.
//
// Several threads for one text would wait for each other hundreds of times a token, and for minutes where something
// else wants the processor too.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <string>
#include <vector>

#include "lines.hpp"

namespace {

constexpr std::uint32_t kPlaces = 2048;    // tokens of a beginning, a text and its end together
constexpr std::size_t kAtOnce = 256;       // tokens of a prompt that are read together
constexpr std::size_t kLeastTokens = 24;   // a text may be continued by so many tokens
constexpr std::size_t kTokensOfToken = 2;  // and by so many more for each token of its own

/// A state over a model, for one thread.
class Reader {
  public:
    explicit Reader(llama_model* model) : words_(llama_model_get_vocab(model)) {
        context_ = llama_init_from_model(model, lines::one_thread(kPlaces, kAtOnce));
        if (!context_) lines::stop("no memory for the model's state");
    }
    Reader(const Reader&) = delete;
    Reader& operator=(const Reader&) = delete;
    ~Reader() { llama_free(context_); }

    /// The state behind `text`.
    std::vector<std::uint8_t> begin(const std::string& text) {
        std::vector<llama_token> tokens = lines::tokens_of(words_, text, true);
        if (tokens.size() > kPlaces / 2) lines::stop("the beginning is too long");
        lines::read(context_, tokens, kAtOnce);
        return lines::put_by(context_);
    }

    /// How the model goes on behind a beginning and `text`; false: it did not come to an end.
    bool go_on(const std::vector<std::uint8_t>& begun, const std::string& text, std::string& out) {
        lines::put_back(context_, begun);
        std::vector<llama_token> tokens = lines::tokens_of(words_, text, false);
        const std::size_t most = kLeastTokens + kTokensOfToken * tokens.size();
        if (tokens.size() + most > kPlaces / 2 || tokens.empty()) return false;
        lines::read(context_, tokens, kAtOnce);
        for (std::size_t i = 0; i < most; ++i) {
            const llama_token next = likeliest();
            if (llama_vocab_is_eog(words_, next)) return true;
            char piece[512];
            const int size = llama_token_to_piece(words_, next, piece, sizeof piece, 0, false);
            out.append(piece, static_cast<std::size_t>(std::max(size, 0)));
            if (const std::size_t end = out.find('\n'); end != std::string::npos) {
                out.resize(end);
                return true;
            }
            tokens = {next};
            lines::read(context_, tokens, kAtOnce);
        }
        return false;
    }

  private:
    llama_token likeliest() const {
        const float* odds = llama_get_logits_ith(context_, -1);
        return static_cast<llama_token>(std::max_element(odds, odds + llama_vocab_n_tokens(words_)) - odds);
    }

    const llama_vocab* words_ = nullptr;
    llama_context* context_ = nullptr;
};

void work(llama_model* model, const std::vector<std::uint8_t>& begun, lines::Exchange& exchange) {
    Reader reader(model);
    std::size_t number = 0;
    std::string text;
    while (exchange.take(number, text)) {
        std::string out;
        const bool whole = reader.go_on(begun, lines::opened(text), out);
        exchange.give(number, lines::answer(whole ? "whole" : "cut", out));
    }
}

}  // namespace

int main(int count, char** words) {
    if (count != 3) lines::stop("translate MODEL THREADS");
    llama_model* model = lines::open_model(words[1]);
    std::string line;
    if (!std::getline(std::cin, line)) return 0;
    const std::vector<std::uint8_t> begun = Reader(model).begin(lines::opened(line));
    char name[256] = "";
    llama_model_meta_val_str(model, "general.name", name, sizeof name);
    std::cout << lines::answer("ready", name) << std::endl;
    lines::answer_all(std::atoi(words[2]), [&](lines::Exchange& exchange) { work(model, begun, exchange); });
    // The process ends here: what it holds goes with it.
}
