// Pol.is export folders, beyond the tables of comments and votes (layouts.cpp):
//   participants-votes.csv  a row a participant, a column a comment: the same votes as votes.csv, but not dated. Some
//                           exports have only this. A vote that both files have is one vote (merge.cpp).
//   summary.csv             key,value: the conversation's topic and description
//   stats-history.csv, comment-groups.csv   counts over votes; agon counts the votes itself, so nothing is read
#include <charconv>

#include "src/threads/csv.hpp"
#include "src/threads/readers.hpp"

namespace agon {
namespace {

std::string conversation_of(const Collector& collector) {
    return collector.folder().empty() ? stem_of(collector.file_name()) : collector.folder();
}

bool is_number(std::string_view text) {
    return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

/// The comment that each column is about; 0: another column.
std::vector<PostId> comments_of(const Collector& collector, const CsvRecord& header) {
    std::vector<PostId> comments;
    for (const CsvField& field : header.fields) {
        const std::string name(collector.bytes_of(field.bytes));
        comments.push_back(is_number(name) ? post_id(collector.source().platform, PostKind::answer,
                                                     conversation_of(collector) + '/' + name)
                                           : PostId{});
    }
    return comments;
}

}  // namespace

Result<void> read_polis_matrix(Collector& collector, const ColumnMap&) {
    CsvReader reader(collector.bytes(), collector.begin());
    if (!reader.more()) return Error{ErrorCode::file_empty, "", 0, -1, ""};
    TRY(const CsvRecord header, reader.next());
    const std::vector<PostId> comments = comments_of(collector, header);
    for (std::int64_t number = 1; reader.more(); ++number) {
        const auto row = reader.next();
        if (!row) {
            collector.reject(number, row.error());
            continue;
        }
        if (!collector.is_whole(number, row->bytes)) continue;
        if (is_same_row(collector.bytes(), *row, header)) {
            collector.reject(number, {ErrorCode::malformed_csv, "", 0, row->bytes.begin, "the header again"});
            continue;
        }
        if (row->fields.size() != comments.size()) {
            collector.reject(number, {ErrorCode::malformed_csv, "", 0, row->bytes.begin,
                                      std::to_string(row->fields.size()) + " columns, the header has " +
                                          std::to_string(comments.size())});
            continue;
        }
        VoteFacts vote;
        vote.record = number;
        const std::string_view person = collector.bytes_of(row->fields[0].bytes);
        if (!person.empty()) vote.voter = conversation_of(collector) + '/' + std::string(person);
        for (std::size_t i = 0; i < comments.size(); ++i) {
            if (comments[i] == PostId{} || row->fields[i].bytes.length() == 0) continue;
            vote.post = comments[i];
            vote.value = collector.bytes_of(row->fields[i].bytes);
            vote.record_bytes = row->fields[i].bytes;
            collector.add_vote(vote);
        }
    }
    return {};
}

Result<void> read_polis_summary(Collector& collector, const ColumnMap&) {
    CsvReader reader(collector.bytes(), collector.begin());
    ThreadFacts thread;
    thread.native_id = conversation_of(collector);
    for (std::int64_t number = 1; reader.more(); ++number) {
        const auto row = reader.next();
        if (!row) {
            collector.reject(number, row.error());
            continue;
        }
        if (!collector.is_whole(number, row->bytes)) continue;
        if (row->fields.size() != 2) {
            collector.reject(number,
                             {ErrorCode::malformed_csv, "", 0, row->bytes.begin, "a key and a value were expected"});
            continue;
        }
        const CsvField& value = row->fields[1];
        const FieldEncoding encoding = value.quoted ? FieldEncoding::csv_field : FieldEncoding::plain;
        TRY(const MappedText text, decode_field(collector.bytes_of(value.bytes), encoding, value.bytes.begin));
        const std::string_view key = collector.bytes_of(row->fields[0].bytes);
        if (key == "topic" && thread.title_in_source) {
            collector.reject(number, {ErrorCode::malformed_csv, "", 0, row->bytes.begin, "a second topic"});
        } else if (key == "topic" && !text.text.empty()) {
            thread.record = number;
            thread.title = text.text;
            thread.title_in_source = true;
            thread.title_bytes = value.bytes;
            thread.title_encoding = encoding;
        }
        if (key == "conversation-description") thread.detail = text.text;
    }
    collector.add_thread(thread);
    return {};
}

Result<void> read_polis_counts(Collector&, const ColumnMap&) {
    return {};
}

}  // namespace agon
