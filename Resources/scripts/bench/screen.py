#!/usr/bin/env python3
"""What the terminal UI costs, measured from outside, in a pseudo-terminal, against the least that ncursesw allows.

    Resources/scripts/bench/screen.py                    builds nothing: measures .build/release/rollcall
    Resources/scripts/bench/screen.py --sessions 100000,1000000 --rounds 20 --json FILE
    Resources/scripts/bench/screen.py --program PATH --store sqlite:PATH --size 120x40

It fills a throw-away store for each number of sessions (`rollcall generate`), or takes --store URL, and measures in turn, round
by round: the program on each store; floor.c (built with cc or clang); htop and tig, the latter on a made repository of 2,000
commits. What is not installed is left out, and said.

    start    milliseconds from exec to the first byte, to the first row of the table, to the last byte of that burst
    move     one key, then quiet: milliseconds to the last byte, and bytes; the same for a page key
    burst    500 keys in one write: milliseconds a key until quiet, and bytes
    idle     processor time, bytes and wake-ups while nothing happens (as it is, and paused)
    memory   peak resident size, of the process that draws and of all
    quit     milliseconds to the end

A move within reach: whoever looks at the same record longer is shown its detail, and those bytes belong to that. Output is
stamped as it is read and not interpreted meanwhile. Medians, 95th and 99th percentiles, and ratios to the floor of the same run:
the figures of a busy machine are worth little, its ratios something. Ends with status 1 if --check is given and a promise of the
documentation is not kept.
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

ROLLCALL_ROW = rb"\d+\.\d+\.\d+\.\d+"
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


class Program:
    """What is measured, and how it is told apart that its table is there."""

    def __init__(self, name, argv, row, down=DOWN, page=PAGE_DOWN, pauses=False):
        self.name, self.argv, self.row, self.down, self.page, self.pauses = name, argv, re.compile(row), down, page, pauses


def measure_start(program, options, environment):
    argv = program.argv
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
        if row is None and program.row.search(seen):
            row = chunk[0]
    if row is None:
        terminal.quit()
        sys.exit(f"screen.py: {argv[0]} showed no row within 10 s; its last output was {seen[-300:]!r}")
    at = [1000 * (moment - terminal.started) for moment in (first, row, last)]
    return terminal, at


def measure(program, options, environment, full):
    """One run of the program: a dictionary of lists."""
    argv = program.argv
    terminal, (first, row, last) = measure_start(program, options, environment)
    result = {"first byte ms": [first], "first row ms": [row], "settled ms": [last]}
    if full:
        terminal.until_quiet(0.5, 0.3)
        for name, key, times in (("move", program.down, options.moves), ("page", program.page, options.moves // 4)):
            answers = [terminal.key(key) for _ in range(times)]
            answers = [answer for answer in answers if answer is not None]
            result[f"{name} ms"] = [1000 * answer[0] for answer in answers]
            result[f"{name} bytes"] = [answer[1] for answer in answers]
            terminal.until_quiet(0.5, 0.3)
        start = time.perf_counter()
        os.write(terminal.outside, b"j" * 500)
        _, end, count = terminal.until_quiet(1, 0.1)
        result["burst ms/key"] = [1000 * ((end or start) - start) / 500]
        result["burst bytes"] = [count]
        terminal.until_quiet(0.5, 0.5)
        for name, key in (("idle", b""), ("paused", b"p")) if program.pauses else (("idle", b""),):
            if key:
                os.write(terminal.outside, key)
                # It says so, and takes that back after some seconds.
                terminal.until_quiet(0.5, 7)
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


def make_repository(directory):
    """A history of 2,000 commits for tig."""
    repository = os.path.join(directory, "repository")
    subprocess.run(["git", "init", "-q", repository], check=True)
    stream = []
    for number in range(2000):
        text = f"Change number {number} of many, with a subject of ordinary length"
        stream.append(f"commit refs/heads/main\ncommitter A Person <person@example.org> {1_700_000_000 + 60 * number} +0000\n"
                      f"data {len(text)}\n{text}\n")
    subprocess.run(["git", "-C", repository, "fast-import", "--quiet"], input="".join(stream).encode(), check=True)
    subprocess.run(["git", "-C", repository, "symbolic-ref", "HEAD", "refs/heads/main"], check=True)
    return repository


def peers(directory):
    found = []
    htop, tig = shutil.which("htop"), shutil.which("tig")
    if htop:
        found.append(Program("htop", [htop], rb"PID"))
    if tig and shutil.which("git"):
        repository = make_repository(directory)
        # posix_spawn knows no working directory.
        found.append(Program("tig", ["/bin/sh", "-c", f"cd '{repository}' && exec '{tig}'"], rb"Change number 1\d\d\d"))
    for name, path in (("htop", htop), ("tig", tig)):
        if not path:
            print(f"screen.py: {name} is not installed; measuring without it", file=sys.stderr)
    return found


def fill(options, sessions, directory, environment):
    store = f"sqlite:{directory}/{sessions}.db"
    start = time.perf_counter()
    subprocess.run(
        [options.program, "generate", "--sessions", str(sessions), "--seed", "1", "--store", store],
        env=environment, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    seconds = time.perf_counter() - start
    print(f"screen.py: {sessions} sessions made in {seconds:.1f} s ({sessions / seconds:.0f}/s)", file=sys.stderr)
    return store


# (figure, percentile, at most): what the documentation promises of a store of 100,000 sessions, in the units of the table.
PROMISES = [
    ("first row ms", 0.5, 30), ("move ms", 0.5, 1), ("move ms", 0.99, 5), ("move bytes", 0.5, 320), ("page ms", 0.5, 1.5),
    ("burst ms/key", 0.5, 0.05), ("idle cpu %", 0.5, 0.3), ("idle bytes/s", 0.5, 400), ("paused bytes/s", 0.5, 0),
    ("paused wake-ups/s", 0.5, 0), ("peak MiB, largest", 0.5, 30e6 / 2**20),
]


def print_table(options, programs, figures):
    names = [program.name for program in programs]
    base = figures.get("floor", {})
    print(f"{options.size}; p50 / p95 / p99, and times the floor's p50 where there is one")
    print(f"{'':20}" + "".join(f"{name:>40}" for name in names))
    keys = []
    for name in names:
        keys += [key for key in figures[name] if key not in keys]
    for key in keys:
        cells = []
        for name in names:
            values = figures[name].get(key)
            if not values:
                cells.append("-")
                continue
            cell = " / ".join(f"{percentile(values, part):.2f}" for part in (0.5, 0.95, 0.99))
            floor = statistics.median(base[key]) if base.get(key) else 0
            cells.append(cell + (f"  {statistics.median(values) / floor:5.1f}x" if floor > 0 and name != "floor" else ""))
        print(f"{key:20}" + "".join(f"{cell:>40}" for cell in cells))


def check(figures, programs):
    """The promises that are not kept; and whether a large store costs more than 1.2 times a small one."""
    broken = []
    mine = [program.name for program in programs if program.pauses]
    for key, part, most in PROMISES:
        values = figures[mine[0]].get(key, [])
        if values and percentile(values, part) > most:
            broken.append(f"{key}, p{100 * part:.0f}: {percentile(values, part):.2f}, at most {most:.2f} was promised")
    for name in mine[1:]:
        for key in ("first row ms", "move ms", "page ms", "burst ms/key", "peak MiB, largest"):
            small, large = (statistics.median(figures[one][key]) for one in (mine[0], name))
            if large > 1.2 * small:
                broken.append(f"{key}: {large:.2f} on {name}, {large / small:.2f} times the {small:.2f} on {mine[0]}")
    return broken


def main():
    root = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../..")
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", default=os.path.normpath(os.path.join(root, ".build/release/rollcall")))
    parser.add_argument("--store", help="URL of a filled store (default: new ones)")
    parser.add_argument("--sessions", default="100000", help="how many, or several numbers with commas: a store for each")
    parser.add_argument("--size", default="120x40", help="COLUMNSxROWS")
    parser.add_argument("--rounds", type=int, default=10, help="starts of each program; the last three are measured in full")
    parser.add_argument("--moves", type=int, default=200)
    parser.add_argument("--idle", type=float, default=10, help="seconds")
    parser.add_argument("--alone", action="store_true", help="without htop and tig")
    parser.add_argument("--json", metavar="FILE", help="write all figures there")
    parser.add_argument("--check", action="store_true", help="end with status 1 if a promise is not kept")
    options = parser.parse_args()
    options.columns, options.rows = (int(part) for part in options.size.lower().split("x"))
    if not os.access(options.program, os.X_OK):
        sys.exit(f"screen.py: {options.program} is not there: swift build -c release --static-swift-stdlib --product rollcall")

    with tempfile.TemporaryDirectory(prefix="rollcall-bench-") as directory:
        environment = dict(
            os.environ, TERM="xterm-256color", XDG_STATE_HOME=directory, XDG_DATA_HOME=directory, XDG_CONFIG_HOME=directory)
        if options.store:
            stores = {"rollcall": options.store}
        else:
            counts = [int(part) for part in options.sessions.split(",")]
            stores = {f"rollcall {count:,}": fill(options, count, directory, environment) for count in counts}
        programs = [
            Program(name, [options.program, "--store", store], ROLLCALL_ROW, pauses=True) for name, store in stores.items()]
        floor = build_floor(directory)
        if floor:
            programs.append(Program("floor", [floor], rb"10\.0\.0\.1"))
        if not options.alone:
            programs += peers(directory)
        figures = {program.name: {} for program in programs}
        for round_number in range(options.rounds):
            for program in programs:
                run = measure(program, options, environment, full=round_number >= options.rounds - 3)
                for key, values in run.items():
                    figures[program.name].setdefault(key, []).extend(values)

    print_table(options, programs, figures)
    if options.json:
        with open(options.json, "w") as file:
            json.dump({"size": options.size, "processors": os.cpu_count(), "figures": figures}, file, indent=1)
    broken = check(figures, programs) if options.check else []
    for sentence in broken:
        print(f"screen.py: {sentence}", file=sys.stderr)
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
