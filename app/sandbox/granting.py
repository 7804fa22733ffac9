"""A wallet user grants or refuses a binding: the same code for the wallet page and the control interface."""

import json
from decimal import Decimal

from app.sandbox.authorizations import find_authorization, save_grant, save_refusal
from app.sandbox.authpay_rules import BindingProblem, binding_problem, usual_quota
from app.sandbox.authpay_views import authpay_row
from app.sandbox.delivery_log import DeliveryState, Message, add_delivery
from app.sandbox.faults import RESULT_CALLBACK
from app.sandbox.sandbox import Sandbox
from app.sandbox.transactions import Row
from app.sandbox.wallet_users import WalletUser


class BindingRefused(Exception):
    """The authorization was not granted, because of `problem`."""

    def __init__(self, problem: BindingProblem) -> None:
        super().__init__(problem)
        self.problem = problem


def grant_authorization(sandbox: Sandbox, auth_no: str, user: WalletUser, quota: Decimal | None) -> Row:
    """Bind a wallet and have the merchant told at `result_url`. Returns the `authpay` object.

    `quota` is the most of one deduction in whole TWD; None means what `usual_quota` says. Raises BindingRefused.
    """
    now = sandbox.clock.now()
    with sandbox.database.write() as connection:
        authorization = find_authorization(connection, auth_no)
        problem = binding_problem(authorization, quota, now)
        if problem or authorization is None:
            raise BindingRefused(problem or BindingProblem.NO_SUCH_AUTHORIZATION)
        binding = authorization.binding
        granted = save_grant(connection, auth_no, user.name, usual_quota(binding) if quota is None else quota, now)
        row = authpay_row(granted)
        body = json.dumps({"authpay": row}, ensure_ascii=False).encode()
        told_as = binding.platform_authpay_id or auth_no
        message = Message(RESULT_CALLBACK, authorization.merchant, binding.store_id, told_as, binding.result_url, body)
        add_delivery(connection, DeliveryState.WAITING, message, now)
    sandbox.delivery_due.set()
    return row


def decline_authorization(sandbox: Sandbox, auth_no: str) -> bool:
    """The wallet user refuses: ungranted for ever, the link is dead. False if it was granted or refused before."""
    with sandbox.database.write() as connection:
        return save_refusal(connection, auth_no)
