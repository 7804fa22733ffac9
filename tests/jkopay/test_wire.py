import json
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.jkopay.wire import CURRENCIES, read_amount, read_json, read_time, write_amount, write_json, write_time

amounts = st.decimals(min_value=0, max_value=10**17, places=2, allow_nan=False)
moments = st.datetimes(
    min_value=datetime(1900, 1, 1),  # noqa: DTZ001
    max_value=datetime(9999, 12, 30),  # noqa: DTZ001
    timezones=st.just(UTC),
)


@given(amounts)
def test_an_amount_survives_the_wire_as_a_number(amount: Decimal) -> None:
    assert read_amount(read_json(write_json(amount).encode())) == amount


@given(amounts)
def test_an_amount_survives_the_wire_as_a_text(amount: Decimal) -> None:
    assert read_amount(format(amount, "f")) == amount


@given(amounts, st.sampled_from(sorted(CURRENCIES)))
def test_an_amount_is_written_exactly_or_not_at_all(amount: Decimal, currency: str) -> None:
    try:
        written = write_amount(amount, currency)
    except ValueError:
        assert amount % Decimal(1).scaleb(-CURRENCIES[currency].digits) != 0
    else:
        assert written == amount
        assert -int(written.as_tuple().exponent) == CURRENCIES[currency].digits


@given(st.from_regex(r"[0-9]{1,18}\.[0-9]{1,30}", fullmatch=True))
def test_no_digit_of_a_fraction_is_lost(text: str) -> None:
    assert str(read_amount(text)) == str(Decimal(text))


@pytest.mark.parametrize("number", ["1000", '"1000"', "1000.00", '"1000.0"'])
def test_numbers_and_texts_are_the_same_amount(number: str) -> None:
    assert read_amount(read_json(number.encode())) == Decimal(1000)


@pytest.mark.parametrize(
    "number",
    [
        '"１０"', '"1e3"', "1e3", "1E3", "1e-2", "1.5e1", '"1_000"', '"1,000"', '"NaN"', "-1", '"-1"', "-0.0", '"+1"',
        '" 1"', '"1 "', '"1\\n"', '"1."', '".5"', '"0x10"', "true", "false", "[]", "{}", '"123456789012345678901"',
        "123456789012345678901", '"٣"',
    ],
)  # fmt: skip
def test_nothing_else_is_an_amount(number: str) -> None:
    with pytest.raises(ValueError, match="not an amount"):
        read_amount(read_json(number.encode()))


@given(moments)
def test_a_time_survives_the_wire_to_the_second(moment: datetime) -> None:
    assert read_time(write_time(moment)) == moment.replace(microsecond=0)


def test_the_wire_speaks_utc_plus_8() -> None:
    moment = datetime(2025, 12, 31, 17, 30, 5, 999_999, tzinfo=UTC)
    assert write_time(moment) == "2026-01-01 01:30:05"
    assert write_time(moment.astimezone(timezone(timedelta(hours=-5)))) == "2026-01-01 01:30:05"
    assert read_time("2026-01-01 01:30:05").isoformat() == "2025-12-31T17:30:05+00:00"


@pytest.mark.parametrize("moment", [datetime(2025, 1, 1), datetime.max.replace(tzinfo=UTC)])  # noqa: DTZ001
def test_a_time_without_its_zone_or_out_of_range_is_not_written(moment: datetime) -> None:
    with pytest.raises(ValueError, match=r"time zone|range"):
        write_time(moment)


@pytest.mark.parametrize(
    "value",
    ["2025-01-01T10:00:00", "2025-1-1 1:0:0", "2025-02-30 10:00:00", "2025-01-01 24:00:00", "2025-01-01 10:00:00+08:00",
     "２０２５-01-01 10:00:00", "0001-01-01 00:00:00", "2025-01-01 10:00:00\n", 20250101, True],
)  # fmt: skip
def test_nothing_else_is_a_time(value: object) -> None:
    with pytest.raises(ValueError, match=r"time|day|hour|month"):
        read_time(value)


@pytest.mark.parametrize(
    "body",
    [b'{"a":1,"a":1}', b'[{"a":{"b":1,"b":2}}]', b"NaN", b'{"a":Infinity}', b"[-Infinity]", b"\xff", b"", b"{}{}",
     b"\xef\xbb\xbf{}", b"[" * 200_000, b'{"a":1,}', b"9" * 5000, "{}".encode("utf-16")],
)  # fmt: skip
def test_what_is_not_strict_json_is_refused(body: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_json(body)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**15), 10**15) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(json_values)
def test_what_is_written_is_json(value: object) -> None:
    assert json.loads(write_json(value)) == value


def test_amounts_are_written_as_numbers_with_every_digit() -> None:
    assert write_json({"a": Decimal("12345678901234567.10"), "b": [Decimal("1E+3")]}) == (
        '{"a":12345678901234567.10,"b":[1000]}'
    )


def test_what_has_no_form_on_the_wire_is_not_written() -> None:
    with pytest.raises(TypeError):
        write_json({"a": 1.5})
