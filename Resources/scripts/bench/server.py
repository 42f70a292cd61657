#!/usr/bin/env python3
"""What a login costs a Hummingbird application: requests a second of GET /protected, bare and behind HummingbirdLogin.

    Resources/scripts/bench/server.py                builds the benchmark program, installs wrk if it is missing, prints the table
    Resources/scripts/bench/server.py --program PATH --rounds 7 --seconds 3 --connections 16 --json FILE

Three servers of one program answer the same route on 127.0.0.1: without middleware; with a session in Flask's signed cookie; with a
session in an SQLite store. wrk asks each in turn, round by round, with the cookie of a login before; the order changes with the round.
The ratio to the bare route is taken within each round. wrk shares the machine with the server, and so does whatever else runs on it:
beside the requests a second stands the processor time that the server took for one, which depends less on that.

Python 3.9 or later, Linux, no packages.
"""
import argparse
import http.client
import json
import os
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(HERE)))
LOGINS = [("bare", "bare route"), ("cookie", "session in a signed cookie"), ("registry", "session in an SQLite store")]


def fail(text):
    sys.exit("server.py: " + text)


def install_wrk():
    if shutil.which("wrk"):
        return
    script = f'. "{ROOT}/Resources/scripts/needs.sh"; install_needs wrk'
    if subprocess.run(["sh", "-c", script], stdout=sys.stderr).returncode or not shutil.which("wrk"):
        fail("wrk is missing: apt install wrk")


def build():
    subprocess.run(["swift", "build", "-c", "release", "--product", "rollcall-bench"], cwd=ROOT, check=True, stdout=sys.stderr)
    return os.path.join(ROOT, ".build/release/rollcall-bench")


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class Server:
    def __init__(self, program, login, folder):
        self.port = free_port()
        argv = [program, "serve", "--login", login, "--port", str(self.port)]
        if login == "registry":
            argv += ["--store", os.path.join(folder, "sessions.db")]
        self.log = open(os.path.join(folder, login + ".log"), "w+")
        self.process = subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log)
        self.cookie = ""

    def log_in(self):
        deadline = time.monotonic() + 20
        while True:
            try:
                answer, cookies = self.ask("POST", "/login", "")
                break
            except OSError:
                if time.monotonic() > deadline or self.process.poll() is not None:
                    self.log.seek(0)
                    fail("a server did not start: " + self.log.read().strip())
                time.sleep(0.05)
        self.cookie = "; ".join(cookie.split(";")[0] for cookie in cookies)
        body, _ = self.ask("GET", "/protected", self.cookie)
        if body != "Logged in as: leafstorm":
            fail(f"GET /protected answered {body!r}")

    def ask(self, method, path, cookie):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        # Without a User-Agent, as wrk sends none and the session is tied to it.
        connection.putrequest(method, path, skip_accept_encoding=True)
        if cookie:
            connection.putheader("Cookie", cookie)
        connection.putheader("Content-Length", "0")
        connection.endheaders()
        answer = connection.getresponse()
        body = answer.read().decode()
        connection.close()
        return body, answer.headers.get_all("Set-Cookie") or []

    def processor_seconds(self):
        with open(f"/proc/{self.process.pid}/stat") as file:
            fields = file.read().rsplit(") ", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def measure(self, options, cookie):
        before = self.processor_seconds()
        done = subprocess.run(
            ["wrk", "-t1", f"-c{options.connections}", f"-d{options.seconds}s", "-H", "Cookie: " + cookie,
             f"http://127.0.0.1:{self.port}/protected"], capture_output=True, text=True, check=True).stdout
        spent = self.processor_seconds() - before
        if "Non-2xx" in done or "Socket errors" in done:
            fail("not every request was answered with the page:\n" + done)
        count = int(re.search(r"(\d+) requests in", done)[1])
        return float(re.search(r"Requests/sec:\s+([\d.]+)", done)[1]), spent / max(1, count) * 1e6

    def stop(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
        self.log.close()


def machine():
    with open("/proc/cpuinfo") as lines:
        name = next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), "unknown processor")
    return f"{name}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} before"


def shown(values, digits):
    return f"{statistics.median(values):,.{digits}f} ({min(values):,.{digits}f}–{max(values):,.{digits}f})"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", help="a built rollcall-bench; default: build it")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seconds", type=int, default=3, help="for each server and round")
    parser.add_argument("--connections", type=int, default=16)
    parser.add_argument("--json", help="also write each round's figures to this file")
    options = parser.parse_args()
    install_wrk()
    program = os.path.abspath(options.program) if options.program else build()

    title = machine()
    servers, rates, costs = {}, {}, {}
    with tempfile.TemporaryDirectory(prefix="rollcall-bench-") as folder:
        try:
            for login, _ in LOGINS:
                servers[login] = Server(program, login, folder)
            for login, server in servers.items():
                if login != "bare":
                    server.log_in()
            # The bare route reads as many bytes as the others.
            cookies = {login: servers[login].cookie or servers["cookie"].cookie for login in servers}
            for number in range(options.rounds):
                print(f"round {number + 1} of {options.rounds}", file=sys.stderr, flush=True)
                turn = list(servers)
                turn = turn[number % len(turn):] + turn[:number % len(turn)]
                for login in turn:
                    rate, cost = servers[login].measure(options, cookies[login])
                    rates.setdefault(login, []).append(rate)
                    costs.setdefault(login, []).append(cost)
        finally:
            for server in servers.values():
                server.stop()

    print(f"{title}; wrk -t1 -c{options.connections}, {options.rounds} rounds of {options.seconds} s; median (least–greatest)\n")
    print("| | requests a second | ratio to the bare route | processor time of the server for one, µs |")
    print("|---|---|---|---|")
    for login, name in LOGINS:
        ratios = [own / bare for own, bare in zip(rates[login], rates["bare"])]
        print(f"| {name} | {shown(rates[login], 0)} | {shown(ratios, 2)} | {shown(costs[login], 1)} |")
    if options.json:
        with open(options.json, "w") as file:
            json.dump({"requests_a_second": rates, "processor_us": costs}, file, indent=1)


if __name__ == "__main__":
    main()
