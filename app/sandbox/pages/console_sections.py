"""The sections of the console."""

from app.sandbox.pages.console_authorizations import blueprint as authorizations
from app.sandbox.pages.console_clock import blueprint as clock
from app.sandbox.pages.console_deliveries import blueprint as deliveries
from app.sandbox.pages.console_faults import blueprint as faults
from app.sandbox.pages.console_merchants import blueprint as merchants
from app.sandbox.pages.console_orders import blueprint as orders
from app.sandbox.pages.console_state import blueprint as state
from app.sandbox.pages.console_switches import blueprint as switches

SECTIONS = (orders, authorizations, deliveries, merchants, faults, clock, switches, state)
