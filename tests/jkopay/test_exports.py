import ast
import inspect
import re
import sys
from importlib.resources import files
from pathlib import Path

import app.jkopay as package
from app.jkopay import JkopayError, errors

FOLDER = Path(inspect.getfile(package)).parent


def test_the_names_a_program_may_use_are_these() -> None:
    assert set(package.__all__) == {
        *("JkopayClient", "EntryRequest", "Product", "RefundRequest", "EntryAnswer", "RefundAnswer", "Inquiry"),
        "Exchange",
        *("AuthpayApi", "LimitedRequest", "RegularRequest", "BillingCycle", "BillingPeriod", "BindingAnswer"),
        *("ChargeRequest", "Authpay", "parse_binding", "parse_cancellation"),
        *("Transaction", "RefundRecord", "RedeemDetail", "Api", "Silence", "Refusal", "REFUSALS", "Currency"),
        *("CURRENCIES", "MOST_IDS", "QR_LIFE_SECONDS"),
        *("parse_confirm", "parse_result", "compute_digest", "verify_digest"),
        *(name for pair in draw(JkopayError) for name in pair),
    }


def draw(kind: type[BaseException]) -> set[tuple[str, str]]:
    return {(kind.__name__, below.__name__) for below in kind.__subclasses__()}.union(
        *(draw(below) for below in kind.__subclasses__())
    )


def test_the_tree_in_the_docstring_is_the_tree() -> None:
    drawn: set[tuple[str, str]] = set()
    above: dict[int, str] = {}
    for line in (errors.__doc__ or "").splitlines():
        if found := re.match(r"^    ((?:[│ ]   )*(?:[├└]── )?)([A-Z]\w+)", line):
            depth = len(found[1]) // 4
            above[depth] = found[2]
            if depth:
                drawn.add((above[depth - 1], found[2]))
    assert drawn == draw(JkopayError)


def test_every_refusal_of_the_table_is_exported() -> None:
    assert {row.error.__name__ for row in package.REFUSALS} <= set(package.__all__)


def test_the_package_says_it_is_typed() -> None:
    assert files(package).joinpath("py.typed").is_file()


def test_the_package_needs_nothing_but_requests() -> None:
    allowed = {*sys.stdlib_module_names, "requests", "urllib3", "_typeshed"}
    for path in FOLDER.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.level != 1:
                names = [node.module or ""]
            for name in names:
                assert name.split(".")[0] in allowed, f"{path.name}: {name}"
