"""One SVG per group: ns per operation of every side, as bars on a logarithmic scale."""

import math
from html import escape

from . import measure, report

COLOURS = ["#1b6ca8", "#d1495b", "#edae49", "#66a182", "#8d6a9f", "#777777"]
LABEL, BARS, BAR, GAP, TOP = 230, 460, 9, 8, 44


def drawing(title, rows, sides):
    """`rows`: (label, {side: ns})."""
    values = [v for _, found in rows for v in found.values()]
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)) + 1e-9)
    high = max(high, low + 1)

    def x(value):
        return LABEL + BARS * (math.log10(value) - low) / (high - low)

    parts, y = [], TOP
    for label, found in rows:
        middle = y + BAR * len(found) / 2 + 4
        parts.append(f'<text x="{LABEL - 8}" y="{middle:.0f}" text-anchor="end">{escape(label)}</text>')
        for side, value in found.items():
            width = max(1, x(value) - LABEL)
            parts.append(f'<rect x="{LABEL}" y="{y}" width="{width:.1f}" height="{BAR - 1}" fill="{COLOURS[sides.index(side) % 6]}"/>')
            parts.append(f'<text x="{LABEL + width + 4:.1f}" y="{y + 8}" font-size="8">{report.number(value)}</text>')
            y += BAR
        y += GAP
    for power in range(low, high + 1):
        at = x(10.0**power)
        parts.insert(0, f'<line x1="{at:.1f}" x2="{at:.1f}" y1="{TOP - 4}" y2="{y}" stroke="#ccc"/>')
        parts.append(f'<text x="{at:.1f}" y="{y + 12}" text-anchor="middle">{10.0**power:g}</text>')
    at = LABEL
    for side in sides:
        parts.append(f'<rect x="{at}" y="24" width="10" height="10" fill="{COLOURS[sides.index(side) % 6]}"/>')
        parts.append(f'<text x="{at + 14}" y="33">{escape(side)}</text>')
        at += 24 + 7 * len(side)
    return "\n".join([f'<svg xmlns="http://www.w3.org/2000/svg" width="{LABEL + BARS + 60}" height="{y + 20}" '
                      'font-family="sans-serif" font-size="11">', '<rect width="100%" height="100%" fill="white"/>',
                      f'<text x="8" y="16" font-size="13">{escape(title)}</text>', *parts, "</svg>", ""])


def write(results, folder):
    folder.mkdir(parents=True, exist_ok=True)
    sides = [s["name"] for s in results["sides"]]
    for group in dict.fromkeys(r["group"] for r in results["rows"]):
        rows = []
        for row in (r for r in results["rows"] if r["group"] == group):
            found = {s: measure.median(row, s) for s in sides if measure.median(row, s)}
            if found:
                rows.append((f"{row['name']}, {row['workers']}", found))
        if rows:
            title = f"{group}: ns per operation (log scale; name, workers)"
            (folder / f"{group}.svg").write_text(drawing(title, rows, sides))
