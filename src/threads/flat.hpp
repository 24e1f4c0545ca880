// Inside room threads: flat records, i.e. named fields, whatever carries them.
//
// A carrier (JSON Lines, a JSON list, CSV, TSV, a workbook) finds records and their fields. A layout says what the
// names mean. Any layout may come on any carrier, as crawlers let their users choose.
#pragma once

#include <array>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "src/threads/reading.hpp"

namespace agon {

constexpr std::size_t kMostSlots = 28;

/// A column that a layout looks for: which slot it feeds, and how telling it is (lower is better where several would
/// do).
struct SlotOfColumn {
    int slot = -1;
    int rank = 0;
};

class ColumnMap {
  public:
    ColumnMap() = default;
    /// slots[i]: the columns that feed slot i, the most telling first.
    explicit ColumnMap(const std::vector<std::vector<std::string_view>>& slots);
    /// The generic layout. Errors: usage for a field that does not exist or a map without text.
    static Result<ColumnMap> from(const std::map<std::string, std::string>& column_map);
    std::optional<SlotOfColumn> slot_of(std::string_view column) const;
    /// Columns that the user named.
    const std::vector<std::string>& named() const { return named_; }

  private:
    std::map<std::string, SlotOfColumn, std::less<>> columns_;
    std::vector<std::string> named_;
};

/// A field as text. `text` lives as long as the record is being handled.
struct FlatField {
    std::string_view text;
    Span bytes;
    FieldEncoding encoding = FieldEncoding::plain;
    bool present = false;
    int rank = 0;
};
struct FlatRecord {
    std::int64_t number = 0;
    Span bytes;
    std::array<FlatField, kMostSlots> fields;

    const FlatField& at(int slot) const { return fields[static_cast<std::size_t>(slot)]; }
    std::string text(int slot) const { return std::string(at(slot).text); }
    /// Takes a field into its slot unless a more telling one is there. An empty text beats nothing only.
    void take(const SlotOfColumn& into, const FlatField& field);
};

/// The name of a person.
struct AuthorFacts {
    std::string key, name;
    AuthorId author{};  // 0: made from the key
};

/// What a record says: of its thread, of itself, or why it cannot come in.
struct FlatFacts {
    std::optional<ThreadFacts> thread;
    std::optional<PostFacts> post;
    std::optional<VoteFacts> vote;
    std::optional<AuthorFacts> author;
    std::optional<Error> reject;
};

struct FlatContext {
    const SourceFile& source;
    std::string file_name, folder;
    std::string file_question;  // the thread of records that name none: a table of answers is named after its question

    /// The same for layouts whose file is one thread on any carrier.
    std::string thread_of_file() const { return file_question.empty() ? stem_of(file_name) : file_question; }
};

struct Layout {
    std::string_view name;      // of the format
    std::string_view platform;  // that it belongs to
    /// Columns that must all be there for the layout to be recognised; "a|b&c": a, or both of the others.
    std::vector<std::string_view> required;
    std::vector<std::vector<std::string_view>> slots;
    FlatFacts (*read)(const FlatRecord& record, const FlatContext& context);
};

/// Layouts of known tools, the most particular first.
const std::vector<Layout>& layouts();
/// The first layout that these columns meet, or nullptr.
const Layout* layout_of(const std::vector<std::string>& columns);

/// The generic layout's reading. The slots are those of ColumnMap::from. `facts` may hold those of another record: what
/// they took of memory is used again.
void read_generic(const FlatRecord& record, const FlatContext& context, FlatFacts& facts);
/// True if one of the columns feeds the generic layout's text.
bool has_text_column(const std::vector<std::string>& columns, const ColumnMap& map);

/// Delivers what a record says.
void deliver(Collector& collector, const FlatRecord& record, FlatFacts& facts);

/// The reading of a table: a known tool's layout, or the generic one.
class ReadFlat {
  public:
    explicit ReadFlat(const Layout* layout) : layout_(layout) {}
    void operator()(const FlatRecord& record, const FlatContext& context, FlatFacts& facts) const {
        if (layout_)
            facts = layout_->read(record, context);
        else
            read_generic(record, context, facts);
    }

  private:
    const Layout* layout_;
};
/// JSON, a record a line, for files that come piece by piece.
class FlatLines {
  public:
    FlatLines(Collector& collector, const ColumnMap& columns, ReadFlat read);
    ~FlatLines();
    /// Reads the collector's bytes, which are whole lines.
    void read();
    /// The same for a list of records, which is one piece.
    void read_list();

  private:
    struct State;
    std::unique_ptr<State> state_;
};

/// The carriers. Errors are about the whole file; bad records are rejects of the collector.
Result<void> read_flat_json(Collector& collector, const ColumnMap& columns, ReadFlat read);
Result<void> read_flat_csv(Collector& collector, const ColumnMap& columns, ReadFlat read);

/// "text" as the title of `thread`, standing in the source where the field stands.
void set_title(ThreadFacts& thread, const FlatField& field);
/// Takes body text and its place from a field. HTML is recognised unless the layout knows.
void set_body(PostFacts& post, const FlatRecord& record, const FlatField& field);
bool looks_like_html(std::string_view text);

}  // namespace agon
