#!/usr/bin/env python3
"""What the terminal UI costs, measured from outside, in a pseudo-terminal, against the least that ncursesw allows.

    Resources/scripts/bench/screen.py                    builds nothing: measures .build/release/rollcall
    Resources/scripts/bench/screen.py --program PATH --sessions 100000 --size 120x40 --rounds 20 --json FILE

It fills a throw-away store (`rollcall generate`), or takes --store URL, and measures in turn, round by round, the program and
floor.c (built with cc or clang; left out if there is none):

    start    milliseconds from exec to the first byte, to the first row of the table, to the last byte of that burst
    move     one key, then quiet: milliseconds to the last byte, and bytes; the same for a page key
    burst    500 keys in one write: milliseconds until quiet, and bytes
    idle     processor time, bytes and wake-ups while nothing happens (as it is, and paused)
    memory   peak resident size, of the process that draws and of all
    quit     milliseconds to the end

Output is stamped as it is read and not interpreted meanwhile. The figures of a busy machine are worth little: compare ratios.
Python 3.9 or later, Linux, no packages.
"""
import argparse
import fcntl
import json
import os
import re
import select
import shutil
import statistics
import struct
import subprocess
import sys
import tempfile
import termios
import time

ROW = re.compile(rb"\d+\.\d+\.\d+\.\d+")
QUIET = 0.015
DOWN, PAGE_DOWN = b"\x1bOB", b"\x1b[6~"


class Terminal:
    """One program in a pseudo-terminal."""

    def __init__(self, argv, columns, rows, environment):
        self.outside, inside = os.openpty()
        fcntl.ioctl(inside, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        for descriptor in (self.outside, inside):
            os.set_inheritable(descriptor, False)
        name = os.ttyname(inside)
        self.inside = inside
        self.started = time.perf_counter()
        self.pid = os.posix_spawn(
            argv[0], argv, environment, setsid=True,
            file_actions=[(os.POSIX_SPAWN_OPEN, 0, name, os.O_RDWR, 0), (os.POSIX_SPAWN_DUP2, 0, 1), (os.POSIX_SPAWN_DUP2, 0, 2)])
        self.status = None

    def read(self, timeout):
        """(time, bytes), or None if nothing comes."""
        if not select.select([self.outside], [], [], max(0, timeout))[0]:
            return None
        try:
            data = os.read(self.outside, 1 << 16)
        except OSError:
            return None
        return (time.perf_counter(), data) if data else None

    def until_quiet(self, first=1.0, quiet=QUIET):
        """Times of the first and last chunk, and how many bytes came."""
        begin = end = None
        count = 0
        while True:
            chunk = self.read(first if begin is None else quiet)
            if chunk is None:
                return begin, end, count
            begin = begin or chunk[0]
            end = chunk[0]
            count += len(chunk[1])

    def key(self, data, quiet=QUIET):
        """Seconds from the key to its last byte, and bytes; None if nothing changed."""
        start = time.perf_counter()
        os.write(self.outside, data)
        begin, end, count = self.until_quiet(0.5, quiet)
        return None if begin is None else (end - start, count)

    def family(self):
        found, queue = [], [self.pid]
        while queue:
            pid = queue.pop()
            found.append(pid)
            try:
                for task in os.listdir(f"/proc/{pid}/task"):
                    with open(f"/proc/{pid}/task/{task}/children") as file:
                        queue += [int(child) for child in file.read().split()]
            except OSError:
                pass
        return found

    def usage(self):
        """By thread: nanoseconds of processor time and voluntary switches; and the peak KiB of each process."""
        threads, peaks = {}, []
        for pid in self.family():
            try:
                for task in os.listdir(f"/proc/{pid}/task"):
                    with open(f"/proc/{pid}/task/{task}/schedstat") as file:
                        nanoseconds = int(file.read().split()[0])
                    with open(f"/proc/{pid}/task/{task}/status") as file:
                        switches = int(re.search(r"\nvoluntary_ctxt_switches:\s*(\d+)", file.read())[1])
                    threads[task] = (nanoseconds, switches)
                with open(f"/proc/{pid}/status") as file:
                    peaks.append(int(re.search(r"VmHWM:\s*(\d+)", file.read())[1]))
            except (OSError, TypeError, IndexError):
                pass
        return threads, peaks

    def spent(self, before):
        """Nanoseconds and switches since; what a thread that has ended meanwhile spent is lost."""
        now = self.usage()[0]
        changes = [tuple(b - a for a, b in zip(before[0].get(task, (0, 0)), figures)) for task, figures in now.items()]
        return sum(change[0] for change in changes), sum(change[1] for change in changes)

    def quit(self):
        start = time.perf_counter()
        try:
            os.write(self.outside, b"q")
        except OSError:
            pass
        ended = None
        while time.perf_counter() - start < 5:
            self.read(0.001)
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                ended, self.status = time.perf_counter() - start, os.waitstatus_to_exitcode(status)
                break
        if ended is None:
            os.kill(self.pid, 9)
            os.waitpid(self.pid, 0)
        os.close(self.outside)
        os.close(self.inside)
        return ended


def measure_start(argv, options, environment):
    terminal = Terminal(argv, options.columns, options.rows, environment)
    first = row = last = None
    seen = b""
    while time.perf_counter() - terminal.started < 10:
        chunk = terminal.read(1.0 if row is None else QUIET)
        if chunk is None:
            if row is not None:
                break
            continue
        first = first or chunk[0]
        last = chunk[0]
        seen = seen[-4096:] + chunk[1]
        if row is None and ROW.search(seen):
            row = chunk[0]
    if row is None:
        terminal.quit()
        sys.exit(f"screen.py: {argv[0]} showed no row within 10 s; its last output was {seen[-300:]!r}")
    at = [1000 * (moment - terminal.started) for moment in (first, row, last)]
    return terminal, at


def measure(argv, options, environment, full):
    """One run of the program: a dictionary of lists."""
    terminal, (first, row, last) = measure_start(argv, options, environment)
    result = {"first byte ms": [first], "first row ms": [row], "settled ms": [last]}
    if full:
        terminal.until_quiet(0.5, 0.3)
        for name, key, times in (("move", DOWN, options.moves), ("page", PAGE_DOWN, options.moves // 4)):
            answers = [terminal.key(key) for _ in range(times)]
            answers = [answer for answer in answers if answer is not None]
            result[f"{name} ms"] = [1000 * answer[0] for answer in answers]
            result[f"{name} bytes"] = [answer[1] for answer in answers]
            terminal.until_quiet(0.5, 0.3)
        start = time.perf_counter()
        os.write(terminal.outside, b"j" * 500)
        _, end, count = terminal.until_quiet(1, 0.1)
        result["burst of 500 ms"] = [1000 * ((end or start) - start)]
        result["burst of 500 bytes"] = [count]
        terminal.until_quiet(0.5, 0.5)
        for name, key in (("idle", b""), ("paused", b"p")):
            if key:
                os.write(terminal.outside, key)
                terminal.until_quiet(0.5, 0.5)
            before = terminal.usage()
            written, stop = 0, time.perf_counter() + options.idle
            while time.perf_counter() < stop:
                chunk = terminal.read(stop - time.perf_counter())
                written += len(chunk[1]) if chunk else 0
            spent = terminal.spent(before)
            result[f"{name} cpu %"] = [spent[0] / 1e7 / options.idle]
            result[f"{name} bytes/s"] = [written / options.idle]
            result[f"{name} wake-ups/s"] = [spent[1] / options.idle]
        peaks = terminal.usage()[1]
        result["peak MiB, largest"] = [max(peaks) / 1024]
        result["peak MiB, all"] = [sum(peaks) / 1024]
    ended = terminal.quit()
    if ended is not None:
        result["quit ms"] = [1000 * ended]
    if terminal.status != 0:
        print(f"screen.py: {argv[0]} ended with {terminal.status}", file=sys.stderr)
    return result


def percentile(values, part):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))]


