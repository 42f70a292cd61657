#!/usr/bin/env python3
"""Lists public symbols without a documentation comment, from symbol graphs; exits 1 if there are any.

usage: undocumented.py DIRECTORY MODULE...

DIRECTORY holds the *.symbols.json files that `swift package dump-symbol-graph` or `generate-documentation` wrote.
"""
import json
import pathlib
import sys


def graphs(directory, module):
    """The newest graphs of a module, its own and those of its extensions of others' types."""
    newest = {}
    for path in pathlib.Path(directory).rglob(f"{module}*.symbols.json"):
        if path.name.removesuffix(".symbols.json").split("@")[0] != module:
            continue
        kept = newest.get(path.name)
        if kept is None or path.stat().st_mtime > kept.stat().st_mtime:
            newest[path.name] = path
    return newest.values()


def main():
    directory, modules = sys.argv[1], sys.argv[2:]
    missing = 0
    for module in modules:
        paths = list(graphs(directory, module))
        if not paths:
            sys.exit(f"There is no symbol graph of {module} in {directory}: run swift package generate-documentation first.")
        total = 0
        for path in paths:
            graph = json.loads(path.read_text())
            # What fulfils another declaration's promise is described there.
            described = {
                edge["source"]
                for edge in graph["relationships"]
                if edge.get("sourceOrigin") or edge["kind"] in ("defaultImplementationOf", "overrides")
            }
            for symbol in graph["symbols"]:
                if symbol["accessLevel"] not in ("public", "open") or "::SYNTHESIZED::" in symbol["identifier"]["precise"]:
                    continue
                if "location" not in symbol or symbol["kind"]["identifier"] == "swift.extension":
                    continue
                total += 1
                if symbol.get("docComment") or symbol["identifier"]["precise"] in described:
                    continue
                place = symbol["location"]
                file = pathlib.Path(place["uri"].removeprefix("file://")).name
                print(f"{module}: {'.'.join(symbol['pathComponents'])}  {file}:{place['position']['line'] + 1}")
                missing += 1
        print(f"{module}: {total} public symbols", file=sys.stderr)
    sys.exit(1 if missing else 0)


main()
