/*
 * libcodat for C++17: a client for Codat's Platform API, with an embedded sandbox of the service to test with.
 *
 * A wrapper of codat.h, which is in the same folder: objects that free what they own, response JSON as std::string, and
 * errors as values or as exceptions. All of it is in this header; link with libcodat, which pkg-config and CMake's
 * find_package() know as codat.
 *
 *     codat::Client client(R"({"apiKey":"…"})");
 *     std::string response = client.companies().create(R"({"name":"Toft Bakery"})").value();
 *
 * Responses. Input and output are JSON text in UTF-8; read and write it with the JSON library of your choice. On success
 * the response JSON is {"result":…,"meta":{…}}, and result is the body of the service's response verbatim, or null if
 * there is none. On failure it is {"error":{…},"meta":{…}}: error has kind, message, retryable, outcomeUnknown and more.
 * The top of codat.h lists all fields, and what is retried when.
 *
 * Errors. Calls return a codat::Result. Check it, or let value() throw a codat::Error:
 *
 *     codat::Result created = client.companies().create(input);
 *     if (!created) { log(created.status(), created.document()); }
 *
 * Constructors throw a codat::Error. With a Result as their last argument they fill it in and do not throw:
 *
 *     codat::Result opened;
 *     codat::Client client(config, opened);
 *
 * With -fno-exceptions, everything that throws a codat::Error is not declared; the rest can be used as usual. In
 * both styles the standard library does what it does when no memory is left.
 *
 * Text. A text that contains a NUL character is refused with CODAT_INVALID_ARGUMENT: C would see only the part before
 * it.
 *
 * Lifetime. Client, Context, Pager and Sandbox can be moved but not copied, and end with their scope. One that was
 * moved from, or could not be created, is empty: bool() is false, and calls return CODAT_INVALID_HANDLE. Every object that
 * can cause a call of a listener owns that listener: it is destroyed with the last of them.
 *
 * Begun calls. A call can also be begun, with the outcome as a std::future, or handed to a listener:
 *
 *     std::future<codat::Result> created = client.async().companies().create(input);
 *     client.begin("companies.create", input, [](codat::Result result) { … });
 *
 * A begun call takes no thread while it waits. Futures and listeners get their outcome on a thread of the library; a
 * listener may block there and call the library, but must not wait for the future or listener of another begun call: as
 * many as maxConnections could wait for each other. With a codat::Queue listeners are called on a thread of yours instead.
 * Each begun call ends with one outcome. Exceptions that a listener throws are dropped. Log and progress listeners of the
 * client and the context are called as well, in the order of events and on the thread that delivers the outcome. To cancel
 * a call, keep the codat::Call that begin() returns, or give it a Context and cancel that.
 *
 * Calls belong to the object that they were begun with: Client, Pager or Queue. Its destruction cancels them; futures are
 * then ready with CODAT_CANCELLED, and listeners are destroyed without being called. After it no listener of these calls
 * runs, except one that destroyed the object itself. So do not destroy it with a lock held that a listener needs. Objects
 * with begun calls are not for children of fork(): make new ones there.
 *
 * Threads. Any number of threads may use the same objects at once. Only moving an object, assigning to it and
 * destroying it are for one thread alone, as with every C++ object. Context::cancel() may be called in a signal handler.
 * A listener may call pthread_exit(): its thread ends when the call that it was in is over.
 */

#ifndef CODAT_HPP
#define CODAT_HPP

#if !defined(__cplusplus) || (__cplusplus < 201703L && !(defined(_MSVC_LANG) && _MSVC_LANG >= 201703L))
#error "codat.hpp needs C++17; codat.h does not"
#endif

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <future>
#include <limits>
#include <memory>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>
#ifdef __GLIBCXX__
#include <cxxabi.h>
#endif

#include "codat.h"

namespace codat {

/// How much an event matters: CODAT_LOG_ERROR, CODAT_LOG_WARN, CODAT_LOG_INFO or CODAT_LOG_DEBUG.
using LogLevel = ::CodatLogLevel;

/// Receives an event of a client's calls; CodatLogCallback in codat.h says what the line holds. It is called on the
/// thread of the call, so from several at once; and on threads of the library, for requests of a Pager that
/// prefetches and of create_many(). An exception that it throws is dropped.
using LogListener = std::function<void(LogLevel level, std::string_view line)>;

/// Receives progress of an operation, in the thread that called it; the event is a JSON object. Returns whether to
/// continue. An exception that it throws is dropped, and ends the operation as false does.
using ProgressListener = std::function<bool(std::string_view event)>;

/// Returns whether a call that waits continues; Context::set_interrupt() says when it is called. An exception that it
/// throws is dropped, and ends the call.
using InterruptListener = std::function<bool()>;

/// Is called when a queue that was empty has events. It must not block; what it throws is dropped.
using WakeListener = std::function<void()>;

/// The outcome of a call: CODAT_OK, or the kind of failure. codat.h describes each.
using Status = ::CodatStatus;

/// The name of a status, as in error.kind of the response JSON: "not_found".
inline std::string_view status_name(Status status) noexcept { return codat_status_name(status); }

/// The version of the library that was loaded, such as "0.1.0".
inline std::string_view version() noexcept { return codat_version(); }

/// How many clients, contexts, pagers, sandboxes and strings of the library are alive in the process.
inline std::int64_t live_objects() noexcept { return codat_live_objects(); }

/// Internals of this header; not for use elsewhere.
namespace detail {

struct CallIn;

/// Takes JSON apart that the library made, and is therefore well-formed.
class Reader {
public:
    explicit Reader(std::string_view json) noexcept : json_(json) {}

    /// Enters the object here and moves on to the value of a field; returns whether there is one.
    bool enter(std::string_view name) {
        if (next() != '{') return false;
        for (at_++; next() == '"';) {
            bool found = text() == name;
            next(); // the colon
            at_++;
            if (found) return true;
            skip();
            if (next() == ',') at_++;
        }
        return false;
    }

    /// The text here, its escapes undone; none for any other value.
    std::optional<std::string> text() {
        if (next() != '"') return std::nullopt;
        std::string found;
        for (at_++; at_ < json_.size() && json_[at_] != '"'; at_++) {
            if (json_[at_] != '\\') {
                found += json_[at_];
                continue;
            }
            if (++at_ == json_.size()) break;
            if (json_[at_] == 'u') {
                std::uint32_t unit = hex();
                if (unit >= 0xD800 && unit < 0xDC00) {
                    at_ += 2; // the next backslash and u
                    unit = 0x10000 + ((unit - 0xD800) << 10) + (hex() - 0xDC00);
                }
                append(found, unit);
            } else {
                constexpr std::string_view letters = "bfnrt", meant = "\b\f\n\r\t";
                auto letter = letters.find(json_[at_]);
                found += letter == letters.npos ? json_[at_] : meant[letter];
            }
        }
        at_++;
        return found;
    }

private:
    /// The next character that is not white space; a NUL at the end.
    char next() noexcept {
        while (at_ < json_.size() && std::string_view(" \n\r\t").find(json_[at_]) != std::string_view::npos) at_++;
        return at_ < json_.size() ? json_[at_] : '\0';
    }

    /// Goes past a value.
    void skip() {
        int depth = 0;
        do {
            char c = next();
            if (c == '"') {
                text();
                continue;
            }
            depth += (c == '{' || c == '[') - (c == '}' || c == ']');
            if (depth < 0) return; // the end of the object around a number or a word
            at_++;
            while (depth == 0 && at_ < json_.size() && c != '}' && c != ']' && next() != ',' && next() != '}') at_++;
        } while (depth > 0 && at_ < json_.size());
    }

