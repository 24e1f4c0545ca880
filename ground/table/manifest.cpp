// manifest.json: which bytes the case holds and what each stage was made from.
#include <simdjson.h>

#include <nlohmann/json.hpp>

#include "ground/table/table.hpp"

namespace agon {
namespace {

constexpr const char* kName = "/manifest.json";

Result<Manifest> parse_manifest(const std::string& path, const std::string& bytes) {
    Manifest manifest;
    try {
        simdjson::dom::parser parser;
        const simdjson::dom::element root = parser.parse(bytes);
        std::int64_t schema = 1;
        if (const auto named = root["schema"]; !named.error()) schema = std::int64_t(named);
        if (schema > kTableSchema || schema < 1)
            return Error{ErrorCode::case_newer, path, 0, -1,
                         "tables of version " + std::to_string(schema) + "; this agon knows up to " +
                             std::to_string(kTableSchema)};
        manifest.schema = static_cast<int>(schema);
        manifest.tool_version = std::string(std::string_view(root["tool_version"]));
        for (auto [name, digest] : root["models"].get_object())
            manifest.models[std::string(name)] = std::string(std::string_view(digest));
        for (auto [name, file] : root["files"].get_object())
            manifest.files[std::string(name)] = {std::string(std::string_view(file["sha256"])),
                                                 std::int64_t(file["rows"])};
        for (auto [name, stage] : root["stages"].get_object()) {
            ManifestStage& entry = manifest.stages[std::string(name)];
            entry.key = std::string(std::string_view(stage["key"]));
            for (auto [key, value] : stage["parameters"].get_object())
                entry.parameters[std::string(key)] = std::string(std::string_view(value));
            for (auto file : stage["files"].get_array()) entry.files.emplace_back(std::string_view(file));
        }
    } catch (const simdjson::simdjson_error& error) {
        return Error{ErrorCode::case_damaged, path, 0, -1, error.what()};
    }
    return manifest;
}

}  // namespace

Result<Manifest> Manifest::load(Disk& disk, const std::string& case_folder) {
    const std::string path = case_folder + kName;
    if (!disk.exists(path)) return Manifest{};
    TRY(const std::string bytes, disk.read_file(path));
    return parse_manifest(path, bytes);
}

Result<Manifest> Manifest::load_analysed(Disk& disk, const std::string& case_folder) {
    TRY(Manifest manifest, load(disk, case_folder));
    if (manifest.schema < kTableSchema)
        return Error{ErrorCode::case_outdated, case_folder, 0, -1,
                     "tables of version " + std::to_string(manifest.schema) + ", now " + std::to_string(kTableSchema)};
    return manifest;
}

void Manifest::take_present_schema(const std::string& kept) {
    if (schema == kTableSchema) return;
    schema = kTableSchema;
    std::erase_if(stages, [&](const auto& stage) {
        if (stage.first == kept || stage.second.files.empty()) return false;  // without files it is only a record
        for (const std::string& file : stage.second.files) files.erase(file);
        return true;
    });
    models.clear();
}

std::string Manifest::text() const {
    nlohmann::ordered_json root;
    root["schema"] = schema;
    root["tool_version"] = tool_version;
    root["models"] = nlohmann::ordered_json::object();
    for (const auto& [name, digest] : models) root["models"][name] = digest;
    root["files"] = nlohmann::ordered_json::object();
    for (const auto& [name, file] : files) root["files"][name] = {{"sha256", file.sha256}, {"rows", file.rows}};
    root["stages"] = nlohmann::ordered_json::object();
    for (const auto& [name, stage] : stages)
        root["stages"][name] = {{"key", stage.key}, {"parameters", stage.parameters}, {"files", stage.files}};
    return root.dump(1) + "\n";
}

Result<void> Manifest::save(Disk& disk, const std::string& case_folder) const {
    return disk.write_file(case_folder + kName, text());
}

}  // namespace agon
