#!/usr/bin/env python3
"""Writes the table of how characters of host names are mapped, as Python's `idna` codec maps them.

    Resources/scripts/nameprep.py > Sources/SessionCore/URLs/NamePreparationTable.swift

Run it with Python 3.11: what a letter's lower case is depends on the version. The rest is Unicode 3.2, as RFC 3491 says.
"""
import stringprep
import sys
from unicodedata import ucd_3_2_0

WIDTH = 138
SYLLABLES = range(0xAC00, 0xD7A4)
"""Of Korean, left whole: what follows one may still join it."""


def scalars():
    return (value for value in range(0x110000) if not 0xD800 <= value < 0xE000)


def prepared(value):
    """The character mapped (B.1 and B.2 of RFC 3454) and taken apart (NFKD)."""
    if stringprep.in_table_b1(chr(value)):
        return ""
    return ucd_3_2_0.normalize("NFKD", stringprep.map_table_b2(chr(value)))


def mappings():
    """Runs of characters, as [first, count, what the first becomes]: what the next become ends one higher each."""
    runs = []
    for value in scalars():
        text = prepared(value)
        if value in SYLLABLES or text == chr(value):
            continue
        if runs and text:
            first, count, start = runs[-1]
            if start and value == first + count and text == start[:-1] + chr(ord(start[-1]) + count):
                runs[-1][1] += 1
                continue
        runs.append([value, 1, text])
    for first, count, start in runs:
        yield f"{first:X}{f'+{count}' if count > 1 else ''}={'.'.join(f'{ord(c):X}' for c in start)}"


def left_to_right():
    """D.2 of RFC 3454, as ranges."""
    ranges = []
    for value in range(0x110000):
        if 0xD800 <= value < 0xE000 or ucd_3_2_0.bidirectional(chr(value)) != "L":
            continue
        if ranges and value == ranges[-1][1] + 1:
            ranges[-1][1] = value
        else:
            ranges.append([value, value])
    return (f"{first:X}-{last:X}" for first, last in ranges)


def lines(words):
    line = ""
    for word in words:
        if line and len(line) + 1 + len(word) > WIDTH:
            yield line
            line = word
        else:
            line = f"{line} {word}" if line else word
    yield line


def main():
    if sys.version_info[:2] != (3, 11):
        sys.exit("Run this with Python 3.11, whose tables these are.")
    print("""// Written by Resources/scripts/nameprep.py: change that.

/// The tables of `NamePreparation`, as text: code points in hexadecimal.
enum NamePreparationTable {
    /// What a character becomes, `C0=61.300`; of a run, `FF21+26=61`, the next become one more each. Nothing after the sign: removed.
    static let mappings: StaticString = \"\"\"""")
    for line in lines(mappings()):
        print(line)
    print("""\"\"\"

    /// What is written from left to right (RFC 3454, D.2).
    static let leftToRight: StaticString = \"\"\"""")
    for line in lines(left_to_right()):
        print(line)
    print("""\"\"\"
}""")


main()
