// A case whose report is worded in part by a model of the test: what the tests of honest and of hostile ones share.
#pragma once

#include <gmock/gmock.h>

#include <atomic>

#include "src/report/naming.hpp"
#include "src/report/smoothing.hpp"
#include "src/report/translations.hpp"
#include "tests/loopback_server.hpp"
#include "tests/sample_case.hpp"
#include "tests/shipped_lexicon.hpp"

namespace agon {

namespace fs = std::filesystem;
using Json = nlohmann::json;

inline void replace_all(std::string& text, const std::string& before, const std::string& after) {
    for (std::size_t at = text.find(before); at != std::string::npos; at = text.find(before, at + after.size()))
        text.replace(at, before.size(), after);
}

/// The blocks of a question: id and text, or texts.
inline Json blocks_of(const Request& request) {
    return Json::parse(Json::parse(request.body())["messages"][1]["content"].get<std::string>())["blocks"];
}

inline bool is_paragraph(const Json& blocks) {
    return blocks[0]["id"] == kParagraphId;
}

/// An honest model: it says "argues" for "writes" and joins sentences, and names a camp by how its first quote begins.
inline std::string rewording_of(std::string text) {
    for (const auto& [before, after] : {std::pair<const char*, const char*>{" writes:", " argues:"},
                                        {" says:", " notes:"},
                                        {" holds:", " says:"},
                                        {"写道：", "表示："},
                                        {"认为：", "指出："},
                                        {". ⟦", ", and ⟦"}})
        replace_all(text, before, after);
    return text;
}

inline std::string beginning_of(const std::string& text) {
    std::string out;
    std::size_t words = 0, han = 0;
    for (std::size_t at = 0; at < text.size() && words < 6 && han < 12;) {
        const std::size_t begin = at;
        const char32_t c = next_code_point(text, at);
        if (c != U' ' && !is_word_character(c)) break;
        words += c == U' ' ? 1 : 0;
        han += is_han(c) ? 1 : 0;
        out.append(text, begin, at - begin);
    }
    while (out.ends_with(' ')) out.pop_back();
    return out.empty() ? "(nothing)" : out;
}

/// What people made of a quote of the sample; a lie where they made nothing.
inline std::string translation_of(const std::string& original) {
    static const Translations people =
        Translations::load(real_disk(), "examples/made-in-china/translations.jsonl", "en").value();
    const TranslationUsed* known = people.find(original);
    return known ? known->text : "9,999 people were HACKED.";
}

inline Json honest_answer(const Json& blocks) {
    Json answer;
    for (const Json& block : blocks) {
        const Json& data = block["data"];
        if (block["id"] == "translation") return {{"translation", translation_of(data["text"])}};
        answer[block["id"].get<std::string>()] =
            is_paragraph(blocks) ? rewording_of(data["text"])
                                 : beginning_of(data.contains("texts") ? data["texts"][0] : data["text"]);
    }
    return answer;
}

inline void answer_honestly(const Request& request, Socket& socket) {
    send_reply(socket, 200, completion(honest_answer(blocks_of(request)).dump()));
}

inline ReportOptions english() {
    ReportOptions options;
    options.translations_file = "examples/made-in-china/translations.jsonl";
    return options;
}

/// One suite in two files, since the case costs most.
class WrittenReport : public testing::Test {
  protected:
    static void SetUpTestSuite() {
        if (fs::exists(".deps/encoder/weights.npz")) case_ = copied_sample_case("written");
    }
    static void TearDownTestSuite() {
        if (!case_.empty()) fs::remove_all(case_);
        case_.clear();
    }
    void SetUp() override {
        if (case_.empty()) GTEST_SKIP() << ".deps/encoder is not there: run setup/install";
        fs::remove(record_);
    }
    void TearDown() override { fs::remove(record_); }

    WriterOptions writing(const std::string& url) {
        WriterOptions made;
        made.endpoint.url = url;
        made.endpoint.model = "small-1b";
        made.endpoint.limits = {5, 1U << 16};
        made.endpoint.pause = [](int) {};
        made.translations = false;  // english() names a file of the repository
        made.forecast = [this](const WriterForecast& forecast) { forecast_ = forecast; };
        made.progress = [](std::size_t, std::size_t) {};
        return made;
    }
    /// Asks, writes, verifies; the file's bytes.
    std::string written(const WriterOptions& made, ReportOptions options = {}, const std::string& ending = ".md") {
        const auto use = ask_writer(real_disk(), case_, data_, options, made);
        EXPECT_TRUE(use.ok()) << (use.ok() ? "" : use.error().line());
        if (use.ok()) use_ = use->use;
        return file_of(options, ending);
    }
    std::string file_of(const ReportOptions& options, const std::string& ending = ".md") {
        const std::string file = case_ + "/written" + ending;
        const auto outcome = write_report(real_disk(), case_, data_, file, options);
        EXPECT_TRUE(outcome.ok());
        outcome_ = *outcome;
        const auto verdict = verify_report(real_disk(), file, case_);
        EXPECT_TRUE(verdict.ok() && verdict->holds())
            << (verdict.ok() && !verdict->findings.empty() ? verdict->findings.front().detail : "");
        return bytes_of(file);
    }
    /// Seals a report, and says what the verdict finds first; empty: nothing.
    static std::string found_in(const Report& report) {
        const std::string json = report_json(report), id = sha256_hex(json), file = case_ + "/forged.md";
        const std::string kept = case_ + "/report/" + id + ".json";
        EXPECT_TRUE(real_disk().write_file(kept, json).ok());
        EXPECT_TRUE(real_disk().write_file(file, render_markdown(report, id)).ok());
        const auto verdict = verify_report(real_disk(), file, case_);
        fs::remove(kept);
        EXPECT_TRUE(verdict.ok());
        return verdict->holds() ? "" : verdict->findings.front().what + ": " + verdict->findings.front().detail;
    }
    /// A report with the honest model's words, and its record in the case.
    Report honest() {
        LoopbackServer server(answer_honestly);
        ReportOptions options = english();
        EXPECT_TRUE(ask_writer(real_disk(), case_, data_, options, writing(server.url())).ok());
        auto report = compose_report(real_disk(), case_, shipped_lexicon(), options);
        EXPECT_TRUE(report.ok());
        return std::move(*report);
    }
    static std::size_t first_arguing(const Report& report) {
        for (std::size_t i = 0; i < report.blocks.size(); ++i)
            if (report.blocks[i].written > 0 && report.blocks[i].text.find(" argues:") != std::string::npos) return i;
        ADD_FAILURE() << "no paragraph says that somebody argues";
        return 0;
    }

    static inline std::string case_;
    const std::string data_ = fs::current_path().string(), record_ = case_ + "/writer.jsonl";
    std::atomic<bool> server_obeys_ = false;
    WriterForecast forecast_;
    WriterUse use_;
    ReportOutcome outcome_;
};

}  // namespace agon
