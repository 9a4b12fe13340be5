#!/bin/sh
# Prints a table of scenarios and languages from the report that the runners wrote:
#
#     tests/conformance/table.sh REPORT LANGUAGE…
#
# Fails if a cell is not a pass. A language without a line was skipped, which is an error only if CI is set.
set -eu
report=$1
shift
scenarios=$(cd "$(dirname "$0")/scenarios" && ls ./*.json | sed 's|^\./||; s|\.json$||')

awk -F '\t' -v languages="$*" -v scenarios="$scenarios" -v strict="${CI:-}" '
    { outcome[$2, $1] = $3; seen[$1] = 1 }
    END {
        count = split(languages, language, " ")
        rows = split(scenarios, scenario, "\n")
        printf "%-36s", "scenario"
        for (i = 1; i <= count; i++) printf "%-9s", language[i]
        print ""
        for (row = 1; row <= rows; row++) {
            printf "%-36s", scenario[row]
            for (i = 1; i <= count; i++) {
                cell = outcome[scenario[row], language[i]]
                if (cell == "") cell = seen[language[i]] ? "missing" : "skipped"
                if (cell != "pass" && (cell != "skipped" || strict)) bad++
                printf "%-9s", cell
            }
            print ""
        }
        printf "%d scenarios in %d languages, %d cells are no pass\n", rows, count, bad
        exit bad > 0
    }' "$report"
