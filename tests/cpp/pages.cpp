// Pagers return all pages and end with their scope; a progress callback is called for each company, and can stop the run.
#include <stdexcept>
#include <utility>

#include "check.hpp"

int main() {
    {
        codat::Sandbox sandbox;
        codat::Client client(sandbox.config());
        int heard = 0;
        codat::Context told("{}", [&](std::string_view event) {
            heard++;
            CHECK(contains(std::string(event), R"("operation":"companies.create_many")"), std::string(event));
            return true;
        });
        codat::Context context(std::move(told));
        const std::string list = R"({"companies":[{"name":"One"},{"name":"Two"},{"name":"Three"}],"concurrency":1})";
        std::string made = client.companies().create_many(list, &context).value();
        CHECK(heard == 3 && contains(made, R"("created":3)"), made);

        codat::Context refusing("{}", [](std::string_view) -> bool { throw std::runtime_error("on purpose"); });
        made = client.companies().create_many(list, &refusing).value();
        CHECK(contains(made, R"("stopped":"stopped")"), made);

        codat::Pager first(client, "companies.list", R"({"pageSize":2,"orderBy":"name"})");
        codat::Pager pager(std::move(first));
        CHECK(!first && pager, "moved");
        CHECK_FAILS(first.next(), CODAT_INVALID_HANDLE);
        int pages = 0;
        for (std::string page = pager.next().value(); !codat::is_past_the_end(page); page = pager.next().value()) {
            pages++;
            CHECK(contains(page, R"("results":[{)"), page);
        }
        CHECK(pages == 2 || pages == 3, std::to_string(pages) + " pages");
        CHECK(codat::is_past_the_end(pager.next().value()), "the pager remains at the end");

        codat::Result outcome;
        codat::Pager none(client, "companies.get", "{}", outcome);
        CHECK(!none && outcome.status() == CODAT_INVALID_ARGUMENT, outcome.document());
        CHECK_FAILS(none.next(), CODAT_INVALID_HANDLE);

        // The next page is being fetched when this pager ends.
        codat::Pager left(client, "companies.list", R"({"pageSize":1})");
        CHECK(left.next(), "a page");
    }
    return done();
}