    /// The four digits after the character here; it ends on the last of them.
    std::uint32_t hex() noexcept {
        std::uint32_t number = 0;
        for (int i = 0; i < 4 && at_ + 1 < json_.size(); i++) {
            char c = json_[++at_];
            number = number * 16 + static_cast<std::uint32_t>(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
        }
        return number;
    }

    static void append(std::string &text, std::uint32_t c) {
        auto add = [&](std::uint32_t byte) { text += static_cast<char>(byte); };
        if (c < 0x80) {
            add(c);
        } else if (c < 0x800) {
            add(0xC0 | (c >> 6)), add(0x80 | (c & 63));
        } else if (c < 0x10000) {
            add(0xE0 | (c >> 12)), add(0x80 | ((c >> 6) & 63)), add(0x80 | (c & 63));
        } else {
            add(0xF0 | (c >> 18)), add(0x80 | ((c >> 12) & 63)), add(0x80 | ((c >> 6) & 63)), add(0x80 | (c & 63));
        }
    }

    std::string_view json_;
    std::size_t at_ = 0;
};

/// A text in the error of a response JSON.
inline std::optional<std::string> text_of_error(std::string_view document, std::string_view name) {
    Reader reader(document);
    return reader.enter("error") && reader.enter(name) ? reader.text() : std::nullopt;
}

/// What the error of a response JSON says to people; without the response's body, which may hold their data.
inline std::string words_of_error(std::string_view document) {
    std::string words = text_of_error(document, "message").value_or(std::string(document));
    if (std::optional<std::string> operation = text_of_error(document, "operation")) words = *operation + ": " + words;
    if (std::optional<std::string> id = text_of_error(document, "correlationId")) words += " (correlation id " + *id + ")";
    if (std::optional<std::string> advice = text_of_error(document, "advice")) words += "; " + *advice;
    return words;
}

} // namespace detail

/// What Result::value() and the constructors throw. what() is the message of the error, without the response's body.
class Error : public std::runtime_error {
public:
    Error(Status status, const std::string &document)
        : std::runtime_error(detail::words_of_error(document)), status_(status),
          document_(std::make_shared<const std::string>(document)) {}

    /// The kind of failure.
    Status status() const noexcept { return status_; }
    /// The whole response JSON, {"error":{…},"meta":{…}}.
    std::string document() const { return *document_; }
    /// error.idempotencyKey: the key to repeat the call with, if its outcome is unknown and it carried one.
    std::optional<std::string> idempotency_key() const { return detail::text_of_error(*document_, "idempotencyKey"); }
    /// error.responseBody: the first 2 KiB of the response's body, if there was one.
    std::optional<std::string> response_body() const { return detail::text_of_error(*document_, "responseBody"); }

private:
    Status status_;
    /// Shared, so that a copy throws nothing.
    std::shared_ptr<const std::string> document_;
};

/// The outcome of a call: a status and the response JSON.
class [[nodiscard]] Result {
public:
    /// A success without response JSON; for the constructors that fill one in.
    Result() = default;
    Result(Status status, std::string document) : status_(status), document_(std::move(document)) {}

    /// Whether the call succeeded.
    explicit operator bool() const noexcept { return status_ == CODAT_OK; }
    /// CODAT_OK, or the kind of failure.
    Status status() const noexcept { return status_; }
    /// The whole response JSON, on success and on failure. Empty after a client or context was created.
    const std::string &document() const & noexcept { return document_; }
    std::string document() && noexcept { return std::move(document_); }
    /// Of a failure, as Error::idempotency_key().
    std::optional<std::string> idempotency_key() const { return detail::text_of_error(document_, "idempotencyKey"); }
    /// Of a failure, as Error::response_body().
    std::optional<std::string> response_body() const { return detail::text_of_error(document_, "responseBody"); }

#ifdef __cpp_exceptions
    /// The whole response JSON of a success; throws an Error otherwise.
    const std::string &value() const & {
        must_succeed();
        return document_;
    }
    std::string value() && {
        must_succeed();
        return std::move(document_);
    }
#endif

private:
#ifdef __cpp_exceptions
    void must_succeed() const {
        if (status_ != CODAT_OK) throw Error(status_, document_);
    }
#endif

    Status status_ = CODAT_OK;
    std::string document_;
};

namespace detail {

/// A failure found by this header. The message stands in JSON as it is.
inline Result refusal(Status status, const std::string &message, bool outcome_unknown = false) {
    return Result(status, R"({"error":{"kind":")" + std::string(status_name(status)) + R"(","message":")" +
                              message + R"(","retryable":false,"outcomeUnknown":)" + (outcome_unknown ? "true" : "false") +
                              R"(},"meta":{"attempts":0,"elapsedMs":0}})");
}

/// An argument as C takes it: a text by its characters, a pointer as it is.
inline const char *to_c(const std::string &text) noexcept { return text.c_str(); }
template <typename T>
T *to_c(T *pointer) noexcept { return pointer; }

/// Whether C sees all of an argument: it takes the first NUL character of a text for its end.
inline bool is_whole(const std::string &text) noexcept { return text.find('\0') == text.npos; }
inline bool is_whole(const void *) noexcept { return true; }

inline Result nul_in_text() {
    return refusal(CODAT_INVALID_ARGUMENT, "a text that was passed in holds a NUL character");
}

/// A text as JSON.
inline std::string quoted(std::string_view text) {
    std::string json = "\"";
    for (char c : text) {
        constexpr char hex[] = "0123456789abcdef";
        if (c == '"' || c == '\\') {
            json += '\\';
            json += c;
        } else if (static_cast<unsigned char>(c) < 0x20) {
            json += "\\u00";
            json += hex[c >> 4];
            json += hex[c & 15];
        } else {
            json += c;
        }
    }
    return json + '"';
}

struct FreeString {
    void operator()(char *string) const noexcept { codat_string_free(string); }
};

/// Calls a function of the library, whose last parameter receives the response JSON. Every call goes through here.
template <typename Function, typename... Arguments>
Result call(const Function &function, const Arguments &...arguments) {
    if (!(is_whole(arguments) && ...)) return nul_in_text();
    char *document = nullptr;
    Status status = function(to_c(arguments)..., &document);
    std::unique_ptr<char, FreeString> owned(document);
    return Result(status, owned ? owned.get() : "");
}

/// A listener of any type, shared by all that can cause calls of it.
using Owned = std::shared_ptr<void>;

/// How many calls of this header the thread is in.
inline int &calls() noexcept {
    static thread_local int count = 0;
    return count;
}

/// Keeps listeners for the length of a call: one of them, or another thread, may end what owns them meanwhile.
class Keeping {
public:
    Keeping(Owned first, Owned second, Owned third = nullptr) noexcept
        : first_(std::move(first)), second_(std::move(second)), third_(std::move(third)) {
        calls()++;
    }
    Keeping(const Keeping &) = delete;
    Keeping &operator=(const Keeping &) = delete;
    ~Keeping() { calls()--; }

private:
    Owned first_, second_, third_;
};

/// An object of the library, ended once with the function `end`; its listeners go after that.
template <typename T, Status end(T *)>
class Object {
public:
    Object(const Object &) = delete;
    Object &operator=(const Object &) = delete;
    Object(Object &&other) noexcept
        : listener_(std::move(other.listener_)), interrupt_(std::move(other.interrupt_)),
          handle_(std::exchange(other.handle_, nullptr)) {}
    Object &operator=(Object &&other) noexcept {
        T *handle = std::exchange(other.handle_, nullptr);
        end(std::exchange(handle_, handle));
        listener_ = std::move(other.listener_);
        interrupt_ = std::move(other.interrupt_);
        return *this;
    }

    /// Whether it is not empty.
    explicit operator bool() const noexcept { return handle_ != nullptr; }
    /// For the functions of codat.h. It remains this object's to end.
    T *handle() const noexcept { return handle_; }

protected:
    Object() = default;
    ~Object() { end(handle_); }

    Owned listener_, interrupt_;

    /// Makes it, unless the library is another one than this program was compiled for.
    template <typename Make>
    Result open(const std::string &config, Make make) {
        if (codat_abi_version() != CODAT_ABI_VERSION) return wrong_library();
        return call(make, config, &handle_);
    }

private:
    static Result wrong_library() {
        return refusal(CODAT_UNSUPPORTED,
                       "this program was compiled for version " + std::to_string(CODAT_ABI_VERSION) +
                           " of libcodat's functions, but libcodat " + std::string(version()) +
                           ", which was loaded, has version " + std::to_string(codat_abi_version()) +
                           ": install the libcodat whose headers it was compiled with");
    }

    T *handle_ = nullptr;
};

/// Calls a listener; `otherwise` if it throws, for nothing may be thrown through the library. Only the end of the thread
/// passes, by pthread_exit(): the library catches that.
template <typename Returned, typename Listener>
Returned guarded(Returned otherwise, Listener listener) {
#ifdef __cpp_exceptions
    try {
        return listener();
#ifdef __GLIBCXX__
    } catch (abi::__forced_unwind &) {
        throw;
#endif
    } catch (...) {
        return otherwise;
    }
#else
    static_cast<void>(otherwise);
    return listener();
#endif
}

} // namespace detail

