#include "src/threads/runs.hpp"

#include <algorithm>
#include <cstring>
#include <numeric>
#include <type_traits>

#include "src/threads/reading.hpp"

namespace agon {
namespace {

/// Rows are read again a block at a time; it ends behind the row that fills it.
constexpr std::size_t kBlockBytes = 1 << 16;
/// Behind a block, so that no damage of it leads a number far out of it.
constexpr std::size_t kSlack = 1024;

/// Rows as bytes: identities as they are, numbers seven bits at a time, texts behind their lengths.
class Packing {
  public:
    /// `at` has room for as much as most_bytes_of the row says.
    explicit Packing(char* at) : at_(at) {}
    const char* at() const { return at_; }

    template <class Value>
    static std::size_t most_bytes_of(const Value& value) {
        if constexpr (std::is_same_v<Value, std::string_view>)
            return 10 + value.size();
        else
            return 10;
    }

    template <class Value>
    void put(const Value& value) {
        if constexpr (std::is_same_v<Value, std::string_view>) {
            number(value.size());
            at_ = std::copy(value.begin(), value.end(), at_);
        } else if constexpr (std::is_enum_v<Value> && sizeof(Value) == 8) {
            std::memcpy(at_, &value, 8);
            at_ += 8;
        } else {
            const auto wide = static_cast<std::int64_t>(value);
            number(static_cast<std::uint64_t>(wide) << 1 ^ static_cast<std::uint64_t>(wide >> 63));
        }
    }

  private:
    void number(std::uint64_t value) {
        for (; value >= 128; value >>= 7) *at_++ = static_cast<char>(value | 128);
        *at_++ = static_cast<char>(value);
    }

    char* at_;
};

class Unpacking {
  public:
    Unpacking(const char* at, const char* end) : at_(at), end_(end) {}
    const char* at() const { return at_; }

    template <class Value>
    void get(Value& value) {
        if constexpr (std::is_same_v<Value, std::string_view>) {
            const std::uint64_t size = number();
            VERIFY(at_ <= end_ && size <= static_cast<std::uint64_t>(end_ - at_));
            value = {at_, static_cast<std::size_t>(size)};
            at_ += size;
        } else if constexpr (std::is_enum_v<Value> && sizeof(Value) == 8) {
            std::memcpy(&value, at_, 8);
            at_ += 8;
        } else {
            const std::uint64_t folded = number();
            value = static_cast<Value>(static_cast<std::int64_t>(folded >> 1 ^ (~(folded & 1) + 1)));
        }
    }

  private:
    std::uint64_t number() {
        std::uint64_t value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            const auto byte = static_cast<unsigned char>(*at_++);
            value |= static_cast<std::uint64_t>(byte & 127) << shift;
            if (byte < 128) break;
        }
        return value;
    }

    const char *at_, *end_;
};

/// A row in its order.
template <class Row>
struct Place {
    std::uint64_t key;
    const Row* row;
    std::int64_t text_key;
};
template <class Row>
using Places = std::vector<Place<Row>>;

/// Sorted by id, rows of one id as they stand. By counting, eleven bits at a time from the lowest.
template <class Row>
void sort_places(Places<Row>& places) {
    Places<Row> other(places.size());
    for (int shift = 0; shift < 64; shift += 11) {
        std::array<std::size_t, 2049> begins{};
        const auto digit = [shift](const Place<Row>& p) { return p.key >> shift & 2047; };
        for (const Place<Row>& p : places) ++begins[digit(p) + 1];
        std::partial_sum(begins.begin(), begins.end(), begins.begin());
        for (const Place<Row>& p : places) other[begins[digit(p)]++] = p;
        places.swap(other);
    }
}

template <class Row>
Places<Row> places_of(const std::vector<Gathered*>& gathered, Known& known) {
    constexpr std::uint64_t sign = std::uint64_t{1} << 63;  // negative ids, which agon does not make, come first
    Places<Row> places;
    for (const Gathered* part : gathered) {
        const auto& rows = [&]() -> const RowList<Row>& {
            if constexpr (std::is_same_v<Row, PostRow>)
                return part->posts;
            else
                return part->threads;
        }();
        for (std::size_t i = 0; i < rows.size(); ++i) {
            known.note(rows[i]);
            std::int64_t text_key = 0;
            if constexpr (std::is_same_v<Row, PostRow>) text_key = part->text_keys[i];
            places.push_back({static_cast<std::uint64_t>(id_of(rows[i])) ^ sign, &rows[i], text_key});
        }
    }
    sort_places(places);
    return places;
}

template <class Row>
class HeldRun final : public SortedRun<Row> {
  public:
    HeldRun(std::shared_ptr<const std::vector<Gathered>> owner, Places<Row> places)
        : owner_(std::move(owner)), places_(std::move(places)) {}

