// A report that a language model worded in part: what it looks like, that it is made again without the model, that it
// can be verified, and that forging it is found.
#include "src/forgetting/forgetting.hpp"
#include "tests/written_case.hpp"

namespace agon {
namespace {

TEST_F(WrittenReport, ShowsWhatPassesAndCanBeMadeAgainWithoutTheServer) {
    for (const char* language : {"en", "zh"})
        for (const NamesMode names : {NamesMode::verbatim, NamesMode::pseudonyms, NamesMode::paraphrase}) {
            ReportOptions options = language == std::string("en") ? english() : ReportOptions{};
            options.language = language;
            options.names = names;
            options.pseudonym_key = std::string(32, 'k');
            std::string first, url;
            {
                LoopbackServer server(answer_honestly);
                url = server.url();
                first = written(writing(url), options, ".html");
                EXPECT_EQ(forecast_.requests, server.requests) << "the forecast";
                EXPECT_EQ(use_.sent, server.requests);
                EXPECT_GT(outcome_.written, names == NamesMode::paraphrase ? -1 : 3) << language;
                const int sent = server.requests;
                EXPECT_EQ(written(writing(url), options, ".html"), first);
                EXPECT_EQ(server.requests, sent) << "the second run sends nothing";
            }
            WriterOptions offline = writing(url);
            offline.endpoint.offline = true;
            EXPECT_EQ(written(offline, options, ".html"), first);
            if (names == NamesMode::paraphrase) continue;
            EXPECT_THAT(first, testing::HasSubstr("class=\"paragraph written\""));
            EXPECT_THAT(first, testing::ContainsRegex("class=\"subheading\""));
            EXPECT_THAT(first, testing::HasSubstr("small-1b"));
            fs::remove(record_);
            EXPECT_EQ(written(offline, options, ".html"), file_of(options, ".html"))
                << "without a record it is the grammar's report";
        }
}

TEST_F(WrittenReport, AForecastSendsNothing) {
    LoopbackServer server(answer_honestly);
    WriterOptions made = writing(server.url());
    made.only_forecast = true;
    ReportOptions options;
    ASSERT_TRUE(ask_writer(real_disk(), case_, data_, options, made).ok());
    EXPECT_GT(forecast_.requests, 5);
    EXPECT_GT(forecast_.prompt_tokens, 1000);
    EXPECT_EQ(server.requests, 0);
    EXPECT_TRUE(options.answers.empty());
    EXPECT_FALSE(fs::exists(record_));
}

TEST_F(WrittenReport, NoNameIsSentAndNoQuoteForAParagraph) {
    std::string sent, for_paragraphs;
    LoopbackServer server([&](const Request& request, Socket& socket) {
        (is_paragraph(blocks_of(request)) ? for_paragraphs : sent) += request.body() + "\n";
        answer_honestly(request, socket);
    });
    written(writing(server.url()));
    EXPECT_FALSE(sent.empty());
    sent += for_paragraphs;
    const auto report = compose_report(real_disk(), case_, shipped_lexicon(), {});
    for (const CitedPost& cited : report->cited) {
        EXPECT_EQ(for_paragraphs.find(cited.exact), std::string::npos) << cited.exact;
        EXPECT_TRUE(cited.author == "Official text" || count_code_points(cited.author) < 3 ||
                    sent.find(cited.author) == std::string::npos)
            << cited.author;
    }
}

TEST_F(WrittenReport, OneCharacterChangedIsFound) {
    const Report report = honest();
    ASSERT_EQ(found_in(report), "");
    const std::string json = report_json(report), id = sha256_hex(json), file = case_ + "/changed.md";
    ASSERT_TRUE(real_disk().write_file(case_ + "/report/" + id + ".json", json).ok());
    const std::string whole = render_markdown(report, id);
    std::size_t changed = 0;
    for (std::size_t at = whole.find(" argues:"); at != std::string::npos; at = whole.find(" argues:", at + 1)) {
        std::string other = whole;
        other[at + 3] = 'x';
        ASSERT_TRUE(real_disk().write_file(file, other).ok());
        const auto verdict = verify_report(real_disk(), file, case_);
        EXPECT_TRUE(verdict.ok() && !verdict->holds()) << at;
        ++changed;
    }
    EXPECT_GT(changed, 2U);
}

std::size_t first_name(const Report& report) {
    for (std::size_t i = 0; i < report.blocks.size(); ++i)
        if (report.blocks[i].kind == BlockKind::subheading) return i;
    ADD_FAILURE() << "no camp was named";
    return 0;
}

/// Puts other letters into the name of a camp, of the same length.
void forge_name(Report& report, bool in_list) {
    Block& block = report.blocks[first_name(report)];
    const Mark& mark = block.marks[0];
    const auto begin = static_cast<std::size_t>(mark.begin), size = static_cast<std::size_t>(mark.end - mark.begin);
    block.text.replace(begin, 1, block.text[begin] == 'X' ? "Y" : "X");
    if (in_list) report.written[static_cast<std::size_t>(mark.number) - 1].text = block.text.substr(begin, size);
}

TEST_F(WrittenReport, ForgedNamesAreFound) {
    const Report report = honest();
    ASSERT_EQ(found_in(report), "");
    Report other = report;
    forge_name(other, false);
    EXPECT_THAT(found_in(other), testing::HasSubstr("not a name that the report says was given"));
    other = report;
    forge_name(other, true);
    EXPECT_THAT(found_in(other), testing::HasSubstr("no recorded exchange"));
    other = report;
    Block& block = other.blocks[first_name(other)];
    block.text.resize(static_cast<std::size_t>(block.marks[0].end));
    block.marks.resize(1);
    EXPECT_THAT(found_in(other), testing::HasSubstr("not called the model's"));
    other = report;  // the name of one camp over the paragraphs of another is still a name that the model gave
    other.blocks[first_name(other)].marks[0].number = 1;
    EXPECT_THAT(found_in(other), testing::HasSubstr("altered_text"));
    other = report;
    other.blocks.erase(other.blocks.begin() + static_cast<std::ptrdiff_t>(first_name(other)));
    EXPECT_THAT(found_in(other), testing::HasSubstr("does not show"));
}

/// Somebody who knows the format seals what he changed.
TEST_F(WrittenReport, ForgedWordsAreFound) {
    const Report report = honest();
    const std::size_t at = first_arguing(report), place = report.blocks[at].text.find(" argues:");
    const std::size_t entry = static_cast<std::size_t>(report.blocks[at].written) - 1;
    const auto forged = [&](auto change) {
        Report other = report;
        change(other);
        return found_in(other);
    };
    ASSERT_NE(place, std::string::npos) << report.blocks[at].text;
    EXPECT_THAT(forged([&](Report& r) { r.blocks[at].text.replace(place, 8, " denies:"); }),
                testing::HasSubstr("not the words that the report says were written"));
    EXPECT_THAT(forged([&](Report& r) {
                    r.blocks[at].text.replace(place, 8, " denies:");
                    std::string& text = r.written[entry].text;
                    text.replace(text.find(" argues:"), 8, " denies:");
                }),
                testing::HasSubstr("no recorded exchange"));
    EXPECT_THAT(forged([&](Report& r) { r.blocks[at].written += 1; }), testing::HasSubstr("altered_text"));
    EXPECT_THAT(forged([&](Report& r) { r.blocks[at].written = 99; }), testing::HasSubstr("no entry"));
    EXPECT_THAT(forged([&](Report& r) { r.blocks[at].written = 0; }), testing::HasSubstr("does not show"));
    EXPECT_THAT(forged([&](Report& r) { r.written[entry].request[0] ^= 1; }),
                testing::HasSubstr("no recorded exchange"));
    EXPECT_THAT(forged([&](Report& r) { r.written[entry].slots[0].second += 1; }), testing::HasSubstr("altered_text"));
    EXPECT_THAT(forged([&](Report& r) { r.written.emplace_back(r.written[entry]).withheld = "form"; }),
                testing::HasSubstr("wrong_number"));
    EXPECT_THAT(forged([&](Report& r) { r.writer = "large-9b"; }), testing::HasSubstr("not called the model's"));
    fs::remove(record_);
    EXPECT_THAT(found_in(report), testing::HasSubstr("no recorded exchange"));
}

TEST_F(WrittenReport, TranslationsAreDrafts) {
    const std::string memory = case_ + "/translations.jsonl";
    LoopbackServer server(answer_honestly);
    WriterOptions made = writing(server.url());
    made.paragraphs = made.names = false;
    made.translations = true;
    ReportOptions options;
    const auto asked = ask_writer(real_disk(), case_, data_, options, made);
    ASSERT_TRUE(asked.ok()) << asked.error().line();
    EXPECT_GT(asked->drafts.shown, 20);
    EXPECT_GT(asked->drafts.withheld, 0);
    const std::string first = file_of(options), kept = bytes_of(memory);
    EXPECT_THAT(first, testing::HasSubstr("” \\[machine draft\\]"));
    EXPECT_THAT(first, testing::HasSubstr("small-1b (machine draft)"));
    EXPECT_EQ(first.find("HACKED"), std::string::npos);
    const int sent = server.requests;
    EXPECT_EQ(written(made), first);
    EXPECT_EQ(server.requests, sent) << "the memory knows what was asked";
    fs::remove(memory);
    made.endpoint.offline = true;
    EXPECT_EQ(written(made), first) << "and so does the record";
    EXPECT_EQ(bytes_of(memory), kept);
    fs::remove(memory);
    fs::remove(record_);
    made.endpoint.offline = false;
    made.endpoint.most_requests = 15;  // twelve are kept together: the next twelve are not whole
    options = {};
    const auto few = ask_writer(real_disk(), case_, data_, options, made);
    ASSERT_TRUE(few.ok()) << few.error().line();
    const std::string lines = bytes_of(memory);
    EXPECT_LE(std::count(lines.begin(), lines.end(), '\n'), 12) << "what was not answered is not kept as withheld";
    fs::remove(memory);
}

TEST_F(WrittenReport, AForgottenAuthorIsNotInTheRecord) {
    honest();
    const std::string copy = fresh_folder("written_copy");
    fs::copy(case_, copy, fs::copy_options::recursive);
    const auto report = compose_report(real_disk(), case_, shipped_lexicon(), english());
    const auto threads = read_threads(real_disk(), copy);
    ASSERT_TRUE(report.ok() && threads.ok());
    const auto posts_named = [&](AuthorId author) {
        const std::string record = bytes_of(copy + "/writer.jsonl");
        std::size_t named = 0;
        for (const Post& p : threads->posts)
            named += p.author == author &&
                     record.find('"' + std::to_string(static_cast<std::int64_t>(p.post)) + '"') != std::string::npos;
        return named;
    };
    const auto cited = std::find_if(threads->posts.begin(), threads->posts.end(), [&](const Post& p) {
        return p.author_kind == AuthorKind::named && p.author_name == report->cited.front().author;
    });
    ASSERT_NE(cited, threads->posts.end());
    EXPECT_GT(posts_named(cited->author), 0U);
    const std::string before = bytes_of(copy + "/writer.jsonl");
    ForgetOptions options;
    options.keep_mentions = true;
    const auto outcome = forget_author(real_disk(), copy, cited->author, options);
    ASSERT_TRUE(outcome.ok()) << outcome.error().line();
    EXPECT_EQ(posts_named(cited->author), 0U);
    const std::string after = bytes_of(copy + "/writer.jsonl");
    EXPECT_LT(after.size(), before.size());
    EXPECT_GT(std::count(after.begin(), after.end(), '\n'), 3) << "what rests on others stays";
    fs::remove_all(copy);
}

}  // namespace
}  // namespace agon
