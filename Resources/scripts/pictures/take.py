#!/usr/bin/env python3
"""Pictures of the terminal UI: drives the real program on its demo and writes what the terminal's cells hold as SVG.

    Resources/scripts/pictures/take.py --out DIRECTORY
    Resources/scripts/pictures/take.py --program .build/release/rollcall --out pictures --look light --size 120x40
    Resources/scripts/pictures/take.py --out pictures --look ascii --scene sessions --scene help

One file for each scene, look and size: `sessions-dark-120x40.svg`. A look is a theme, or `ascii`, `no-color`, `16-colors`. The demo's
visitors are made up anew each time, so that two runs differ in names and numbers, and in nothing else. Python 3.9 or later,
Linux, no packages.
"""
import argparse
import fcntl
import os
import select
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import termios
import time

from cells import Cells
from svg import picture

SIZES = ["80x24", "120x40"]
THEMES = ["dark", "light", "high-contrast", "colour-blind"]
LOOKS = {"ascii": (["--ascii"], {}), "no-color": ([], {"NO_COLOR": "1"}), "16-colors": ([], {"TERM": "xterm-16color", "COLORTERM": ""})}

FAILING_FLOW = """\
flow: a stolen cookie opens nothing
about: Fails, as basic protection lets the thief read ordinary pages; the picture shows expected and seen.
users:
  - {id: ada, email: ada@example.test, password: correct horse}
steps:
  - post: /login
    form: {email: ada@example.test, password: correct horse, remember: "1"}
    expect: {status: 302}
  - browser: thief
  - steal_cookies: main
  - client: {ip: 203.0.113.9, user_agent: curl/8.5.0}
  - get: /protected
    expect: {status: 401, body: "Logged in as: nobody"}
"""

UP_TO_REST = 0.35
ESCAPE = "\x1b"


