"""Forms with files (`multipart/form-data`) as browsers send them. Read whole: the body limit stands outside."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

_BOUNDARY: Final = re.compile(r'boundary=(?:"([^"]{1,70})"|([^;\s]{1,70}))', re.IGNORECASE)
_NAME: Final = re.compile(rb'(?<![A-Za-z*])name="([^"]*)"', re.IGNORECASE)
_FILE: Final = re.compile(rb'filename="([^"]*)"', re.IGNORECASE)
MOST_PARTS: Final = 50


@dataclass(frozen=True, slots=True)
class Part:
    """One field of a form; `file_name` is empty where it is no file."""

    name: str
    file_name: str
    content: bytes

    @property
    def text(self) -> str:
        """The field as text."""
        return self.content.decode("utf-8", "replace").replace("\x00", "\ufffd")


def parts_of(content_type: str, body: bytes) -> Iterator[Part]:
    """Yield the fields of a form. What is no such form, or is cut off, holds none."""
    found = _BOUNDARY.search(content_type)
    if not content_type.casefold().startswith("multipart/form-data") or found is None:
        return
    mark = b"--" + (found[1] or found[2]).encode("latin-1", "replace")
    for piece in body.split(mark)[1 : MOST_PARTS + 1]:
        head, gap, content = piece.partition(b"\r\n\r\n")
        if not gap or not piece.startswith(b"\r\n") or not content.endswith(b"\r\n"):
            continue
        name, file = _NAME.search(head), _FILE.search(head)
        if name is not None:
            yield Part(_decoded(name[1]), _decoded(file[1]) if file else "", content[:-2])


def _decoded(value: bytes) -> str:
    return value.replace(b"%22", b'"').decode("utf-8", "replace").replace("\x00", "")
