#include "ground/model/own_network.hpp"

#include <toml++/toml.h>

#include <algorithm>

#include "ground/text/text.hpp"

namespace agon {
namespace {

constexpr std::int64_t fewest_pieces = 16, most_pieces = 8192;

Result<OwnNetworkSettings> settings_of(const std::string& path, Disk& disk) {
    OwnNetworkSettings settings;
    if (!disk.exists(path)) return settings;
    TRY(const std::string bytes, disk.read_file(path));
    const auto wrong = [&](const std::string& what) { return Error{ErrorCode::bad_value, path, 0, -1, what}; };
    try {
        const toml::table table = toml::parse(bytes, path);
        for (const auto& [key, value] : table) {
            if (const auto text = value.value_exact<std::string>(); text && key == "pooling")
                settings.pooling = *text;
            else if (text && key == "output")
                settings.output = *text;
            else if (text && key == "prefix")
                settings.prefix = *text;
            else if (const auto number = value.value_exact<std::int64_t>();
                     number && key == "most_pieces" && *number >= fewest_pieces && *number <= most_pieces)
                settings.most_pieces = static_cast<std::size_t>(*number);
            else if (const toml::array* labels = value.as_array(); labels && key == "labels")
                for (const toml::node& label : *labels) settings.labels.push_back(label.value_or(std::string()));
            else
                return wrong("line " + std::to_string(value.source().begin.line) + ": " + std::string(key.str()) +
                             " is not known, or not with this value");
        }
    } catch (const toml::parse_error& error) {
        return wrong("line " + std::to_string(error.source().begin.line) + ": " + std::string(error.description()));
    }
    if (settings.pooling != "mean" && settings.pooling != "first")
        return wrong("pooling must be \"mean\" or \"first\"");
    return settings;
}

/// Of every file of the folder: weights may lie beside the network.
Result<std::string> digest_of_folder(const std::string& folder, Disk& disk) {
    TRY(const std::vector<std::string> names, disk.list_folder(folder));
    std::string all;
    for (const std::string& name : names) {
        if (name.starts_with('.')) continue;
        const auto bytes = disk.read_file(folder + "/" + name);
        if (!bytes && bytes.error().code == ErrorCode::is_directory) continue;
        if (!bytes) return bytes.error();
        all += name + '\n' + sha256_hex(*bytes) + '\n';
    }
    return all;
}

}  // namespace

Result<OwnNetwork> OwnNetwork::load(const std::string& folder, const std::string& openvino, Disk& disk) {
    OwnNetwork own;
    own.folder = folder, own.model = folder + "/model.onnx";
    if (!disk.exists(own.model)) return Error{ErrorCode::model_missing, own.model, 0, -1, ""};
    TRY(own.settings, settings_of(folder + "/agon.toml", disk));
    TRY(own.tokenizer, OwnTokenizer::load(folder, disk));
    TRY(own.network, OpenVinoNetwork::load(openvino, own.model));
    TRY(const std::string files, digest_of_folder(folder, disk));
    own.digest = sha256_hex(files + "OpenVINO " + own.network->version() + "\n");
    return own;
}

Result<std::size_t> OwnNetwork::output_place(const std::vector<std::string>& usual) const {
    const std::vector<std::string>& names = network->outputs();
    const auto place_of = [&](const std::string& name) { return std::find(names.begin(), names.end(), name); };
    if (!settings.output.empty()) {
        if (place_of(settings.output) == names.end())
            return Error{ErrorCode::bad_value, folder + "/agon.toml", 0, -1, "no output " + settings.output};
        return static_cast<std::size_t>(place_of(settings.output) - names.begin());
    }
    for (const std::string& name : usual)
        if (place_of(name) != names.end()) return static_cast<std::size_t>(place_of(name) - names.begin());
    return std::size_t{0};
}

Result<OpenVinoNetwork::Output> OwnNetwork::run(const TokenizedText& text, std::size_t output) const {
    return network->run({{"input_ids", text.pieces},
                         {"attention_mask", std::vector<std::int64_t>(text.pieces.size(), 1)},
                         {"token_type_ids", text.parts}},
                        output);
}

}  // namespace agon