def build_floor(directory):
    compiler = shutil.which("cc") or shutil.which("clang")
    source = os.path.join(os.path.dirname(os.path.abspath(__file__)), "floor.c")
    program = os.path.join(directory, "floor")
    if compiler and subprocess.run([compiler, "-O2", "-o", program, source, "-lncursesw", "-ltinfo"]).returncode == 0:
        return program
    print("screen.py: no C compiler or ncurses headers; measuring without the floor", file=sys.stderr)
    return None


def main():
    root = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../..")
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", default=os.path.normpath(os.path.join(root, ".build/release/rollcall")))
    parser.add_argument("--store", help="URL of a filled store (default: a new one)")
    parser.add_argument("--sessions", type=int, default=100_000)
    parser.add_argument("--size", default="120x40", help="COLUMNSxROWS")
    parser.add_argument("--rounds", type=int, default=10, help="starts of each program; the last one is measured in full")
    parser.add_argument("--moves", type=int, default=200)
    parser.add_argument("--idle", type=float, default=5, help="seconds")
    parser.add_argument("--json", metavar="FILE", help="write all figures there")
    options = parser.parse_args()
    options.columns, options.rows = (int(part) for part in options.size.lower().split("x"))
    if not os.access(options.program, os.X_OK):
        sys.exit(f"screen.py: {options.program} is not there: swift build -c release --static-swift-stdlib --product rollcall")

    with tempfile.TemporaryDirectory(prefix="rollcall-bench-") as directory:
        environment = dict(
            os.environ, TERM="xterm-256color", XDG_STATE_HOME=directory, XDG_DATA_HOME=directory, XDG_CONFIG_HOME=directory)
        store = options.store
        if not store:
            store = f"sqlite:{directory}/store.db"
            subprocess.run(
                [options.program, "generate", "--sessions", str(options.sessions), "--seed", "1", "--store", store],
                env=environment, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        programs = {"rollcall": [options.program, "--store", store]}
        floor = build_floor(directory)
        if floor:
            programs["floor"] = [floor]
        figures = {name: {} for name in programs}
        for round_number in range(options.rounds):
            for name, argv in programs.items():
                run = measure(argv, options, environment, full=round_number == options.rounds - 1)
                for key, values in run.items():
                    figures[name].setdefault(key, []).extend(values)

    print(f"{options.size}, {'store ' + options.store if options.store else f'{options.sessions} sessions'}; p50 / p95")
    print(f"{'':24}" + "".join(f"{name:>24}" for name in programs))
    for key in figures["rollcall"]:
        cells = []
        for name in programs:
            values = figures[name].get(key)
            cells.append(f"{statistics.median(values):.2f} / {percentile(values, 0.95):.2f}" if values else "-")
        print(f"{key:24}" + "".join(f"{cell:>24}" for cell in cells))
    if options.json:
        with open(options.json, "w") as file:
            json.dump(figures, file, indent=1)


if __name__ == "__main__":
    main()