/// A fresh key for the context options `idempotencyKey` and `firstUse`: a random UUID. Empty only if no memory is left.
inline std::string new_idempotency_key() {
    std::unique_ptr<char, detail::FreeString> key(codat_idempotency_key_new());
    return key ? key.get() : "";
}

/// Is called with the outcome of a begun call. What it throws is dropped.
using DoneListener = std::function<void(Result outcome)>;

class Call;

namespace detail {

/// A client's log listener.
struct LogState : std::enable_shared_from_this<LogState> {
    LogListener listener;
};

/// What receives a call's outcome: a listener, or a promise, which is kept even if the call's owner is destroyed.
struct Done {
    Done(DoneListener hears, bool keeps_promise = false) : listener(std::move(hears)), is_promise(keeps_promise) {}

    DoneListener listener;
    bool is_promise;
};

/// What a begun call reports to.
struct Begun {
    Done done;
    /// The client's LogState and the context's ProgressListener, if they have one.
    Owned log, progress;
    std::uint64_t number = 0;
};

/// The begun calls of one object, which ends them with itself, and the queue that they report to.
class Calls : public std::enable_shared_from_this<Calls> {
public:
    Calls() = default;
    explicit Calls(WakeListener wake) noexcept : wake_(std::move(wake)), is_taken_from_(true) {}

    /// Makes the queue, unless there is one.
    Result open() {
        std::lock_guard<std::mutex> lock(mutex_);
        return open_locked();
    }

    CodatQueue *queue() const noexcept {
        std::lock_guard<std::mutex> lock(mutex_);
        return queue_;
    }

    /// Begins a call with `begin`, which receives the queue, the call's user data, and a pointer for its number.
    template <typename Begin>
    static Call begin(const std::shared_ptr<Calls> &calls, Begun begun, const Begin &begin);

    /// Calls the listener of an event.
    void report(const CodatEvent &event) {
        std::unique_ptr<char, FreeString> document(event.document);
        auto kept = shared_from_this(); // the listener may end the object whose calls these are
        std::shared_ptr<Begun> begun = of(event);
        if (!begun) return;
        std::string text(event.document ? event.document : "", event.length);
        Reporting reports(this);
        guarded(false, [&] {
            if (event.kind == CODAT_EVENT_DONE) {
                if (begun->done.listener) begun->done.listener(Result(static_cast<Status>(event.number), std::move(text)));
            } else if (event.kind == CODAT_EVENT_LOG) {
                auto *log_state = static_cast<LogState *>(begun->log.get());
                if (log_state) log_state->listener(static_cast<LogLevel>(event.number), text);
            } else if (event.kind == CODAT_EVENT_PROGRESS && begun->progress) {
                auto goes_on = [&] { return (*static_cast<ProgressListener *>(begun->progress.get()))(text); };
                if (!guarded(false, goes_on)) {
                    begun->progress = nullptr;
                    codat_call_stop(queue(), begun->number);
                }
            }
            return true;
        });
    }

    /// Cancels the calls and waits for the ends of those with a promise: they may have an idempotency key to hand over. When
    /// it returns no listener of them runs, except one that called this, and none is called later.
    void end() noexcept {
        CodatQueue *queue = nullptr;
        {
            std::unique_lock<std::mutex> lock(mutex_);
            is_ended_ = true;
            for (auto &entry : begun_) {
                if (entry.second->done.is_promise) codat_call_cancel(queue_, entry.second->number);
            }
            // A call's end comes after its log listener has returned, which may be what ends this.
            if (reporting() != this) {
                promise_kept_.wait_for(lock, std::chrono::seconds(10), [&] { return !has_promises_locked(); });
            }
            queue = std::exchange(queue_, nullptr);
        }
        codat_queue_free(queue);
        std::unordered_map<std::uintptr_t, std::shared_ptr<Begun>> left;
        std::lock_guard<std::mutex> lock(mutex_);
        left.swap(begun_);
    }

private:
    Result open_locked() {
        if (is_ended_) return refusal(CODAT_INVALID_HANDLE, "the object that the call belongs to has ended");
        if (queue_) return Result();
        return call([&](char **error) {
            return codat_queue_new(is_taken_from_ && wake_ ? wake : nullptr, is_taken_from_ ? nullptr : deliver, this, &queue_,
                                   error);
        });
    }

    /// Whose event this thread reports.
    static const Calls *&reporting() noexcept {
        static thread_local const Calls *calls = nullptr;
        return calls;
    }

    struct Reporting {
        explicit Reporting(const Calls *inner) noexcept : outer(std::exchange(reporting(), inner)) {}
        Reporting(const Reporting &) = delete;
        Reporting &operator=(const Reporting &) = delete;
        ~Reporting() { reporting() = outer; }

        const Calls *outer;
    };

    /// The call of an event, which is forgotten with its last one.
    std::shared_ptr<Begun> of(const CodatEvent &event) {
        std::lock_guard<std::mutex> lock(mutex_);
        auto found = begun_.find(reinterpret_cast<std::uintptr_t>(event.user_data));
        if (found == begun_.end()) return nullptr;
        std::shared_ptr<Begun> begun = found->second;
        bool is_done = event.kind == CODAT_EVENT_DONE;
        if (is_ended_ && !(is_done && begun->done.is_promise)) return nullptr;
        if (is_done) begun_.erase(found);
        if (is_ended_ && !has_promises_locked()) promise_kept_.notify_all();
        return begun;
    }

    bool has_promises_locked() const noexcept {
        return std::any_of(begun_.begin(), begun_.end(), [](auto &entry) { return entry.second->done.is_promise; });
    }

    static void deliver(void *calls, const CodatEvent *event) { static_cast<Calls *>(calls)->report(*event); }

    static void wake(void *calls) {
        auto kept = static_cast<Calls *>(calls)->shared_from_this();
        guarded(false, [&] {
            kept->wake_();
            return true;
        });
    }

    WakeListener wake_;
    bool is_taken_from_ = false;
    mutable std::mutex mutex_;
    std::condition_variable promise_kept_;
    bool is_ended_ = false;
    CodatQueue *queue_ = nullptr;
    std::uintptr_t last_ = 0;
    std::unordered_map<std::uintptr_t, std::shared_ptr<Begun>> begun_;
};

/// Calls that end with their owner.
class OwnCalls {
public:
    OwnCalls() : calls_(std::make_shared<Calls>()) {}
    explicit OwnCalls(WakeListener wake) : calls_(std::make_shared<Calls>(std::move(wake))) {}
    OwnCalls(OwnCalls &&) noexcept = default;
    OwnCalls &operator=(OwnCalls &&other) noexcept {
        auto calls = std::move(other.calls_);
        calls_.swap(calls);
        if (calls) calls->end();
        return *this;
    }
    ~OwnCalls() {
        if (calls_) calls_->end();
    }

    const std::shared_ptr<Calls> &get() const noexcept { return calls_; }

private:
    std::shared_ptr<Calls> calls_;
};

} // namespace detail

/// A call that was begun. It need not be kept: the call continues without it.
class Call {
public:
    /// None.
    Call() = default;

    /// Whether it has begun.
    explicit operator bool() const noexcept { return number_ != 0; }
    /// Why it could not begin; its listener is not called then.
    const Result &outcome() const noexcept { return outcome_; }
    /// Cancels it: it ends with CODAT_CANCELLED, unless it just ended. Returns CODAT_OK, or CODAT_INVALID_HANDLE if it never
    /// began or its owner is gone.
    Status cancel() const noexcept { return tell(codat_call_cancel); }
    /// Has companies.create_many end when the requests in flight are done, as a ProgressListener does that returns false.
    Status stop() const noexcept { return tell(codat_call_stop); }

private:
    friend detail::Calls;
    friend detail::CallIn;
    friend class Pager;

    explicit Call(Result outcome) noexcept : outcome_(std::move(outcome)) {}

    Status tell(Status function(const CodatQueue *, std::uint64_t)) const noexcept {
        auto calls = calls_.lock();
        return calls && number_ ? function(calls->queue(), number_) : CODAT_INVALID_HANDLE;
    }

    std::weak_ptr<detail::Calls> calls_;
    std::uint64_t number_ = 0;
    Result outcome_;
};

