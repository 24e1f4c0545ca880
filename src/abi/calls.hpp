// Inside room abi: what every call of the C interface is wrapped in, and its options.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "ground/outcome/outcome.hpp"
#include "include/agon.h"

namespace agon {

/// The members of a JSON object of texts, whole numbers and one level of objects of texts ("map.column").
class CallOptions {
  public:
    /// Null or empty: no options. Errors: usage for other JSON, and for a name that is not among `known`.
    static Result<CallOptions> parse(const char* json, const std::vector<std::string>& known);

    std::string text(const std::string& name, const std::string& otherwise = "") const;
    /// Errors: usage if it is there and no number from `least` to `most`.
    Result<std::int64_t> number(const std::string& name, std::int64_t otherwise, std::int64_t least,
                                std::int64_t most) const;
    /// The members of an object option.
    std::map<std::string, std::string> members(const std::string& name) const;

  private:
    std::map<std::string, std::string> values_;
};

/// A text for agon_free; null if there is no memory for it.
char* handed_over(std::string_view text);
/// Sets the message, if it is wanted, and gives the status.
agon_status refused(const Error& error, char** message);

/// Runs `work`, a Result<agon_status>; nothing that it throws passes.
template <class Work>
agon_status guarded(char** message, const Work& work) noexcept {
    if (message) *message = nullptr;
    try {
        Result<agon_status> outcome = work();
        return outcome ? *outcome : refused(outcome.error(), message);
    } catch (const std::exception& bug) {
        if (message) *message = handed_over(bug.what());
    } catch (...) {
        if (message) *message = handed_over("something was thrown");
    }
    return AGON_BUG;
}

/// `folder`, or where the programme's files lie seen from this library.
std::string data_of(const char* folder);

}  // namespace agon
