// What one process that analyses a case again and again need neither read nor work out a second time.
//
// Corrections leave threads, corpus, segments and vectors as they are, and all that follows from these alone. Each
// thing is held under the digest of the files that it was made of, or under the generations of the held things that it
// views, and is made anew when these are others; so holding changes time and memory only. Why not in the case:
// docs/decisions/0008-corrections-run-in-a-warm-process.md.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "ground/outcome/outcome.hpp"

namespace agon {

/// A value and what it was made of. It does not move in memory while it is held.
/// Thread rule: one thread at a time.
template <class Value>
class Held {
  public:
    /// The value made of `of`, by `make` where another or none is held. Good until the next get() or put().
    Result<Value*> get(const std::string& of, const std::function<Result<Value>()>& make) {
        if (!value_ || of_ != of) {
            value_.reset();  // before the new one is made: both may be large
            TRY(Value made, make());
            put(of, std::move(made));
        }
        return value_.get();
    }
    /// Of two made of the same the first stays, since others may view it.
    void put(const std::string& of, Value value) {
        if (value_ && of_ == of) return;
        value_ = std::make_unique<Value>(std::move(value));
        of_ = of;
        ++generation_;
    }
    /// What views it must not be used any more.
    void let_go() {
        value_.reset();
        of_.clear();
    }
    /// Null if none is held.
    const Value* value() const { return value_.get(); }
    /// Another number for every value that was held: what views this one is made of it and of no other.
    std::string generation() const { return std::to_string(generation_) + ' '; }

  private:
    std::uint64_t generation_ = 0;
    std::unique_ptr<Value> value_;
    std::string of_;
};

}  // namespace agon
