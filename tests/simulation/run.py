"""One schedule from its seed: the acts of a theme, then quiet, then the comparison with JKOPay's own ledger."""

from collections.abc import Mapping
from dataclasses import replace

from tests.simulation import actions_around as around
from tests.simulation import actions_consent as consent
from tests.simulation import actions_shop as shop
from tests.simulation import actions_staff as staff
from tests.simulation.faults import CALM
from tests.simulation.ledger import compare
from tests.simulation.quiet import become_quiet
from tests.simulation.story import Act, Story
from tests.simulation.world import World

_AROUND: Mapping[Act, int] = {around.work: 7, around.deliver: 3, around.wait: 4, around.follow_hint: 1}
_STAFF: Mapping[Act, int] = {staff.refund: 3, staff.send_form_again: 1, around.settle_with_store: 1}
_SHOP: Mapping[Act, int] = {
    shop.check_out: 2,
    shop.pay: 5,
    shop.decline: 1,
    shop.renew: 1,
    shop.retry: 3,
    shop.check: 1,
    around.forge: 1,
    around.ask_once_more: 1,
}
_ONE_TAP: Mapping[Act, int] = {
    consent.grant: 3,
    shop.check_out_with_one_tap: 5,
    consent.charge_once_more: 3,
    consent.cancel: 1,
    consent.cancel_elsewhere: 1,
    consent.change_wallet: 1,
    consent.renew_grant: 1,
    consent.check_grant: 1,
    consent.refuse_grant: 1,
}
_CYCLES: Mapping[Act, int] = {
    consent.grant: 3,
    consent.charge_once_more: 3,
    consent.cancel: 1,
    consent.cancel_elsewhere: 1,
    consent.change_wallet: 2,
    consent.check_grant: 1,
}
_EITHER: Mapping[Act, int] = {
    consent.charge_once_more: 8,
    consent.change_wallet: 4,
    around.let_links_end: 4,
    shop.retry: 3,
    shop.pay: 3,
    shop.decline: 2,
}
_STOCK: tuple[Act, ...] = (shop.check_out, shop.check_out, shop.check_out)
_THEMES: Mapping[str, tuple[tuple[Act, ...], Mapping[Act, int]]] = {
    "paying": ((shop.check_out,), {**_AROUND, **_SHOP}),
    "crowd": (_STOCK, {**_AROUND, **_SHOP}),
    "late": (
        (shop.check_out, shop.pay, around.let_links_end, around.work, shop.retry, shop.pay),
        {**_AROUND, **_SHOP},
    ),
    "refunds": ((shop.check_out, shop.pay, around.work, staff.refund), {**_AROUND, **_STAFF}),
    "one tap": ((consent.bind, consent.grant, around.work), {**_AROUND, **_ONE_TAP, **_STAFF}),
    "everything": ((shop.check_out, shop.pay, around.work), {**_AROUND, **_SHOP, **_STAFF}),
    "rush": ((consent.bind, consent.grant, consent.check_grant, shop.check_out_with_one_tap), {**_AROUND, **_ONE_TAP}),
    "charge or code": (
        (
            *(consent.bind, consent.grant, consent.check_grant, consent.run_short),
            *(shop.check_out_with_one_tap, shop.retry),
        ),
        {**_AROUND, **_EITHER},
    ),
    "cycles": ((consent.take_plan, consent.grant, around.work), {**_AROUND, **_CYCLES, **_STAFF}),
}
THEMES = tuple(_THEMES)
"""What schedules are about, in turn: the theme of a seed is that of its remainder."""

_LONG = 0.03
_SMOOTH = 0.7


def tell_story(world: World, seed: int) -> Story:
    """The whole schedule of `seed`: the same one every time, byte for byte."""
    story = Story(seed, world)
    with story.opened():
        theme = THEMES[seed % len(THEMES)]
        opening, acts = _THEMES[theme]
        count = story.rng.randrange(25, 45) if story.rng.random() < _LONG else story.rng.randrange(2, 7)
        story.bystanders = [act for act in acts if act not in (around.wait, around.let_links_end)]
        if theme == "late":
            story.weather = replace(story.weather, lag=story.rng.choice((0.5, 1)))
        stormy = story.weather
        if story.rng.random() < _SMOOTH:
            # Faults are for what the theme is about: most schedules get as far as that.
            story.weather = replace(CALM, lag=stormy.lag)
        for act in opening[:-1]:
            story.do(act)
        story.weather = stormy
        story.do(opening[-1])
        story.act(acts, count=count)
        become_quiet(story)
        compare(story)
    return story
