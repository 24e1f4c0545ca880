// Digests: the name of a stretch of bytes.
//
// Everything agon cites is named by SHA-256, so that a reader can check a source with `sha256sum` and needs no agon for
// it. Ids in tables are the first 63 bits of such a digest: big-endian, so that they are the first digits a person
// sees.
//   stable_id("abc"): sha256 begins ba7816bf 8f01cfea, shifted right by one bit -> 0x5d3c0b5fc780e7f5
// Two of a million ids meet with probability 5e-8 (birthday bound), which is below the error rate of disks.
// OpenSSL computes it, since it uses the processor's own SHA instructions: 1.9 GB/s where libsodium makes 0.25.
#define OPENSSL_SUPPRESS_DEPRECATED  // the one-shot functions that are not deprecated look their algorithm up each time
#include <openssl/sha.h>

#include <array>

#include "ground/text/text.hpp"

namespace agon {
namespace {

using DigestBytes = std::array<unsigned char, SHA256_DIGEST_LENGTH>;

DigestBytes sha256(std::initializer_list<std::string_view> pieces) {
    DigestBytes digest{};
    SHA256_CTX state;
    SHA256_Init(&state);
    for (const std::string_view piece : pieces) SHA256_Update(&state, piece.data(), piece.size());
    SHA256_Final(digest.data(), &state);
    return digest;
}

std::string hex_of(const DigestBytes& digest) {
    constexpr char digits[] = "0123456789abcdef";
    std::string out;
    out.reserve(2 * SHA256_DIGEST_LENGTH);
    for (const unsigned char byte : digest) {
        out.push_back(digits[byte >> 4]);
        out.push_back(digits[byte & 15]);
    }
    return out;
}

}  // namespace

std::string sha256_hex(std::string_view bytes) {
    return hex_of(sha256({bytes}));
}

struct Digester::State {
    SHA256_CTX context;
};

Digester::Digester() : state_(std::make_unique<State>()) {
    SHA256_Init(&state_->context);
}
Digester::Digester(Digester&&) noexcept = default;
Digester& Digester::operator=(Digester&&) noexcept = default;
Digester::~Digester() = default;

void Digester::take(std::string_view bytes) {
    SHA256_Update(&state_->context, bytes.data(), bytes.size());
}

std::string Digester::hex() {
    DigestBytes digest{};
    SHA256_Final(digest.data(), &state_->context);
    return hex_of(digest);
}

std::int64_t stable_id(std::string_view bytes) {
    return stable_id({bytes});
}

std::int64_t stable_id(std::initializer_list<std::string_view> pieces) {
    const DigestBytes digest = sha256(pieces);
    std::uint64_t first = 0;
    for (std::size_t i = 0; i < 8; ++i) first = first << 8 | digest[i];
    const auto id = static_cast<std::int64_t>(first >> 1);
    return id == 0 ? 1 : id;
}

}  // namespace agon
