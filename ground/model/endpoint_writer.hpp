// A language model elsewhere that words texts, behind an OpenAI-compatible POST /v1/chat/completions.
//
// Each question goes alone, so that what one text says cannot reach the answer to another. The answer is a JSON object
// with one text for each id that was asked for; everything else in it is thrown away. Nothing is believed here: who
// asks has to check each text. An exchange is recorded in the case under the sha256 of its request, with the ids of
// the posts that the question came from, so that `agon forget` finds it. A recorded request is not sent again.
//   Fits:          a server that keeps to the schema (vLLM, llama.cpp, Ollama, a vendor's service).
//   Does not fit:  a model that writes around its JSON; its answers are none.
// Source: OpenAI API reference, "Create chat completion", "Structured outputs".
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>

#include "ground/model/chat_server.hpp"
#include "ground/model/endpoint.hpp"
#include "ground/model/exchange_record.hpp"
#include "ground/model/writer_question.hpp"
#include "ground/table/table.hpp"

namespace agon {

struct EndpointWriterOptions {
    std::string url, model;
    std::string key;                    // bearer token; empty: none; never written anywhere
    std::string record;                 // file of exchanges; empty: kept in memory only
    std::int64_t most_requests = 300;   // sent by one writer object, repeated ones included
    std::int64_t most_tokens = 500000;  // of prompts and answers, by an estimate that is rather too high
    bool offline = false;               // only what is recorded
    EndpointLimits limits;
    std::function<void(int seconds)> pause;  // between tries; empty: sleeps
};

/// Counts of one writer object.
struct WriterUse {
    std::int64_t sent = 0, replayed = 0;               // requests
    std::int64_t answered = 0, refused = 0, left = 0;  // questions: fittingly; not; not sent any more
    std::int64_t tokens = 0;                           // spent of the budget
};
/// What asking would cost, before anything is sent.
struct WriterForecast {
    std::int64_t questions = 0, recorded = 0, requests = 0;
    std::int64_t prompt_tokens = 0, most_answer_tokens = 0;  // of the requests
};

class EndpointWriter {
  public:
    /// Reads the record. Sends nothing. Errors: usage (address, key, no model), malformed_json (record).
    static Result<std::unique_ptr<EndpointWriter>> open(Disk& disk, EndpointWriterOptions options);

    const std::string& model() const { return options_.model; }
    const std::string& digest() const { return digest_; }  // of address and model
    /// Of what is not recorded; as if each request succeeded at once.
    WriterForecast forecast(std::span<const WriterQuestion> questions) const;
    /// The answers, from the record or the server; `done` is told after each question. The record is written before
    /// this returns, also with an error. Errors: file_unreadable (of the address) when the server cannot be reached,
    /// refuses the key or fails thrice on one request; the disk's. Thread rule: one thread at a time.
    Result<WriterAnswers> ask(std::span<const WriterQuestion> questions, const std::function<void(std::size_t)>& done);
    const WriterUse& use() const { return use_; }

  private:
    struct Exchange {
        std::map<std::string, std::string> texts;
        std::vector<std::string> posts;
    };

    EndpointWriter(Disk& disk, EndpointWriterOptions options, EndpointAddress address);
    std::string request_of(const WriterQuestion& question) const;
    static bool exchange_in(const simdjson::dom::element& line, Exchange& exchange);
    /// nullptr: nothing was left to send it with.
    Result<const Exchange*> exchange_for(const WriterQuestion& question, const std::string& request);

    EndpointWriterOptions options_;
    EndpointAddress address_;
    std::string digest_;
    ExchangeRecord<Exchange> record_;
    ChatServer server_;
    WriterUse use_;
};

/// How many tokens a text is about, rather too many: three of two Chinese characters, one of three other bytes.
std::int64_t tokens_of(std::string_view text);

}  // namespace agon
