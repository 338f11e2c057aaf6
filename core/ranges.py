"""Parts of a file on request (RFC 9110, section 14), so that recordings can be wound on.

Safari plays audio and video only from servers that answer ranges. One range is answered; several
at once, which players never ask for, get the whole file, as the standard allows.
"""

from __future__ import annotations

import re
from typing import BinaryIO, Final

from django.http import HttpRequest, HttpResponse

UNSATISFIABLE: Final = "unsatisfiable"
_ONE_RANGE = re.compile(r"^bytes=(\d{0,18})-(\d{0,18})$")
# A player that asks for everything gets this much and asks again: no answer fills the memory.
LARGEST_PART = 2 * 1024 * 1024  # bytes


def asked_range(header: str, size: int) -> tuple[int, int] | str | None:
    """First and last byte that `header` asks for of a file of `size` bytes.

    None: no (single) range, send everything. UNSATISFIABLE: nothing of it lies within the file.
    """
    match = _ONE_RANGE.match(header.strip())
    if match is None or match[0] == "bytes=-":
        return None
    first, last = match[1], match[2]
    if not first:  # the last n bytes
        length = int(last)
        return (max(0, size - length), size - 1) if length and size else UNSATISFIABLE
    start = int(first)
    end = min(int(last), size - 1) if last else size - 1
    if last and int(last) < start:
        return None
    return (start, end) if start < size else UNSATISFIABLE


def partial_response(
    request: HttpRequest, file: BinaryIO, size: int, content_type: str
) -> HttpResponse | None:
    """206 with the part asked for (at most LARGEST_PART of it), 416 if there is none, None when the
    whole file is wanted. Closes `file` in each case."""
    with file:
        wanted = asked_range(request.headers.get("Range", ""), size)
        if wanted is None:
            return None
        if isinstance(wanted, str):
            refusal = HttpResponse(status=416)
            refusal["Content-Range"] = f"bytes */{size}"
            return refusal
        start, end = wanted
        end = min(end, start + LARGEST_PART - 1)
        file.seek(start)
        part = HttpResponse(file.read(end - start + 1), status=206, content_type=content_type)
    part["Content-Range"] = f"bytes {start}-{end}/{size}"
    part["Accept-Ranges"] = "bytes"
    return part
