"""The README tells every magic amount, exactly as the data has it."""

from itertools import groupby
from pathlib import Path

from app.sandbox.answers import Answer
from app.sandbox.faults import RESULT_CALLBACK, FaultKind
from app.sandbox.magic import DECIDING_FIELDS, MAGIC

HEAD = "| call | what decides | amounts |\n|---|---|---|\n"
FAULTS = {
    FaultKind.TIMEOUT_BEFORE: "no answer, nothing done",
    FaultKind.TIMEOUT_AFTER: "no answer, but done",
    FaultKind.HTTP_500: "HTTP 500",
    FaultKind.BAD_JSON: "half the JSON",
    FaultKind.RESET: "connection reset",
    FaultKind.SLOW: "a late answer",
    FaultKind.DROP: "never made",
    FaultKind.DELAY: "a minute late",
    FaultKind.DUPLICATE: "made twice",
}


def ranges(amounts: list[int]) -> str:
    """Amounts that follow each other as `702000`-`702006`."""
    runs = [
        [amount for _, amount in run]
        for _, run in groupby(enumerate(sorted(amounts)), lambda placed: placed[1] - placed[0])
    ]
    return " ".join(f"`{run[0]}`" if len(run) == 1 else f"`{run[0]}`–`{run[-1]}`" for run in runs)


def table() -> str:
    rows = []
    for api, field in DECIDING_FIELDS.items():
        amounts = [magic.amount for magic in MAGIC if magic.api == api and isinstance(magic.outcome, Answer)]
        if amounts:
            rows.append(f"| `{api}` | {field} | {ranges(amounts)} |")
    of_calls = {magic.outcome.kind: magic.amount for magic in MAGIC if not isinstance(magic.outcome, Answer)}
    of_callback = {magic.outcome.kind: magic.amount for magic in MAGIC if magic.api == RESULT_CALLBACK}  # type: ignore[union-attr]
    spoilt = " · ".join(
        f"`7A{amount % 10_000:04}` {FAULTS[kind]}" for kind, amount in of_calls.items() if kind not in of_callback
    )
    told = " · ".join(f"`{amount}` {FAULTS[kind]}" for kind, amount in of_callback.items())
    rows += [
        f"| any of these | the same | {spoilt} |",
        f"| `{RESULT_CALLBACK}` | {DECIDING_FIELDS[RESULT_CALLBACK]} | {told} |",
    ]
    return HEAD + "\n".join(rows) + "\n"


def test_the_readme_has_the_table_of_magic_amounts() -> None:
    assert table() in (Path(__file__).parents[2] / "README.md").read_text("utf-8")
