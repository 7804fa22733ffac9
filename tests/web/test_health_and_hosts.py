"""What is asked before any page: is it alive, and is it this shop at all?"""

import requests

from tests.running import RunningShop


def test_the_process_says_it_is_alive(shop: RunningShop) -> None:
    assert requests.get(f"{shop.url}/healthz", timeout=5).json() == {"alive": True}


def test_a_host_that_is_not_ours_is_told_which_setting_to_check(shop: RunningShop) -> None:
    answer = requests.get(f"{shop.url}/orders/some-secret", headers={"Host": "evil.example"}, timeout=5)
    assert answer.status_code == 400
    assert "PUBLIC_URL" in answer.text
    assert "evil.example" not in answer.text
