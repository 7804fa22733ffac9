"""Addresses of routes, compiled once in a process: half of an app's start, and almost every test starts two apps."""

from typing import Any

from werkzeug.routing import Rule


def compile_routes_once() -> None:
    """From now on rules of the same form share the function that builds their addresses."""
    compile_anew = Rule._compile_builder
    known: dict[tuple[object, ...], Any] = {}

    def compile_once(rule: Rule, append_unknown: bool = True) -> Any:
        form = (*rule._trace, append_unknown, *sorted((rule.defaults or {}).items()), *sorted(rule.arguments))
        if form not in known:
            known[form] = compile_anew(rule, append_unknown)
        return known[form]

    Rule._compile_builder = compile_once  # type: ignore[method-assign, assignment]
