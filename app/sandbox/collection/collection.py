"""The collection with the address and keys of a running sandbox."""

import json
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("jkopay-sandbox.postman_collection.json")


def collection_of(base_url: str, store_id: str, api_key: str, secret_key: str) -> dict[str, Any]:
    """The collection, its variables filled in. Postman form 2.1."""
    collection: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    known = {"base_url": base_url, "store_id": store_id, "api_key": api_key, "secret_key": secret_key}
    for variable in collection["variable"]:
        variable["value"] = known.get(variable["key"], variable["value"])
    return collection
