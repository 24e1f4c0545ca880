// The folder of an analyst's own network: what encoder and judge over one have in common.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "ground/model/openvino.hpp"
#include "ground/model/own_tokenizer.hpp"

namespace agon {

/// The folder's agon.toml; each key as it stands there, or what it is without.
struct OwnNetworkSettings {
    std::string pooling = "mean";  // or "first"
    std::string output;            // its name; empty: chosen by the reader
    std::string prefix;            // put before each text
    std::size_t most_pieces = 512;
    std::vector<std::string> labels;  // of a judge's three outputs
};

struct OwnNetwork {
    std::unique_ptr<OpenVinoNetwork> network;
    OwnTokenizer tokenizer;
    OwnNetworkSettings settings;
    std::string folder, model;  // path of model.onnx
    std::string digest;         // sha256 over all files of the folder and OpenVINO's version

    /// `openvino`: folder of its library. Errors: model_missing, model_damaged, usage (tokenizer), bad_value
    /// (agon.toml).
    static Result<OwnNetwork> load(const std::string& folder, const std::string& openvino, Disk& disk);
    /// The place of the output that the settings name, else of the first of `usual` that there is, else 0. Errors:
    /// bad_value.
    Result<std::size_t> output_place(const std::vector<std::string>& usual) const;
    /// Thread rule: from any thread. Errors: as OpenVinoNetwork::run.
    Result<OpenVinoNetwork::Output> run(const TokenizedText& text, std::size_t output) const;
};

}  // namespace agon
