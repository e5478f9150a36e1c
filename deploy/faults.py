"""What a command cannot do, said so that the reader knows the way out."""


class Refused(Exception):
    """A foreseeable fault of the surroundings: shown as two lines, never as a traceback."""

    def __init__(self, what: str, fix: str) -> None:
        self.what = what
        self.fix = fix
        super().__init__(f"{what} {fix}")