namespace detail {

template <typename Begin>
Call Calls::begin(const std::shared_ptr<Calls> &calls, Begun begun, const Begin &begin) {
    if (!calls) return Call(refusal(CODAT_INVALID_HANDLE, "the object is empty: moved from?"));
    auto kept = std::make_shared<Begun>(std::move(begun)); // ended, if it does not begin, without the lock
    std::lock_guard<std::mutex> lock(calls->mutex_);
    if (Result opened = calls->open_locked(); !opened) return Call(std::move(opened));
    // Its events wait for the lock, and so for its number.
    std::uintptr_t id = ++calls->last_;
    calls->begun_.emplace(id, kept);
    Result begins = detail::call([&](char **error) {
        return begin(calls->queue_, reinterpret_cast<void *>(id), &kept->number, error);
    });
    Call call(std::move(begins));
    if (call.outcome_) {
        call.calls_ = calls;
        call.number_ = kept->number;
    } else {
        calls->begun_.erase(id);
    }
    return call;
}

/// A promise that is always kept.
struct Promise {
    std::promise<Result> promise;
    bool is_kept = false;

    void keep(Result outcome) {
        is_kept = true;
        promise.set_value(std::move(outcome));
    }
    Promise() = default;
    Promise(const Promise &) = delete;
    Promise &operator=(const Promise &) = delete;
    ~Promise() {
        if (!is_kept) keep(refusal(CODAT_CANCELLED, "the object that the call belongs to was destroyed", true));
    }
};

/// The outcome of the call that `begin` begins, with the listener that it is given.
template <typename Begin>
std::future<Result> promised(Begin begin) {
    auto promise = std::make_shared<Promise>();
    std::future<Result> future = promise->promise.get_future();
    Call call = begin(Done([promise](Result outcome) { promise->keep(std::move(outcome)); }, true));
    if (!call) promise->keep(call.outcome());
    return future;
}

} // namespace detail

/// Collects the outcomes of begun calls for a thread of yours, such as that of an event loop, which calls their listeners.
///
///     codat::Queue queue;
///     client.begin(queue, "companies.create", input, [](codat::Result created) { … });
///     …
///     poll(…, queue.fd(), …); // or an event loop
///     queue.take();           // calls the listeners
///
/// Its end is that of its calls: they are cancelled, and their listeners destroyed without being called.
class Queue {
public:
    explicit Queue(Result &outcome) : Queue(nullptr, outcome) {}
    /// Makes a queue that calls `wake` on a thread of the library when it was empty and has events: have take() called then.
    Queue(WakeListener wake, Result &outcome) : calls_(std::move(wake)) { outcome = calls_.get()->open(); }
#ifdef __cpp_exceptions
    explicit Queue(WakeListener wake = nullptr) : calls_(std::move(wake)) { calls_.get()->open().value(); }
#endif

    /// Whether it is not empty.
    explicit operator bool() const noexcept { return handle() != nullptr; }
    /// For the functions of codat.h. It remains this object's to end; do not take from it with codat_queue_take().
    CodatQueue *handle() const noexcept { return calls_.get() ? calls_.get()->queue() : nullptr; }

    /// A file descriptor that is readable while there are events: to watch, not to read or close. -1 if there is
    /// none, as on Windows. A child of fork() has another one: call this function again there.
    int fd() const noexcept { return codat_queue_fd(handle()); }

    /// Calls the listeners of the events that are there, at most 64, on this thread. Without an event it waits so long for
    /// one, with a negative timeout for good. Returns how many events there were, or a Status as a negative number. Events are
    /// ends of calls, log lines and progress. A listener may destroy the queue: no other is called then.
    int take(std::chrono::milliseconds timeout = std::chrono::milliseconds(0)) const {
        constexpr std::int64_t longest = std::numeric_limits<std::int32_t>::max();
        auto ms = timeout.count() < 0 ? -1 : timeout.count() > longest ? longest : timeout.count();
        CodatEvent events[64];
        auto calls = calls_.get();
        int count = codat_queue_take(handle(), events, 64, static_cast<std::int32_t>(ms));
        for (int i = 0; i < count; i++) calls->report(events[i]);
        return count;
    }

private:
    friend class Client;
    friend class Pager;

    detail::OwnCalls calls_;
};

/// Options of one call or of several, and the means to cancel them.
class Context : public detail::Object<CodatContext, codat_context_free> {
public:
    /// Makes a context. Options, all optional:
    /// - `timeoutMs`: calls fail with CODAT_TIMEOUT this long after now: make a fresh context for each call.
    ///   Default: the client's, from the start of each call.
    /// - `idempotencyKey`: a UUID. To repeat a call whose error.outcomeUnknown is true without doing its work
    ///   twice, give its meta.idempotencyKey. It is for that one call.
    /// - `firstUse`: true if that key was never sent before, so that the call is not a repetition: for keys that are chosen,
    ///   and stored, before the call. Default: false.
    /// - `maxRetries`: default: the client's.
    /// - `traceparent`: the trace that the calls belong to, as W3C Trace Context has it.
    Context(const std::string &options, Result &outcome) { outcome = open(options, codat_context_new); }
#ifdef __cpp_exceptions
    explicit Context(const std::string &options = "{}") { open(options, codat_context_new).value(); }
    Context(const std::string &options, ProgressListener listener) { listen(options, std::move(listener)).value(); }
#endif
    /// Makes a context whose calls report progress to the listener; companies().create_many() does.
    Context(const std::string &options, ProgressListener listener, Result &outcome) {
        outcome = listen(options, std::move(listener));
    }

    /// Cancels every call that runs with this context, from any thread or signal handler: the calls return
    /// CODAT_CANCELLED at once, and so do later ones. Returns CODAT_OK, or CODAT_INVALID_HANDLE if the context is empty.
    Status cancel() const noexcept { return codat_context_cancel(handle()); }

    /// Has the listener called while a call with this context waits, on the call's own thread: at once after a signal
    /// interrupted it, otherwise every 50 milliseconds or so. The call returns CODAT_CANCELLED if the listener returns false.
    /// Calls that have begun are left alone. Returns CODAT_OK; CODAT_INVALID_ARGUMENT if the context has one already, or the
    /// listener is empty; CODAT_INVALID_HANDLE if the context is empty. Not for two threads at once.
    Status set_interrupt(InterruptListener listener) {
        if (!listener) return CODAT_INVALID_ARGUMENT;
        auto owned = std::make_shared<InterruptListener>(std::move(listener));
        Status status = codat_context_set_interrupt(handle(), ask, owned.get());
        if (status == CODAT_OK) interrupt_ = std::move(owned);
        return status;
    }

private:
    friend class Pager;
    friend detail::CallIn;

    Result listen(const std::string &options, ProgressListener listener) {
        auto owned = std::make_shared<ProgressListener>(std::move(listener));
        listener_ = owned;
        return open(options, [&](const char *options_json, CodatContext **context, char **error) {
            return codat_context_new_with_progress(options_json, hear, owned.get(), context, error);
        });
    }

    static std::int32_t hear(void *listener, const char *event) {
        auto goes_on = [&] { return (*static_cast<ProgressListener *>(listener))(event); };
        return detail::guarded(false, goes_on) ? 0 : 1;
    }

    static std::int32_t ask(void *listener) {
        auto goes_on = [&] { return (*static_cast<InterruptListener *>(listener))(); };
        return detail::guarded(false, goes_on) ? 0 : 1;
    }
};

namespace detail {

inline Result empty_context() { return refusal(CODAT_INVALID_HANDLE, "the context is empty: moved from?"); }

/// Calls an operation in a context, whose listeners, and the client's, live as long. NULL is no context; an empty one
/// is a mistake: no call may run without its deadline.
struct CallIn {
    template <typename Function, typename... Texts>
    static Result call_in(const Context *context, Function *function, const CodatClient *client, const Owned &listener,
                          const Texts &...texts) {
        if (context && !*context) return empty_context();
        Keeping keeping(listener, context ? context->listener_ : nullptr, context ? context->interrupt_ : nullptr);
        return call(function, client, context ? context->handle() : nullptr, texts...);
    }

    /// Begins an operation instead; its listeners last until its end.
    static Call begin(const std::shared_ptr<Calls> &calls, const CodatClient *client, const Owned &log,
                      const std::string &operation, const std::string &input, Done done, const Context *context,
                      const std::string &options) {
        if (!is_whole(operation) || !is_whole(input) || !is_whole(options)) return Call(nul_in_text());
        if (context && !*context) return Call(empty_context());
        Begun begun{std::move(done), log, context ? context->listener_ : nullptr};
        return Calls::begin(calls, std::move(begun), [&](CodatQueue *queue, void *id, std::uint64_t *number, char **error) {
            return codat_begin(client, context ? context->handle() : nullptr, operation.c_str(), input.c_str(),
                               options.c_str(), queue, id, number, error);
        });
    }
};

/// Calls of a client that block. The client need not outlive this: after its end, calls return CODAT_INVALID_HANDLE.
struct Blocking {
    using Result = codat::Result;

