"""Text that is never printed."""

from typing import Any

from typed.kinds import refuse
from typed.wrong import Path, Wrong


class SecretStr:
    """Shows itself as stars. `SecretStr("")` is none at all."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    @classmethod
    def model_check(cls, value: Any, path: Path, wrong: list[Wrong]) -> Any:
        if isinstance(value, cls):
            return value
        return cls(value) if isinstance(value, str) else refuse(wrong, "type", path, type="text")

    def get_secret_value(self) -> str:
        return self._text

    def __bool__(self) -> bool:
        return bool(self._text)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, SecretStr) and self._text == other._text

    def __hash__(self) -> int:
        return hash(self._text)

    def __repr__(self) -> str:
        return "SecretStr('**********')" if self._text else "SecretStr('')"

    __str__ = __repr__
