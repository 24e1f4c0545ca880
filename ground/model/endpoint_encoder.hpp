// A sentence encoder elsewhere, behind an OpenAI-compatible POST /v1/embeddings.
//
// Texts go in requests of 64, in their order; the rows that come back are brought to unit length. An answer counts only
// whole: one row for each text, all of the width that the model has.
//   Fits:          a server of embedding models (vLLM, llama.cpp, Ollama, a vendor's service).
//   Does not fit:  a model that wants a prompt around each text ("query: "): none is put there.
// DEVIATION from the other encoders: the bits of a row may depend on what else was in its request and on the server's
// machine. Whoever wants the same bits again keeps the rows (kept_answers.hpp).
// DEVIATION: of a text the first 2,000 characters are sent; one of white space only is sent as "-", since servers
// refuse it. Source: OpenAI API reference, "Create embeddings".
#pragma once

#include "ground/model/encoder.hpp"
#include "ground/model/endpoint.hpp"

namespace agon {

struct EndpointEncoderOptions {
    std::string url, model;
    std::string key;         // bearer token; empty: none; never written anywhere
    std::int32_t width = 0;  // of its rows; 0: open() asks the server
    EndpointLimits limits{120, 1U << 26};
    std::function<void(int seconds)> pause;  // between tries; empty: sleeps
};

class EndpointEncoder final : public Encoder {
  public:
    /// Sends one word if the width is not given, else nothing. Errors: usage (address, key, no model); as encode().
    static Result<std::unique_ptr<EndpointEncoder>> open(EndpointEncoderOptions options);
    /// sha256 of address and model, known before anything is sent: what rows depend on besides text and server.
    static Result<std::string> digest_of(const EndpointEncoderOptions& options);

    std::int32_t width() const override { return options_.width; }
    const std::string& name() const override { return name_; }
    const std::string& digest() const override { return digest_; }
    /// Errors: file_unreadable (of the address) when the server cannot be reached, refuses or fails thrice on one
    /// request; malformed_json and bad_value (of the address) for an answer that is no rows, too few of them, or of
    /// another width. `threads` are not used.
    Result<std::vector<float>> encode(const std::vector<std::string_view>& texts, int threads) const override;

  private:
    EndpointEncoder(EndpointEncoderOptions options, EndpointAddress address, std::string digest);
    /// Rows of one request, of unit length; the width is that of the first row.
    Result<std::vector<float>> rows_of(const std::vector<std::string_view>& texts) const;

    EndpointEncoderOptions options_;
    EndpointAddress address_;
    std::string name_, digest_;
};

}  // namespace agon
