// Encoders that the analyst names instead of the embedded ones: which texts of a case are near to each other is then
// said by them. What was trained on the embedded encoder keeps to it.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "ground/model/endpoint_encoder.hpp"
#include "src/pipeline/stage_answers.hpp"

namespace agon {

struct OwnEncoderOptions {
    EndpointEncoderOptions endpoint;  // url empty: none; its key, if empty, is $AGON_ENCODER_KEY
    std::string folder;               // of an ONNX network and its tokenizer (docs/models.md); empty: none
    bool wanted() const { return !endpoint.url.empty() || !folder.empty(); }
    /// How its kept answers are called; those of servers begin with "endpoint", and `agon verify --deep` believes them.
    const char* kind() const { return folder.empty() ? "endpoint-rows" : "onnx-rows"; }
};

/// Null if none is wanted. `kept` holds the width that a server told, so that it is asked once. `data`: the programme's
/// data folder. Errors: usage for both kinds at once; those of EndpointEncoder::open and load_onnx_encoder.
Result<std::unique_ptr<Encoder>> open_own_encoder(const OwnEncoderOptions& options, const std::string& data, Disk& disk,
                                                  StageAnswers& kept);

/// The options as parameters of stage vectors, and back.
std::map<std::string, std::string> parameters_of(const OwnEncoderOptions& options);
OwnEncoderOptions own_encoder_of(const std::map<std::string, std::string>& parameters);

/// The encoder that the case's vectors are of, whoever made it. `data`: the programme's data folder. Errors:
/// stage_missing, those of the encoder.
Result<std::unique_ptr<Encoder>> encoder_of_case(Disk& disk, const std::string& case_folder, const std::string& data);

}  // namespace agon
