"""A posted form, as name-value pairs within limits."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import field
from urllib.parse import unquote

from renderer.form.manner import MANNER
from renderer.schema import SchemaError
from router.errors import BadRequest, TooLarge, TooManyFields, WrongMediaType
from router.limits import MAX_BYTES, MAX_FIELDS
from router.multipart import MULTIPART, FileSink, read_parts
from router.request import EdgeRequest
from router.request_body import read_body
from telemetry.chance import random_text
from typed.record import dataclass

FORM = "application/x-www-form-urlencoded"
Pairs = Sequence[tuple[str, str]]

_KEY = re.compile(r"[A-Za-z0-9_-]{16,64}")


@dataclass(frozen=True)
class FormPost:
    """What a person sent: the fields, and what the page's own controls say."""

    pairs: Pairs  # with the manner in which the page wrote them
    operation: str  # "add:lines", "remove:lines/2"; empty: submit
    key: str  # the form's idempotency key
    refused: Sequence[SchemaError] = ()  # what is wrong with files that were sent and not taken
    controls: Mapping[str, str] = field(default_factory=dict)  # all of them, by names that begin with `$`

    @property
    def is_too_large(self) -> bool:
        """Whether a file was larger than is taken."""
        return any(error.keyword in ("maximum", "largest") for error in self.refused)

    @property
    def go(self) -> str:
        """`next`, `back`, `to:STEP` or `save`; empty: submit."""
        return self.controls.get("$go", "")

    @property
    def step(self) -> str:
        """The step whose page this is, in a form with steps."""
        return self.controls.get("$step", "")

    @property
    def then(self) -> str:
        """`check` while somebody changes an answer they were checking."""
        return self.controls.get("$then", "")

    @property
    def known(self) -> str:
        """Names the saved answers that the page was drawn from."""
        return self.controls.get("$draft", "")

    @property
    def refused_for(self) -> str:
        """The action, or `next`, after which the page said what is to be corrected; or empty."""
        return self.controls.get("$errors", "")

    @property
    def is_confirmed(self) -> bool:
        """Whether the person was asked once more."""
        return self.controls.get("$confirmed", "") == "yes"

    @property
    def is_scripted(self) -> bool:
        """Our script asks: it wants to be told where to go, for it cannot see where a redirect leads."""
        return self.controls.get("$by", "") == "script"

    @property
    def everything(self) -> Pairs:
        """All that was sent, for a page that is to send it again."""
        controls = {
            name: value for name, value in self.controls.items() if name not in ("$key", "$by", MANNER)
        }
        return [*self.pairs, ("$key", self.key), *controls.items()]


def new_key() -> str:
    """A key for a fresh form."""
    return random_text()


async def read_form(request: EdgeRequest, sink: FileSink | None = None) -> FormPost:
    """The form, its files handed to `sink` on the way; without one there can be none.

    Raises WrongMediaType, TooLarge, TooManyFields, TooSlow or BadRequest.
    """
    content_type = request.headers.get("content-type", "")
    if sink and content_type.lower().startswith(MULTIPART):
        return _form_post(*await read_parts(request.receive, content_type, sink))
    expect_type(request, FORM)
    expect_length(request, MAX_BYTES)
    return _form_post(_pairs(await read_body(request.receive, MAX_BYTES)), ())


def _form_post(pairs: Pairs, refused: Sequence[SchemaError]) -> FormPost:
    controls = dict(pair for pair in pairs if pair[0].startswith("$"))
    key = controls.get("$key", "")
    return FormPost(
        pairs=[pair for pair in pairs if not pair[0].startswith("$") or pair[0] == MANNER],
        operation=controls.get("$op", ""),
        key=key if _KEY.fullmatch(key) else new_key(),
        refused=refused,
        controls=controls,
    )


def expect_type(request: EdgeRequest, media_type: str) -> None:
    """Raises WrongMediaType unless the body is said to be of this type."""
    said = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if said != media_type:
        raise WrongMediaType(media_type)


def expect_length(request: EdgeRequest, limit: int) -> None:
    """Raises TooLarge when more is announced; reading counts as well."""
    announced = request.headers.get("content-length", "0")
    if announced.isdecimal() and int(announced) > limit:
        raise TooLarge(limit)


def _pairs(body: bytes) -> list[tuple[str, str]]:
    if body.count(b"&") >= MAX_FIELDS:
        raise TooManyFields(MAX_FIELDS)
    try:
        given = [pair.partition("=") for pair in body.decode("ascii").replace("+", " ").split("&") if pair]
        return [(_unquoted(name), _unquoted(value)) for name, _, value in given]
    except ValueError:
        raise BadRequest("The form is not URL-encoded UTF-8.") from None


def _unquoted(text: str) -> str:
    """Most names and values are as they are. Raises ValueError."""
    return unquote(text, errors="strict") if "%" in text else text