    Result call(const std::string &operation, const std::string &input, const Context *context) const {
        return CallIn::call_in(context, codat_call, client, listener, operation, input);
    }

    const CodatClient *client;
    Owned listener;
};

/// Calls of a client that are begun, as Blocking has them otherwise.
struct Beginning {
    using Result = std::future<codat::Result>;

    Result call(const std::string &operation, const std::string &input, const Context *context) const {
        return promised([&](Done done) {
            return CallIn::begin(calls, client, listener, operation, input, std::move(done), context, "{}");
        });
    }

    const CodatClient *client;
    Owned listener;
    std::shared_ptr<Calls> calls;
};

/// What the groups of operations share.
template <typename Way>
class Operations {
public:
    explicit Operations(Way way) noexcept : way_(std::move(way)) {}

protected:
    typename Way::Result call(const std::string &operation, const std::string &input, const Context *context) const {
        return way_.call(operation, input, context);
    }

private:
    Way way_;
};

} // namespace detail

/// Operations on companies. Input is one flat JSON object; each operation lists its fields and its
/// result.
template <typename Way>
class CompaniesBy : public detail::Operations<Way> {
    using detail::Operations<Way>::call;

public:
    using detail::Operations<Way>::Operations;
    using Result = typename Way::Result;

    /// Lists companies, a page at a time. Input, all optional: page, pageSize (1 to 5000, default 100),
    /// query, orderBy, tags. Result: results, pageNumber, pageSize, totalResults, _links (no next on the last
    /// page).
    Result list(const std::string &input = "{}", const Context *context = nullptr) const {
        return call("companies.list", input, context);
    }
    /// Creates a company; a lost response never creates a second one. Input: name; optional description, tags
    /// ({"key":"value"}) and groups ([{"id":…}]). Result: the company; send the customer to its redirect.
    Result create(const std::string &input, const Context *context = nullptr) const {
        return call("companies.create", input, context);
    }
    /// Gets a company. Input: companyId. Result: the company.
    Result get(const std::string &input, const Context *context = nullptr) const {
        return call("companies.get", input, context);
    }
    /// Replaces name, description and tags, and clears what is not given. Input: companyId, name; optional
    /// description, tags, groups. Result: the company.
    Result replace(const std::string &input, const Context *context = nullptr) const {
        return call("companies.replace", input, context);
    }
    /// Changes what is given. Input: companyId; optional name, description, tags. Result: the company.
    Result update(const std::string &input, const Context *context = nullptr) const {
        return call("companies.update", input, context);
    }
    /// Deletes a company with its data, for good. Input: companyId. Result: null. Operations have the same
    /// names in every language, but `delete` is a word of C++ itself: hence the underscore.
    Result delete_(const std::string &input, const Context *context = nullptr) const {
        return call("companies.delete", input, context);
    }
    /// Enables a product. Input: companyId, productIdentifier. Result: null.
    Result add_product(const std::string &input, const Context *context = nullptr) const {
        return call("companies.add_product", input, context);
    }
    /// Disables a product. Input: companyId, productIdentifier. Result: null.
    Result remove_product(const std::string &input, const Context *context = nullptr) const {
        return call("companies.remove_product", input, context);
    }
    /// Queues a refresh of a custom product's data. Input: companyId, productIdentifier; optional dataTypes,
    /// an array of strings. Result: null.
    Result refresh_product_data(const std::string &input, const Context *context = nullptr) const {
        return call("companies.refresh_product_data", input, context);
    }
    /// Gets a token for embeddable user interfaces. Input: companyId. Result: accessToken, expiresIn,
    /// tokenType. The token is a secret.
    Result get_access_token(const std::string &input, const Context *context = nullptr) const {
        return call("companies.get_access_token", input, context);
    }
    /// Gets which data types are pulled, how often, and how far back. Input: companyId. Result: companyId, settings,
    /// overridesDefaults.
    Result get_sync_settings(const std::string &input, const Context *context = nullptr) const {
        return call("companies.get_sync_settings", input, context);
    }
    /// Replaces the sync settings. Input: companyId, settings (an array of objects: dataType, fetchOnFirstLink,
    /// syncSchedule, syncOrder; optional syncFromUtc, syncFromWindow, monthsToSync, isLocked), overridesDefaults.
    /// Result: null.
    Result set_sync_settings(const std::string &input, const Context *context = nullptr) const {
        return call("companies.set_sync_settings", input, context);
    }
    /// Makes the link to send a customer to, with custom parameters for your redirect URL. Input: companyId;
    /// optional parameters ({"name":"value"}, encoded for you). Result: url.
    Result link_url(const std::string &input, const Context *context = nullptr) const {
        return call("companies.link_url", input, context);
    }
    /// Creates many companies, each exactly once, several at a time; a run that was interrupted is resumed with the
    /// same list and journal. Input: companies (each as for create); optional concurrency (default 10), journal (the
    /// path of a file), lookupTag. Result: total, created, found, resumed, failed, notTried, stopped, results. Succeeds
    /// even if some failed. The context's listener is called once for each company, when its outcome is known:
    /// operation, done, total, index, outcome, companyId, company, error.
    Result create_many(const std::string &input, const Context *context = nullptr) const {
        return call("companies.create_many", input, context);
    }
};
using Companies = CompaniesBy<detail::Blocking>;

/// Operations on groups.
template <typename Way>
class GroupsBy : public detail::Operations<Way> {
    using detail::Operations<Way>::call;

public:
    using detail::Operations<Way>::Operations;
    using Result = typename Way::Result;

    /// Lists all groups. No input. Result: results, an array of {"id", "name"}.
    Result list(const std::string &input = "{}", const Context *context = nullptr) const {
        return call("groups.list", input, context);
    }
    /// Creates a group, which can be neither renamed nor deleted. Input: name. Result: id, name.
    Result create(const std::string &input, const Context *context = nullptr) const {
        return call("groups.create", input, context);
    }
    /// Adds a company to a group. Input: companyId, groupId. Result: the company.
    Result add_company(const std::string &input, const Context *context = nullptr) const {
        return call("groups.add_company", input, context);
    }
    /// Removes a company from a group. Input: companyId, groupId. Result: null.
    Result remove_company(const std::string &input, const Context *context = nullptr) const {
        return call("groups.remove_company", input, context);
    }
};
using Groups = GroupsBy<detail::Blocking>;

/// Operations on connections: a company's authorized access to one software.
template <typename Way>
class ConnectionsBy : public detail::Operations<Way> {
    using detail::Operations<Way>::call;

public:
    using detail::Operations<Way>::Operations;
    using Result = typename Way::Result;

    /// Lists a company's connections, a page at a time. Input: companyId; optional page, pageSize (1 to 5000,
    /// default 100), query, orderBy. Result: results, pageNumber, pageSize, totalResults, _links (no next on the
    /// last page).
    Result list(const std::string &input, const Context *context = nullptr) const {
        return call("connections.list", input, context);
    }
    /// Creates a connection to one software; a lost response never creates a second one. Input: companyId,
    /// platformKey. Result: the connection; send the customer to its linkUrl.
    Result create(const std::string &input, const Context *context = nullptr) const {
        return call("connections.create", input, context);
    }
    /// Gets a connection. Input: companyId, connectionId. Result: the connection.
    Result get(const std::string &input, const Context *context = nullptr) const {
        return call("connections.get", input, context);
    }
    /// Deletes a connection with its data, for good. Input: companyId, connectionId. Result: null.
    Result delete_(const std::string &input, const Context *context = nullptr) const {
        return call("connections.delete", input, context);
    }
    /// Withdraws from a connection that is Linked; pulled data remains readable. Input: companyId,
    /// connectionId. Result: the connection.
    Result unlink(const std::string &input, const Context *context = nullptr) const {
        return call("connections.unlink", input, context);
    }
    /// Hands over what authorizes a connection. Input: companyId, connectionId, authorization ({"key":"value"},
    /// as the software requires). Result: the connection.
    Result update_authorization(const std::string &input, const Context *context = nullptr) const {
        return call("connections.update_authorization", input, context);
    }
    /// Waits, in this call, until a customer has authorized. Input: companyId; optional connectionId (default:
    /// any) and pollIntervalMs (default 1000). Without a timeout of the context it ends with CODAT_TIMEOUT after
    /// 15 minutes. Result: the connection, Linked.
    Result wait_until_linked(const std::string &input, const Context *context = nullptr) const {
        return call("connections.wait_until_linked", input, context);
    }
    /// Finds the connections that the customer or the software withdrew. Input: companyId. Result: needed,
    /// connections, and linkUrl, the page to send the customer to.
    Result needs_reauthorization(const std::string &input, const Context *context = nullptr) const {
        return call("connections.needs_reauthorization", input, context);
    }
};
using Connections = ConnectionsBy<detail::Blocking>;

