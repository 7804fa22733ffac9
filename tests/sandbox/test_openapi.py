"""The OpenAPI document agrees with itself, with the routes, and with the table of answers."""

import hashlib
import hmac
import re
from collections.abc import Iterator
from typing import Any

import pytest
import requests
from openapi_spec_validator import OpenAPIV31SpecValidator

from app.sandbox.answers import APIS, known_answers
from app.sandbox.openapi.document import EXAMPLE_STORE
from tests.sandbox.documented import DOCUMENT, Operation, operations, problems
from tests.sandbox.server import SandboxServer

VARIABLE = re.compile(r"<[^>]+>")
SCHEMAS = DOCUMENT["components"]["schemas"]


def test_the_document_is_openapi_3_1() -> None:
    assert DOCUMENT["openapi"].startswith("3.1.")
    assert list(OpenAPIV31SpecValidator(DOCUMENT).iter_errors()) == []


def test_every_route_for_programs_is_in_the_document_and_the_reverse(sandbox: SandboxServer) -> None:
    routes = {
        f"{method} {VARIABLE.sub('{name}', rule.rule)}"
        for rule in sandbox.app.url_map.iter_rules()
        if rule.rule.startswith(("/platform", "/_sandbox"))
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert {re.sub(r"\{\w+\}", "{name}", operation.name) for operation in operations()} == routes


@pytest.mark.parametrize("operation", list(operations()), ids=lambda each: each.name)
def test_every_example_of_a_call_is_as_its_schema_says(operation: Operation) -> None:
    for where, media in media_of(operation):
        values = [example["value"] for example in media.get("examples", {}).values()]
        values += [media["example"]] if "example" in media else []
        for value in values:
            assert problems(media["schema"], value) == [], where


def test_every_example_of_a_field_is_as_its_schema_says() -> None:
    seen = 0
    for schema in fields_of(SCHEMAS):
        for example in [*schema.get("examples", []), *([schema["default"]] if "default" in schema else [])]:
            assert problems(schema, example) == [], schema
            seen += 1
    assert seen > 100


def test_every_call_to_the_merchant_has_an_example_that_is_as_its_schema_says() -> None:
    for name, item in DOCUMENT["webhooks"].items():
        media = item["post"]["requestBody"]["content"]["application/json"]
        assert problems(media["schema"], media["examples"]["usual"]["value"]) == [], name


def test_every_field_of_a_request_and_of_an_answer_of_jkopay_is_explained() -> None:
    for operation in (each for each in operations() if each.path.startswith("/platform")):
        for where, media in media_of(operation):
            for name, field in properties_of(media["schema"]):
                assert "description" in field or "$ref" in field or "const" in field or field == {"type": "null"}, (
                    f"{where}: {name}"
                )


@pytest.mark.parametrize("api", APIS)
def test_the_document_has_each_refusal_of_the_table_once(api: str) -> None:
    [operation] = [each for each in operations() if each.name == api]
    reference = operation.response(400)["schema"]["$ref"].rpartition("/")[2]
    found = [
        (refusal["properties"]["result"]["const"], refusal["properties"]["message"]["const"])
        for refusal in SCHEMAS[reference]["oneOf"]
    ]
    assert found == [(answer.result, answer.message) for answer in known_answers(api)]
    named = [example["value"] for example in operation.response(200)["examples"].values()]
    assert [(each["result"], each["message"]) for each in named[1:]] == found
    for result, message in found:
        assert f"| `{result}` | {message} |" in operation.item["description"]


def test_the_worked_signatures_are_right_and_printed() -> None:
    examples = DOCUMENT["x-signature-examples"]
    assert [example["method"] for example in examples] == ["POST", "GET"]
    for example in examples:
        made = hmac.new(example["secret_key"].encode(), example["payload"].encode(), hashlib.sha256).hexdigest()
        assert made == example["digest"]
        assert all(example[part] in DOCUMENT["info"]["description"] for part in ("secret_key", "payload", "digest"))


def test_a_running_sandbox_serves_it_with_its_own_address_and_store(sandbox: SandboxServer) -> None:
    served = sandbox.control("GET", "/openapi.json")
    assert served["servers"] == [{"url": sandbox.url}]
    assert served["paths"].keys() == DOCUMENT["paths"].keys()
    entry = served["paths"]["/platform/entry"]["post"]["requestBody"]["content"]["application/json"]["examples"]
    assert entry["usual"]["value"]["store_id"] == sandbox.store["store_id"]
    assert EXAMPLE_STORE not in str(served)
    assert served["x-signature-examples"] == DOCUMENT["x-signature-examples"]


def test_strangers_get_the_part_that_is_jkopays(sandbox: SandboxServer) -> None:
    stranger = {"Host": "sandbox.example"}
    assert requests.get(f"{sandbox.url}/_sandbox/openapi.json", headers=stranger, timeout=60).status_code == 403
    part = requests.get(f"{sandbox.url}/openapi.json", headers=stranger, timeout=60).json()
    assert list(OpenAPIV31SpecValidator(part).iter_errors()) == []
    assert [f"POST {path}" in APIS or f"GET {path}" in APIS for path in part["paths"]] == [True] * len(APIS)
    assert part["webhooks"] == DOCUMENT["webhooks"]
    assert {"EntryRequest", "Amount", "Authpay"} <= part["components"]["schemas"].keys()
    assert not {"Merchant", "NextBody", "Clock"} & part["components"]["schemas"].keys()
    assert sandbox.store["secret_key"] not in str(part)


def media_of(operation: Operation) -> Iterator[tuple[str, dict[str, Any]]]:
    if operation.body:
        yield f"{operation.name}, request", operation.body
    for status in operation.item["responses"]:
        yield f"{operation.name}, {status}", operation.response(int(status))


def fields_of(value: object) -> Iterator[dict[str, Any]]:
    """Every schema in a schema, itself too."""
    if isinstance(value, dict):
        if "type" in value or "oneOf" in value:
            yield value
        for name, inner in value.items():
            if name not in ("examples", "default", "const", "enum"):
                yield from fields_of(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from fields_of(inner)


def properties_of(schema: dict[str, Any], seen: frozenset[str] = frozenset()) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every field of a schema and of those it refers to."""
    for each in fields_of(schema):
        yield from each.get("properties", {}).items()
    for name in set(re.findall(r"'#/components/schemas/(\w+)'", str(schema))) - seen:
        yield from properties_of(SCHEMAS[name], seen | {name})
