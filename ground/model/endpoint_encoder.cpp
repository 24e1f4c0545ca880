#include "ground/model/endpoint_encoder.hpp"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "ground/text/text.hpp"

namespace agon {
namespace {

constexpr std::size_t texts_of_request = 64, most_characters = 2000;
constexpr std::size_t widest = 65536;
constexpr const char* path = "/v1/embeddings";

std::string sent_of(std::string_view text) {
    if (text.find_first_not_of(" \t\r\n") == std::string_view::npos) return "-";
    std::size_t at = 0;
    for (std::size_t count = 0; at < text.size() && count < most_characters; ++count) next_code_point(text, at);
    return std::string(text.substr(0, at));
}

/// The numbers of one row, of unit length, behind those of `into`.
Result<void> append_row(const simdjson::dom::array& numbers, const Error& at, std::vector<float>& into) {
    const std::size_t begin = into.size();
    double squares = 0;
    for (const simdjson::dom::element element : numbers) {
        double number = 0;
        if (element.get(number) || !std::isfinite(number)) return at;
        into.push_back(static_cast<float>(number));
        squares += static_cast<double>(into.back()) * static_cast<double>(into.back());
    }
    const double length = std::sqrt(squares);
    if (!(length > 0) || !std::isfinite(length)) return at;
    for (std::size_t i = begin; i < into.size(); ++i) into[i] = static_cast<float>(into[i] / length);
    return {};
}

}  // namespace

EndpointEncoder::EndpointEncoder(EndpointEncoderOptions options, EndpointAddress address, std::string digest)
    : options_(std::move(options)), address_(std::move(address)), digest_(std::move(digest)) {
    name_ = "endpoint " + address_.url() + ", model " + options_.model;
}

Result<std::string> EndpointEncoder::digest_of(const EndpointEncoderOptions& options) {
    TRY(const EndpointAddress address, endpoint_address(options.url, path));
    if (options.model.empty()) return Error{ErrorCode::usage, options.url, 0, -1, "which model to ask is not said"};
    return sha256_hex(address.url() + "\n" + options.model + "\n" + std::to_string(most_characters));
}

Result<std::unique_ptr<EndpointEncoder>> EndpointEncoder::open(EndpointEncoderOptions options) {
    TRY(std::string digest, digest_of(options));
    TRY(EndpointAddress address, endpoint_address(options.url, path));
    TRY_VOID(check_key(options.key));
    const bool asks = options.width == 0;
    std::unique_ptr<EndpointEncoder> encoder(
        new EndpointEncoder(std::move(options), std::move(address), std::move(digest)));
    if (asks) {
        TRY(const std::vector<float> row, encoder->rows_of({"width"}));
        encoder->options_.width = static_cast<std::int32_t>(row.size());
    }
    return encoder;
}

Result<std::vector<float>> EndpointEncoder::rows_of(const std::vector<std::string_view>& texts) const {
    nlohmann::json input = nlohmann::json::array();
    for (const std::string_view text : texts) input.push_back(sent_of(text));
    const nlohmann::json asked = {{"model", options_.model}, {"input", std::move(input)}, {"encoding_format", "float"}};
    const std::string request = asked.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    TRY(const std::optional<EndpointReply> reply,
        post_patiently(address_, options_.key, request, options_.limits, {3, options_.pause, {}}));
    VERIFY(reply.has_value());  // nobody says that it may not be sent
    if (reply->status != 200) return refusal_of(address_, *reply);

    const auto wrong = [&](ErrorCode code, std::string detail) {
        return Error{code, address_.url(), 0, -1, std::move(detail)};
    };
    simdjson::dom::parser parser;
    simdjson::dom::element answer;
    simdjson::dom::array rows;
    if (const auto error = parser.parse(reply->body).get(answer))
        return wrong(ErrorCode::malformed_json, simdjson::error_message(error));
    if (answer["data"].get(rows)) return wrong(ErrorCode::malformed_json, "no embeddings in it");
    if (rows.size() != texts.size())
        return wrong(ErrorCode::bad_value,
                     fmt::format("{} texts were sent, {} rows came back", texts.size(), rows.size()));
    std::vector<std::optional<simdjson::dom::array>> by_index(texts.size());
    for (const simdjson::dom::element row : rows) {
        std::uint64_t index = 0;
        simdjson::dom::array numbers;
        if (row["index"].get(index) || row["embedding"].get(numbers))
            return wrong(ErrorCode::malformed_json, "a row without index or embedding");
        if (index >= by_index.size() || by_index[index])
            return wrong(ErrorCode::bad_value, fmt::format("no text for a row of index {}", index));
        by_index[index] = numbers;
    }
    const std::size_t width = options_.width > 0 ? static_cast<std::size_t>(options_.width) : by_index.front()->size();
    std::vector<float> values;
    for (std::size_t i = 0; i < by_index.size(); ++i) {
        if (by_index[i]->size() != width || width == 0 || width > widest)
            return wrong(ErrorCode::bad_value,
                         fmt::format("row {} has {} numbers, and not {}", i + 1, by_index[i]->size(), width));
        TRY_VOID(
            append_row(*by_index[i], wrong(ErrorCode::bad_value, fmt::format("row {} is no vector", i + 1)), values));
    }
    return values;
}

Result<std::vector<float>> EndpointEncoder::encode(const std::vector<std::string_view>& texts, int) const {
    std::vector<float> values;
    values.reserve(texts.size() * static_cast<std::size_t>(width()));
    for (std::size_t begin = 0; begin < texts.size(); begin += texts_of_request) {
        const std::size_t end = std::min(texts.size(), begin + texts_of_request);
        TRY(const std::vector<float> rows, rows_of({texts.begin() + static_cast<std::ptrdiff_t>(begin),
                                                    texts.begin() + static_cast<std::ptrdiff_t>(end)}));
        values.insert(values.end(), rows.begin(), rows.end());
    }
    return values;
}

}  // namespace agon