    Result<std::unique_ptr<RunReader<Row>>> open() const override {
        return std::unique_ptr<RunReader<Row>>(std::make_unique<Reader>(places_));
    }

  private:
    class Reader final : public RunReader<Row> {
      public:
        explicit Reader(const Places<Row>& places) : places_(places) { fetch(); }
        bool at_end() const override { return at_ == places_.size(); }
        const RunRow<Row>& row() const override { return row_; }
        Result<void> next() override {
            ++at_;
            fetch();
            return {};
        }

      private:
        void fetch() {
            if (!at_end()) row_ = {*places_[at_].row, places_[at_].text_key, false};
        }

        const Places<Row>& places_;
        std::size_t at_ = 0;
        RunRow<Row> row_;
    };

    std::shared_ptr<const std::vector<Gathered>> owner_;
    Places<Row> places_;
};

struct Block {
    std::int64_t at;
    std::size_t size;
};

/// Rows in a scratch file. `source`: what their source is called, if that was not known yet when they were laid aside.
template <class Row>
class StoredRun final : public SortedRun<Row> {
  public:
    StoredRun(std::shared_ptr<ScratchFile> scratch, std::shared_ptr<const std::string> source)
        : scratch_(std::move(scratch)), source_(std::move(source)) {}

    Result<void> store(const Places<Row>& places) {
        std::string bytes;
        std::size_t used = 0;
        constexpr std::size_t ahead = 12;
        for (std::size_t i = 0; i < places.size(); ++i) {
            if (i + ahead < places.size()) fetch(*places[i + ahead].row);
            const Place<Row>& place = places[i];
            Row row = *place.row;
            if (source_ && !row.source.empty()) row.source = "-";
            const auto each = [&row](const auto& visit) {
                std::apply([&](const auto&... f) { (visit(row.*(f.member)), ...); }, ColumnsOf<Row>::columns);
            };
            std::size_t most = Packing::most_bytes_of(place.text_key);
            each([&most](const auto& value) { most += Packing::most_bytes_of(value); });
            if (bytes.size() < used + most) bytes.resize(2 * kBlockBytes + used + most);
            Packing packing(bytes.data() + used);
            each([&packing](const auto& value) { packing.put(value); });
            packing.put(place.text_key);
            used = static_cast<std::size_t>(packing.at() - bytes.data());
            if (used >= kBlockBytes) TRY_VOID(append(bytes, used));
        }
        return append(bytes, used);
    }

    Result<std::unique_ptr<RunReader<Row>>> open() const override {
        auto reader = std::make_unique<Reader>(*this);
        TRY_VOID(reader->next());
        return std::unique_ptr<RunReader<Row>>(std::move(reader));
    }

  private:
    class Reader final : public RunReader<Row> {
      public:
        explicit Reader(const StoredRun& run) : run_(run) {}
        bool at_end() const override { return ended_; }
        const RunRow<Row>& row() const override { return row_; }
        Result<void> next() override {
            if (at_ == end_) {
                ended_ = block_ == run_.blocks_.size();
                if (ended_) return {};
                const Block& block = run_.blocks_[block_++];
                bytes_.resize(block.size + kSlack);
                TRY_VOID(run_.scratch_->read_at(block.at, bytes_.data(), block.size));
                at_ = bytes_.data();
                end_ = at_ + block.size;
            }
            Unpacking unpacking(at_, end_);
            std::apply([&](const auto&... f) { (unpacking.get(row_.row.*(f.member)), ...); }, ColumnsOf<Row>::columns);
            unpacking.get(row_.text_key);
            at_ = unpacking.at();
            VERIFY(at_ <= end_);
            if (run_.source_ && !row_.row.source.empty()) row_.row.source = *run_.source_;
            return {};
        }

