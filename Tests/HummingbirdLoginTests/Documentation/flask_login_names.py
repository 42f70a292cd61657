"""Prints every public name of the installed Flask-Login, one a line: what flask-login-names.txt has of version 0.6.3."""
import inspect
import pathlib
import re
import warnings

import flask
import flask_login
from flask_login import config, login_manager, mixins, signals, test_client, utils

warnings.simplefilter("ignore")
names = set(flask_login.__all__)
for module in (config, login_manager, mixins, signals, test_client, utils):
    for name, value in vars(module).items():
        own = getattr(value, "__module__", module.__name__) == module.__name__
        if not name.startswith("_") and own and not inspect.ismodule(value):
            names.add(name)
    # Names that a module makes when they are asked for.
    names.update(re.findall(r'if name == "(\w+)"', inspect.getsource(module)))
    # Settings of the application that are read.
    names.update(re.findall(r'config(?:\.get\(|\[)\s*"([A-Z_]+)"', inspect.getsource(module)))
for kind in (login_manager.LoginManager, mixins.UserMixin, mixins.AnonymousUserMixin):
    thing = kind()
    members = set(vars(thing)) | set(vars(kind))
    names.update(f"{kind.__name__}.{name}" for name in members if not name.startswith("_"))
print("\n".join(sorted(names)))
