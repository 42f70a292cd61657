"""A Flask application with Flask-Login, whose cookies are exchanged with rollcall-serve's.

    python flask_application.py KEY_FILE

The key file is rollcall-serve's: keys one a line, the current one first. It listens on a free port of 127.0.0.1, prints its address,
and ends when its standard input does, so that it cannot outlive the test.
"""

import logging
import os
import sys
import threading
from datetime import datetime, timezone
from uuid import UUID

from flask import Flask, flash, get_flashed_messages, jsonify, request, session
from flask_login import LoginManager, UserMixin, current_user, login_fresh, login_remembered, login_required, login_user, logout_user
from markupsafe import Markup
from werkzeug.serving import make_server

with open(sys.argv[1], encoding="utf-8") as file:
    keys = [line for line in file.read().splitlines() if line]

app = Flask(__name__)
app.config["SECRET_KEY"] = keys[0]
app.config["SECRET_KEY_FALLBACKS"] = keys[1:]
manager = LoginManager(app)
manager.login_view = "login"

# One of every type that Flask carries through a session's JSON, and text beyond ASCII.
VALUES = {
    "text": "Grüße, 佐藤 \U0001f600 \u2028 \"'\\<>&",
    "näme": "e\u0301",
    "none": None,
    "numbers": [0, -1, 2**63, 10**40, 0.1, 1e300, -0.0, True, False],
    "tuple": (1, ("zwei", [3])),
    "bytes": b"\x00\xff",
    "uuid": UUID("12345678-1234-5678-1234-567812345678"),
    "date": datetime(2026, 2, 28, 23, 59, 59, tzinfo=timezone.utc),
    "markup": Markup("<b>&amp;</b>"),
    # In order, as Flask sorts what it writes.
    "nested": {" t": ["not a tuple"], "b": {"a": []}},
}


class User(UserMixin):
    def __init__(self, user_id):
        self.id = user_id


@manager.user_loader
def load_user(user_id):
    return User(user_id)


@app.post("/login")
def login():
    login_user(User(request.form["user"]), remember="remember" in request.form)
    return "in"


@app.get("/logout")
def logout():
    logout_user()
    return "out"


@app.get("/protected")
@login_required
def protected():
    return "Logged in as: " + current_user.get_id()


@app.get("/whoami")
def whoami():
    return jsonify(
        active=current_user.is_active,
        anonymous=current_user.is_anonymous,
        authenticated=current_user.is_authenticated,
        fresh=login_fresh(),
        remembered=login_remembered(),
        user_id=current_user.get_id(),
    )


@app.get("/put")
def put():
    session[request.args["key"]] = request.args["value"]
    return "put"


@app.get("/value")
def value():
    return session.get(request.args["key"], "")


@app.get("/fill")
def fill():
    session.update(VALUES)
    return "filled"


@app.get("/check")
def check():
    """The names of the values that are not what fill put there, to the type."""
    return " ".join(name for name in VALUES if name not in session or repr(session[name]) != repr(VALUES[name]))


@app.get("/flash")
def flash_message():
    flash(request.args["message"], request.args["category"])
    return "flashed"


@app.get("/flashes")
def flashes():
    return jsonify(get_flashed_messages(with_categories=True))


def end_with_standard_input():
    sys.stdin.buffer.read()
    os._exit(0)


if __name__ == "__main__":
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    threading.Thread(target=end_with_standard_input, daemon=True).start()
    print(f"http://127.0.0.1:{server.server_port}", flush=True)
    server.serve_forever()
