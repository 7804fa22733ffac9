"""What `python -m app` is made of: addresses, local settings, and the supervisor of its processes. Standard library."""


class CannotStart(Exception):
    """What is in the way of a start, in one sentence for the person at the terminal."""
