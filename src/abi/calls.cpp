#include "src/abi/calls.hpp"

#include <dlfcn.h>
#include <simdjson.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <filesystem>

namespace agon {
namespace {

Error misused(const std::string& what) {
    return {ErrorCode::usage, "", 0, -1, what};
}

}  // namespace

Result<CallOptions> CallOptions::parse(const char* json, const std::vector<std::string>& known) {
    CallOptions options;
    if (!json || !*json) return options;
    simdjson::dom::parser parser;
    simdjson::dom::object members;
    if (parser.parse(std::string_view(json)).get(members)) return misused("options must be a JSON object");
    for (const auto member : members) {
        const std::string name(member.key);
        if (std::find(known.begin(), known.end(), name) == known.end()) return misused("no such option: " + name);
        std::string_view text;
        std::int64_t number = 0;
        simdjson::dom::object inner;
        if (!member.value.get(text)) {
            options.values_[name] = std::string(text);
        } else if (!member.value.get(number)) {
            options.values_[name] = std::to_string(number);
        } else if (!member.value.get(inner)) {
            for (const auto each : inner) {
                if (each.value.get(text)) return misused("option " + name + " maps texts to texts");
                options.values_[name + "." + std::string(each.key)] = std::string(text);
            }
        } else if (!member.value.is_null()) {
            return misused("option " + name + " is neither text nor whole number");
        }
    }
    return options;
}

std::string CallOptions::text(const std::string& name, const std::string& otherwise) const {
    const auto found = values_.find(name);
    return found == values_.end() ? otherwise : found->second;
}

Result<std::int64_t> CallOptions::number(const std::string& name, std::int64_t otherwise, std::int64_t least,
                                         std::int64_t most) const {
    const auto found = values_.find(name);
    if (found == values_.end()) return otherwise;
    char* end = nullptr;
    const std::int64_t value = std::strtoll(found->second.c_str(), &end, 10);
    if (found->second.empty() || *end != '\0' || value < least || value > most)
        return misused("option " + name + " must be a number from " + std::to_string(least) + " to " +
                       std::to_string(most));
    return value;
}

std::map<std::string, std::string> CallOptions::members(const std::string& name) const {
    std::map<std::string, std::string> members;
    const std::string prefix = name + ".";
    for (const auto& [key, value] : values_)
        if (key.starts_with(prefix)) members[key.substr(prefix.size())] = value;
    return members;
}

char* handed_over(std::string_view text) {
    char* copy = static_cast<char*>(std::malloc(text.size() + 1));
    if (!copy) return nullptr;
    std::memcpy(copy, text.data(), text.size());
    copy[text.size()] = '\0';
    return copy;
}

agon_status refused(const Error& error, char** message) {
    if (message) *message = handed_over(error.line());
    return static_cast<agon_status>(error.exit_code());
}

std::string data_of(const char* folder) {
    if (folder && *folder) return folder;
    if (const char* set = std::getenv("AGON_DATA"); set && *set) return set;
    Dl_info here{};
    if (::dladdr(reinterpret_cast<const void*>(&agon_version), &here) == 0 || !here.dli_fname) return ".";
    std::error_code ignored;
    const auto library = std::filesystem::canonical(here.dli_fname, ignored);
    return library.parent_path().parent_path().parent_path().string();
}

}  // namespace agon

extern "C" {

const char* agon_version(void) {
    return AGON_VERSION;
}

int agon_abi_version(void) {
    return AGON_ABI_VERSION;
}

void agon_free(char* text) {
    std::free(text);
}
}
