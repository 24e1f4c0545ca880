// Result, Error, TRY, VERIFY: how agon says that something went wrong.
//
// An Error names the piece of input at fault: file, record, byte offset. Its sentence lives in one table
// (outcome.cpp), so that wording is written once. Library code returns Result<T> and never prints, throws
// or exits. VERIFY is for our own bugs only and must never be reachable from input.
//
// Thread rule: every type here is a value; share const, do not share mutable.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace agon {

enum class ErrorCode {
    file_missing,
    file_unreadable,
    is_directory,
    file_empty,
    not_text,
    unknown_format,
    malformed_json,
    malformed_csv,
    malformed_xml,
    archive_damaged,
    archive_refused,
    missing_column,
    missing_field,
    bad_value,
    write_failed,
    read_only_target,
    case_missing,
    case_damaged,
    case_outdated,
    case_newer,
    stage_missing,
    model_missing,
    model_damaged,
    lexicon_damaged,
    locked,
    usage,
    nothing_found,
};

/// What went wrong and where. `record` is 1-based (0: not about one record); `offset` is a byte offset in
/// `file` (-1: unknown).
struct Error {
    ErrorCode code = ErrorCode::usage;
    std::string file;
    std::int64_t record = 0;
    std::int64_t offset = -1;
    std::string detail;

    /// One line for a person: "FILE: record 3, byte 120: malformed JSON (detail)".
    std::string line() const;
    /// The exit code of interface.md: 2 usage, 3 bad input, 4 disk, 5 locked, 6 verification.
    int exit_code() const;
};

/// The sentence of a code, from the one table.
std::string_view sentence_of(ErrorCode code);
/// The stable machine name of a code, e.g. "malformed_json".
std::string_view name_of(ErrorCode code);

template <class T>
class [[nodiscard]] Result {
  public:
    Result(T value) : state_(std::move(value)) {}
    Result(Error error) : state_(std::move(error)) {}

    bool ok() const { return std::holds_alternative<T>(state_); }
    explicit operator bool() const { return ok(); }
    const Error& error() const { return std::get<Error>(state_); }
    T& value() & { return std::get<T>(state_); }
    const T& value() const& { return std::get<T>(state_); }
    T&& value() && { return std::get<T>(std::move(state_)); }
    T& operator*() & { return value(); }
    const T& operator*() const& { return value(); }
    T* operator->() { return &value(); }
    const T* operator->() const { return &value(); }

  private:
    std::variant<T, Error> state_;
};

template <>
class [[nodiscard]] Result<void> {
  public:
    Result() = default;
    Result(Error error) : error_(std::move(error)) {}

    bool ok() const { return !error_; }
    explicit operator bool() const { return ok(); }
    const Error& error() const { return *error_; }

  private:
    std::optional<Error> error_;
};

[[noreturn]] void report_broken_invariant(const char* condition, const char* file, int line);

}  // namespace agon

#define AGON_JOIN_INNER(a, b) a##b
#define AGON_JOIN(a, b) AGON_JOIN_INNER(a, b)

/// TRY(auto value, call()): binds the value or returns the error to the caller.
#define TRY(declaration, expression)                                                        \
    auto AGON_JOIN(try_result_, __LINE__) = (expression);                                   \
    if (!AGON_JOIN(try_result_, __LINE__)) return AGON_JOIN(try_result_, __LINE__).error(); \
    declaration = std::move(AGON_JOIN(try_result_, __LINE__)).value()

#define AGON_TRY_VOID_AS(outcome, expression)                              \
    do {                                                                   \
        if (auto outcome = (expression); !outcome) return outcome.error(); \
    } while (false)
/// TRY_VOID(call()): returns the error to the caller, if any. Counted, since calls stand inside each other's lambdas.
#define TRY_VOID(expression) AGON_TRY_VOID_AS(AGON_JOIN(try_outcome_, __COUNTER__), expression)

/// A broken VERIFY is a bug in agon, never a consequence of input.
#define VERIFY(condition) ((condition) ? void(0) : ::agon::report_broken_invariant(#condition, __FILE__, __LINE__))
