"""The OpenAPI document as the tests read it, and a validator of its schemas."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from app.sandbox.openapi.document import FILE

DOCUMENT: dict[str, Any] = json.loads(FILE.read_text())
_NAME = "urn:sandbox"
_REGISTRY: Registry[Any] = Registry().with_resource(_NAME, Resource.from_contents(DOCUMENT, DRAFT202012))
METHODS = ("get", "post", "put", "delete")


@dataclass(frozen=True)
class Operation:
    """One call the document describes."""

    method: str
    path: str
    item: dict[str, Any]

    @property
    def name(self) -> str:
        return f"{self.method.upper()} {self.path}"

    @property
    def body(self) -> dict[str, Any] | None:
        found: dict[str, Any] | None = self.item.get("requestBody", {}).get("content", {}).get("application/json")
        return found

    def response(self, status: int) -> dict[str, Any]:
        """The media type of an answer; fails when the status is not documented."""
        given = self.item["responses"][str(status)]
        if "$ref" in given:
            given = DOCUMENT["components"]["responses"][given["$ref"].rpartition("/")[2]]
        found: dict[str, Any] = given["content"]["application/json"]
        return found


def operations() -> Iterator[Operation]:
    """Every call, in the order of the document."""
    for path, item in DOCUMENT["paths"].items():
        for method in METHODS:
            if method in item:
                yield Operation(method, path, item[method])


def operation_of(method: str, url_path: str) -> Operation:
    """The call that an address means; one without parameters before one with them."""
    found = [each for each in operations() if each.method == method.lower() and _matches(each.path, url_path)]
    return min(found, key=lambda each: each.path.count("{"))


def problems(schema: dict[str, Any], value: object) -> list[str]:
    """What is wrong with a value."""
    # References in the document begin at its root.
    whole = json.loads(json.dumps(schema).replace('"#/', f'"{_NAME}#/'))
    validator = Draft202012Validator(whole, registry=_REGISTRY, format_checker=Draft202012Validator.FORMAT_CHECKER)
    return [f"{list(error.path)}: {error.message}" for error in validator.iter_errors(value)]


def _matches(template: str, path: str) -> bool:
    return bool(re.fullmatch(re.sub(r"\\\{\w+\\\}", ".+", re.escape(template)), path))
