"""The picture of `make bench`: libcodat's CPU for a call against that of each language's usual ways."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from results import Results

PAIRS = (
    ("C", "c/codat", "c/libcurl", "a libcurl easy handle"),
    ("Python", "python/codat", "python/http.client", "http.client + json"),
    ("Python", "python/codat", "python/official", "the official client"),
    ("Go", "go/codat", "go/net/http", "net/http + encoding/json"),
    ("C#", "csharp/codat", "csharp/HttpClient", "HttpClient + System.Text.Json"),
    ("TypeScript", "node/codat", "node/undici.request", "undici.request + JSON.parse"),
)
OPERATIONS = (
    ("create", "create"),
    ("get", "get"),
    ("list100", "100 companies"),
    ("list5000", "5,000 companies"),
)

LEFT, FULL, ROW, TOP = 330, 330, 19, 66
"""The left end of bars, the length of a bar of ratio 1, the distance between bars, the top of the first."""
LONGEST = 1.4
"""Longer bars are cut off; the number beside them is exact."""

STYLE = """
  text { font: 13px system-ui, sans-serif; fill: #24292f }
  .title { font-size: 15px; font-weight: 600 }
  .quiet { fill: #6e7781 }
  .bar { fill: #2a78d6 }
  .line { stroke: #8c959f; stroke-dasharray: 3 3 }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3 }
    .quiet { fill: #8b949e }
    .bar { fill: #4a94e8 }
  }
"""


def draw(results: Results) -> str:
    """The picture as SVG; pairs of which one was not measured are left out."""
    parts = []
    y = TOP
    for language, ours, theirs, words in PAIRS:
        ratios = [
            (label, mine / other)
            for operation, label in OPERATIONS
            if (mine := results.of(ours, operation, 1, "cpu_us"))
            and (other := results.of(theirs, operation, 1, "cpu_us"))
        ]
        if not ratios:
            continue
        parts.append(_text(12, y, f"{language}, against {words}", "title"))
        y += ROW + 2
        for label, ratio in ratios:
            width = min(ratio, LONGEST) * FULL
            parts.append(_text(LEFT - 10, y, label, "quiet", "end"))
            parts.append(
                f'<rect class="bar" x="{LEFT}" y="{y - 11}" width="{width:.0f}" height="13" rx="2"/>'
            )
            parts.append(_text(LEFT + int(width) + 6, y, f"{ratio:.2f}"))
            y += ROW
        y += 14
    height = y + 4
    head = [
        _text(
            12,
            22,
            "CPU for a call with libcodat, as a part of what the other way takes: shorter is less",
            "title",
        ),
        _text(LEFT + FULL, 44, "the same", "quiet", "middle"),
        f'<line class="line" x1="{LEFT + FULL}" y1="50" x2="{LEFT + FULL}" y2="{height - 14}"/>',
    ]
    width = LEFT + int(FULL * LONGEST) + 60
    size = f'viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
    start = f'<svg xmlns="http://www.w3.org/2000/svg" {size}>'
    return "\n".join([start, f"<style>{STYLE}</style>", *head, *parts, "</svg>", ""])


def _text(x: int, y: int, words: str, look: str = "", anchor: str = "start") -> str:
    return f'<text x="{x}" y="{y}" class="{look}" text-anchor="{anchor}">{words}</text>'