class Program:
    """The program in a pseudo-terminal."""

    def __init__(self, argv, columns, rows, environment):
        self.cells = Cells(columns, rows)
        self.outside, inside = os.openpty()
        fcntl.ioctl(inside, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        name = os.ttyname(inside)
        for descriptor in (self.outside, inside):
            os.set_inheritable(descriptor, False)
        self.inside = inside
        self.pid = os.posix_spawn(
            argv[0], argv, environment, setsid=True,
            file_actions=[(os.POSIX_SPAWN_OPEN, 0, name, os.O_RDWR, 0), (os.POSIX_SPAWN_DUP2, 0, 1), (os.POSIX_SPAWN_DUP2, 0, 2)])

    def read(self, seconds):
        if not select.select([self.outside], [], [], seconds)[0]:
            return False
        try:
            data = os.read(self.outside, 1 << 16)
        except OSError:
            return False
        self.cells.feed(data)
        return bool(data)

    def rest(self, seconds=UP_TO_REST, limit=3.0):
        """Reads until nothing has come for a while, or for the limit: a live screen never rests."""
        end = time.monotonic() + limit
        while time.monotonic() < end and self.read(min(seconds, max(0.01, end - time.monotonic()))):
            pass

    def until(self, text, limit=20.0):
        end = time.monotonic() + limit
        while text not in self.cells.text:
            if time.monotonic() > end:
                raise SystemExit("the screen never showed %r; it shows:\n%s" % (text, self.cells.text))
            self.read(0.2)

    def press(self, *keys):
        for key in keys:
            os.write(self.outside, key.encode())
            self.rest()

    def end(self):
        os.write(self.outside, b"Q")
        end = time.monotonic() + 5
        while time.monotonic() < end:
            self.read(0.05)
            if os.waitpid(self.pid, os.WNOHANG)[0]:
                break
        else:
            os.kill(self.pid, signal.SIGTERM)
            os.waitpid(self.pid, 0)
        os.close(self.outside)
        os.close(self.inside)


def cookies(program, directory):
    """Two cookies to look into: one of Flask, signed with a key that everybody guesses first, and one of nobody's."""
    path = os.path.join(directory, "guessed.key")
    with open(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
        file.write("secret\n")
    flask = subprocess.run(
        [program, "cookie", "sign", "--format", "flask-session", "--key-file", path, "-"], capture_output=True, text=True, check=True,
        input='{"_user_id":"ada","_fresh":true,"cart":[{"sku":"A-7","count":2}],"theme":"dark"}').stdout.strip()
    return path, "session=%s\nremember_token=ada|0123456789abcdef\n" % flask


def scenes(program, cookie):
    """Walks through every screen; gives a name whenever a picture is to be taken."""
    press, until = program.press, program.until
    until("live")
    program.rest()
    press("p")
    press("j", "j")
    program.rest(1.0)
    yield "sessions"
    press("\r")
    program.rest(1.0)
    yield "detail"
    press(ESCAPE, "/", "user:ada fresh:maybe")
    yield "filter"
    press(ESCAPE, ESCAPE, " ", " ", " ", "x")
    program.rest(1.0)
    press("3", "\t", "laptop lost")
    yield "dialog"
    press(ESCAPE, "M", "a")
    yield "menu"
    press(ESCAPE, "?")
    yield "help"
    press(ESCAPE, ":", "the")
    yield "palette"
    press(ESCAPE, "2", "j")
    program.rest(1.0)
    yield "tokens"
    press("3", "\x1b[200~" + cookie + "\x1b[201~", "\r")
    program.rest(1.0)
    yield "cookies"
    press("4")
    program.rest(1.5)
    press("h", "G", "\r")
    program.rest(1.0)
    press("R")
    program.rest(1.5)
    yield "lab"
    for _ in range(2):
        press("1", "g", "j", "x")
        program.rest(1.0)
        press("y")
        program.rest(1.0)
    press("5", "j")
    program.rest(1.0)
    yield "audit"
    press("6")
    program.rest(1.0)
    yield "health"


def take(program, look, size, wanted, out):
    columns, rows = (int(number) for number in size.split("x"))
    directory = tempfile.mkdtemp(prefix="rollcall-pictures-")
    try:
        options, variables = LOOKS.get(look, (["--theme", look], {}))
        environment = {
            "TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8", "PATH": "/usr/bin:/bin", "USER": "ops",
            "HOME": directory, "TMPDIR": directory, "XDG_STATE_HOME": directory + "/state", "XDG_DATA_HOME": directory + "/data",
            "XDG_CONFIG_HOME": directory + "/config"}
        environment.update(variables)
        flows = directory + "/data/rollcall/flows"
        os.makedirs(flows)
        with open(flows + "/stolen-cookie.yaml", "w") as file:
            file.write(FAILING_FLOW)
        key, cookie = cookies(program, directory)
        running = Program([program, "demo", "--key-file", key] + options, columns, rows, environment)
        try:
            for scene in scenes(running, cookie):
                if wanted and scene not in wanted:
                    continue
                name = "%s-%s-%s" % (scene, look, size)
                with open(os.path.join(out, name + ".svg"), "w") as file:
                    file.write(picture(running.cells, look, "rollcall: %s, %s" % (scene, look)))
                print(name)
        finally:
            running.end()
    finally:
        shutil.rmtree(directory, ignore_errors=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", default=".build/release/rollcall")
    parser.add_argument("--out", required=True, help="a directory; made if it is not there")
    parser.add_argument("--look", action="append", choices=THEMES + list(LOOKS), help="default: all")
    parser.add_argument("--size", action="append", help="COLUMNSxROWS; default: " + " and ".join(SIZES))
    parser.add_argument("--scene", action="append", help="default: every screen")
    arguments = parser.parse_args()
    program = os.path.abspath(arguments.program)
    if not os.access(program, os.X_OK):
        sys.exit("no program at %s: build it with swift build -c release" % program)
    os.makedirs(arguments.out, exist_ok=True)
    for look in arguments.look or THEMES + list(LOOKS):
        for size in arguments.size or SIZES:
            take(program, look, size, set(arguments.scene or []), arguments.out)


if __name__ == "__main__":
    main()
