// Twins by comparing every text with every earlier one: the slow, obvious way.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace agon::reference {

/// Jaccard similarity of the sets of 4-grams.
double similarity(const std::u16string& left, const std::u16string& right);
/// For each text, oldest first, the earliest that repeats none itself and is at least so similar; its own number if
/// there is none. Texts under 16 units repeat nothing.
std::vector<std::uint32_t> originals(const std::vector<std::u16string>& texts, double least_similarity);

}  // namespace agon::reference
