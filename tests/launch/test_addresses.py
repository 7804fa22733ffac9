import pytest

from app.launch import CannotStart
from app.launch.addresses import check_free, loopback_url, people_url


def test_a_free_port_passes(closed_port: int) -> None:
    check_free("127.0.0.1", closed_port, "--port")


def test_a_taken_port_is_named_with_the_flag_to_change(taken_port: int) -> None:
    with pytest.raises(CannotStart, match=rf"^Port {taken_port} is taken .* with --sandbox-port\.$"):
        check_free("127.0.0.1", taken_port, "--sandbox-port")


def test_an_address_of_another_machine_is_refused(closed_port: int) -> None:
    with pytest.raises(CannotStart, match=r"Cannot listen on 192\.0\.2\.1"):
        check_free("192.0.2.1", closed_port, "--port")


def test_a_host_that_does_not_exist_is_refused(closed_port: int) -> None:
    with pytest.raises(CannotStart, match="There is no host 'no such host'"):
        check_free("no such host", closed_port, "--port")


def test_listening_everywhere_is_reached_at_an_address_that_exists() -> None:
    assert loopback_url("0.0.0.0", 5000) == "http://127.0.0.1:5000"
    assert "0.0.0.0" not in people_url("0.0.0.0", 5000)


def test_listening_on_one_address_is_reached_there() -> None:
    assert loopback_url("::1", 5000) == people_url("::1", 5000) == "http://[::1]:5000"
    assert loopback_url("127.0.0.1", 80) == people_url("127.0.0.1", 80) == "http://127.0.0.1:80"
