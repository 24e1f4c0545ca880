// OpenVINO's C interface, opened when it is asked for: agon is built, tested and shipped without it.
//
// A network in ONNX is compiled for the processor of this machine and run text by text. Every run has one thread, sums
// in 32-bit floats, and several runs go on at once; so a result depends on its inputs, the network, the instruction set
// and OpenVINO's version, and not on what runs beside it. Source: OpenVINO 2026.4, openvino/c/*.h; the calls used here
// are in it since 2023.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "ground/outcome/outcome.hpp"

namespace agon {

class OpenVinoNetwork {
  public:
    /// `library`: folder of libopenvino_c.so. Errors: model_missing where it is not there or none that agon can call,
    /// model_damaged for a network that OpenVINO cannot read.
    static Result<std::unique_ptr<OpenVinoNetwork>> load(const std::string& library, const std::string& model);
    OpenVinoNetwork(const OpenVinoNetwork&) = delete;
    OpenVinoNetwork& operator=(const OpenVinoNetwork&) = delete;
    ~OpenVinoNetwork();

    /// "2026.4.1-..."
    const std::string& version() const;
    bool has_input(const std::string& name) const;
    /// In the network's order; an output without a name is "".
    const std::vector<std::string>& outputs() const;

    struct Output {
        std::vector<std::int64_t> shape;
        std::vector<float> values;
    };
    /// One row of numbers for each input, all of one length; `output`: its place among outputs(). Errors: model_damaged
    /// when OpenVINO refuses or an output is of no floats. Thread rule: from any thread.
    Result<Output> run(const std::vector<std::pair<std::string, std::vector<std::int64_t>>>& inputs,
                       std::size_t output) const;

  private:
    struct State;
    explicit OpenVinoNetwork(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace agon
