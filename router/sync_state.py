"""How far a preview follows its branch: told on every page, in every event, in headers and to the API."""

from datetime import UTC, datetime

from typed.record import dataclass

_TOLD = 300  # characters of an error


@dataclass(frozen=True)
class SyncState:
    """`commit` is what is shown, "" before anything is. `error` is the last attempt's, "" if it went well."""

    branch: str
    commit: str = ""
    synced_at: datetime | None = None  # when `commit` was last known to be the remote's
    error: str = ""

    @property
    def told(self) -> dict[str, object]:
        """The state as JSON tells it; moments are in RFC 3339."""
        return {
            "branch": self.branch,
            "commit": self.commit or None,
            "synced_at": moment(self.synced_at) if self.synced_at else None,
            "error": self.error,
        }

    @property
    def sentence(self) -> str:
        """The state as a person reads it."""
        shows = f"{self.branch} at {self.commit[:10]}" if self.commit else f"Nothing of {self.branch} yet"
        when = f"{self.synced_at:%d %b %Y, %H:%M:%S} UTC" if self.synced_at else "never"
        if self.error:
            return f"{shows}, last synced {when}. It may be stale: {self.error}"
        return f"{shows}, synced {when}"

    @property
    def headers(self) -> list[tuple[bytes, bytes]]:
        """The same for programs that look at headers."""
        told = [(b"x-preview-branch", self.branch), (b"x-preview-commit", self.commit)]
        if self.synced_at:
            told.append((b"x-preview-synced-at", moment(self.synced_at)))
        if self.error:
            told.append((b"x-preview-sync-error", self.error))
        return [(name, text.encode("ascii", "replace")) for name, text in told if text]


def error_line(text: str) -> str:
    """An error as one short line."""
    line = " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
    return line if len(line) <= _TOLD else f"{line[:_TOLD]}…"


def moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
