// What a language model elsewhere answered, kept in a file of JSON lines, a request each: a second run asks nothing.
#pragma once

#include <simdjson.h>

#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <string>

#include "ground/model/chat.hpp"
#include "ground/table/table.hpp"
#include "ground/text/lines.hpp"

namespace agon {

/// Answer: what a request got, nothing fitting included. Requests are known by their sha256; no text of theirs is kept.
/// Thread rule: one thread at a time.
template <class Answer>
class ExchangeRecord {
  public:
    /// The answer of a line of the file; false for what is none.
    using Read = std::function<bool(const simdjson::dom::element& line, Answer& answer)>;
    /// The line of an answer, without its request.
    using Write = std::function<nlohmann::json(const Answer& answer)>;

    /// `path` empty: nothing is kept.
    ExchangeRecord(Disk& disk, std::string path, Read read, Write write)
        : disk_(disk), path_(std::move(path)), read_(std::move(read)), write_(std::move(write)) {}

    /// Errors: the disk's; malformed_json with the place of a line that holds no exchange.
    Result<void> load() {
        if (path_.empty() || !disk_.exists(path_)) return {};
        TRY(const std::string bytes, disk_.read_file(path_));
        simdjson::dom::parser parser;
        for (const PlacedLine& at : placed_lines(bytes)) {
            simdjson::dom::element line;
            std::string_view request;
            Answer answer;
            if (parser.parse(at.text.data(), at.text.size()).get(line) || line["request"].get(request) ||
                !read_(line, answer))
                return Error{ErrorCode::malformed_json, path_, at.number, at.offset, "no exchange"};
            answers_[std::string(request)] = std::move(answer);
        }
        return {};
    }
    /// Good as long as this. Null: not asked yet.
    const Answer* find(const std::string& request_digest) const {
        const auto found = answers_.find(request_digest);
        return found == answers_.end() ? nullptr : &found->second;
    }
    const Answer& put(const std::string& request_digest, Answer answer) {
        unsaved_ = true;
        return answers_[request_digest] = std::move(answer);
    }
    /// Writes all, if something was put since the last time.
    Result<void> save() {
        if (path_.empty() || !unsaved_) return {};
        std::string bytes;
        for (const auto& [request, answer] : answers_) {
            nlohmann::json line = write_(answer);
            line["request"] = request;
            bytes += one_line(line) + "\n";
        }
        TRY_VOID(disk_.write_file(path_, bytes));
        unsaved_ = false;
        return {};
    }

  private:
    Disk& disk_;
    std::string path_;
    Read read_;
    Write write_;
    std::map<std::string, Answer> answers_;  // by sha256 of the request
    bool unsaved_ = false;
};

}  // namespace agon
