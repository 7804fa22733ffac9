"""For whoever watches the shop: alive, ready, and in figures."""

from flask import Blueprint, Response, jsonify, request
from flask.typing import ResponseReturnValue

from app.metrics import CONTENT_TYPE, write_counts, write_rows
from app.metrics_access import may_read_metrics
from app.services.readiness import find_faults
from app.shop import current_shop

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
def alive() -> ResponseReturnValue:
    """This process answers; nothing else is asked."""
    return jsonify(alive=True)


@blueprint.get("/readyz")
def ready() -> ResponseReturnValue:
    """Database, jobs and JKOPay; 503 when one is missing, and how to mend it."""
    shop = current_shop()
    faults = find_faults(shop.db, shop.wallet.breaker)
    is_ready = not any(faults.values())
    parts = {name: {"ok": mend is None, "mend": mend} for name, mend in faults.items()}
    return jsonify(ready=is_ready, **parts), 200 if is_ready else 503


@blueprint.get("/metrics")
def metrics() -> ResponseReturnValue:
    """In Prometheus' text format, for those who may read it."""
    shop = current_shop()
    if not may_read_metrics(shop.settings, request.remote_addr or "", request.headers.get("Authorization", "")):
        return Response("Set METRICS_TOKEN and send it as a bearer token.\n", 403, mimetype="text/plain")
    return Response(write_counts() + write_rows(shop.db), content_type=CONTENT_TYPE)
