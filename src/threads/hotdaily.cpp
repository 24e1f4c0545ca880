// hotdaily_json: a day's hot questions, [{"question_id","title","answers":{"1":text,...}}, ...].
//
// No author, time or id of an answer is known, so an answer is its text: found again in another day's file it is the
// same post. Records are answers, counted through the file. Every question is parsed by itself, so that a file that
// was cut short loses its last question and no more.
#include "src/threads/json_tree.hpp"
#include "src/threads/readers.hpp"

namespace agon {
namespace {

/// What is missing in a question, if anything.
std::string_view lack_of(const JsonValue& question) {
    const JsonValue* id = question.find("question_id");
    if (!id || !id->is_scalar() || id->text.empty()) return "no question_id";
    const JsonValue* answers = question.find("answers");
    const bool good = answers && (answers->kind == JsonValue::Kind::object || answers->kind == JsonValue::Kind::list);
    return good ? "" : "no answers";
}

ThreadFacts thread_facts(const JsonValue& question, std::int64_t record) {
    ThreadFacts facts;
    facts.record = record;
    facts.native_id = question.find("question_id")->text;
    if (const JsonValue* title = question.find("title"); title && title->kind == JsonValue::Kind::text) {
        facts.title = title->text;
        facts.title_in_source = true;
        facts.title_bytes = title->inside();
        facts.title_encoding = FieldEncoding::json_string;
    }
    return facts;
}

PostFacts answer_facts(const JsonValue& answer, const std::string& thread, std::int64_t record) {
    PostFacts facts;
    facts.thread = thread;
    facts.record = record;
    facts.record_bytes = answer.span;
    if (answer.kind == JsonValue::Kind::text) {
        facts.has_body = true;
        facts.body_bytes = answer.inside();
        facts.body_encoding = FieldEncoding::json_string;
    }
    return facts;
}

}  // namespace

Result<void> read_hotdaily(Collector& collector, const ColumnMap&) {
    const std::string_view bytes = collector.bytes();
    const std::int64_t begin = collector.begin();
    const Span all = trimmed_json(bytes, {begin, static_cast<std::int64_t>(bytes.size())});
    if (all.length() == 0 || bytes[static_cast<std::size_t>(all.begin)] != '[')
        return Error{ErrorCode::malformed_json, "", 0, all.begin, "a list of questions was expected"};
    JsonReader json(bytes);
    std::int64_t record = 0;
    for (const Span where : list_elements(bytes, all.begin)) {
        const auto question = json.parse(where);
        if (!question) {
            collector.reject(++record, question.error());
            continue;
        }
        if (const std::string_view lack = lack_of(*question); !lack.empty()) {
            collector.reject(++record, {ErrorCode::missing_field, "", 0, where.begin, std::string(lack)});
            continue;
        }
        const ThreadFacts thread = thread_facts(*question, record + 1);
        collector.add_thread(thread);
        for (const JsonValue& answer : question->find("answers")->items)
            collector.add_post(answer_facts(answer, thread.native_id, ++record));
    }
    return {};
}

}  // namespace agon
