#include "ground/model/reader.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <fstream>
#include <mutex>
#include <numeric>
#include <optional>

#include "ground/model/line_process.hpp"
#include "ground/text/text.hpp"

namespace agon {
namespace {

constexpr const char* model_files[] = {"reader.gguf", "reader-learned.gguf", "reader-heads.f32"};
// On fold 0, where the likelihood of the labels is best over iam, c-stance, c-mtcsd, zs-csd and the threads; of
// replies.
constexpr double stance_temperature = 1.65, reply_temperature = 2.25;

/// A field of a line: what would end the field or the line is taken out of it.
std::string field(std::string_view text) {
    std::string out = "\t" + in_line(text);
    std::replace_if(
        out.begin() + 1, out.end(), [](char c) { return static_cast<unsigned char>(c) < ' '; }, ' ');
    return out;
}

using Shares = std::array<double, 3>;

std::optional<Shares> shares_of(const std::string& line, double temperature) {
    if (!line.starts_with("odds\t")) return std::nullopt;
    Shares odds{};
    const char *at = line.data() + 5, *end = line.data() + line.size();
    for (double& value : odds) {
        const auto [next, error] = std::from_chars(at, end, value);
        if (error != std::errc() || !std::isfinite(value)) return std::nullopt;
        at = std::find_if(next, end, [](char c) { return c != ' '; });
    }
    const double most = *std::max_element(odds.begin(), odds.end());
    double sum = 0;
    for (double& value : odds) sum += value = std::exp((value - most) / temperature);
    for (double& value : odds) value /= sum;
    return odds;
}

class Process {
  public:
    Process(std::string folder, std::string digest, int threads, int seconds)
        : folder_(std::move(folder)), digest_(std::move(digest)), threads_(threads), seconds_(seconds) {}

    const std::string& digest() const { return digest_; }
    Result<std::vector<Shares>> ask(const std::vector<std::string>& lines, double temperature) {
        if (lines.empty()) return std::vector<Shares>();
        const std::lock_guard lock(mutex_);
        if (!process_) TRY_VOID(start());
        // Lines on one target stand together: the process keeps what it read of the last.
        std::vector<std::size_t> order(lines.size());
        std::iota(order.begin(), order.end(), std::size_t{0});
        std::stable_sort(order.begin(), order.end(), [&](std::size_t l, std::size_t r) { return lines[l] < lines[r]; });
        std::vector<std::string> sorted;
        for (const std::size_t i : order) sorted.push_back(lines[i]);
        TRY(const std::vector<std::string> answers, process_->ask(sorted, seconds_));
        std::vector<Shares> out(lines.size());
        for (std::size_t k = 0; k < order.size(); ++k) {
            const auto shares = shares_of(answers[k], temperature);
            if (!shares)
                return Error{ErrorCode::model_damaged, folder_ + "/reader", 0, -1, "it did not answer in odds"};
            out[order[k]] = *shares;
        }
        return out;
    }

  private:
    Result<void> start() {
        std::string all;
        for (const char* name : model_files) {
            TRY(const std::string digest, digest_of_model(folder_ + '/' + name));
            all += digest + "  " + name + '\n';
        }
        if (sha256_hex(all) != digest_)
            return Error{ErrorCode::model_damaged, folder_ + '/' + model_files[0], 0, -1,
                         "the reader's files are not those that setup/translator laid out"};
        std::vector<std::string> words = {folder_ + "/reader"};
        for (const char* name : model_files) words.push_back(folder_ + '/' + name);
        words.push_back(std::to_string(threads_));
        TRY(LineProcess process, LineProcess::start(words));
        const auto first = process.ask({""}, seconds_);
        if (!first || !first->front().starts_with("ready\t"))
            return Error{ErrorCode::model_damaged, words[0], 0, -1, "not a reader that llama.cpp can run here"};
        process_ = std::move(process);
        return {};
    }

    std::string folder_, digest_;
    int threads_ = 1, seconds_ = 300;
    std::mutex mutex_;
    std::optional<LineProcess> process_;
};

const std::string reader_name = "reader";

/// What both judges have: one process.
template <class Interface>
class OfProcess : public Interface {
  public:
    explicit OfProcess(std::shared_ptr<Process> process) : process_(std::move(process)) {}
    const std::string& name() const override { return reader_name; }
    const std::string& digest() const override { return process_->digest(); }

  protected:
    template <class Answer>
    Result<std::vector<Answer>> read(const std::vector<std::string>& lines, double temperature) const {
        TRY(const std::vector<Shares> shares, process_->ask(lines, temperature));
        std::vector<Answer> answers;
        for (const auto& [first, second, third] : shares) answers.push_back({first, second, third});
        return answers;
    }

  private:
    std::shared_ptr<Process> process_;
};

class ReaderStance : public OfProcess<Judge> {
  public:
    using OfProcess::OfProcess;
    Result<std::vector<StanceAnswer>> judge(std::span<const StanceQuestion> questions, int) const override {
        std::vector<std::string> lines;
        for (const StanceQuestion& q : questions)
            lines.push_back("stance" + field(q.target) + field(q.answered) + field(q.text));
        return read<StanceAnswer>(lines, stance_temperature);
    }
};

class ReaderReply : public OfProcess<ReplyJudge> {
  public:
    using OfProcess::OfProcess;
    Result<std::vector<ReplyAnswer>> judge(std::span<const ReplyQuestion> questions, int) const override {
        std::vector<std::string> lines;
        for (const ReplyQuestion& q : questions) lines.push_back("reply" + field(q.answered) + field(q.reply));
        return read<ReplyAnswer>(lines, reply_temperature);
    }
};

}  // namespace

Result<Reader> open_reader(const std::string& folder, int threads, int seconds) {
    const std::string program = folder + "/reader";
    std::ifstream file(folder + "/reader.sha256");
    std::string digest;
    if (::access(program.c_str(), X_OK) != 0 || !(file >> digest))
        return Error{ErrorCode::model_missing, program, 0, -1, "run agon models add reader"};
    const auto process = std::make_shared<Process>(folder, digest, threads, seconds);
    return Reader{std::make_unique<ReaderStance>(process), std::make_unique<ReaderReply>(process)};
}

}  // namespace agon
