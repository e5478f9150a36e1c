"""Reads the objects of a bare repository, one by one, so that every limit holds before content is read."""

import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, cast

from mirror.git import LIMIT, RepositoryError, start_git, stop


class TooLarge(Exception):
    """An object is larger than the limit. It was not read, and nothing after it can be."""


class Objects:
    """One `git cat-file --batch`: asked for an object, it answers with its kind, size and content."""

    def __init__(self, requests: IO[bytes], answers: IO[bytes]) -> None:
        self._requests = requests
        self._answers = answers

    def read(self, digest: str, kind: str, limit: int) -> bytes:
        """The content of an object. Raises TooLarge, or RepositoryError when it is not there."""
        header = self._ask(digest)
        if len(header) != 3:
            raise RepositoryError(f"The object {digest} is not in the repository. Fetch it first.")
        if header[1] != kind:
            raise RepositoryError(
                f"The object {digest} is a {header[1]}, not a {kind}. Ask for a package's tree."
            )
        size = int(header[2])
        if size > limit:
            raise TooLarge
        content = self._answers.read(size + 1)  # a line feed follows
        if len(content) <= size:
            raise RepositoryError("Reading the repository took too long. Try again.")
        return content[:-1]

    def _ask(self, digest: str) -> list[str]:
        try:
            self._requests.write(digest.encode() + b"\n")
            self._requests.flush()
            answer = self._answers.readline()
        except BrokenPipeError:
            answer = b""
        if not answer:
            raise RepositoryError(
                "The repository cannot be read. Fetch first, or remove its folder and fetch."
            )
        return answer.decode().split()


@contextmanager
def open_objects(folder: Path, limit: float = LIMIT) -> Iterator[Objects]:
    """Objects of the bare repository in `folder`, to be read within `limit` seconds."""
    process = start_git(folder, ["cat-file", "--batch"], {}, subprocess.DEVNULL)
    requests, answers = cast(IO[bytes], process.stdin), cast(IO[bytes], process.stdout)
    timer = threading.Timer(limit, stop, [process])
    timer.start()
    try:
        yield Objects(requests, answers)
    finally:
        timer.cancel()
        stop(process)
        answers.close()
        with suppress(BrokenPipeError):  # a request git did not live to read
            requests.close()
