"""The ten calls, each made with whatever it takes to make it."""

from collections.abc import Callable

from app.jkopay import Api, JkopayClient

CALLS: dict[str, Callable[[JkopayClient], object]] = {
    Api.ENTRY: lambda client: client.entry(b"{}"),
    Api.INQUIRY: lambda client: client.inquiry(["order-1"]),
    Api.REFUND: lambda client: client.refund(b"{}"),
    Api.AUTHPAY_LIMITED: lambda client: client.authpay.limited(b"{}"),
    Api.AUTHPAY_REGULAR: lambda client: client.authpay.regular(b"{}"),
    Api.AUTHPAY_TRANSACTION: lambda client: client.authpay.transaction(b"{}"),
    Api.AUTHPAY_REFUND: lambda client: client.authpay.refund(b"{}"),
    Api.AUTHPAY_INQUIRY: lambda client: client.authpay.inquiry(["order-1"]),
    Api.AUTHPAY_DETAIL: lambda client: client.authpay.detail("599669611989962752"),
    Api.AUTHPAY_CANCEL: lambda client: client.authpay.cancel("599669611989962752"),
}
