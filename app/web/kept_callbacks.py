"""JKOPay's calls as they came and as they were answered, noted for the inspector."""

import time

from flask import Response, g, request

from app.services.api_calls import received_call
from app.shop import current_shop

# The rehearsal is ours, so it is not among them.
_KINDS = {
    "callbacks.confirm": "confirm_url",
    "callbacks.result": "result_url",
    "callbacks.binding": "binding result_url",
    "callbacks.cancellation": "cancellation",
}


def keep_callback(response: Response) -> Response:
    """Note the call, unless a stranger made it: who names nobody could fill the log."""
    kind = _KINDS.get(request.endpoint or "")
    if kind and (response.status_code == 200 or response.status_code >= 500):
        wallet, body, digest = current_shop().wallet, request.get_data(), request.headers.get("digest")
        call = received_call(
            kind=kind,
            callback_token=(request.view_args or {}).get("token"),
            address=request.url,
            headers=request.headers,
            payload=body,
            digest=digest,
            digest_verified=wallet.verify_digest(body, digest),
            status=response.status_code,
            answer_headers=response.headers,
            answer=response.get_data(),
            seconds=time.monotonic() - g.began_at,
        )
        wallet.calls.keep(call)
    return response
