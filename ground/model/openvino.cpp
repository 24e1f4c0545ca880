#include "ground/model/openvino.hpp"

#include <dlfcn.h>

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <mutex>
#include <thread>

namespace agon {
namespace {

// What of OpenVINO's C interface is called, in its own names and numbers.
using Status = int;  // 0: well
constexpr int type_f32 = 4, type_i32 = 9, type_i64 = 10;
struct Shape {
    std::int64_t rank;
    std::int64_t* dims;
};
struct Version {
    const char* build;
    const char* description;
};
struct Core;
struct Model;
struct Port;
struct Compiled;
struct InferRequest;
struct Tensor;

struct Calls {
    Status (*get_openvino_version)(Version*);
    void (*version_free)(Version*);
    const char* (*get_last_err_msg)();
    void (*free)(const char*);
    Status (*core_create)(Core**);
    void (*core_free)(Core*);
    Status (*core_read_model)(const Core*, const char*, const char*, Model**);
    void (*model_free)(Model*);
    Status (*core_compile_model)(const Core*, const Model*, const char*, std::size_t, Compiled**, ...);
    void (*compiled_model_free)(Compiled*);
    Status (*model_inputs_size)(const Model*, std::size_t*);
    Status (*model_outputs_size)(const Model*, std::size_t*);
    Status (*model_const_input_by_index)(const Model*, std::size_t, Port**);
    Status (*model_const_output_by_index)(const Model*, std::size_t, Port**);
    Status (*port_get_any_name)(const Port*, char**);
    Status (*port_get_element_type)(const Port*, int*);
    void (*output_const_port_free)(Port*);
    Status (*compiled_model_create_infer_request)(const Compiled*, InferRequest**);
    void (*infer_request_free)(InferRequest*);
    Status (*infer_request_set_input_tensor_by_index)(InferRequest*, std::size_t, const Tensor*);
    Status (*infer_request_infer)(InferRequest*);
    Status (*infer_request_get_output_tensor_by_index)(const InferRequest*, std::size_t, Tensor**);
    Status (*shape_create)(std::int64_t, const std::int64_t*, Shape*);
    Status (*shape_free)(Shape*);
    Status (*tensor_create)(int, Shape, Tensor**);
    Status (*tensor_get_shape)(const Tensor*, Shape*);
    Status (*tensor_get_element_type)(const Tensor*, int*);
    Status (*tensor_data)(const Tensor*, void**);
    void (*tensor_free)(Tensor*);
};

/// Sets each pointer; the name of the first call that the library does not have, or null.
const char* find_calls(void* library, Calls& calls) {
    const char* missing = nullptr;
    const auto find = [&](auto& call, const char* name) {
        call = reinterpret_cast<std::remove_reference_t<decltype(call)>>(::dlsym(library, name));
        if (!call && !missing) missing = name;
    };
#define AGON_FIND(name) find(calls.name, "ov_" #name)
    AGON_FIND(get_openvino_version);
    AGON_FIND(version_free);
    AGON_FIND(get_last_err_msg);
    AGON_FIND(free);
    AGON_FIND(core_create);
    AGON_FIND(core_free);
    AGON_FIND(core_read_model);
    AGON_FIND(model_free);
    AGON_FIND(core_compile_model);
    AGON_FIND(compiled_model_free);
    AGON_FIND(model_inputs_size);
    AGON_FIND(model_outputs_size);
    AGON_FIND(model_const_input_by_index);
    AGON_FIND(model_const_output_by_index);
    AGON_FIND(port_get_any_name);
    AGON_FIND(port_get_element_type);
    AGON_FIND(output_const_port_free);
    AGON_FIND(compiled_model_create_infer_request);
    AGON_FIND(infer_request_free);
    AGON_FIND(infer_request_set_input_tensor_by_index);
    AGON_FIND(infer_request_infer);
    AGON_FIND(infer_request_get_output_tensor_by_index);
    AGON_FIND(shape_create);
    AGON_FIND(shape_free);
    AGON_FIND(tensor_create);
    AGON_FIND(tensor_get_shape);
    AGON_FIND(tensor_get_element_type);
    AGON_FIND(tensor_data);
    AGON_FIND(tensor_free);
#undef AGON_FIND
    return missing;
}

/// The library's file: libopenvino_c.so, or with the version behind its name as the Python wheel has it. Empty: none.
std::string library_in(const std::string& folder) {
    std::error_code failed;
    std::vector<std::string> found;
    for (const auto& entry : std::filesystem::directory_iterator(folder, failed))
        if (entry.path().filename().string().starts_with("libopenvino_c.so")) found.push_back(entry.path().string());
    std::sort(found.begin(), found.end());
    return found.empty() ? std::string() : found.front();
}

struct Input {
    std::string name;
    int type = type_i64;
};

}  // namespace

struct OpenVinoNetwork::State {
    Calls calls{};
    std::string model, version;
    Core* core = nullptr;
    Model* read = nullptr;
    Compiled* compiled = nullptr;
    std::vector<Input> inputs;
    std::vector<std::string> outputs;
    std::mutex requests_lock;
    std::vector<InferRequest*> idle;

