#include "src/evals/steps.hpp"

namespace agon {

std::string gold_digest(std::string_view text) {
    constexpr std::size_t digits = 16;
    return sha256_hex(text).substr(0, digits);
}

std::map<std::string, const Segment*> segments_by_digest(const Segments& segments) {
    std::map<std::string, const Segment*> by_digest;
    for (const Segment& s : segments.segments) by_digest.emplace(gold_digest(s.text), &s);
    return by_digest;
}

}  // namespace agon
