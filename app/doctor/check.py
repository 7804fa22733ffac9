"""One line of the checklist: what is looked at, and what came of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from app.doctor.patient import Patient
from app.payment_errors.marking import mark as _l


class State(StrEnum):
    """What came of a check."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_APPLICABLE = "not_applicable"


STATE_WORDS: Mapping[State, str] = {
    State.PASSED: _l("Passed"),
    State.FAILED: _l("Check failed"),
    State.NOT_APPLICABLE: _l("Not applicable"),
}


@dataclass(frozen=True)
class Words:
    """A sentence in English with its values. No value is ever a secret."""

    sentence: str
    values: Mapping[str, object] = field(default_factory=dict)

    def say(self, translate: Callable[[str], str]) -> str:
        """The sentence in the language of `translate`."""
        return translate(self.sentence) % self.values if self.values else translate(self.sentence)


@dataclass(frozen=True)
class Outcome:
    """`told`: what was seen, or is wrong, or why nothing was looked at. Only a failure has `mend` and `settings`."""

    state: State
    told: Words
    mend: Words | None = None
    settings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Check:
    """`why` says why the line matters; `needs_database` that it is not looked at while the database does not answer."""

    name: str
    title: str
    why: str
    look: Callable[[Patient], Outcome]
    needs_database: bool = False


@dataclass(frozen=True)
class Finding:
    """A check with its outcome. `settings` name what to change, when that is a setting."""

    name: str
    title: str
    why: str
    outcome: Outcome

    @property
    def is_failed(self) -> bool:
        """Whether somebody has something to mend."""
        return self.outcome.state is State.FAILED


def passed(sentence: str, **values: object) -> Outcome:
    """All is well."""
    return Outcome(State.PASSED, Words(sentence, values))


def failed(told: str, mend: str, *settings: str, **values: object) -> Outcome:
    """Something is wrong; both sentences may use `values`."""
    return Outcome(State.FAILED, Words(told, values), Words(mend, values), settings)


def not_applicable(sentence: str, **values: object) -> Outcome:
    """There is nothing to look at here, or not yet."""
    return Outcome(State.NOT_APPLICABLE, Words(sentence, values))
