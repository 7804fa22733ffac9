"""What the frame around every page of the admin needs."""

from flask_login import current_user

from app.admin.attention_words import advise
from app.admin.cycle_words import cycle_of
from app.admin.payment_apis import refund_api_of, start_api_of
from app.admin.refusals import advise_on_refusal, look_up_refusal
from app.admin.status_words import channel_of, label_of, label_of_payment
from app.services.attention import count_open_attention
from app.shop import current_shop


def frame_context() -> dict[str, object]:
    """The words for statuses and reasons, and how many things wait for a person."""
    return {
        "advise": advise,
        "channel_of": channel_of,
        "cycle_of": cycle_of,
        "advise_on_refusal": advise_on_refusal,
        "label_of": label_of,
        "label_of_payment": label_of_payment,
        "look_up_refusal": look_up_refusal,
        "refund_api_of": refund_api_of,
        "start_api_of": start_api_of,
        "waiting_count": count_open_attention(current_shop().db) if current_user.is_authenticated else 0,
    }
