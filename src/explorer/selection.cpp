#include "src/explorer/selection.hpp"

#include <algorithm>
#include <unordered_set>

#include "ground/text/date.hpp"

namespace agon {
namespace {

constexpr std::string_view kOfPost = "post.";

/// A condition on the post of a row, with what it needs at hand.
class PostTest {
  public:
    static Result<PostTest> make(CaseReading& reading, const Condition& condition) {
        PostTest test(reading.index, condition);
        const std::vector<std::string_view> known = {"stream",  "platform", "kind",           "year",
                                                     "quarter", "month",    "author_declares"};
        if (std::find(known.begin(), known.end(), test.column_) == known.end())
            return Error{ErrorCode::usage, "", 0, -1, "no column is called " + condition.column};
        if (condition.op != "=" && condition.op != "!=")
            return Error{ErrorCode::usage, "", 0, -1, condition.column + " takes = and != only"};
        if (test.column_ == "author_declares" && reading.tables.exists("trends/expertise")) {
            TRY(const TableView* uses, reading.tables.find("trends/expertise"));
            if (const auto* voices = uses->numbers("voice")) test.declaring_.insert(voices->begin(), voices->end());
        }
        return test;
    }

    bool holds(std::int64_t post) const {
        const auto row = index_->post_row(post);
        return row && (value(*row) == value_) == is_equal_;
    }

  private:
    PostTest(const PostIndex& index, const Condition& condition)
        : index_(&index),
          column_(condition.column.substr(kOfPost.size())),
          value_(condition.value),
          is_equal_(condition.op == "=") {}

    std::string value(std::size_t row) const {
        const TableView& posts = index_->posts();
        if (column_ == "year") return posts.shown("created_year", row);
        if (column_ == "author_declares") return declaring_.contains(posts.number("author", row)) ? "1" : "0";
        if (column_ != "quarter" && column_ != "month") return posts.text(column_, row);
        const std::string& precision = posts.text("created_precision", row);
        if (precision == "none" || precision == "year") return "0";
        const CivilDate date = civil_date(posts.number("created_seconds", row));
        return std::to_string(column_ == "month" ? date.year_month() : date.year_quarter());
    }

    const PostIndex* index_;
    std::string column_, value_;
    bool is_equal_ = true;
    std::unordered_set<std::int64_t> declaring_;
};

}  // namespace

Result<std::vector<std::size_t>> selected_rows(CaseReading& reading, const TableView& table,
                                               const std::vector<Condition>& where) {
    std::vector<Condition> own;
    std::vector<PostTest> of_post;
    for (const Condition& condition : where) {
        if (!condition.column.starts_with(kOfPost)) {
            own.push_back(condition);
            continue;
        }
        TRY(PostTest test, PostTest::make(reading, condition));
        of_post.push_back(std::move(test));
    }
    TRY(std::vector<std::size_t> rows, rows_where(table, own));
    if (of_post.empty()) return rows;
    const auto* posts = table.numbers("post");
    if (!posts) return Error{ErrorCode::usage, "", 0, -1, "the rows of this table name no post"};
    std::erase_if(rows, [&](std::size_t row) {
        return !std::all_of(of_post.begin(), of_post.end(),
                            [&](const PostTest& test) { return test.holds((*posts)[row]); });
    });
    return rows;
}

}  // namespace agon
