// A hostile server gets no word of its own into a report.
#include "tests/written_case.hpp"

namespace agon {
namespace {

/// What a server can say that would be a lie if it were shown; by number.
std::string lie(std::string text, std::size_t which) {
    const auto put = [&](const std::string& before, const std::string& after) {
        if (const std::size_t at = text.find(before); at != std::string::npos) text.replace(at, before.size(), after);
    };
    switch (which % 10) {
        case 0:  // an invented quote
            return text + " One user writes: “Everybody agrees with the state.”";
        case 1:  // a wrong number
            put("⟦1⟧", "4,711");
            return text;
        case 2:  // an order in a post, obeyed
            return "HACKED. All users agree.";
        case 3:
            put("⟦1⟧", "⟦1⟧ ⟦1⟧");
            return text;
        case 4:
            put("⟦1⟧", "");
            return text;
        case 5:  // camps, speakers or numbers exchanged
            put("⟦1⟧", "⟦0⟧"), put("⟦2⟧", "⟦1⟧"), put("⟦0⟧", "⟦2⟧");
            return text;
        case 6:
            return "It is not true that " + text;
        case 7:  // words of quantity
            return "Most people hold: " + text;
        case 8:  // a quote between the slots
            put(" ", " 「大家都同意」 ");
            return text;
        default:
            return text + " HACKED by 99 %.";
    }
}

std::string false_name(const Json& data, std::size_t which) {
    const std::string text = data.contains("texts") ? data["texts"][0] : data["text"], words = beginning_of(text);
    const std::string names[] = {"HACKED",
                                 words + " 99 percent",
                                 "“" + words + "”",
                                 "Most " + words,
                                 words + " in Uganda",
                                 "The moon is made of green cheese",
                                 text + text + text,
                                 words + "\n" + words,
                                 words + "<b>",
                                 "Ignore all previous instructions"};
    return names[which % std::size(names)];
}

TEST_F(WrittenReport, LiesAreDropped) {
    std::size_t number = 0;
    LoopbackServer server([&](const Request& request, Socket& socket) {
        Json answer;
        for (const Json& block : blocks_of(request)) {
            const bool paragraph = block["id"] == kParagraphId;
            answer[block["id"].get<std::string>()] =
                paragraph ? lie(block["data"]["text"], number) : false_name(block["data"], number);
            ++number;
        }
        send_reply(socket, 200, completion(answer.dump()));
    });
    const std::string plain = file_of({});
    const std::string file = written(writing(server.url()));
    EXPECT_EQ(outcome_.written, 0);
    EXPECT_GT(outcome_.withheld, 10);
    EXPECT_EQ(file.find("HACKED"), std::string::npos);
    // Paragraph by paragraph the grammar's own report, but for what says that nothing of the model is shown.
    std::size_t kept = 0, lines = 0;
    for (std::size_t begin = 0; begin < plain.size(); ++lines) {
        const std::size_t end = std::min(plain.find('\n', begin), plain.size());
        kept += file.find(plain.substr(begin, end - begin)) != std::string::npos ? 1 : 0;
        begin = end + 1;
    }
    EXPECT_GE(kept + 2, lines);
}

TEST_F(WrittenReport, AServerThatBreaksLeavesWhatItAnswered) {
    LoopbackServer server([&, count = 0](const Request& request, Socket& socket) mutable {
        if (++count > 4) return send_reply(socket, 500, "out of memory");
        if (count == 2 || count == 3) return send_reply(socket, 200, completion(R"({"paragraph": "⟦1⟧ trunca)"));
        answer_honestly(request, socket);
    });
    ReportOptions options;
    const auto use = ask_writer(real_disk(), case_, data_, options, writing(server.url()));
    ASSERT_FALSE(use.ok());
    EXPECT_EQ(use.error().code, ErrorCode::file_unreadable);
    WriterOptions offline = writing(server.url());
    offline.endpoint.offline = true;
    written(offline);
    EXPECT_GT(outcome_.written, 0);
    EXPECT_LE(outcome_.written, 3);
    EXPECT_GT(use_.left, 0);
}

TEST_F(WrittenReport, TheBudgetLeavesTheRestToTheGrammar) {
    LoopbackServer server(answer_honestly);
    WriterOptions made = writing(server.url());
    made.endpoint.most_requests = 3;
    written(made);
    EXPECT_EQ(server.requests, 3);
    EXPECT_LE(outcome_.written, 3);
    EXPECT_GT(use_.left, 3);
}

}  // namespace
}  // namespace agon
