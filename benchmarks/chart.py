"""Pictures of several panels as SVG, both axes logarithmic, with the standard library alone."""

import collections
import html
import math

WIDTH, HEIGHT = 460, 340
LEFT, RIGHT, TITLE, LINE, BOTTOM = 64, 16, 20, 15, 48
LEAST_SPAN = 10  # of an axis: what is constant shall look so
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000")  # Okabe & Ito: for everyone

# points: [(x, y)]; labels: a text beside each point, or none, and then a line joins the points.
Series = collections.namedtuple("Series", "name points labels", defaults=(None,))
# series: several of these, in the order of the legend
Panel = collections.namedtuple("Panel", "title x y series")


class LogAxis:
    """Where a value lies between two pixels."""

    def __init__(self, values, first_pixel, last_pixel):
        middle = math.sqrt(min(values) * max(values))
        span = math.sqrt(max(LEAST_SPAN, 1.4 * max(values) / min(values)))
        self.low, self.high = middle / span, middle * span
        self.first_pixel, self.last_pixel = first_pixel, last_pixel

    def __call__(self, value):
        share = math.log(value / self.low) / math.log(self.high / self.low)
        return self.first_pixel + share * (self.last_pixel - self.first_pixel)

    def ticks(self):
        mantissas = (1, 2, 5) if self.high / self.low < 200 else (1,)
        exponents = range(math.floor(math.log10(self.low)), math.ceil(math.log10(self.high)) + 1)
        ticks = [mantissa * 10.0**exponent for exponent in exponents for mantissa in mantissas]
        return [tick for tick in ticks if self.low <= tick <= self.high]


def text(x, y, content, anchor="start", more=""):
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" {more}>{html.escape(content)}</text>'


def line(x1, y1, x2, y2, colour):
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{colour}"/>'


def number(value):
    return f"{value:,.0f}" if value >= 1000 else f"{value:g}"


def axes(panel, x, y):
    right, top, bottom = x.last_pixel, y.last_pixel, y.first_pixel
    parts = [text(LEFT, TITLE, panel.title, more='font-weight="bold"'),
             text((LEFT + right) / 2, HEIGHT - 10, panel.x, "middle"),
             text(0, 0, panel.y, "middle", f'transform="translate(14,{(top + bottom) / 2}) rotate(-90)"')]
    for tick in x.ticks():
        parts += [line(x(tick), top, x(tick), bottom, "#e0e0e0"), text(x(tick), bottom + 16, number(tick), "middle")]
    for tick in y.ticks():
        parts += [line(LEFT, y(tick), right, y(tick), "#e0e0e0"), text(LEFT - 6, y(tick) + 4, number(tick), "end")]
    return parts


def label_places(places):
    """Right of the points; further down where another label is in the way."""
    labels = {}
    for i in sorted(range(len(places)), key=lambda i: places[i][1]):
        a, b = places[i][0] + 5, places[i][1] + 4
        while any(abs(a - other_a) < 16 and abs(b - other_b) < 11 for other_a, other_b in labels.values()):
            b += 1
        labels[i] = (a, b)
    return [labels[i] for i in range(len(places))]


def drawn(series, colour, x, y):
    places = [(x(a), y(b)) for a, b in series.points]
    parts = [f'<circle cx="{a:.1f}" cy="{b:.1f}" r="3" fill="{colour}"/>' for a, b in places]
    if series.labels is None:
        path = " ".join(f"{a:.1f},{b:.1f}" for a, b in places)
        return [f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>', *parts]
    return parts + [text(a, b, label, more=f'fill="{colour}"')
                    for (a, b), label in zip(label_places(places), series.labels)]


def panel_parts(panel):
    points = [point for series in panel.series for point in series.points]
    x = LogAxis([a for a, _ in points], LEFT, WIDTH - RIGHT)
    y = LogAxis([b for _, b in points], HEIGHT - BOTTOM, TITLE + LINE * (len(panel.series) + 1))
    parts = axes(panel, x, y)
    for i, series in enumerate(panel.series):
        colour = COLOURS[i % len(COLOURS)]
        parts += [text(LEFT, TITLE + LINE * (i + 1), series.name, more=f'fill="{colour}"'),
                  *drawn(series, colour, x, y)]
    return parts


def svg(panels, columns=2, zoom=1.0):
    """The panels, row by row, as the text of an SVG file."""
    columns = min(columns, len(panels))
    width, height = columns * WIDTH, -(-len(panels) // columns) * HEIGHT
    lines = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{zoom * width:.0f}" height="{zoom * height:.0f}" '
             f'viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="12">',
             f'<rect width="{width}" height="{height}" fill="#ffffff"/>']
    for i, panel in enumerate(panels):
        lines += [f'<g transform="translate({i % columns * WIDTH},{i // columns * HEIGHT})">',
                  *panel_parts(panel), "</g>"]
    return "\n".join(lines + ["</svg>"]) + "\n"
