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
// The same text is continued with the same bytes whatever came before it and however many threads there are. The
// likeliest token is taken, of equal ones the first. The state behind the beginning is put back before each text, into
// an emptied memory: places in it are handed out in order, and sums of attention run over places. llama.cpp gives each
// thread whole sums; attention in pieces ("flash attention"), which it divides by threads, is off.
#include <llama.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <string>
#include <vector>

namespace {

constexpr std::uint32_t kPlaces = 2048;    // tokens of a beginning, a text and its end together
constexpr std::size_t kAtOnce = 256;       // tokens of a prompt that are read together
constexpr std::size_t kLeastTokens = 24;   // a text may be continued by so many tokens
constexpr std::size_t kTokensOfToken = 2;  // and by so many more for each token of its own

[[noreturn]] void stop(const std::string& why) {
    std::fprintf(stderr, "translate: %s\n", why.c_str());
    std::exit(1);
}

void report_errors(ggml_log_level level, const char* text, void*) {
    if (level == GGML_LOG_LEVEL_ERROR) std::fputs(text, stderr);
}

std::string opened(const std::string& line) {
    std::string text;
    for (std::size_t i = 0; i < line.size(); ++i)
        if (line[i] == '\\' && i + 1 < line.size())
            text += line[++i] == 'n' ? '\n' : line[i];
        else
            text += line[i];
    return text;
}

void answer(const char* kind, std::string text) {
    for (char& c : text)
        if (static_cast<unsigned char>(c) < ' ') c = ' ';
    std::string line;
    for (const char c : text) line += c == '\\' ? std::string("\\\\") : std::string(1, c);
    std::cout << kind << '\t' << line << std::endl;
}

class Model {
  public:
    Model(const std::string& file, int threads) {
        llama_model_params wanted = llama_model_default_params();
        wanted.n_gpu_layers = 0;
        model_ = llama_model_load_from_file(file.c_str(), wanted);
        if (!model_) stop("not a model that llama.cpp reads: " + file);
        words_ = llama_model_get_vocab(model_);
        llama_context_params room = llama_context_default_params();
        room.n_ctx = kPlaces;
        room.n_batch = room.n_ubatch = kAtOnce;
        room.n_threads = room.n_threads_batch = threads;
        room.flash_attn_type = LLAMA_FLASH_ATTN_TYPE_DISABLED;
        room.swa_full = true;
        context_ = llama_init_from_model(model_, room);
        if (!context_) stop("no memory for " + file);
    }

    std::string name() const {
        char text[256] = "";
        return llama_model_meta_val_str(model_, "general.name", text, sizeof text) > 0 ? text : "";
    }

    void begin(const std::string& text) {
        const std::vector<llama_token> tokens = tokens_of(text, true);
        if (tokens.size() > kPlaces / 2) stop("the beginning is too long");
        read(tokens);
        begun_.resize(llama_state_seq_get_size(context_, 0));
        begun_.resize(llama_state_seq_get_data(context_, begun_.data(), begun_.size(), 0));
    }

    /// How the model goes on behind the beginning and `text`; false: it did not come to an end.
    bool go_on(const std::string& text, std::string& out) {
        llama_memory_clear(llama_get_memory(context_), true);
        if (llama_state_seq_set_data(context_, begun_.data(), begun_.size(), 0) == 0) stop("cannot go back");
        const std::vector<llama_token> tokens = tokens_of(text, false);
        const std::size_t most = kLeastTokens + kTokensOfToken * tokens.size();
        if (tokens.size() + most > kPlaces / 2 || tokens.empty()) return false;
        read(tokens);
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
            read({next});
        }
        return false;
    }

  private:
    std::vector<llama_token> tokens_of(const std::string& text, bool first) const {
        const auto size = static_cast<std::int32_t>(text.size());
        std::vector<llama_token> tokens(text.size() + 8);
        const int count =
            llama_tokenize(words_, text.data(), size, tokens.data(), static_cast<std::int32_t>(tokens.size()), first,
                           false);  // what a text holds is never a token of control
        if (count < 0) stop("a text cannot be cut into tokens");
        tokens.resize(static_cast<std::size_t>(count));
        return tokens;
    }
    void read(std::vector<llama_token> tokens) {
        for (std::size_t at = 0; at < tokens.size(); at += kAtOnce) {
            const auto count = static_cast<std::int32_t>(std::min(kAtOnce, tokens.size() - at));
            if (llama_decode(context_, llama_batch_get_one(tokens.data() + at, count)) != 0) stop("cannot go on");
        }
    }
    llama_token likeliest() const {
        const float* odds = llama_get_logits_ith(context_, -1);
        return static_cast<llama_token>(std::max_element(odds, odds + llama_vocab_n_tokens(words_)) - odds);
    }

    llama_model* model_ = nullptr;
    const llama_vocab* words_ = nullptr;
    llama_context* context_ = nullptr;
    std::vector<std::uint8_t> begun_;
};

}  // namespace

int main(int count, char** words) {
    if (count != 3) stop("translate MODEL THREADS");
    llama_log_set(report_errors, nullptr);
    llama_backend_init();
    Model model(words[1], std::max(1, std::atoi(words[2])));
    std::string line;
    if (!std::getline(std::cin, line)) return 0;
    model.begin(opened(line));
    answer("ready", model.name());
    while (std::getline(std::cin, line)) {
        std::string out;
        const bool whole = model.go_on(opened(line), out);
        answer(whole ? "whole" : "cut", out);
    }
    // The process ends here: what it holds goes with it.
}
