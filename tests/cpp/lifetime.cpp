// Objects end once, with their scope, wherever they were moved; calls on an empty object return an error.
#include <stdexcept>
#include <type_traits>
#include <utility>
#include <vector>

#include "check.hpp"

template <typename T>
constexpr bool moves_only = std::is_nothrow_move_constructible_v<T> && std::is_nothrow_move_assignable_v<T> &&
                            !std::is_copy_constructible_v<T> && !std::is_copy_assignable_v<T>;

static_assert(moves_only<codat::Client> && moves_only<codat::Context> && moves_only<codat::Pager> &&
              moves_only<codat::Sandbox>);

static void alive(std::int64_t expected) {
    CHECK(codat::live_objects() == expected, std::to_string(codat::live_objects()) + " objects are alive");
}

static codat::Client make(const codat::Sandbox &sandbox) { return codat::Client(sandbox.config()); }

static void scopes() {
    alive(0);
    {
        codat::Sandbox sandbox;
        alive(1);
        codat::Client client = make(sandbox);
        codat::Context context;
        alive(3);
        CHECK(sandbox && client && context, "not empty");
        // A result is the program's own: nothing of the library is in it.
        codat::Result listed = client.groups().list("{}", &context);
        CHECK(listed, listed.document());
        alive(3);
    }
    alive(0);
    try {
        codat::Sandbox sandbox;
        codat::Client client = make(sandbox);
        throw std::runtime_error("on the way");
    } catch (const std::runtime_error &) {
        alive(0);
    }
}

static void moving() {
    codat::Sandbox first_home;
    codat::Client client = make(first_home);
    std::string config = first_home.config();
    codat::Sandbox sandbox(std::move(first_home));
    CHECK(sandbox && !first_home && sandbox.config() == config, "the sandbox was moved");
    CHECK_FAILS(first_home.control("stats"), CODAT_INVALID_HANDLE);
    codat::Sandbox &itself = sandbox;
    sandbox = std::move(itself);
    CHECK(sandbox && sandbox.config() == config, "it was moved to itself");
    alive(2);

    codat::Client second(std::move(client));
    CHECK(second && !client && client.handle() == nullptr, "the client was moved");
    CHECK_FAILS(client.groups().list(), CODAT_INVALID_HANDLE);
    CHECK_FAILS(client.call("groups.list", "{}"), CODAT_INVALID_HANDLE);
    codat::Result listed = second.groups().list();
    CHECK(listed, listed.document());
    alive(2);

    // A call must not run without the deadline that its context was to give it.
    long before = requests(sandbox);
    codat::Context context(R"({"timeoutMs":60000})");
    codat::Context moved(std::move(context));
    CHECK_FAILS(second.groups().list("{}", &context), CODAT_INVALID_HANDLE);
    CHECK_FAILS(second.call("groups.list", "{}", &context), CODAT_INVALID_HANDLE);
    CHECK(context.cancel() == CODAT_INVALID_HANDLE, "the context is empty");
    CHECK(requests(sandbox) == before, "something was sent");
    alive(3);

    // Assigning frees the previous object.
    codat::Client other = make(sandbox);
    CodatClient *ended = other.handle();
    alive(4);
    other = std::move(second);
    alive(3);
    CHECK(codat_client_free(ended) == CODAT_INVALID_HANDLE, "it was ended already");
    codat::Client &same = other;
    other = std::move(same);
    listed = other.groups().list();
    CHECK(listed, listed.document());
    client = std::move(other);
    CHECK(client && !other, "an empty one can be assigned to");

    std::vector<codat::Client> clients;
    for (int i = 0; i < 10; i++) clients.push_back(make(sandbox));
    alive(13);
    clients.clear();
    alive(3);
}

static void ended_twice() {
    codat::Sandbox sandbox;
    codat::Client client = make(sandbox);
    codat::Groups groups = client.groups();
    CHECK(codat_client_free(client.handle()) == CODAT_OK, "ended by hand");
    alive(1);
    CHECK_FAILS(groups.list(), CODAT_INVALID_HANDLE);
}

static void outlived() {
    codat::Sandbox sandbox;
    codat::Companies companies = make(sandbox).companies();
    alive(1);
    CHECK_FAILS(companies.list(), CODAT_INVALID_HANDLE);
}

int main() {
    scopes();
    moving();
    ended_twice();
    outlived();
    return done();
}