    ~State() {
        for (InferRequest* request : idle) calls.infer_request_free(request);
        if (compiled) calls.compiled_model_free(compiled);
        if (read) calls.model_free(read);
        if (core) calls.core_free(core);
        // The library stays: it has threads of its own.
    }

    /// What OpenVINO says went wrong, in one line.
    Error refused(const char* what) const {
        constexpr std::size_t most_told = 240;
        const char* message = calls.get_last_err_msg();
        std::string told = message ? message : "";
        if (message) calls.free(message);
        std::erase_if(told, [](char c) { return c == '\r'; });
        std::replace(told.begin(), told.end(), '\n', ' ');
        return {ErrorCode::model_damaged, model, 0, -1,
                std::string("OpenVINO cannot ") + what + ": " + told.substr(0, most_told)};
    }

    Result<void> open() {
        Version told{};
        if (calls.get_openvino_version(&told) == 0) {
            version = told.build ? told.build : "";
            calls.version_free(&told);
        }
        if (calls.core_create(&core) != 0) return refused("start");
        if (calls.core_read_model(core, model.c_str(), nullptr, &read) != 0) return refused("read it");
        TRY_VOID(note_ports());
        const std::string streams = std::to_string(std::clamp(std::thread::hardware_concurrency(), 1U, 64U));
        if (calls.core_compile_model(core, read, "CPU", 8, &compiled, "INFERENCE_PRECISION_HINT", "f32", "NUM_STREAMS",
                                     streams.c_str(), "INFERENCE_NUM_THREADS", streams.c_str(), "ENABLE_CPU_PINNING",
                                     "NO") != 0)
            return refused("compile it");
        return {};
    }

    Result<void> note_ports() {
        std::size_t ins = 0, outs = 0;
        if (calls.model_inputs_size(read, &ins) != 0 || calls.model_outputs_size(read, &outs) != 0)
            return refused("count its inputs");
        for (std::size_t i = 0; i < ins + outs; ++i) {
            Port* port = nullptr;
            const bool is_input = i < ins;
            if ((is_input ? calls.model_const_input_by_index(read, i, &port)
                          : calls.model_const_output_by_index(read, i - ins, &port)) != 0)
                return refused("name its inputs");
            Input found;
            char* name = nullptr;
            if (calls.port_get_any_name(port, &name) == 0 && name) {
                found.name = name;
                calls.free(name);
            }
            const bool typed = !is_input || calls.port_get_element_type(port, &found.type) == 0;
            calls.output_const_port_free(port);
            if (!typed || (is_input && found.type != type_i64 && found.type != type_i32))
                return Error{ErrorCode::model_damaged, model, 0, -1,
                             "its input " + found.name + " takes no whole numbers"};
            if (is_input)
                inputs.push_back(found);
            else
                outputs.push_back(found.name);
        }
        return {};
    }

    Result<InferRequest*> take_request() {
        {
            const std::lock_guard lock(requests_lock);
            if (!idle.empty()) {
                InferRequest* request = idle.back();
                idle.pop_back();
                return request;
            }
        }
        InferRequest* request = nullptr;
        if (calls.compiled_model_create_infer_request(compiled, &request) != 0) return refused("run it");
        return request;
    }

