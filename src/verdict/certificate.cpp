// What was verified, as JSON that a third party can check with the case alone: every digest in it is a sha256sum.
#include <simdjson.h>
#include <sodium.h>

#include <nlohmann/json.hpp>

#include "src/verdict/verdict.hpp"

namespace agon {
namespace {

using Out = nlohmann::ordered_json;

std::string digest_of(std::string_view bytes) {
    unsigned char hash[crypto_hash_sha256_BYTES];
    crypto_hash_sha256(hash, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
    char text[2 * sizeof hash + 1];
    sodium_bin2hex(text, sizeof text, hash, sizeof hash);
    return text;
}

}  // namespace

Result<std::string> certificate(Disk& disk, const std::string& report_file, const std::string& case_folder,
                                const Verdict& verdict) {
    TRY(const std::string report, disk.read_file(report_file));
    TRY(const std::string manifest, disk.read_file(case_folder + "/manifest.json"));
    Out out = {{"format", "agon-certificate"},
               {"holds", verdict.holds()},
               {"verified_by", std::string("agon ") + AGON_VERSION},
               {"deep", verdict.deep},
               {"report_file_sha256", digest_of(report)},
               {"manifest_sha256", digest_of(manifest)}};
    simdjson::dom::parser parser;
    try {
        const simdjson::dom::element root = parser.parse(manifest);
        for (const char* part : {"tables", "sources", "models"}) out[part] = Out::object();
        for (const auto& [name, file] : simdjson::dom::object(root["files"]))
            out[name.starts_with("sources/") ? "sources" : "tables"][std::string(name)] =
                std::string(std::string_view(file["sha256"]));
        for (const auto& [name, digest] : simdjson::dom::object(root["models"]))
            out["models"][std::string(name)] = std::string(std::string_view(digest));
        // Sources that are not, byte for byte, what was imported: an author was forgotten from them.
        simdjson::dom::object forgotten;
        if (root["stages"]["forget"]["parameters"].get(forgotten) == simdjson::SUCCESS)
            for (const auto& [now, before] : forgotten)
                out["forgotten"][std::string(now)] = std::string(std::string_view(before));
    } catch (const simdjson::simdjson_error& error) {
        return Error{ErrorCode::case_damaged, case_folder + "/manifest.json", 0, -1, error.what()};
    }
    out["checked"] = {{"quotes", verdict.quotes},
                      {"numbers", verdict.numbers},
                      {"names", verdict.names},
                      {"words_of_quantity", verdict.words},
                      {"translations", verdict.translations}};
    out["findings"] = Out::array();
    for (const Finding& f : verdict.findings)
        out["findings"].push_back({{"what", f.what}, {"line", f.line}, {"detail", f.detail}});
    return out.dump(1, ' ', false, Out::error_handler_t::replace) + "\n";
}

}  // namespace agon
