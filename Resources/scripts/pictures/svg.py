"""Cells as SVG: exact colours, lines and blocks drawn as shapes so that they meet whatever the font."""
from html import escape

WIDTH, HEIGHT, SIZE, BASELINE, PADDING = 9, 19, 15, 14, 10

ANSI = ["#1b1d23", "#d7505a", "#5fa55a", "#c7952f", "#4a83d4", "#a866c0", "#3a9aa8", "#c9ced6",
        "#6b727d", "#f2777a", "#8ccf7e", "#e5c76b", "#6cb0f0", "#cf93e0", "#63c5d3", "#ffffff"]
GROUNDS = {"dark": ("#d5d9df", "#14161a"), "light": ("#24292f", "#ffffff"), "high-contrast": ("#ffffff", "#000000")}
PURE = ["#000000", "#cd0000", "#00cd00", "#cdcd00", "#0000ee", "#cd00cd", "#00cdcd", "#e5e5e5",
        "#7f7f7f", "#ff6060", "#00ff00", "#ffff00", "#5c5cff", "#ff00ff", "#00ffff", "#ffffff"]

# From the middle of the cell to its sides: left, right, up, down.
LINES = {"─": "lr", "│": "ud", "╭": "rd", "╮": "ld", "╰": "ru", "╯": "lu", "├": "udr", "┤": "udl", "┬": "lrd", "┴": "lru", "┼": "lrud",
         "┌": "rd", "┐": "ld", "└": "ru", "┘": "lu"}


def color(value, theme):
    if isinstance(value, tuple):
        return "#%02x%02x%02x" % value
    if value < 16:
        return (PURE if theme == "high-contrast" else ANSI)[value]
    if value >= 232:
        return "#" + "%02x" % (8 + 10 * (value - 232)) * 3
    levels = [0, 95, 135, 175, 215, 255]
    value -= 16
    return "#%02x%02x%02x" % (levels[value // 36], levels[value // 6 % 6], levels[value % 6])


def mixed(front, back):
    return "#" + "".join("%02x" % ((int(front[i:i + 2], 16) * 3 + int(back[i:i + 2], 16) * 2) // 5) for i in (1, 3, 5))


def paints(style, theme):
    """Foreground and background; None for the terminal's own background."""
    ground = GROUNDS.get(theme, GROUNDS["dark"])
    front = ground[0] if style.foreground is None else color(style.foreground, theme)
    back = None if style.background is None else color(style.background, theme)
    if style.reverse:
        front, back = back or ground[1], front
    if style.dim:
        front = mixed(front, back or ground[1])
    return front, back


def shapes(text, x, y, front):
    """A box-drawing or block character as shapes, or None."""
    middle, centre = x + WIDTH / 2, y + HEIGHT / 2
    if text in LINES:
        ends = {"l": (x, centre), "r": (x + WIDTH, centre), "u": (middle, y), "d": (middle, y + HEIGHT)}
        sides = [ends[side] for side in LINES[text]]
        if text in "╭╮╰╯":
            path = "M%g %gQ%g %g %g %g" % (*sides[0], middle, centre, *sides[1])
        else:
            path = "".join("M%g %gL%g %g" % (middle, centre, *side) for side in sides)
        return '<path d="%s" stroke="%s" fill="none"/>' % (path, front)
    level = "▁▂▃▄▅▆▇█".find(text)
    if level >= 0:
        tall = HEIGHT * (level + 1) / 8
        return '<rect x="%g" y="%g" width="%g" height="%g" fill="%s"/>' % (x, y + HEIGHT - tall, WIDTH, tall, front)
    if text == "░":
        return '<rect x="%g" y="%g" width="%g" height="%g" fill="%s" opacity=".25"/>' % (x, y + 3, WIDTH, HEIGHT - 6, front)
    if text == "▌":
        return '<rect x="%g" y="%g" width="%g" height="%g" fill="%s"/>' % (x, y, WIDTH / 2, HEIGHT, front)
    if text in "┃":
        return '<rect x="%g" y="%g" width="3" height="%g" fill="%s"/>' % (middle - 1.5, y, HEIGHT, front)
    return None


def picture(cells, theme, title):
    ground = GROUNDS.get(theme, GROUNDS["dark"])
    width, height = cells.columns * WIDTH + 2 * PADDING, cells.rows * HEIGHT + 2 * PADDING
    out = ['<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" role="img">' % (width, height, width, height),
           "<title>%s</title>" % escape(title),
           '<rect width="100%%" height="100%%" rx="8" fill="%s"/>' % ground[1],
           '<g font-family="ui-monospace,\'DejaVu Sans Mono\',Menlo,Consolas,monospace" font-size="%d" xml:space="preserve">' % SIZE]
    for row, line in enumerate(cells.grid):
        y = PADDING + row * HEIGHT
        column = 0
        texts = []
        while column < cells.columns:
            text, style = line[column]
            front, back = paints(style, theme)
            end = column + 1
            while end < cells.columns and line[end][1].key() == style.key():
                end += 1
            x = PADDING + column * WIDTH
            if back:
                out.append('<rect x="%d" y="%d" width="%d" height="%d" fill="%s"/>' % (x, y, (end - column) * WIDTH, HEIGHT, back))
            texts.append((column, end, front, style))
            column = end
        for start, end, front, style in texts:
            attributes = 'fill="%s"' % front + (' font-weight="bold"' if style.bold else "") + (
                ' font-style="italic"' if style.italic else "")
            place = start
            while place < end:
                text = line[place][0]
                x = PADDING + place * WIDTH
                shape = shapes(text, x, y, front) if text else None
                if shape:
                    out.append(shape)
                    place += 1
                    continue
                if not text.strip():
                    place += 1
                    continue
                # Words go out whole, wide characters one by one, so that nothing drifts off its column.
                stop = place + 1
                if text.isascii():
                    while stop < end and line[stop][0].isascii() and line[stop][0].strip():
                        stop += 1
                word = "".join(cell[0] for cell in line[place:stop])
                length = ' textLength="%d"' % ((stop - place) * WIDTH) if len(word) > 1 and word.isascii() else ""
                out.append('<text x="%d" y="%d" %s%s>%s</text>' % (x, y + BASELINE, attributes, length, escape(word)))
                place = stop
            if style.underline:
                out.append('<rect x="%d" y="%d" width="%d" height="1" fill="%s"/>' % (
                    PADDING + start * WIDTH, y + BASELINE + 2, (end - start) * WIDTH, front))
        if cells.cursor and cells.row == row:
            out.append('<rect x="%d" y="%d" width="2" height="%d" fill="%s"/>' % (
                PADDING + cells.column * WIDTH, y + 2, HEIGHT - 4, ground[0]))
    out.append("</g></svg>")
    return "\n".join(out) + "\n"