    Result<void> set_input(InferRequest* request, std::size_t place, const std::vector<std::int64_t>& numbers) const {
        const std::int64_t dims[] = {1, static_cast<std::int64_t>(numbers.size())};
        Shape shape{};
        Tensor* tensor = nullptr;
        void* room = nullptr;
        if (calls.shape_create(2, dims, &shape) != 0) return refused("take a text");
        const bool made = calls.tensor_create(inputs[place].type, shape, &tensor) == 0;
        calls.shape_free(&shape);
        if (!made) return refused("take a text");
        bool set = calls.tensor_data(tensor, &room) == 0;
        if (set && inputs[place].type == type_i64)
            std::copy(numbers.begin(), numbers.end(), static_cast<std::int64_t*>(room));
        else if (set)
            std::transform(numbers.begin(), numbers.end(), static_cast<std::int32_t*>(room),
                           [](std::int64_t number) { return static_cast<std::int32_t>(number); });
        set = set && calls.infer_request_set_input_tensor_by_index(request, place, tensor) == 0;
        calls.tensor_free(tensor);  // the request holds its own share of it
        return set ? Result<void>() : refused("take a text");
    }

    Result<Output> output_of(InferRequest* request, std::size_t place) const {
        Tensor* tensor = nullptr;
        if (calls.infer_request_get_output_tensor_by_index(request, place, &tensor) != 0) return refused("answer");
        Output output;
        Shape shape{};
        int type = 0;
        void* values = nullptr;
        const bool told = calls.tensor_get_shape(tensor, &shape) == 0;
        if (told) {
            output.shape.assign(shape.dims, shape.dims + shape.rank);
            calls.shape_free(&shape);
        }
        const bool read_it = told && calls.tensor_get_element_type(tensor, &type) == 0 && type == type_f32 &&
                             calls.tensor_data(tensor, &values) == 0;
        if (read_it) {
            std::size_t count = 1;
            for (const std::int64_t dim : output.shape) count *= static_cast<std::size_t>(dim);
            output.values.resize(count);
            std::memcpy(output.values.data(), values, count * sizeof(float));
        }
        calls.tensor_free(tensor);
        if (!read_it) return Error{ErrorCode::model_damaged, model, 0, -1, "its output is of no 32-bit floats"};
        return output;
    }

    Result<Output> run_on(InferRequest* request,
                          const std::vector<std::pair<std::string, std::vector<std::int64_t>>>& given,
                          std::size_t output) const {
        for (std::size_t place = 0; place < inputs.size(); ++place) {
            const auto found = std::find_if(given.begin(), given.end(),
                                            [&](const auto& one) { return one.first == inputs[place].name; });
            if (found == given.end())
                return Error{ErrorCode::model_damaged, model, 0, -1,
                             "its input " + inputs[place].name + " is not known"};
            TRY_VOID(set_input(request, place, found->second));
        }
        if (calls.infer_request_infer(request) != 0) return refused("run it");
        return output_of(request, output);
    }
};

OpenVinoNetwork::OpenVinoNetwork(std::unique_ptr<State> state) : state_(std::move(state)) {}
OpenVinoNetwork::~OpenVinoNetwork() = default;

Result<std::unique_ptr<OpenVinoNetwork>> OpenVinoNetwork::load(const std::string& library, const std::string& model) {
    const std::string file = library_in(library);
    if (file.empty())
        return Error{ErrorCode::model_missing, library + "/libopenvino_c.so", 0, -1,
                     "run setup/openvino, or name its folder in AGON_OPENVINO"};
    void* opened = ::dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (!opened) {
        const char* why = ::dlerror();
        return Error{ErrorCode::model_missing, file, 0, -1, why ? why : "cannot be opened"};
    }
    auto state = std::make_unique<State>();
    state->model = model;
    if (const char* missing = find_calls(opened, state->calls))
        return Error{ErrorCode::model_missing, file, 0, -1, std::string("it has no ") + missing};
    TRY_VOID(state->open());
    return std::unique_ptr<OpenVinoNetwork>(new OpenVinoNetwork(std::move(state)));
}

const std::string& OpenVinoNetwork::version() const {
    return state_->version;
}

bool OpenVinoNetwork::has_input(const std::string& name) const {
    return std::any_of(state_->inputs.begin(), state_->inputs.end(),
                       [&](const Input& input) { return input.name == name; });
}

const std::vector<std::string>& OpenVinoNetwork::outputs() const {
    return state_->outputs;
}

Result<OpenVinoNetwork::Output> OpenVinoNetwork::run(
    const std::vector<std::pair<std::string, std::vector<std::int64_t>>>& inputs, std::size_t output) const {
    TRY(InferRequest * request, state_->take_request());
    auto result = state_->run_on(request, inputs, output);
    const std::lock_guard lock(state_->requests_lock);
    state_->idle.push_back(request);
    return result;
}

}  // namespace agon
