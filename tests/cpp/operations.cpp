// Every operation has a method, and each method calls its own operation, or begins it, in the context that it is given. The
// included file has a line OPERATION("companies.create", companies().create) for each operation of the library.
#include <utility>

#include "check.hpp"

static void is_refused(const codat::Result &result, const std::string &operation) {
    CHECK_FAILS(result, CODAT_INVALID_ARGUMENT);
    CHECK(contains(result.document(), R"("operation":")" + operation + '"'), result.document());
    CHECK(contains(result.document(), R"("member":"noMember")"), result.document());
}

int main() {
    {
        codat::Client client(R"({"apiKey":"none","baseUrl":"http://127.0.0.1:1"})");
        codat::Context moved_from;
        codat::Context context(std::move(moved_from));
        int count = 0;
        // Refused before anything is sent; the error JSON has the name of the operation.
#define OPERATION(name, method)                                                                       \
    {                                                                                                 \
        is_refused(client.method(R"({"noMember":1})", &context), name);                               \
        is_refused(client.async().method(R"({"noMember":1})", &context).get(), name);                 \
        CHECK_FAILS(client.method("{}", &moved_from), CODAT_INVALID_HANDLE);                          \
        CHECK_FAILS(client.async().method("{}", &moved_from).get(), CODAT_INVALID_HANDLE);            \
        CHECK_FAILS(client.call(name, R"({"noMember":1})"), CODAT_INVALID_ARGUMENT);                  \
        count++;                                                                                      \
    }
#include "operations.inc"
        CHECK(count >= 14, std::to_string(count));

        // Those that take nothing need no input.
        CHECK(context.cancel() == CODAT_OK, "cancel");
        CHECK_FAILS(client.companies().list("{}", &context), CODAT_CANCELLED);
        CHECK_FAILS(client.groups().list("{}", &context), CODAT_CANCELLED);
        CHECK_FAILS(client.call("groups.list", "{}", &context), CODAT_CANCELLED);

        CHECK_FAILS(client.call("companies.bake", "{}"), CODAT_INVALID_ARGUMENT);
        for (const char *method : {"GET", "POST", "PUT", "PATCH", "DELETE"}) {
            CHECK_FAILS(client.request(method, R"({"path":"/companies"})", &context), CODAT_CANCELLED);
            CHECK_FAILS(client.async().request(method, R"({"path":"/companies"})", &context).get(), CODAT_CANCELLED);
            CHECK_FAILS(client.request(method, R"({"path":"companies"})", &context), CODAT_INVALID_ARGUMENT);
        }
        CHECK_FAILS(client.request("HEAD", R"({"path":"/companies"})"), CODAT_INVALID_ARGUMENT);
        CHECK_FAILS(client.async().request("HEAD", R"({"path":"/companies"})").get(), CODAT_INVALID_ARGUMENT);
        CHECK(codat::Pager(client, "request.list", R"({"path":"/companies","page":2})"), "a pager of any list");
        std::string all = codat::operations().value();
        CHECK(all.rfind(R"({"result":[{"name":"companies.list")", 0) == 0, all);
    }
    return done();
}
