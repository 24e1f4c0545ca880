// Thrift's compact protocol, one struct of it (parquet.thrift, PageHeader): a field is a byte with the step from the
// last field's number and the type, then the value; 0 ends a struct. Whole numbers are zigzag varints.
#include "ground/table/page_header.hpp"

namespace agon {
namespace {

constexpr int kByte = 3, kLong = 6, kDouble = 7, kBytes = 8, kStruct = 12;  // 4 and 5: shorter whole numbers
constexpr int kMostDeep = 8;

class Compact {
  public:
    explicit Compact(std::string_view bytes) : bytes_(bytes) {}
    bool good() const { return good_; }
    std::size_t read() const { return at_; }

    std::int64_t number() {
        const std::uint64_t raw = varint();
        return static_cast<std::int64_t>(raw >> 1) ^ -static_cast<std::int64_t>(raw & 1);
    }
    /// Calls take(number, type) for each field of a struct; take reads or skips the value.
    template <class Take>
    void fields(const Take& take) {
        std::int64_t field = 0;
        for (std::uint8_t head = byte(); good_ && head != 0; head = byte()) {
            field = head >> 4 ? field + (head >> 4) : number();
            take(field, head & 15);
        }
    }
    void skip(int type, int deep = 0) {
        if (type == 1 || type == 2) return;  // true, false: the type says it
        if (type == kByte)
            move(1);
        else if (type > kByte && type <= kLong)
            varint();
        else if (type == kDouble)
            move(8);
        else if (type == kBytes)
            move(varint());
        else if (type == kStruct && deep < kMostDeep)
            fields([&](std::int64_t, int inner) { skip(inner, deep + 1); });
        else
            good_ = false;  // lists and maps: a page's header has none
    }

  private:
    std::uint8_t byte() {
        if (at_ >= bytes_.size()) good_ = false;
        return good_ ? static_cast<std::uint8_t>(bytes_[at_++]) : std::uint8_t{0};
    }
    std::uint64_t varint() {
        std::uint64_t value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            const std::uint8_t next = byte();
            value |= static_cast<std::uint64_t>(next & 127) << shift;
            if (next < 128) return value;
        }
        good_ = false;
        return 0;
    }
    void move(std::uint64_t count) {
        good_ = good_ && count <= bytes_.size() - at_;
        if (good_) at_ += count;
    }

    std::string_view bytes_;
    std::size_t at_ = 0;
    bool good_ = true;
};

}  // namespace

std::optional<PageHeader> read_page_header(std::string_view bytes) {
    Compact in(bytes);
    PageHeader header;
    std::int64_t kind = -1, encoding = -1, unpacked = -1;
    in.fields([&](std::int64_t field, int type) {
        if (field == 1)
            kind = in.number();
        else if (field == 2)
            unpacked = in.number();
        else if (field == 3)
            header.page_bytes = in.number();
        else if (field == 5 && type == kStruct)
            in.fields([&](std::int64_t inner, int inner_type) {
                if (inner == 1)
                    header.numbers = in.number();
                else if (inner == 2)
                    encoding = in.number();
                else
                    in.skip(inner_type);
            });
        else
            in.skip(type);
    });
    if (!in.good() || header.page_bytes < 0 || header.numbers < 0) return std::nullopt;
    header.header_bytes = static_cast<std::int64_t>(in.read());
    header.plain = kind == 0 && encoding == 0 && unpacked == header.page_bytes;
    return header;
}

}  // namespace agon
