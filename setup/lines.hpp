// What the two programs around llama.cpp share, translate.cpp and reader.cpp: lines in, lines out, one text a thread.
#pragma once

#include <llama.h>

#include <algorithm>
#include <condition_variable>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace lines {

[[noreturn]] inline void stop(const std::string& why) {
    std::fprintf(stderr, "%s\n", why.c_str());
    std::exit(1);
}

inline void report_errors(ggml_log_level level, const char* text, void*) {
    if (level == GGML_LOG_LEVEL_ERROR) std::fputs(text, stderr);
}

inline std::string opened(const std::string& line) {
    std::string text;
    for (std::size_t i = 0; i < line.size(); ++i)
        if (line[i] == '\\' && i + 1 < line.size())
            text += line[++i] == 'n' ? '\n' : line[i];
        else
            text += line[i];
    return text;
}

inline std::string answer(const char* kind, std::string text) {
    std::string line = std::string(kind) + '\t';
    for (const char c : text)
        if (c == '\\')
            line += "\\\\";
        else
            line += static_cast<unsigned char>(c) < ' ' ? ' ' : c;
    return line;
}

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

/// What a text holds is never a token of control. `first`: with what the model wants at a beginning.
inline std::vector<llama_token> tokens_of(const llama_vocab* words, const std::string& text, bool first) {
    const auto size = static_cast<std::int32_t>(text.size());
    std::vector<llama_token> tokens(text.size() + 8);
    const int count = llama_tokenize(words, text.data(), size, tokens.data(), static_cast<std::int32_t>(tokens.size()),
                                     first, false);
    if (count < 0) stop("a text cannot be cut into tokens");
    tokens.resize(static_cast<std::size_t>(count));
    return tokens;
}

/// A state for one thread, whose sums have one order.
inline llama_context_params one_thread(std::uint32_t places, std::uint32_t at_once) {
    llama_context_params room = llama_context_default_params();
    room.n_ctx = places;
    room.n_batch = room.n_ubatch = at_once;
    room.n_threads = room.n_threads_batch = 1;
    room.flash_attn_type = LLAMA_FLASH_ATTN_TYPE_DISABLED;
    room.swa_full = true;
    return room;
}

inline void read(llama_context* context, std::vector<llama_token>& tokens, std::size_t at_once) {
    for (std::size_t at = 0; at < tokens.size(); at += at_once) {
        const auto count = static_cast<std::int32_t>(std::min(at_once, tokens.size() - at));
        if (llama_decode(context, llama_batch_get_one(tokens.data() + at, count)) != 0) stop("cannot go on");
    }
}

inline llama_model* open_model(const char* path) {
    llama_log_set(report_errors, nullptr);
    llama_backend_init();
    llama_model_params wanted = llama_model_default_params();
    wanted.n_gpu_layers = 0;
    llama_model* model = llama_model_load_from_file(path, wanted);
    if (!model) stop(std::string("not a model that llama.cpp reads: ") + path);
    return model;
}

/// The place behind the tokens that stand, put by and put back.
inline std::vector<std::uint8_t> put_by(llama_context* context) {
    std::vector<std::uint8_t> begun(llama_state_seq_get_size(context, 0));
    begun.resize(llama_state_seq_get_data(context, begun.data(), begun.size(), 0));
    return begun;
}
inline void put_back(llama_context* context, const std::vector<std::uint8_t>& begun) {
    llama_memory_clear(llama_get_memory(context), true);
    if (llama_state_seq_set_data(context, begun.data(), begun.size(), 0) == 0) stop("cannot go back");
}

/// Runs work(exchange) on `count` threads over the lines of stdin. The process is to end after it.
template <class Work>
void answer_all(int count, const Work& work) {
    Exchange exchange;
    std::vector<std::thread> threads;
    for (int i = 0; i < std::max(1, count); ++i) threads.emplace_back([&] { work(exchange); });
    std::string line;
    while (std::getline(std::cin, line)) exchange.ask(line);
    exchange.no_more();
    for (std::thread& thread : threads) thread.join();
}

}  // namespace lines
