"""The jobs processes that are at work, so that the pages' processes can tell that somebody is."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base


class JobsProcess(Base):
    """One process that sweeps; it says every few seconds that it is alive, and takes its row away when it ends."""

    __tablename__ = "jobs_processes"

    name: Mapped[str] = mapped_column(primary_key=True)
    started_at: Mapped[datetime] = mapped_column()
    seen_at: Mapped[datetime] = mapped_column(index=True)
