"""What kind of file something is: by its first bytes and by its name, which have to agree."""

from collections.abc import Mapping

HEAD = 512  # bytes from the start of a file that are enough to tell
UNKNOWN = "application/octet-stream"

_OFFICE = "application/vnd.openxmlformats-officedocument."
_OPEN = "application/vnd.oasis.opendocument."
_OLE = "application/x-ole-storage"

# By the end of the name; those of one content may carry several names.
BY_NAME: Mapping[str, str] = {
    "pdf": "application/pdf", "png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg",
    "gif": "image/gif", "webp": "image/webp", "heic": "image/heic", "heif": "image/heic",
    "avif": "image/avif", "bmp": "image/bmp",
    "tif": "image/tiff", "tiff": "image/tiff", "svg": "image/svg+xml", "zip": "application/zip",
    "docx": f"{_OFFICE}wordprocessingml.document", "xlsx": f"{_OFFICE}spreadsheetml.sheet",
    "pptx": f"{_OFFICE}presentationml.presentation", "odt": f"{_OPEN}text", "ods": f"{_OPEN}spreadsheet",
    "odp": f"{_OPEN}presentation", "doc": "application/msword", "xls": "application/vnd.ms-excel",
    "ppt": "application/vnd.ms-powerpoint",
    "txt": "text/plain", "csv": "text/csv", "json": "application/json",
    "xml": "application/xml", "md": "text/markdown", "html": "text/html", "htm": "text/html",
    "mp3": "audio/mpeg", "wav": "audio/wav", "mp4": "video/mp4", "m4a": "audio/mp4", "mov": "video/quicktime",
    "webm": "video/webm", "exe": "application/x-msdownload",
}  # fmt: skip

# Where in the file, which bytes, and what it is then.
_MAGIC = (
    (0, b"%PDF-", "application/pdf"),
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"GIF87a", "image/gif"),
    (0, b"GIF89a", "image/gif"),
    (8, b"WEBP", "image/webp"),
    (8, b"WAVE", "audio/wav"),
    (4, b"ftyphei", "image/heic"),
    (4, b"ftypmif1", "image/heic"),
    (4, b"ftypavif", "image/avif"),
    (4, b"ftypqt", "video/quicktime"),
    (4, b"ftypM4A", "audio/mp4"),
    (4, b"ftyp", "video/mp4"),
    (0, b"II*\0", "image/tiff"),
    (0, b"MM\0*", "image/tiff"),
    (0, b"BM", "image/bmp"),
    (0, b"PK\x03\x04", "application/zip"),
    (0, b"PK\x05\x06", "application/zip"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", _OLE),
    (0, b"ID3", "audio/mpeg"),
    (0, b"\xff\xfb", "audio/mpeg"),
    (0, b"\x1aE\xdf\xa3", "video/webm"),
    (0, b"MZ", "application/x-msdownload"),
    (0, b"\x7fELF", "application/x-executable"),
)
_INSIDE = {
    "application/zip": tuple(t for t in BY_NAME.values() if t.startswith((_OFFICE, _OPEN))),
    _OLE: ("application/msword", "application/vnd.ms-excel", "application/vnd.ms-powerpoint"),
}
_TEXTS = frozenset(
    ("text/plain", "text/csv", "text/markdown", "text/html", "application/json", "application/xml",
     "image/svg+xml")
)  # fmt: skip


def media_type(head: bytes, name: str) -> str:
    """The media type of a file from its first `HEAD` bytes and its name; UNKNOWN where they contradict.

    A name without a known ending says nothing. Contents that no bytes tell, such as text, are what the name
    says if it names a text.
    """
    by_name = BY_NAME.get(name.rpartition(".")[2].lower()) if "." in name else None
    by_content = _by_content(head)
    if by_content is None:
        return _of_text(head, by_name)
    if by_name in _INSIDE.get(by_content, ()):
        return str(by_name)
    return by_content if by_name in (None, by_content) else UNKNOWN


def endings(accepted: str) -> tuple[str, ...]:
    """The endings of names, with their dot, that a media type goes by; `image/*` stands for every image."""
    family = accepted.removesuffix("*") if accepted.endswith("/*") else accepted + "\0"
    return tuple(f".{ending}" for ending, known in BY_NAME.items() if (known + "\0").startswith(family))


def _by_content(head: bytes) -> str | None:
    return next((known for at, magic, known in _MAGIC if head.startswith(magic, at)), None)


def _of_text(head: bytes, by_name: str | None) -> str:
    if b"\0" in head or not _is_utf8(head):
        return UNKNOWN
    if by_name is None:
        return "text/plain" if head else UNKNOWN
    return by_name if by_name in _TEXTS else UNKNOWN


def _is_utf8(head: bytes) -> bool:
    """Whether it is UTF-8 so far: the last character may be cut."""
    try:
        head.decode()
    except UnicodeDecodeError as error:
        return len(head) - error.start < 4 and error.reason == "unexpected end of data"
    return True
