#include "ground/model/endpoint_writer.hpp"

#include <simdjson.h>

#include <algorithm>

#include "ground/model/chat.hpp"
#include "ground/text/text.hpp"

namespace agon {
namespace {

constexpr int most_tries = 3, tries_for_texts = 2;
constexpr std::int64_t requests_between_saves = 20;
constexpr std::size_t longest_text = 4000;  // bytes; a longer one is no answer
constexpr std::size_t longest_name = 120;   // of a model
constexpr std::int64_t most_counted = 1LL << 40;

/// The texts of an answer's content for the ids that were asked for; none unless it is a JSON object.
std::map<std::string, std::string> texts_of(const std::string& content, const std::vector<std::string>& ids) {
    std::map<std::string, std::string> texts;
    simdjson::dom::parser parser;
    simdjson::dom::object answer;
    if (parser.parse(content).get(answer)) return texts;
    for (const std::string& id : ids) {
        std::string_view text;
        if (!answer[id].get(text) && !text.empty() && text.size() <= longest_text) texts[id] = text;
    }
    return texts;
}

/// What the server counted, if it says so; it may say anything.
std::int64_t counted_tokens(const std::string& body) {
    simdjson::dom::parser parser;
    std::int64_t total = 0;
    if (parser.parse(body)["usage"]["total_tokens"].get(total)) return 0;
    return std::clamp<std::int64_t>(total, 0, most_counted);
}

}  // namespace

std::string WriterQuestion::digest() const {
    return sha256_hex(instructions + "\n" + material);
}

std::int64_t tokens_of(std::string_view text) {
    std::int64_t han = 0, other = 0;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t begin = at;
        if (is_han(next_code_point(text, at)))
            ++han;
        else
            other += static_cast<std::int64_t>(at - begin);
    }
    return han + (han + 1) / 2 + (other + 2) / 3;
}

bool EndpointWriter::exchange_in(const simdjson::dom::element& line, Exchange& exchange) {
    std::string_view text;
    simdjson::dom::object answers;
    simdjson::dom::array posts;
    if (line["answers"].get(answers) || line["posts"].get(posts)) return false;
    for (const auto& [id, answer] : answers) {
        if (answer.get(text)) return false;
        exchange.texts[std::string(id)] = text;
    }
    for (const simdjson::dom::element post : posts) {
        if (post.get(text)) return false;
        exchange.posts.emplace_back(text);
    }
    return true;
}

EndpointWriter::EndpointWriter(Disk& disk, EndpointWriterOptions options, EndpointAddress address)
    : options_(std::move(options)),
      address_(std::move(address)),
      record_(disk, options_.record, exchange_in, [](const Exchange& exchange) {
          return nlohmann::json{{"answers", exchange.texts}, {"posts", exchange.posts}};
      }) {
    digest_ = sha256_hex(address_.url() + "\n" + options_.model);
}

Result<std::unique_ptr<EndpointWriter>> EndpointWriter::open(Disk& disk, EndpointWriterOptions options) {
    TRY(EndpointAddress address, endpoint_address(options.url, "/v1/chat/completions"));
    if (options.model.empty()) return Error{ErrorCode::usage, options.url, 0, -1, "which model to ask is not said"};
    const bool plain = std::none_of(options.model.begin(), options.model.end(),
                                    [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 127; });
    if (!plain || options.model.size() > longest_name || first_invalid_utf8(options.model) >= 0)
        return Error{ErrorCode::usage, options.url, 0, -1, "the model's name is no line of text"};
    TRY_VOID(check_key(options.key));
    std::unique_ptr<EndpointWriter> writer(new EndpointWriter(disk, std::move(options), std::move(address)));
    TRY_VOID(writer->record_.load());
    return writer;
}

std::string EndpointWriter::request_of(const WriterQuestion& question) const {
    nlohmann::json properties = nlohmann::json::object();
    for (const std::string& id : question.ids) properties[id] = {{"type", "string"}};
    const nlohmann::json material = nlohmann::json::parse(question.material, nullptr, false);
    return chat_request(options_.model, question.instructions, material, "texts", properties,
                        question.most_answer_tokens);
}

WriterForecast EndpointWriter::forecast(std::span<const WriterQuestion> questions) const {
    WriterForecast forecast;
    std::set<std::string> seen;
    for (const WriterQuestion& question : questions) {
        const std::string request = request_of(question);
        ++forecast.questions;
        if (record_.find(sha256_hex(request))) {
            ++forecast.recorded;
        } else if (seen.insert(request).second) {
            ++forecast.requests;
            forecast.prompt_tokens += tokens_of(request);
            forecast.most_answer_tokens += static_cast<std::int64_t>(question.most_answer_tokens);
        }
    }
    return forecast;
}

Result<const EndpointWriter::Exchange*> EndpointWriter::exchange_for(const WriterQuestion& question,
                                                                     const std::string& request) {
    const std::string digest = sha256_hex(request);
    if (const Exchange* known = record_.find(digest)) {
        ++use_.replayed;
        return known;
    }
    if (options_.offline) return nullptr;
    // What a try could cost is spent before it is sent, so that a server cannot overdraw the budget.
    const std::int64_t prompt = tokens_of(request);
    const std::int64_t cost = prompt + static_cast<std::int64_t>(question.most_answer_tokens);
    const EndpointPatience patience{
        most_tries, options_.pause, [&] {
            if (use_.sent >= options_.most_requests || cost > options_.most_tokens - use_.tokens) return false;
            ++use_.sent;
            use_.tokens += cost;
            return true;
        }};
    Exchange exchange{{}, question.rests_on};
    for (int attempt = 0; attempt < tries_for_texts && exchange.texts.empty(); ++attempt) {
        TRY(const std::optional<EndpointReply> reply,
            post_chat(address_, options_.key, request, options_.limits, patience, server_));
        if (!reply) return nullptr;
        if (reply->status != 200) break;
        const std::string content = chat_content(reply->body).value_or("");
        use_.tokens += std::max(counted_tokens(reply->body), prompt + tokens_of(content)) - cost;
        exchange.texts = texts_of(content, question.ids);
    }
    const Exchange& kept = record_.put(digest, std::move(exchange));
    if (use_.sent % requests_between_saves == 0) TRY_VOID(record_.save());
    return &kept;
}

Result<WriterAnswers> EndpointWriter::ask(std::span<const WriterQuestion> questions,
                                          const std::function<void(std::size_t)>& done) {
    WriterAnswers answers;
    for (std::size_t i = 0; i < questions.size(); ++i) {
        const std::string request = request_of(questions[i]);
        const auto exchange = exchange_for(questions[i], request);
        if (!exchange) {
            TRY_VOID(record_.save());
            return exchange.error();
        }
        if (*exchange) answers[questions[i].digest()] = {sha256_hex(request), (*exchange)->texts};
        ++(!*exchange ? use_.left : (*exchange)->texts.empty() ? use_.refused : use_.answered);
        if (done) done(i + 1);
    }
    TRY_VOID(record_.save());
    return answers;
}

}  // namespace agon