/// Operations that pull data.
template <typename Way>
class RefreshBy : public detail::Operations<Way> {
    using detail::Operations<Way>::call;

public:
    using detail::Operations<Way>::Operations;
    using Result = typename Way::Result;

    /// Queues a pull of all data that is set up for a company. Input: companyId. Result: null.
    Result all(const std::string &input, const Context *context = nullptr) const {
        return call("refresh.all", input, context);
    }
    /// Queues a pull of one type of data; CODAT_CONFLICT if one is running. Input: companyId, dataType;
    /// optional connectionId. Result: the pull operation.
    Result by_data_type(const std::string &input, const Context *context = nullptr) const {
        return call("refresh.by_data_type", input, context);
    }
    /// Queues a pull of one type of data, or returns the one that is running. Input: companyId, dataType; optional
    /// connectionId. Result: the pull operation.
    Result queue_or_join(const std::string &input, const Context *context = nullptr) const {
        return call("refresh.queue_or_join", input, context);
    }
    /// Returns how far each type of data is. Input: companyId. Result: an object that maps each type of data to its
    /// status.
    Result get_data_status(const std::string &input, const Context *context = nullptr) const {
        return call("refresh.get_data_status", input, context);
    }
    /// Lists a company's pull operations, a page at a time. Input: companyId; optional page, pageSize (1 to 5000,
    /// default 100), query, orderBy. Result: results, pageNumber, pageSize, totalResults, _links (no next on the
    /// last page).
    Result list_pull_operations(const std::string &input, const Context *context = nullptr) const {
        return call("refresh.list_pull_operations", input, context);
    }
    /// Gets a pull operation. Input: companyId, datasetId (its id). Result: the pull operation.
    Result get_pull_operation(const std::string &input, const Context *context = nullptr) const {
        return call("refresh.get_pull_operation", input, context);
    }
    /// Gets the warnings and errors that the service found in the data of a pull operation. Input: companyId,
    /// datasetId. Result: errors, warnings.
    Result get_validation_results(const std::string &input, const Context *context = nullptr) const {
        return call("refresh.get_validation_results", input, context);
    }
    /// Waits, in this call, until data has been pulled, well or badly. Input: companyId; optional
    /// pullOperationIds or dataTypes (default: all), pollIntervalMs (default 1000). Without a timeout of the
    /// context it ends with CODAT_TIMEOUT after 30 minutes. Result: failed, items.
    Result wait_until_complete(const std::string &input, const Context *context = nullptr) const {
        return call("refresh.wait_until_complete", input, context);
    }
};
using Refresh = RefreshBy<detail::Blocking>;

/// Operations on integrations: the software that customers can connect.
template <typename Way>
class IntegrationsBy : public detail::Operations<Way> {
    using detail::Operations<Way>::call;

public:
    using detail::Operations<Way>::Operations;
    using Result = typename Way::Result;

    /// Lists integrations, a page at a time. Input, all optional: page, pageSize (1 to 5000, default 100), query,
    /// orderBy. Result: results, pageNumber, pageSize, totalResults, _links (no next on the last page).
    Result list(const std::string &input = "{}", const Context *context = nullptr) const {
        return call("integrations.list", input, context);
    }
    /// Gets an integration. Input: platformKey. Result: the integration.
    Result get(const std::string &input, const Context *context = nullptr) const {
        return call("integrations.get", input, context);
    }
    /// Gets an integration's logo and button. Input: platformKey. Result: logo, button, sourceId.
    Result get_branding(const std::string &input, const Context *context = nullptr) const {
        return call("integrations.get_branding", input, context);
    }
};
using Integrations = IntegrationsBy<detail::Blocking>;

/// Operations on webhook consumers. To check what they are sent: webhook::verify().
template <typename Way>
class WebhooksBy : public detail::Operations<Way> {
    using detail::Operations<Way>::call;

public:
    using detail::Operations<Way>::Operations;
    using Result = typename Way::Result;

    /// Lists all webhook consumers. No input. Result: results.
    Result list(const std::string &input = "{}", const Context *context = nullptr) const {
        return call("webhooks.list", input, context);
    }
    /// Creates a webhook consumer; a lost response never creates a second one. Input: url, eventTypes (an array of
    /// strings); optional companyTags, disabled. Result: the consumer.
    Result create(const std::string &input, const Context *context = nullptr) const {
        return call("webhooks.create", input, context);
    }
    /// Deletes a webhook consumer. Input: webhookId. Result: null.
    Result delete_(const std::string &input, const Context *context = nullptr) const {
        return call("webhooks.delete", input, context);
    }
    /// Returns a new integration key for Zapier, a secret, and revokes the previous one. No input. Result: key.
    Result rotate_zapier_key(const std::string &input = "{}", const Context *context = nullptr) const {
        return call("webhooks.rotate_zapier_key", input, context);
    }
};
using Webhooks = WebhooksBy<detail::Blocking>;

/// Operations for the service's user interface in which customers manage their connections.
template <typename Way>
class ConnectionManagementBy : public detail::Operations<Way> {
    using detail::Operations<Way>::call;

public:
    using detail::Operations<Way>::Operations;
    using Result = typename Way::Result;

    /// Gets a token for the user interface: a secret. Input: companyId. Result: accessToken.
    Result get_access_token(const std::string &input, const Context *context = nullptr) const {
        return call("connection_management.get_access_token", input, context);
    }
    /// Gets the web origins from which customers may manage their connections. No input. Result: allowedOrigins.
    Result get_cors_settings(const std::string &input = "{}", const Context *context = nullptr) const {
        return call("connection_management.get_cors_settings", input, context);
    }
    /// Replaces these web origins. Input: allowedOrigins (an array of strings). Result: allowedOrigins.
    Result set_cors_settings(const std::string &input, const Context *context = nullptr) const {
        return call("connection_management.set_cors_settings", input, context);
    }
};
using ConnectionManagement = ConnectionManagementBy<detail::Blocking>;

/// Operations on pushes: records that were written to the customer's software.
template <typename Way>
class PushBy : public detail::Operations<Way> {
    using detail::Operations<Way>::call;

public:
    using detail::Operations<Way>::Operations;
    using Result = typename Way::Result;

    /// Gets what a record of a data type may hold. Input: companyId, connectionId, dataType. Result: type, displayName,
    /// description, required, properties, options, validation.
    Result get_model_options(const std::string &input, const Context *context = nullptr) const {
        return call("push.get_model_options", input, context);
    }
    /// Lists a company's push operations, a page at a time. Input: companyId; optional page, pageSize (1 to 5000,
    /// default 100), query, orderBy. Result: results, pageNumber, pageSize, totalResults, _links (no next on the last
    /// page).
    Result list_operations(const std::string &input, const Context *context = nullptr) const {
        return call("push.list_operations", input, context);
    }
    /// Gets a push operation. Input: companyId, pushOperationKey. Result: the push operation.
    Result get_operation(const std::string &input, const Context *context = nullptr) const {
        return call("push.get_operation", input, context);
    }
};
using Push = PushBy<detail::Blocking>;

/// Operations on supplemental data: further properties of the usual data types.
template <typename Way>
class SupplementalDataBy : public detail::Operations<Way> {
    using detail::Operations<Way>::call;

public:
    using detail::Operations<Way>::Operations;
    using Result = typename Way::Result;

    /// Sets which further properties are pulled and pushed. Input: platformKey, dataType, supplementalDataConfig (an
    /// object; each value has dataSource, pullData, pushData). Result: null.
    Result configure(const std::string &input, const Context *context = nullptr) const {
        return call("supplemental_data.configure", input, context);
    }
    /// Gets which further properties are pulled and pushed. Input: platformKey, dataType. Result:
    /// supplementalDataConfig.
    Result get_configuration(const std::string &input, const Context *context = nullptr) const {
        return call("supplemental_data.get_configuration", input, context);
    }
};
using SupplementalData = SupplementalDataBy<detail::Blocking>;

