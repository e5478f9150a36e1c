"""A posted form, as name-value pairs within limits."""

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl

from renderer.schema import SchemaError
from router.errors import BadRequest, TooLarge, TooManyFields, WrongMediaType
from router.limits import MAX_BYTES, MAX_FIELDS
from router.multipart import MULTIPART, FileSink, read_parts
from router.request import EdgeRequest
from router.request_body import read_body

FORM = "application/x-www-form-urlencoded"
Pairs = Sequence[tuple[str, str]]

_KEY = re.compile(r"[A-Za-z0-9_-]{16,64}")


@dataclass(frozen=True)
class FormPost:
    """What a person sent: the fields, and what the page's own controls say."""

    pairs: Pairs
    operation: str  # "add:lines", "remove:lines/2"; empty: submit
    key: str  # the form's idempotency key
    refused: Sequence[SchemaError] = ()  # what is wrong with files that were sent and not taken

    @property
    def is_too_large(self) -> bool:
        """Whether a file was larger than is taken."""
        return any(error.keyword in ("maximum", "largest") for error in self.refused)


def new_key() -> str:
    """A key for a fresh form."""
    return secrets.token_urlsafe(16)


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
        pairs=[pair for pair in pairs if not pair[0].startswith("$")],
        operation=controls.get("$op", ""),
        key=key if _KEY.fullmatch(key) else new_key(),
        refused=refused,
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
        return parse_qsl(body.decode("ascii"), keep_blank_values=True, errors="strict")
    except ValueError:
        raise BadRequest("The form is not URL-encoded UTF-8.") from None
