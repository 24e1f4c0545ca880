// A stance judge over a language model elsewhere, behind an OpenAI-compatible POST /v1/chat/completions.
//
// The model says one of three words of each text, for, against or neither, in a fixed JSON schema; any other answer is
// thrown away, so nothing that it writes can reach a report. Each text goes in a request of its own with its target, so
// that what a post says to the model can reach no label but its own. An exchange is recorded under the sha256 of its
// request, with the words only: no text of a post, no key. A recorded request is not sent again, so a second run, here
// or offline from the record, gives the same answers bit by bit, though the server itself may not.
//   Fits:          a server that keeps to the schema (vLLM, llama.cpp, Ollama, a vendor's service).
//   Does not fit:  a model that explains itself; its texts stay unanswered.
// DEVIATION from the other judges: a word says nothing of how sure it is. It counts as a share of .8, set by hand.
// Source: OpenAI API reference, "Create chat completion", "Structured outputs".
#pragma once

#include <functional>
#include <mutex>
#include <optional>

#include "ground/model/chat_server.hpp"
#include "ground/model/endpoint.hpp"
#include "ground/model/exchange_record.hpp"
#include "ground/model/judge.hpp"
#include "ground/table/table.hpp"

namespace agon {

struct EndpointJudgeOptions {
    std::string url, model;
    std::string key;                     // bearer token; empty: none; never written anywhere
    std::string record;                  // file of exchanges; empty: kept in memory only
    std::int64_t most_requests = 12000;  // sent by one judge object, repeated ones included
    /// Up to eight texts on one target in a request, and with each the beginning of the post that it answers: a
    /// seventh of the requests and half of the tokens, and a post that the model obeys can turn the labels of the
    /// others in its request.
    bool together = false;
    bool offline = false;  // only what is recorded
    EndpointLimits limits;
    std::function<void(int seconds)> pause;  // between tries; empty: sleeps
};

/// Counts of one judge object.
struct EndpointUse {
    std::int64_t sent = 0, replayed = 0;               // requests
    std::int64_t labelled = 0, refused = 0, left = 0;  // texts: with a word; answered unfittingly; not sent any more
};

class EndpointJudge {
  public:
    /// Reads the record. Sends nothing. Errors: usage (address, key, no model), malformed_json (record).
    static Result<std::unique_ptr<EndpointJudge>> open(Disk& disk, EndpointJudgeOptions options);

    const std::string& name() const { return name_; }
    /// sha256 of address, model and wording: what an answer depends on besides the question and the server.
    const std::string& digest() const { return digest_; }
    /// One answer a question, in order; none where the model gave no fitting word, or budget or record has none. The
    /// record is written before this returns, also with an error. Errors: file_unreadable (of the address) when the
    /// server cannot be reached, refuses the key or fails thrice on one request; the disk's. Thread rule: from any
    /// thread, one at a time.
    Result<std::vector<std::optional<StanceAnswer>>> label(std::span<const StanceQuestion> questions);
    EndpointUse use() const { return use_; }

  private:
    /// Of one request: a word a text, or none where the server gave no fitting answer.
    using Words = std::vector<std::string>;

    EndpointJudge(Disk& disk, EndpointJudgeOptions options, EndpointAddress address);
    std::size_t texts_of_request() const;
    std::string request_of(std::span<const StanceQuestion> questions, std::span<const std::size_t> batch) const;
    Result<Words> ask(const std::string& request, std::size_t texts);
    Result<std::optional<EndpointReply>> send(const std::string& request);
    Result<void> label_batches(std::span<const StanceQuestion> questions,
                               std::vector<std::optional<StanceAnswer>>& answers);

    EndpointJudgeOptions options_;
    EndpointAddress address_;
    std::string name_, digest_;
    ExchangeRecord<Words> record_;
    ChatServer server_;
    EndpointUse use_;
    std::mutex one_at_a_time_;
};

}  // namespace agon