/// Operations on custom data types: data that is none of the usual types.
template <typename Way>
class CustomDataTypesBy : public detail::Operations<Way> {
    using detail::Operations<Way>::call;

public:
    using detail::Operations<Way>::Operations;
    using Result = typename Way::Result;

    /// Creates or changes a custom data type. Input: platformKey, customDataIdentifier, dataSource, requiredData (an
    /// object of strings), keyBy (an array of strings); optional sourceModifiedDate. Result: the configuration.
    Result configure(const std::string &input, const Context *context = nullptr) const {
        return call("custom_data_types.configure", input, context);
    }
    /// Gets the configuration of a custom data type. Input: platformKey, customDataIdentifier. Result: the
    /// configuration.
    Result get_configuration(const std::string &input, const Context *context = nullptr) const {
        return call("custom_data_types.get_configuration", input, context);
    }
    /// Queues a pull of a custom data type; CODAT_CONFLICT if one is running. Input: companyId, connectionId,
    /// customDataIdentifier. Result: the pull operation.
    Result refresh(const std::string &input, const Context *context = nullptr) const {
        return call("custom_data_types.refresh", input, context);
    }
    /// Lists the records that were pulled, a page at a time. Input: companyId, connectionId, customDataIdentifier;
    /// optional page, pageSize (1 to 5000, default 100). Result: results, pageNumber, pageSize, totalResults.
    Result list_records(const std::string &input, const Context *context = nullptr) const {
        return call("custom_data_types.list_records", input, context);
    }
};
using CustomDataTypes = CustomDataTypesBy<detail::Blocking>;

/// Operations on your account at the service: profile, sync settings, web origins, API keys.
template <typename Way>
class SettingsBy : public detail::Operations<Way> {
    using detail::Operations<Way>::call;

public:
    using detail::Operations<Way>::Operations;
    using Result = typename Way::Result;

    /// Gets the profile: what customers see on the Link page. No input. Result: name, redirectUrl, and, if set,
    /// logoUrl, iconUrl, whiteListUrls, apiKey (a secret), confirmCompanyName.
    Result get_profile(const std::string &input = "{}", const Context *context = nullptr) const {
        return call("settings.get_profile", input, context);
    }
    /// Replaces the profile. Input: name, redirectUrl; optional logoUrl, iconUrl, whiteListUrls, apiKey,
    /// confirmCompanyName. Result: the profile.
    Result update_profile(const std::string &input, const Context *context = nullptr) const {
        return call("settings.update_profile", input, context);
    }
    /// Gets the sync settings of all companies that have none of their own. No input. Result: clientId, settings,
    /// overridesDefaults.
    Result get_sync_settings(const std::string &input = "{}", const Context *context = nullptr) const {
        return call("settings.get_sync_settings", input, context);
    }
    /// Replaces these sync settings. Input: clientId, settings and overridesDefaults, as for
    /// Companies::set_sync_settings(). Result: null.
    Result update_sync_settings(const std::string &input, const Context *context = nullptr) const {
        return call("settings.update_sync_settings", input, context);
    }
    /// Gets the web origins that may call the service. No input. Result: allowedOrigins.
    Result get_cors_settings(const std::string &input = "{}", const Context *context = nullptr) const {
        return call("settings.get_cors_settings", input, context);
    }
    /// Replaces these web origins. Input: allowedOrigins (an array of strings). Result: allowedOrigins.
    Result set_cors_settings(const std::string &input, const Context *context = nullptr) const {
        return call("settings.set_cors_settings", input, context);
    }
    /// Lists the API keys, which are secrets. No input. Result: results.
    Result list_api_keys(const std::string &input = "{}", const Context *context = nullptr) const {
        return call("settings.list_api_keys", input, context);
    }
    /// Creates an API key; CODAT_CONFLICT if there are 10. Input: optional name. Result: id, apiKey (a secret),
    /// createdDate, name.
    Result create_api_key(const std::string &input = "{}", const Context *context = nullptr) const {
        return call("settings.create_api_key", input, context);
    }
    /// Deletes an API key, even the client's own. Input: apiKeyId. Result: null.
    Result delete_api_key(const std::string &input, const Context *context = nullptr) const {
        return call("settings.delete_api_key", input, context);
    }
};
using Settings = SettingsBy<detail::Blocking>;

/// A client: a configuration, and a pool of connections that its calls share. Make one and keep it.
class Client : public detail::Object<CodatClient, codat_client_free> {
public:
    /// Makes a client; nothing is sent yet. The fields of its configuration are all optional if the environment
    /// variable CODAT_API_KEY holds the API key, which else is `apiKey`; codat.h lists them at
    /// codat_client_new().
    Client(const std::string &config, Result &outcome) { outcome = open(config, codat_client_new); }
#ifdef __cpp_exceptions
    explicit Client(const std::string &config = "{}") { open(config, codat_client_new).value(); }
    Client(const std::string &config, LogLevel level, LogListener listener) {
        listen(config, level, std::move(listener)).value();
    }
#endif
    /// Makes a client whose calls report events to the listener, up to the level.
    Client(const std::string &config, LogLevel level, LogListener listener, Result &outcome) {
        outcome = listen(config, level, std::move(listener));
    }

    Companies companies() const noexcept { return Companies({handle(), listener_}); }
    Connections connections() const noexcept { return Connections({handle(), listener_}); }
    Refresh refresh() const noexcept { return Refresh({handle(), listener_}); }
    Integrations integrations() const noexcept { return Integrations({handle(), listener_}); }
    Webhooks webhooks() const noexcept { return Webhooks({handle(), listener_}); }
    Groups groups() const noexcept { return Groups({handle(), listener_}); }
    ConnectionManagement connection_management() const noexcept { return ConnectionManagement({handle(), listener_}); }
    Push push() const noexcept { return Push({handle(), listener_}); }
    SupplementalData supplemental_data() const noexcept { return SupplementalData({handle(), listener_}); }
    CustomDataTypes custom_data_types() const noexcept { return CustomDataTypes({handle(), listener_}); }
    Settings settings() const noexcept { return Settings({handle(), listener_}); }

    /// The same operations, begun: they return at once, with a std::future of the result. See "Begun calls" above.
    ///
    ///     std::future<codat::Result> created = client.async().companies().create(input);
    class Async {
    public:
        auto companies() const { return CompaniesBy<detail::Beginning>(way_); }
        auto connections() const { return ConnectionsBy<detail::Beginning>(way_); }
        auto refresh() const { return RefreshBy<detail::Beginning>(way_); }
        auto integrations() const { return IntegrationsBy<detail::Beginning>(way_); }
        auto webhooks() const { return WebhooksBy<detail::Beginning>(way_); }
        auto groups() const { return GroupsBy<detail::Beginning>(way_); }
        auto connection_management() const { return ConnectionManagementBy<detail::Beginning>(way_); }
        auto push() const { return PushBy<detail::Beginning>(way_); }
        auto supplemental_data() const { return SupplementalDataBy<detail::Beginning>(way_); }
        auto custom_data_types() const { return CustomDataTypesBy<detail::Beginning>(way_); }
        auto settings() const { return SettingsBy<detail::Beginning>(way_); }

        /// Begins any request. See Client::request().
        std::future<Result> request(const std::string &method, const std::string &input,
                                    const Context *context = nullptr) const {
            std::string operation = "request." + method;
            for (char &c : operation) {
                if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
            }
            return way_.call(operation, input, context);
        }

        /// Begins an operation by its name.
        std::future<Result> call(const std::string &operation, const std::string &input,
                                 const Context *context = nullptr) const {
            return way_.call(operation, input, context);
        }

    private:
        friend class Client;
        explicit Async(detail::Beginning way) noexcept : way_(std::move(way)) {}
        detail::Beginning way_;
    };
    Async async() const { return Async({handle(), listener_, calls_.get()}); }

    /// Begins an operation, whose outcome the listener is called with, on a thread of the library. Options: those of a
    /// Context, for this call alone; those that it lacks are the context's.
    Call begin(const std::string &operation, const std::string &input, DoneListener done,
               const Context *context = nullptr, const std::string &options = "{}") const {
        return begin(calls_, operation, input, std::move(done), context, options);
    }
    /// The same, whose listener is called in the queue's take().
    Call begin(const Queue &queue, const std::string &operation, const std::string &input, DoneListener done,
               const Context *context = nullptr, const std::string &options = "{}") const {
        return begin(queue.calls_, operation, input, std::move(done), context, options);
    }

