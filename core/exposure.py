"""The vocabulary in which a page type says what the public may see.

Enforcement lives in `gate.exposure`; this module only names the two sides.
"""

import enum


class Exposure(enum.Enum):
    """Who a page type is for.

    PUBLIC: everybody, everything. GATED: `public_fields` for everybody, the rest only for readers
    who acknowledged that they are healthcare professionals.
    """

    PUBLIC = "public"
    GATED = "gated"
