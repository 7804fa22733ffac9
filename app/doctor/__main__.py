"""python -m app.doctor: the checklist at a terminal, also where the settings keep the shop from starting."""

import argparse
import os
import sys
from collections.abc import Iterator

from app.doctor.check import Finding
from app.doctor.database import open_database
from app.doctor.examination import examine, skip_all
from app.doctor.patient import Patient
from app.doctor.report import print_findings
from app.doctor.settings_check import read_settings


def main(arguments: list[str] | None = None) -> int:
    """Print every line. Returns 1 when one failed."""
    options = _parse_options(arguments)
    return print_findings(_examine_environment(), as_json=options.json, locale=options.locale)


def _examine_environment() -> Iterator[Finding]:
    settings, faults = read_settings()
    if settings is None:
        yield from faults
        yield from skip_all()
        return
    is_debugging = os.environ.get("FLASK_DEBUG", "").lower() not in ("", "0", "false", "no")
    opened = open_database(settings.database_url)
    yield from examine(Patient(settings, opened, is_debugging))
    if opened is not None:
        opened.close()


def _parse_options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m app.doctor", description="Looks at how this shop is set up.")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of lines")
    parser.add_argument(
        "--locale", choices=("en", "zh_Hant_TW"), default="en", help="language of the words (%(default)s)"
    )
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
