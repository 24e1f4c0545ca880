#include "src/pipeline/own_encoder.hpp"

#include <cstdlib>
#include <cstring>

#include "ground/model/fast_encoder.hpp"
#include "ground/model/onnx_encoder.hpp"
#include "ground/text/text.hpp"

namespace agon {
namespace {

constexpr const char* kUrl = "encoder url";
constexpr const char* kModel = "encoder model";
constexpr const char* kFolder = "encoder folder";

Result<std::unique_ptr<Encoder>> open_endpoint(EndpointEncoderOptions wanted, StageAnswers& kept) {
    if (wanted.key.empty())
        if (const char* key = std::getenv("AGON_ENCODER_KEY")) wanted.key = key;
    TRY(const std::string digest, EndpointEncoder::digest_of(wanted));
    KeptAnswers& widths = kept.of("endpoint-width", digest, sizeof wanted.width);
    const QuestionKey key = question_key({"width"});
    if (const char* width = widths.find(key)) std::memcpy(&wanted.width, width, sizeof wanted.width);
    TRY(std::unique_ptr<EndpointEncoder> opened, EndpointEncoder::open(wanted));
    char bytes[sizeof wanted.width];
    wanted.width = opened->width();
    std::memcpy(bytes, &wanted.width, sizeof bytes);
    if (!widths.find(key)) widths.put(key, bytes);
    TRY_VOID(widths.save());
    return std::unique_ptr<Encoder>(std::move(opened));
}

}  // namespace

Result<std::unique_ptr<Encoder>> open_own_encoder(const OwnEncoderOptions& options, const std::string& data, Disk& disk,
                                                  StageAnswers& kept) {
    if (!options.endpoint.url.empty() && !options.folder.empty())
        return Error{ErrorCode::usage, options.folder, 0, -1, "a folder and a server: one encoder is wanted"};
    if (!options.endpoint.url.empty()) return open_endpoint(options.endpoint, kept);
    if (options.folder.empty()) return std::unique_ptr<Encoder>();
    return load_onnx_encoder(options.folder, openvino_folder(data), disk);
}

std::map<std::string, std::string> parameters_of(const OwnEncoderOptions& options) {
    if (!options.wanted()) return {};
    if (!options.folder.empty()) return {{kFolder, options.folder}};
    return {{kUrl, options.endpoint.url}, {kModel, options.endpoint.model}};
}

OwnEncoderOptions own_encoder_of(const std::map<std::string, std::string>& parameters) {
    const auto value = [&](const char* name) {
        const auto found = parameters.find(name);
        return found == parameters.end() ? std::string() : found->second;
    };
    OwnEncoderOptions options;
    options.endpoint.url = value(kUrl), options.endpoint.model = value(kModel);
    options.folder = value(kFolder);
    return options;
}

Result<std::unique_ptr<Encoder>> encoder_of_case(Disk& disk, const std::string& case_folder, const std::string& data) {
    TRY(const Manifest manifest, Manifest::load(disk, case_folder));
    const auto stage = manifest.stages.find("vectors");
    if (stage == manifest.stages.end()) return Error{ErrorCode::stage_missing, case_folder, 0, -1, "vectors"};
    const auto& parameters = stage->second.parameters;
    if (const OwnEncoderOptions own = own_encoder_of(parameters); own.wanted()) {
        LeftAnswers left;
        StageAnswers kept(disk, case_folder, "vectors", left, nullptr);
        return open_own_encoder(own, data, disk, kept);
    }
    const auto tier = parameters.find("encoder");
    return tier != parameters.end() && tier->second == "fast"
               ? load_fast_encoder(data + "/.deps/encoder", data + "/models", disk)
               : load_embedded_encoder(data + "/.deps/encoder", disk);
}

}  // namespace agon
