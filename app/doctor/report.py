"""The findings for a terminal and for a program."""

import gettext
import json
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from app.doctor.check import STATE_WORDS, Finding, State
from app.payment_errors.marking import mark as _l

_FOLDER = Path(__file__).parents[1] / "translations"
_SIGNS = {State.PASSED: "+", State.FAILED: "!", State.NOT_APPLICABLE: "-"}


def print_findings(findings: Iterator[Finding], *, as_json: bool, locale: str) -> int:
    """To stdout, each line as soon as it is known; JSON at the end. Returns 1 when one failed."""
    seen = []
    for finding in findings:
        seen.append(finding)
        if not as_json:
            _print(_write_line(finding, locale))
    if as_json:
        _print(_write_json(seen, locale))
    return 1 if any(finding.is_failed for finding in seen) else 0


def _translator(locale: str) -> Callable[[str], str]:
    """What puts sentences into `locale`; a language without a catalogue is English."""
    return gettext.translation("messages", _FOLDER, [locale], fallback=True).gettext


def _write_line(finding: Finding, locale: str) -> str:
    """One finding; a failure with why it matters and its mend."""
    say = _translator(locale)
    outcome = finding.outcome
    lines = [f"{_SIGNS[outcome.state]} {say(finding.title)}: {say(STATE_WORDS[outcome.state])}"]
    lines.append(f"    {outcome.told.say(say)}")
    if outcome.mend is not None:
        lines.append(f"    {say(_l('Why it matters'))}: {say(finding.why)}")
        lines.append(f"    {say(_l('Mend'))}: {outcome.mend.say(say)}")
    return "\n".join(lines)


def _write_json(findings: Iterable[Finding], locale: str) -> str:
    """All of them as `{"ok", "findings": [{"check", "state", "title", "told", "why", "mend", "settings"}]}`."""
    say = _translator(locale)
    rows = [
        {
            "check": finding.name,
            "state": finding.outcome.state,
            "title": say(finding.title),
            "told": finding.outcome.told.say(say),
            "why": say(finding.why),
            "mend": finding.outcome.mend.say(say) if finding.outcome.mend else None,
            "settings": finding.outcome.settings,
        }
        for finding in findings
    ]
    is_well = all(row["state"] != State.FAILED for row in rows)
    return json.dumps({"ok": is_well, "findings": rows}, ensure_ascii=False, indent=2)


def _print(text: str) -> None:
    # A terminal without Chinese characters still gets the rest.
    sys.stdout.buffer.write(f"{text}\n".encode(sys.stdout.encoding, "replace"))
    sys.stdout.flush()
