#!/usr/bin/env python3
"""What signing and verifying cookies costs in Swift, C and Python, on one thread, in turn, round by round.

    Resources/scripts/bench/core.py                builds the benchmark program and core.c, and prints the table
    Resources/scripts/bench/core.py --program PATH --python PYTHON --rounds 7 --seconds 0.5 --json FILE

C is core.c, with OpenSSL and zlib called directly: built with cc if OpenSSL's headers are installed (apt install libssl-dev; the
package itself does not need them), else left out. Python is itsdangerous and Flask-Login, if --python (or ROLLCALL_ORACLE_PYTHON)
names an interpreter that has them. All three get the same key and cookies and refuse to run unless they find them genuine.

The figures of a busy machine are worth little: compare the ratios, each taken within its round. Python 3.9 or later, no packages.
"""
import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(HERE)))

# (item, what it is, the item it is compared with in C)
ITEMS = [
    ("verify", "verify and decode a session cookie of {session} bytes", "verify"),
    ("remember", "check a remember cookie", "remember"),
    ("remember-keyless", "check a remember cookie, the key handed in each time", "remember"),
    ("sign", "sign that session", "sign"),
]

PYTHON = r'''
import sys, time
key, session, remember = sys.stdin.read().split("\n")[:3]
seconds = float(sys.argv[1])
import flask, flask_login
from flask.sessions import SecureCookieSessionInterface
from flask_login.utils import decode_cookie
app = flask.Flask("bench")
app.secret_key = key
serializer = SecureCookieSessionInterface().get_signing_serializer(app)
value = serializer.loads(session)
flask_login.LoginManager(app)
def rate(work):
    done, batch, start = 0, 1, time.perf_counter()
    while True:
        for _ in range(batch): work()
        done += batch
        elapsed = time.perf_counter() - start
        if elapsed >= seconds: return done / elapsed
        batch = max(1, min(5000, int(done / elapsed * 0.02)))
with app.app_context():
    if decode_cookie(remember) != value["_user_id"]: sys.exit(3)
    for name, work in (
        ("verify", lambda: serializer.loads(session, max_age=10 ** 9)),
        ("remember", lambda: decode_cookie(remember)),
        ("sign", lambda: serializer.dumps(value)),
    ):
        print(name, rate(work))
'''


def fail(text):
    sys.exit("core.py: " + text)


def build_swift():
    subprocess.run(["swift", "build", "-c", "release", "--product", "rollcall-bench"], cwd=ROOT, check=True, stdout=sys.stderr)
    return os.path.join(ROOT, ".build/release/rollcall-bench")


def build_c(folder):
    compiler = shutil.which("cc") or shutil.which("clang")
    if not compiler:
        print("C is left out: there is no cc", file=sys.stderr)
        return None
    program = os.path.join(folder, "core")
    built = subprocess.run(
        [compiler, "-O2", "-Wno-deprecated-declarations", "-o", program, os.path.join(HERE, "core.c"), "-lcrypto", "-lz"],
        capture_output=True, text=True)
    if built.returncode:
        print("C is left out: core.c could not be built (apt install libssl-dev zlib1g-dev):\n" + built.stderr.splitlines()[0], file=sys.stderr)
        return None
    return program


def has_flask(python):
    return python and subprocess.run([python, "-c", "import flask, flask_login"], capture_output=True).returncode == 0


def rates(argv, inputs):
    done = subprocess.run(argv, input=inputs, capture_output=True, text=True)
    if done.returncode:
        fail(f"{argv[0]} ended with status {done.returncode}: {done.stderr.strip()}")
    return {name: float(rate) for name, rate in (line.split() for line in done.stdout.splitlines())}


def machine():
    name = "unknown processor"
    try:
        with open("/proc/cpuinfo") as lines:
            name = next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), name)
    except OSError:
        pass
    return f"{name}, {os.cpu_count()} cores, {platform.system()} {platform.machine()}"


def shown(values, scale=1.0, digits=2):
    values = [value * scale for value in values]
    return f"{statistics.median(values):.{digits}f} ({min(values):.{digits}f}–{max(values):.{digits}f})"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", help="a built rollcall-bench; default: build it")
    parser.add_argument("--python", default=os.environ.get("ROLLCALL_ORACLE_PYTHON"), help="an interpreter with flask and flask-login")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seconds", type=float, default=0.4, help="for each item and round")
    parser.add_argument("--json", help="also write the operations a second of each round to this file")
    options = parser.parse_args()

    swift = options.program or build_swift()
    inputs = subprocess.run([swift, "inputs"], check=True, capture_output=True, text=True).stdout
    seconds = str(options.seconds)
    results = {}
    with tempfile.TemporaryDirectory(prefix="rollcall-bench-") as folder:
        programs = {"swift": [swift, "core", "--seconds", seconds]}
        c = build_c(folder)
        if c:
            programs["c"] = [c, seconds]
        if has_flask(options.python):
            programs["python"] = [options.python, "-c", PYTHON, seconds]
        else:
            print("Python is left out: name an interpreter with flask and flask-login by --python", file=sys.stderr)
        for number in range(options.rounds):
            print(f"round {number + 1} of {options.rounds}", file=sys.stderr, flush=True)
            for name, argv in programs.items():
                for item, rate in rates(argv, inputs).items():
                    results.setdefault(name, {}).setdefault(item, []).append(rate)

    print(f"{machine()}; {options.rounds} rounds of {seconds} s an item; median (least–greatest)\n")
    print("| | Swift, µs | ratio to C, one-shot HMAC | ratio to C, key kept | C one-shot, µs | C key kept, µs | Python, µs |")
    print("|---|---|---|---|---|---|---|")
    for item, title, peer in ITEMS:
        swift_rates = results["swift"][item]
        cells = [title.format(session=len(inputs.splitlines()[1])), shown([1e6 / rate for rate in swift_rates])]
        for variant in (peer, peer + "-kept"):
            rounds = results.get("c", {}).get(variant)
            cells.append(shown([c_rate / rate for c_rate, rate in zip(rounds, swift_rates)]) if rounds else "")
        for name, variant in (("c", peer), ("c", peer + "-kept"), ("python", peer)):
            rounds = results.get(name, {}).get(variant)
            cells.append(shown([1e6 / rate for rate in rounds]) if rounds else "")
        print("| " + " | ".join(cells) + " |")
    if options.json:
        with open(options.json, "w") as file:
            json.dump(results, file, indent=1)


if __name__ == "__main__":
    main()