      private:
        const StoredRun& run_;
        std::string bytes_;
        const char *at_ = nullptr, *end_ = nullptr;
        std::size_t block_ = 0;
        bool ended_ = false;
        RunRow<Row> row_;
    };

    /// Rows lie anywhere in memory: each would be waited for.
    static void fetch(const Row& row) {
        const char* const bytes = reinterpret_cast<const char*>(&row);
        for (std::size_t at = 0; at < sizeof(Row); at += 64) __builtin_prefetch(bytes + at);
    }

    Result<void> append(std::string_view bytes, std::size_t& used) {
        if (used == 0) return {};
        blocks_.push_back({scratch_->size(), used});
        TRY_VOID(scratch_->append(bytes.substr(0, used)));
        used = 0;
        return {};
    }

    std::shared_ptr<ScratchFile> scratch_;
    std::shared_ptr<const std::string> source_;
    std::vector<Block> blocks_;
};

}  // namespace

void Known::note(const PostRow& post) {
    posts.push_back(id_of(post));
    if (post.parent != PostId{}) parents.push_back(static_cast<std::int64_t>(post.parent));
}

void Known::note(const ThreadRow& row) {
    const ThreadId thread = row.thread;
    const std::string_view platform = row.platform, native_id = row.native_id;
    threads.push_back(id_of(row));
    static const std::pair<PostKind, std::string> marks[] = {
        {PostKind::answer, thread_of_post(PostKind::answer, "")},
        {PostKind::comment, thread_of_post(PostKind::comment, "")}};
    for (const auto& [kind, mark] : marks)
        if (native_id.starts_with(mark))
            waiting.push_back({thread, post_id(platform, kind, native_id.substr(mark.size())), {}});
    if (native_id.starts_with(kThreadOfAnyPost)) {
        const std::string_view id = native_id.substr(kThreadOfAnyPost.size());
        waiting.push_back({thread, post_id(platform, id), thread_id(platform, id)});
    }
}

void Known::take(Known&& other) {
    append(posts, std::move(other.posts));
    append(threads, std::move(other.threads));
    append(parents, std::move(other.parents));
    append(waiting, std::move(other.waiting));
}

Result<void> RowStore::lay_aside(Gathered& gathered) {
    if (!gathered.named_later) gathered.named_later = std::make_shared<std::string>();
    outcome_ = store({&gathered}, gathered.named_later, gathered);
    return outcome_;
}

void RowStore::lay_aside(std::vector<Gathered>& gathered) {
    std::vector<Gathered*> parts;
    for (Gathered& part : gathered) parts.push_back(&part);
    if (!parts.empty()) outcome_ = store(parts, nullptr, gathered.front());
}

Result<void> RowStore::store(const std::vector<Gathered*>& parts, const std::shared_ptr<const std::string>& source,
                             Gathered& into) {
    TRY_VOID(outcome_);
    if (!scratch_) {
        TRY(scratch_, disk_.create_scratch(folder_));
    }
    const auto lay = [&]<class Row>(Runs<Row>& runs) -> Result<void> {
        const Places<Row> places = places_of<Row>(parts, into.known);
        if (places.empty()) return {};
        auto run = std::make_shared<StoredRun<Row>>(scratch_, source);
        TRY_VOID(run->store(places));
        runs.push_back(std::move(run));
        return {};
    };
    TRY_VOID(lay(into.thread_runs));
    TRY_VOID(lay(into.post_runs));
    for (Gathered* part : parts) part->clear_rows();
    return {};
}

void hold(std::vector<Gathered> gathered, CaseRows& rows) {
    const auto owner = std::make_shared<std::vector<Gathered>>(std::move(gathered));
    std::vector<Gathered*> parts;
    for (Gathered& part : *owner) parts.push_back(&part);
    rows.threads.push_back(std::make_shared<HeldRun<ThreadRow>>(owner, places_of<ThreadRow>(parts, rows.known)));
    rows.posts.push_back(std::make_shared<HeldRun<PostRow>>(owner, places_of<PostRow>(parts, rows.known)));
}

}  // namespace agon
