"""Draws the agreements of the demonstration: one page of PDF each, marked as invented. Pure.

Written by hand (PDF 1.4 and its standard font Helvetica, ISO 32000-1, 9.6.2.2): the same record
gives the same bytes, and the demonstration needs no other program.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate
from textwrap import wrap

PAGE_WIDTH, PAGE_HEIGHT = 595, 842  # A4, in points
MARGIN, LINE_LENGTH = 64, 84  # points; characters of 11 point text
INDEPENDENCE = (
    "The funder has no say in topics, authors, reviewers, speakers or words. It sees no content "
    "before it is published. It receives no data about readers. No condition is attached to the "
    "money, and none can be added. The hub names the funder in plain text, without logo, and "
    "publishes the amount, the period and this agreement."
)


@dataclass(frozen=True)
class Agreement:
    """What is written on the page; `amount` with its currency, dates as they are printed."""

    reference: str
    funder: str
    support: str
    amount: str
    period: str
    purpose: str

    @property
    def title(self) -> str:
        return f"Agreement {self.reference}"


@dataclass(frozen=True)
class Line:
    text: str
    size: int = 11
    is_bold: bool = False
    gap: int = 6  # points above the line


def lines_of(agreement: Agreement) -> list[Line]:
    """The page from top to bottom, wrapped."""
    lines = [
        Line("INVENTED: part of a demonstration, made between nobody and nobody", 9, True),
        Line(agreement.title, 20, True, 26),
    ]
    facts = [
        ("Funder", agreement.funder),
        ("Support", agreement.support),
        ("Amount", agreement.amount),
        ("Period", agreement.period),
        ("Purpose", agreement.purpose),
    ]
    for label, value in facts:
        lines.append(Line(label, 9, True, 16))
        lines += [Line(part, gap=4) for part in wrap(value, LINE_LENGTH)]
    lines.append(Line("Independence", 13, True, 32))
    lines += [Line(part) for part in wrap(INDEPENDENCE, LINE_LENGTH)]
    return lines


def draw_agreement(agreement: Agreement) -> bytes:
    """The PDF file."""
    page = _page_content(lines_of(agreement))
    fonts = "/Type /Font /Subtype /Type1 /Encoding /WinAnsiEncoding /BaseFont"
    box = f"[0 0 {PAGE_WIDTH} {PAGE_HEIGHT}]"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R /Lang (en-GB) /ViewerPreferences 8 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 /Resources 9 0 R >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox {box} /Contents 4 0 R >>".encode(),
        b"<< /Length %d >>\nstream\n%b\nendstream" % (len(page), page),
        f"<< {fonts} /Helvetica >>".encode(),
        f"<< {fonts} /Helvetica-Bold >>".encode(),
        b"<< /Title (%b) >>" % _literal(f"{agreement.title} (invented)"),
        b"<< /DisplayDocTitle true >>",
        b"<< /Font << /F1 5 0 R /F2 6 0 R >> >>",
    ]
    return _file(objects)


def _page_content(lines: list[Line]) -> bytes:
    parts, top = [], PAGE_HEIGHT - MARGIN
    for line in lines:
        top -= line.size + line.gap
        font = "F2" if line.is_bold else "F1"
        parts.append(f"BT /{font} {line.size} Tf {MARGIN} {top} Td (".encode())
        parts.append(_literal(line.text) + b") Tj ET\n")
    return b"".join(parts)


def _literal(text: str) -> bytes:
    """The inside of a string literal in WinAnsiEncoding; other letters become a question mark."""
    for sign in "\\()":
        text = text.replace(sign, f"\\{sign}")
    return text.encode("cp1252", errors="replace")


def _file(objects: list[bytes]) -> bytes:
    """Numbered objects with the table of where each begins."""
    bodies = [b"%d 0 obj\n%b\nendobj\n" % (n, body) for n, body in enumerate(objects, start=1)]
    header = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"
    *starts, end = accumulate((len(body) for body in bodies), initial=len(header))
    table = b"".join(b"%010d 00000 n \n" % start for start in starts)
    size = len(objects) + 1
    trailer = b"trailer\n<< /Size %d /Root 1 0 R /Info 7 0 R >>\n" % size
    return b"%b%bxref\n0 %d\n0000000000 65535 f \n%b%bstartxref\n%d\n%%%%EOF\n" % (
        header,
        b"".join(bodies),
        size,
        table,
        trailer,
        end,
    )
