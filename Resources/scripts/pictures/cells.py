"""A terminal in memory: as much of xterm as curses uses, cell by cell with colours and attributes."""
import re
import unicodedata

CSI = re.compile(rb"\x1b\[([?>=]?)([0-9;]*)([@-~])")


class Style:
    __slots__ = ("foreground", "background", "bold", "dim", "italic", "underline", "reverse")

    def __init__(self, other=None):
        for name in self.__slots__:
            setattr(self, name, getattr(other, name) if other else (None if name.endswith("ground") else False))

    def key(self):
        return tuple(getattr(self, name) for name in self.__slots__)


class Cells:
    def __init__(self, columns, rows):
        self.columns, self.rows = columns, rows
        self.style = Style()
        self.column = self.row = 0
        self.saved = (0, 0)
        self.wrap = False
        self.top, self.bottom = 0, rows - 1
        self.grid = [self.blank() for _ in range(rows)]
        self.pending = b""
        self.last = " "
        self.cursor = True

    def blank(self):
        style = Style()
        style.background = self.style.background
        return [(" ", style) for _ in range(self.columns)]

    @property
    def text(self):
        return "\n".join("".join(cell[0] for cell in row).rstrip() for row in self.grid)

    def feed(self, data):
        self.pending += data
        while self.pending:
            used = self.step(self.pending)
            if not used:
                return
            self.pending = self.pending[used:]

    def step(self, data):
        first = data[0]
        if first == 0x1B:
            return self.escape(data)
        if first == 0x0D:
            self.place(0, self.row)
        elif first in (0x0A, 0x0B, 0x0C):
            self.line_feed()
        elif first == 0x08:
            self.place(self.column - 1, self.row)
        elif first == 0x09:
            self.place((self.column // 8 + 1) * 8, self.row)
        elif first >= 0x20 and first != 0x7F:
            length = 1 if first < 0x80 else 2 if first < 0xE0 else 3 if first < 0xF0 else 4
            if len(data) < length:
                return 0
            self.put(data[:length].decode("utf-8", "replace"))
            return length
        return 1

    def escape(self, data):
        if len(data) < 2:
            return 0
        kind = data[1:2]
        if kind == b"[":
            match = CSI.match(data)
            if not match:
                return 0 if len(data) < 64 else 2
            self.control(match[1], [int(number) if number else 0 for number in match[2].split(b";")], match[3].decode())
            return match.end()
        if kind == b"]":
            ends = [place + len(end) for end in (b"\x07", b"\x1b\\") if (place := data.find(end, 2)) >= 0]
            return min(ends) if ends else 0
        if kind in b"()":
            return 3 if len(data) > 2 else 0
        if kind == b"7":
            self.saved = (self.column, self.row)
        elif kind == b"8":
            self.place(*self.saved)
        elif kind == b"M":
            if self.row == self.top:
                self.scroll(-1)
            else:
                self.place(self.column, self.row - 1)
        return 2

    def control(self, private, numbers, final):
        if private:
            if final in "hl" and 25 in numbers:
                self.cursor = final == "h"
            return
        count = max(1, numbers[0])
        row, column = self.row, self.column
        if final == "m":
            self.rendition(numbers)
        elif final in "Hf":
            self.place((numbers[1] if len(numbers) > 1 and numbers[1] else 1) - 1, count - 1)
        elif final == "G":
            self.place(count - 1, row)
        elif final == "d":
            self.place(column, count - 1)
        elif final in "ABCD":
            self.place(column + {"C": count, "D": -count}.get(final, 0), row + {"A": -count, "B": count}.get(final, 0))
        elif final == "E":
            self.place(0, row + count)
        elif final == "J":
            self.erase(row, *{0: (column, self.columns), 1: (0, column + 1)}.get(numbers[0], (0, self.columns)))
            for other in range(self.rows):
                if numbers[0] == 2 or (numbers[0] == 0 and other > row) or (numbers[0] == 1 and other < row):
                    self.grid[other] = self.blank()
        elif final == "K":
            self.erase(row, *{0: (column, self.columns), 1: (0, column + 1)}.get(numbers[0], (0, self.columns)))
        elif final == "X":
            self.erase(row, column, min(self.columns, column + count))
        elif final == "P":
            self.grid[row] = (self.grid[row][:column] + self.grid[row][column + count:] + self.blank())[: self.columns]
        elif final == "@":
            self.grid[row] = (self.grid[row][:column] + self.blank()[:count] + self.grid[row][column:])[: self.columns]
        elif final in "LM":
            top, self.top = self.top, row
            self.scroll(-count if final == "L" else count)
            self.top = top
        elif final in "ST":
            self.scroll(count if final == "S" else -count)
        elif final == "b":
            for _ in range(count):
                self.put(self.last)
        elif final == "r":
            self.top, self.bottom = count - 1, (numbers[1] if len(numbers) > 1 and numbers[1] else self.rows) - 1
            self.place(0, 0)

    def rendition(self, numbers):
        style, numbers = Style(self.style), list(numbers)
        flags = {1: "bold", 2: "dim", 3: "italic", 4: "underline", 7: "reverse", 23: "italic", 24: "underline", 27: "reverse"}
        while numbers:
            number = numbers.pop(0)
            if number == 0:
                style = Style()
            elif number == 22:
                style.bold = style.dim = False
            elif number in flags:
                setattr(style, flags[number], number < 10)
            elif number in (38, 48):
                kind = numbers.pop(0)
                color = numbers.pop(0) if kind == 5 else tuple(numbers.pop(0) for _ in range(3))
                setattr(style, "foreground" if number == 38 else "background", color)
            elif number in (39, 49):
                setattr(style, "foreground" if number == 39 else "background", None)
            elif 30 <= number < 38 or 90 <= number < 98:
                style.foreground = number - 30 if number < 90 else number - 82
            elif 40 <= number < 48 or 100 <= number < 108:
                style.background = number - 40 if number < 100 else number - 92
        self.style = style

    def place(self, column, row):
        self.column, self.row = min(max(0, column), self.columns - 1), min(max(0, row), self.rows - 1)
        self.wrap = False

    def put(self, character):
        if unicodedata.category(character) in ("Mn", "Me"):
            column = self.column if self.wrap else max(0, self.column - 1)
            text, style = self.grid[self.row][column]
            self.grid[self.row][column] = (text + character, style)
            return
        width = 2 if unicodedata.east_asian_width(character) in "WF" else 1
        if self.wrap or self.column + width > self.columns:
            self.place(0, self.row)
            self.line_feed()
        self.grid[self.row][self.column] = (character, self.style)
        if width == 2:
            self.grid[self.row][self.column + 1] = ("", self.style)
        self.last = character
        if self.column + width >= self.columns:
            self.column, self.wrap = self.columns - 1, True
        else:
            self.column += width

    def line_feed(self):
        if self.row == self.bottom:
            self.scroll(1)
        else:
            self.place(self.column, self.row + 1)

    def scroll(self, count):
        for _ in range(min(abs(count), self.rows)):
            if count > 0:
                del self.grid[self.top]
                self.grid.insert(self.bottom, self.blank())
            else:
                del self.grid[self.bottom]
                self.grid.insert(self.top, self.blank())

    def erase(self, row, start, end):
        self.grid[row][start:end] = self.blank()[start:end]
