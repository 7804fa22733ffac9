"""What each app compiles for itself, compiled once in a process: almost every test starts two apps."""

import importlib.metadata
import tempfile
from functools import cache
from typing import Any

from flask import Flask
from jinja2 import FileSystemBytecodeCache
from sqlalchemy import Connection, Engine, event
from werkzeug.routing import Rule

# Gone when the process is.
_TEMPLATES = tempfile.TemporaryDirectory(prefix="templates-")


def compile_once() -> None:
    """From now on routes of the same form share what is read from them and the function that builds their addresses,
    apps their compiled templates, and engines of the same kind their compiled statements. What version a library
    has, which every server asks, is read once."""
    _share_versions()
    _share_read_routes()
    _share_built_routes()
    _share_templates()
    _share_statements()


def _share_versions() -> None:
    importlib.metadata.version = cache(importlib.metadata.version)


def _share_read_routes() -> None:
    read_anew = Rule._parse_rule
    known: dict[str, tuple[Any, ...]] = {}

    def parse_rule(rule: Rule, path: str) -> Any:
        if path not in known:
            before = len(rule._trace)
            parts = list(read_anew(rule, path))
            known[path] = parts, rule._trace[before:], dict(rule._converters)
            return parts
        parts, trace, converters = known[path]
        rule._trace += trace
        rule._converters.update(converters)
        rule.arguments |= converters.keys()
        return parts

    Rule._parse_rule = parse_rule  # type: ignore[method-assign, assignment]


def _share_built_routes() -> None:
    compile_anew = Rule._compile_builder
    known: dict[tuple[object, ...], Any] = {}

    def compile_builder(rule: Rule, append_unknown: bool = True) -> Any:
        form = (*rule._trace, append_unknown, *sorted((rule.defaults or {}).items()), *sorted(rule.arguments))
        if form not in known:
            known[form] = compile_anew(rule, append_unknown)
        return known[form]

    Rule._compile_builder = compile_builder  # type: ignore[method-assign, assignment]


def _share_templates() -> None:
    Flask.jinja_options = {"bytecode_cache": FileSystemBytecodeCache(_TEMPLATES.name)}


def _share_statements() -> None:
    first: dict[tuple[str, bool], Engine] = {}

    @event.listens_for(Engine, "engine_connect")
    def share(connection: Connection) -> None:
        engine = connection.engine
        # A dialect also holds what listens to errors, which only the shop's engines have.
        known = first.setdefault((engine.dialect.name, engine.hide_parameters), engine)
        # Compiled statements are kept by engine and dialect.
        connection.dialect = known.dialect
        engine._compiled_cache = known._compiled_cache
