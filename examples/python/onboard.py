"""Onboards the companies of a CSV file, each exactly once, into groups.

    python onboard.py companies.csv      # the key is in the environment variable CODAT_API_KEY
    python onboard.py --sandbox          # 10,000 made-up companies, on the embedded sandbox
    python onboard.py --sandbox 500

The file has the columns `name`, `description`, `group` and `reference`; each company is tagged with its
reference, which must be unique. Groups that are missing are created. A journal beside the file remembers
what was done: after Ctrl-C or a power cut, start it again to resume the run.
"""

from __future__ import annotations

import argparse
import csv
import sys
import tempfile
import time
from pathlib import Path

import codat

GROUPS = ("Invoice finance", "Term loans", "Asset finance", "Revolving credit")
TRADES = ("Bakery", "Cafe", "Joinery", "Garage", "Florist", "Brewery", "Print shop", "Nursery")


def main() -> int:
    """Does what the arguments say; the exit code is 0 if every company exists."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("file", nargs="?", type=Path, help="the CSV file")
    what.add_argument("--sandbox", nargs="?", type=int, const=10_000, metavar="N")
    given = parser.parse_args()
    if given.file:
        with codat.Client() as client:
            return onboard(client, given.file)
    with tempfile.TemporaryDirectory() as folder, codat.Sandbox() as sandbox, sandbox.client() as client:
        file = Path(folder) / "companies.csv"
        make_up(file, given.sandbox)
        sandbox.set_limits(requests_per_day=given.sandbox * 2 + 100, companies=given.sandbox)
        return onboard(client, file)


def onboard(client: codat.Client, file: Path) -> int:
    """Creates what the file has and the service has not."""
    with file.open(newline="", encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    groups = find_groups(client, {row["group"] for row in rows if row["group"]})
    requests = [
        codat.CompanyRequest(
            row["name"],
            description=row["description"] or None,
            tags={"reference": row["reference"]},
            groups=[groups[row["group"]]] if row["group"] else None,
        )
        for row in rows
    ]
    began = time.monotonic()
    try:
        outcome = client.companies.create_many(
            requests,
            journal=file.with_suffix(".journal"),
            lookup_tag="reference",
            progress=show,
        )
    except KeyboardInterrupt:
        print("\nInterrupted: start it again to resume the run.", file=sys.stderr)
        return 130
    for result in outcome.results:
        if result.exception:
            print(f"{rows[result.index]['reference']}: {result.exception}", file=sys.stderr)
    print(
        f"{outcome.total} companies in {len(groups)} groups: {outcome.created} created, "
        f"{outcome.found + outcome.resumed} there before, {outcome.failed} failed, "
        f"{outcome.not_tried} not tried{f' ({outcome.stopped})' if outcome.stopped else ''}, "
        f"in {time.monotonic() - began:.1f} s"
    )
    return 1 if outcome.failed or outcome.not_tried else 0


def find_groups(client: codat.Client, names: set[str]) -> dict[str, codat.Group]:
    """The groups with these names; those that are missing are created, for they can never be deleted."""
    groups = {group.name or "": group for group in client.groups.list().results}
    for name in sorted(names - groups.keys()):
        groups[name] = client.groups.create(name)
    return {name: groups[name] for name in names}


def show(event: codat.CreateManyEvent) -> None:
    """Draws a bar: at each company on a terminal, otherwise at every tenth of them."""
    if sys.stderr.isatty():
        filled = 40 * event.done // event.total
        bar = f"\r[{'#' * filled}{'.' * (40 - filled)}] {event.done}/{event.total}"
        print(bar, end="\n" if event.done == event.total else "", file=sys.stderr, flush=True)
    elif 10 * event.done // event.total > 10 * (event.done - 1) // event.total:
        print(f"{event.done}/{event.total}", file=sys.stderr)


def make_up(file: Path, count: int) -> None:
    """Writes a file of companies that are nobody's."""
    with file.open("w", newline="", encoding="utf-8") as lines:
        writer = csv.writer(lines)
        writer.writerow(("name", "description", "group", "reference"))
        for number in range(1, count + 1):
            trade, group = TRADES[number % len(TRADES)], GROUPS[number % len(GROUPS)]
            writer.writerow((f"{trade} No. {number}", f"A {trade.lower()}", group, f"A-{number}"))


if __name__ == "__main__":
    sys.exit(main())
