// Reads stances and replies with a language model of a GGUF file and what agon learned on top of it
// (models/reader.md): the program that `agon analyze --reader` starts. Built by setup/translator against llama.cpp.
//
//   reader MODEL LEARNED HEADS THREADS
//
// In, a line each, fields between tabs:
//   stance TARGET ANSWERED TEXT      ANSWERED may be empty
//   reply ANSWERED TEXT
// behind a first one that says nothing. Out, a line each: first "ready" and the model's name, then "odds" and three numbers (for, against, neither; or same side,
// opposed, no side). A line feed inside a field is \n, a backslash \\.
//
// A text is read behind its target, whose state is kept while questions on the same target follow each other; it is
// always read for itself and the text after it, so the numbers are the same whatever was asked before and by however
// many threads. The model's output matrix is not asked: the heads look at the row of the last token.
#include <array>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <string>
#include <vector>

#include "lines.hpp"

namespace {

constexpr std::uint32_t kPlaces = 512, kAtOnce = 256;
constexpr std::size_t kTarget = 48, kAnswered = 48, kText = 144;  // tokens of each that are read, as in training
constexpr std::size_t kAnswers = 6, kEach = 3;
// As training/reader_material.py, FORM.
constexpr const char *kTargetIs = "命题：", *kAbove = "\n上文：", *kSays = "\n发言：", *kStance = "\n立场：",
                     *kReply = "\n回应：", *kAttitude = "\n态度：";

struct Heads {
    std::size_t width = 0;
    std::vector<float> rows, added;
};

Heads read_heads(const char* path, std::size_t width) {
    std::ifstream file(path, std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(file), {}};
    std::vector<float> numbers(bytes.size() / sizeof(float));
    std::copy_n(bytes.data(), numbers.size() * sizeof(float), reinterpret_cast<char*>(numbers.data()));
    if (numbers.size() != kAnswers * width + kAnswers) lines::stop("these heads are of another model");
    const auto added = numbers.begin() + static_cast<std::ptrdiff_t>(kAnswers * width);
    return {width, {numbers.begin(), added}, {added, numbers.end()}};
}

std::vector<std::string> fields_of(const std::string& line) {
    std::vector<std::string> fields;
    for (std::size_t at = 0; at <= line.size();) {
        const std::size_t end = std::min(line.find('\t', at), line.size());
        fields.push_back(lines::opened(line.substr(at, end - at)));
        at = end + 1;
    }
    return fields;
}

class Reader {
  public:
    Reader(llama_model* model, llama_adapter_lora* learned, const Heads& heads)
        : words_(llama_model_get_vocab(model)), heads_(heads) {
        llama_context_params room = lines::one_thread(kPlaces, kAtOnce);
        room.embeddings = true;
        room.pooling_type = LLAMA_POOLING_TYPE_NONE;
        context_ = llama_init_from_model(model, room);
        if (!context_) lines::stop("no memory for the model's state");
        if (set_learned(context_, learned) != 0) lines::stop("what was learned does not fit the model");
    }
    Reader(const Reader&) = delete;
    Reader& operator=(const Reader&) = delete;
    ~Reader() { llama_free(context_); }

    std::string read(const std::vector<std::string>& fields) {
        if (fields.size() == 4 && fields[0] == "stance") {
            std::vector<llama_token> tokens = begin(fields[1], kTarget, kTargetIs);
            if (!fields[2].empty()) add(tokens, kAbove, fields[2], kAnswered);
            add(tokens, kSays, fields[3], kText);
            return odds(tokens, kStance, 0);
        }
        if (fields.size() == 3 && fields[0] == "reply") {
            std::vector<llama_token> tokens = begin(fields[1], kText, kAbove);
            add(tokens, kReply, fields[2], kText);
            return odds(tokens, kAttitude, kEach);
        }
        return "none\t";
    }

  private:
    static int set_learned(llama_context* context, llama_adapter_lora* learned) {
        float scale = 1;
        return llama_set_adapters_lora(context, &learned, 1, &scale);
    }
    static std::string number(double value) {
        char text[32];
        std::snprintf(text, sizeof text, "%.6g ", value);
        return text;
    }
    double product(const float* left, const float* right) const {
        double sum = 0;
        for (std::size_t i = 0; i < heads_.width; ++i) sum += static_cast<double>(left[i]) * right[i];
        return sum;
    }
    void start_anew() {
        llama_memory_clear(llama_get_memory(context_), true);
        target_.clear();
    }
    void add(std::vector<llama_token>& tokens, const char* before, const std::string& text, std::size_t most) const {
        const std::vector<llama_token> form = lines::tokens_of(words_, before, false);
        std::vector<llama_token> own = lines::tokens_of(words_, text, false);
        own.resize(std::min(own.size(), most));
        tokens.insert(tokens.end(), form.begin(), form.end());
        tokens.insert(tokens.end(), own.begin(), own.end());
    }
    /// Goes behind `form` and the target; nothing is to be read yet.
    std::vector<llama_token> begin(const std::string& target, std::size_t most, const char* form) {
        if (const std::string key = form + target; key != target_) {
            start_anew();
            std::vector<llama_token> tokens;
            add(tokens, form, target, most);
            lines::read(context_, tokens, kAtOnce);
            begun_ = lines::put_by(context_);
            target_ = key;
        }
        lines::put_back(context_, begun_);
        return {};
    }
    const float* last_row(std::vector<llama_token>& tokens, const char* after) {
        add(tokens, after, "", 0);
        lines::read(context_, tokens, kAtOnce);
        const float* row = llama_get_embeddings_ith(context_, -1);
        if (!row) lines::stop("no row came");
        return row;
    }
    std::string odds(std::vector<llama_token>& tokens, const char* after, std::size_t first) {
        const float* row = last_row(tokens, after);
        std::string out = "odds\t";
        for (std::size_t i = first; i < first + kEach; ++i)
            out += number(product(heads_.rows.data() + i * heads_.width, row) + heads_.added[i]);
        return out;
    }

    const llama_vocab* words_ = nullptr;
    const Heads& heads_;
    llama_context* context_ = nullptr;
    std::string target_;
    std::vector<std::uint8_t> begun_;
};

}  // namespace

int main(int count, char** words) {
    if (count != 5) lines::stop("reader MODEL LEARNED HEADS THREADS");
    llama_model* model = lines::open_model(words[1]);
    llama_adapter_lora* learned = llama_adapter_lora_init(model, words[2]);
    if (!learned) lines::stop(std::string("not what was learned for this model: ") + words[2]);
    const Heads heads = read_heads(words[3], static_cast<std::size_t>(llama_model_n_embd(model)));
    char name[256] = "";
    llama_model_meta_val_str(model, "general.name", name, sizeof name);
    std::string line;
    if (!std::getline(std::cin, line)) return 0;
    std::cout << lines::answer("ready", name) << std::endl;
    lines::answer_all(std::atoi(words[4]), [&](lines::Exchange& exchange) {
        Reader reader(model, learned, heads);
        std::size_t number = 0;
        std::string asked;
        while (exchange.take(number, asked)) exchange.give(number, reader.read(fields_of(asked)));
    });
    // The process ends here: what it holds goes with it.
}
