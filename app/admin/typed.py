"""What people type, without what no field of the admin means."""


def tidy(text: str | None) -> str:
    """Without blanks around it, without NUL (PostgreSQL refuses it), a line's end counting as one character."""
    return (text or "").replace("\x00", "").replace("\r\n", "\n").strip()
