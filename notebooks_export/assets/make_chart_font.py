"""Writes chart_font.txt: outlines of DejaVu Sans as polygons, for charts that are drawn without a browser.

    /usr/bin/python3 make_chart_font.py /usr/share/fonts/truetype/dejavu/DejaVuSans.ttf > chart_font.txt

A line a character: its code point, its advance, then its contours, separated by ";". Coordinates are x y pairs,
y upwards, 512 to the em; curves are cut into three straight pieces.
"""

import sys

from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.ttLib import TTFont

font = TTFont(sys.argv[1])
glyphs, names = font.getGlyphSet(), font.getBestCmap()
to_units = 512 / font["head"].unitsPerEm
more = "αβγδεθκλμπρστφχψω‐–—‘’“”…′ ‰←→−≈≤≥□√∞"
for code in [*range(0x20, 0x7F), *range(0xA0, 0x100), *map(ord, more)]:
    pen = DecomposingRecordingPen(glyphs)
    glyphs[names[code]].draw(pen)
    contours, points = [], []
    for kind, to in pen.value:
        if kind == "moveTo":
            points = [to[0]]
        elif kind == "lineTo":
            points.append(to[0])
        elif kind == "qCurveTo":
            for at, control in enumerate(to[:-1]):
                last = at + 2 == len(to)
                end = to[-1] if last else tuple((a + b) / 2 for a, b in zip(control, to[at + 1]))
                start = points[-1]
                for t in (1 / 3, 2 / 3, 1):
                    points.append(
                        tuple((1 - t) ** 2 * s + 2 * t * (1 - t) * c + t * t * e
                              for s, c, e in zip(start, control, end)))
        else:
            contours.append(" ".join(f"{round(x * to_units)} {round(y * to_units)}" for x, y in points))
    print(code, round(glyphs[names[code]].width * to_units), ";".join(contours))
