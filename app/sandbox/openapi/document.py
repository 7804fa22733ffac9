"""The OpenAPI document as a sandbox serves it: the whole, or the part that is JKOPay's."""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

Document = dict[str, Any]

FILE = Path(__file__).with_name("openapi.json")
# The store of the examples.
EXAMPLE_STORE = "sandbox-0123456789abcdef"
_SCHEMA = re.compile(r'"#/components/schemas/(\w+)"')


def whole_document(base_url: str, store_id: str) -> str:
    """Platform API and control interface, with the address and the store of a running sandbox, as JSON."""
    document: Document = json.loads(_text().replace(EXAMPLE_STORE, json.dumps(store_id)[1:-1]))
    return _json(document | {"servers": [{"url": base_url}]})


def platform_document(base_url: str) -> str:
    """The Platform API alone, for those who may not use the control interface, as JSON."""
    whole = json.loads(_text())
    paths = {path: item for path, item in whole["paths"].items() if path.startswith("/platform/")}
    used = json.dumps([paths, whole["webhooks"]])
    components = {
        "securitySchemes": whole["components"]["securitySchemes"],
        "schemas": _reached(used, whole["components"]["schemas"]),
    }
    tags = [tag for tag in whole["tags"] if json.dumps(tag["name"]) in used]
    servers = [{"url": base_url}]
    return _json(whole | {"servers": servers, "tags": tags, "paths": paths, "components": components})


def _json(document: Document) -> str:
    # Flask would sort the calls by name.
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


@cache
def _text() -> str:
    return FILE.read_text(encoding="utf-8")


def _reached(text: str, schemas: Document) -> Document:
    """The schemas that a text names, and those that these name."""
    found: set[str] = set()
    waiting = set(_SCHEMA.findall(text))
    while waiting:
        found |= waiting
        named = _SCHEMA.findall(json.dumps([schemas[name] for name in waiting]))
        waiting = set(named) - found
    return {name: schema for name, schema in schemas.items() if name in found}
