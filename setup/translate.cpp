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
#include <llama.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <condition_variable>
#include <iostream>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
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

std::string answer(const char* kind, std::string text) {
    std::string line = std::string(kind) + '\t';
    for (const char c : text)
        if (c == '\\')
            line += "\\\\";
        else
            line += static_cast<unsigned char>(c) < ' ' ? ' ' : c;
    return line;
}

/// A state over a model, for one thread.
class Reader {
  public:
    explicit Reader(llama_model* model) : words_(llama_model_get_vocab(model)) {
        llama_context_params room = llama_context_default_params();
        room.n_ctx = kPlaces;
        room.n_batch = room.n_ubatch = kAtOnce;
        room.n_threads = room.n_threads_batch = 1;
        room.flash_attn_type = LLAMA_FLASH_ATTN_TYPE_DISABLED;
        room.swa_full = true;
        context_ = llama_init_from_model(model, room);
        if (!context_) stop("no memory for the model's state");
    }
    Reader(const Reader&) = delete;
    Reader& operator=(const Reader&) = delete;
    ~Reader() { llama_free(context_); }

    /// The state behind `text`.
    std::vector<std::uint8_t> begin(const std::string& text) {
        const std::vector<llama_token> tokens = tokens_of(text, true);
        if (tokens.size() > kPlaces / 2) stop("the beginning is too long");
        read(tokens);
        std::vector<std::uint8_t> begun(llama_state_seq_get_size(context_, 0));
        begun.resize(llama_state_seq_get_data(context_, begun.data(), begun.size(), 0));
        return begun;
    }

    /// How the model goes on behind a beginning and `text`; false: it did not come to an end.
    bool go_on(const std::vector<std::uint8_t>& begun, const std::string& text, std::string& out) {
        llama_memory_clear(llama_get_memory(context_), true);
        if (llama_state_seq_set_data(context_, begun.data(), begun.size(), 0) == 0) stop("cannot go back");
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

    const llama_vocab* words_ = nullptr;
    llama_context* context_ = nullptr;
};

/// Texts that wait, and answers that wait for those before them.
class Exchange {
  public:
    void ask(std::string text) {
        const std::lock_guard lock(mutex_);
        waiting_.emplace(asked_++, std::move(text));
        changed_.notify_one();
    }
    void no_more() {
        const std::lock_guard lock(mutex_);
        closed_ = true;
        changed_.notify_all();
    }
    /// The first that waits; false: there will be none.
    bool take(std::size_t& number, std::string& text) {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [this] { return closed_ || !waiting_.empty(); });
        if (waiting_.empty()) return false;
        number = waiting_.begin()->first;
        text = std::move(waiting_.begin()->second);
        waiting_.erase(waiting_.begin());
        return true;
    }
    void give(std::size_t number, std::string line) {
        const std::lock_guard lock(mutex_);
        answers_.emplace(number, std::move(line));
        for (; !answers_.empty() && answers_.begin()->first == given_; ++given_, answers_.erase(answers_.begin()))
            std::cout << answers_.begin()->second << std::endl;
    }

  private:
    std::mutex mutex_;
    std::condition_variable changed_;
    std::map<std::size_t, std::string> waiting_, answers_;
    std::size_t asked_ = 0, given_ = 0;
    bool closed_ = false;
};

void work(llama_model* model, const std::vector<std::uint8_t>& begun, Exchange& exchange) {
    Reader reader(model);
    std::size_t number = 0;
    std::string text;
    while (exchange.take(number, text)) {
        std::string out;
        const bool whole = reader.go_on(begun, text, out);
        exchange.give(number, answer(whole ? "whole" : "cut", out));
    }
}

}  // namespace

int main(int count, char** words) {
    if (count != 3) stop("translate MODEL THREADS");
    llama_log_set(report_errors, nullptr);
    llama_backend_init();
    llama_model_params wanted = llama_model_default_params();
    wanted.n_gpu_layers = 0;
    llama_model* model = llama_model_load_from_file(words[1], wanted);
    if (!model) stop(std::string("not a model that llama.cpp reads: ") + words[1]);
    std::string line;
    if (!std::getline(std::cin, line)) return 0;
    const std::vector<std::uint8_t> begun = Reader(model).begin(opened(line));
    char name[256] = "";
    llama_model_meta_val_str(model, "general.name", name, sizeof name);
    std::cout << answer("ready", name) << std::endl;
    Exchange exchange;
    std::vector<std::thread> threads;
    for (int i = 0; i < std::max(1, std::atoi(words[2])); ++i)
        threads.emplace_back([&] { work(model, begun, exchange); });
    while (std::getline(std::cin, line)) exchange.ask(opened(line));
    exchange.no_more();
    for (std::thread& thread : threads) thread.join();
    // The process ends here: what it holds goes with it.
}
