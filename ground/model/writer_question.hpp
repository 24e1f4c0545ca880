// What a language model can be asked to write, and what came. Plain data, for rooms that know nothing of servers.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

namespace agon {

struct WriterQuestion {
    std::string kind;              // for who asks: paragraph, names, translation
    std::string instructions;      // what to do, for all questions of a kind alike
    std::string material;          // a JSON object of blocks with ids; all of it is data
    std::vector<std::string> ids;  // for each of these a text is asked for
    std::size_t most_answer_tokens = 0;
    std::vector<std::string> rests_on;                      // ids of the posts that `material` comes from
    std::map<std::string, std::vector<std::string>> about;  // by id: texts that the answer is to be about

    /// Of instructions and material: the same question to another model has the same one.
    std::string digest() const;
};
struct WriterAnswer {
    std::string request;                               // sha256 of what was sent, under which the exchange is recorded
    std::map<std::string, std::string> texts;          // by id; what the model did not answer fittingly is missing
    std::map<std::string, std::string> withheld = {};  // by id: why who asked will not have it
};
/// By the question's digest. Questions that were not asked, for want of a budget or of a record, are missing.
using WriterAnswers = std::map<std::string, WriterAnswer>;

}  // namespace agon
