"""What can be wrong with an upload."""

from enum import StrEnum


class UploadFault(StrEnum):
    EMPTY = "empty"
    TOO_MANY_BYTES = "too-many-bytes"
    TOO_MANY_PIXELS = "too-many-pixels"
    TOO_LONG = "too-long"
    WRONG_TYPE = "wrong-type"
    HEIC = "heic"
    VIDEO = "video"
    OLD_OFFICE = "old-office"
    BROKEN = "broken"
    PROTECTED = "protected"
    """Opens with a password only."""
    PROGRAMS = "programs"
    """Macros, scripts, or commands that start programs."""
    INSIDE = "inside"
    """Other files inside it, or drawn in from elsewhere when it is opened."""
    UNPACKS_TO_TOO_MUCH = "unpacks-to-too-much"


class Unacceptable(Exception):  # noqa: N818 - names what it is
    def __init__(self, fault: UploadFault) -> None:
        super().__init__(fault.value)
        self.fault = fault


def broken() -> Unacceptable:
    return Unacceptable(UploadFault.BROKEN)