    /// Sends any request, for what has no method here: codat_request(). The method is "GET", "POST", "PUT", "PATCH" or
    /// "DELETE"; the input has the fields path, query and body. A Pager for "request.list" goes through any list.
    Result request(const std::string &method, const std::string &input, const Context *context = nullptr) const {
        return detail::CallIn::call_in(context, codat_request, handle(), listener_, method, input);
    }

    /// Calls an operation by its name, such as "companies.create"; codat::operations() lists them.
    Result call(const std::string &operation, const std::string &input,
                const Context *context = nullptr) const {
        return detail::CallIn::call_in(context, codat_call, handle(), listener_, operation, input);
    }

private:
    friend class Pager;

    Call begin(const detail::OwnCalls &calls, const std::string &operation, const std::string &input, DoneListener done,
               const Context *context, const std::string &options) const {
        return detail::CallIn::begin(calls.get(), handle(), listener_, operation, input, std::move(done), context, options);
    }

    Result listen(const std::string &config, LogLevel level, LogListener listener) {
        auto owned = std::make_shared<detail::LogState>();
        owned->listener = std::move(listener);
        listener_ = owned;
        return open(config, [&](const char *config_json, CodatClient **client, char **error) {
            return codat_client_new_with_log(config_json, level, hear, owned.get(), client, error);
        });
    }

    static void hear(void *owned, std::int32_t level, const char *line) {
        auto &log_state = *static_cast<detail::LogState *>(owned);
        if (detail::calls() == 0) {
            // A thread of the library. If the listener ends the last object that owns it, the thread may have more
            // events for it, but lasts no longer than that.
            static thread_local detail::Owned kept;
            kept = log_state.weak_from_this().lock();
        }
        detail::guarded(false, [&] {
            log_state.listener(static_cast<LogLevel>(level), line);
            return true;
        });
    }

    detail::OwnCalls calls_;
};

/// Goes through a list, page after page, the next one fetched while you work on the present one.
///
///     codat::Pager pager(client, "companies.list", R"({"pageSize":5000})");
///     for (std::string page = pager.next().value(); !codat::is_past_the_end(page); page = pager.next().value()) { … }
class Pager : public detail::Object<CodatPager, codat_pager_free> {
public:
    /// Makes a pager for "companies.list", "connections.list", "integrations.list", "refresh.list_pull_operations",
    /// "push.list_operations", "custom_data_types.list_records" or "request.list", with that operation's input; nothing is
    /// sent yet. Neither client nor context need outlive it.
    Pager(const Client &client, const std::string &operation, const std::string &input, Result &outcome,
          const Context *context = nullptr) {
        outcome = open(client, operation, input, context);
    }
#ifdef __cpp_exceptions
    Pager(const Client &client, const std::string &operation, const std::string &input = "{}",
          const Context *context = nullptr) {
        open(client, operation, input, context).value();
    }
#endif

    /// The response JSON of the next page; after the last its result is null. A failure leaves the pager at the same page.
    Result next() const {
        detail::Keeping keeping(listener_, interrupt_);
        return detail::call(codat_pager_next, handle());
    }

    /// Begins to get the next page. Several begun calls are served in the order in which they were begun.
    std::future<Result> begin_next() const {
        return detail::promised([&](detail::Done done) { return begin(calls_, std::move(done)); });
    }
    /// The same, with a listener for the page, on a thread of the library or in the queue's take().
    Call begin_next(DoneListener done) const { return begin(calls_, std::move(done)); }
    Call begin_next(const Queue &queue, DoneListener done) const { return begin(queue.calls_, std::move(done)); }

private:
    Call begin(const detail::OwnCalls &calls, detail::Done done) const {
        detail::Begun begun{std::move(done), listener_, nullptr};
        return detail::Calls::begin(
            calls.get(), std::move(begun), [&](CodatQueue *queue, void *id, std::uint64_t *number, char **error) {
                return codat_pager_begin_next(handle(), queue, id, number, error);
            });
    }

    Result open(const Client &client, const std::string &operation, const std::string &input, const Context *context) {
        if (!detail::is_whole(operation)) return detail::nul_in_text();
        if (context && !*context) return detail::empty_context();
        listener_ = client.listener_;
        if (context) interrupt_ = context->interrupt_;
        return Object::open(input, [&](const char *input_json, CodatPager **pager, char **error) {
            return codat_pager_new(client.handle(), context ? context->handle() : nullptr, operation.c_str(), input_json,
                                   pager, error);
        });
    }

    detail::OwnCalls calls_;
};

/// Whether a pager's response JSON says that there are no more pages.
inline bool is_past_the_end(std::string_view document) noexcept {
    return document.substr(0, 15) == R"({"result":null,)";
}

namespace webhook {

/// Checks that a webhook comes from the service, and is recent; respond to its request with 2xx only then. Needs no
/// client. `secret`: the consumer's, or several with spaces between them. `headers`: a JSON object of the
/// request's headers. `body`: as it arrived, byte for byte. Options, all optional: toleranceSeconds (default
/// 300), now (Unix seconds). Result: id, timestamp, eventType, body. The statuses CODAT_WEBHOOK_… say what is
/// wrong with it.
inline Result verify(const std::string &secret, const std::string &headers, std::string_view body,
                     const std::string &options = "{}") {
    if (!detail::is_whole(options)) return detail::nul_in_text();
    return detail::call(
        [&](const char *secret_text, const char *headers_json, char **document) {
            auto bytes = reinterpret_cast<const std::uint8_t *>(body.data());
            return codat_webhook_verify(secret_text, headers_json, bytes, body.size(), options.c_str(), document);
        },
        secret, headers);
}

/// The same, with headers in a map or in any range of pairs of strings.
template <typename Headers, typename = decltype(std::string_view(std::declval<Headers>().begin()->second))>
Result verify(const std::string &secret, const Headers &headers, std::string_view body,
              const std::string &options = "{}") {
    std::string object;
    for (const auto &[name, value] : headers) {
        object += object.empty() ? '{' : ',';
        object += detail::quoted(name) + ':' + detail::quoted(value);
    }
    return verify(secret, object.empty() ? "{}" : object + '}', body, options);
}

} // namespace webhook

/// The service in miniature, on a port of 127.0.0.1, for tests and for trying things out.
///
///     codat::Sandbox sandbox;
///     codat::Client client(sandbox.config());
class Sandbox : public detail::Object<CodatSandbox, codat_sandbox_stop> {
public:
    /// Starts a sandbox. The fields of its configuration are all optional: `port` (default: any that is free),
    /// `db` (a file that keeps its state; default: in memory), `apiKey`, `webhookSecret`, `startTime` (when its clock
    /// begins, an RFC 3339 time; default: now). CODAT_UNSUPPORTED if the library was built without it.
    Sandbox(const std::string &config, Result &outcome) { outcome = start(config); }
#ifdef __cpp_exceptions
    explicit Sandbox(const std::string &config = "{}") { start(config).value(); }
#endif

    Sandbox(Sandbox &&other) noexcept = default;
    Sandbox &operator=(Sandbox &&other) noexcept {
        std::string config = std::move(other.config_); // of this one too, if it is the same
        Object::operator=(std::move(other));
        config_ = std::move(config);
        return *this;
    }

    /// A configuration for clients of this sandbox: {"baseUrl":…,"apiKey":…}.
    const std::string &config() const noexcept { return config_; }

    /// Has the sandbox do what the real service would not do on request: "queue-faults", "clear-faults",
    /// "set-limits", "advance-clock", "link-connection", "deauthorize-connection" and more: docs/sandbox.md.
    Result control(const std::string &action, const std::string &input = "{}") const {
        return detail::call(codat_sandbox_control, handle(), action, input);
    }

private:
    Result start(const std::string &config) {
        Result started = open(config, codat_sandbox_start);
        if (started) {
            // {"result":CONFIG,"meta":…}: no other text of this form can follow.
            const std::string &document = started.document();
            auto begin = document.find(':') + 1;
            config_ = document.substr(begin, document.rfind(",\"meta\":") - begin);
        }
        return started;
    }

    std::string config_;
};

/// Describes every operation. Result: an array of `{"name", "method", "path", "members", "answer",
/// "operationId"}`.
inline Result operations() {
    return detail::call(codat_operations);
}

} // namespace codat

#endif // CODAT_HPP
