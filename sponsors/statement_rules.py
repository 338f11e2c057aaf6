"""What a wording of a part of the funding statement may and must contain. Pure.

Text is plain, names come in by placeholder, and nothing is claimed that the register does not know.
"""

from __future__ import annotations

import re

from django.utils.translation import gettext

from sponsors.statement_parts import WORDING

PLACEHOLDER = re.compile(r"\{([a-z]+)\}")
# "Unrestricted" and its like in our languages: whether a grant is free of conditions is read in its
# agreement, so no wording may claim it.
_CLAIMS = re.compile(
    r"unrestrict|no strings|irrestrit|não restrit|sem restri|sem condiç|incondiciona|sin restric"
    r"|no restringid|sin condicion|unconditional",
    re.IGNORECASE,
)
LONGEST = 600  # characters of a part


def makes_claims(text: str) -> bool:
    """Whether the text calls support unrestricted, which only its agreement can."""
    return _CLAIMS.search(text) is not None


def placeholder_problems(key: str, text: str) -> list[str]:
    """What stands against using `text` for the part `key`, in the active language."""
    part = WORDING.get(key)
    if part is None:
        return [gettext("There is no such part of the statement.")]
    used = set(PLACEHOLDER.findall(text))
    rest = PLACEHOLDER.sub("", text)
    problems = [
        gettext("There is no placeholder {%(name)s} here.") % {"name": name}
        for name in sorted(used - part.placeholders)
    ]
    problems += [
        gettext("The placeholder {%(name)s} is missing.") % {"name": name}
        for name in sorted(part.required - used)
    ]
    if "{" in rest or "}" in rest:
        problems.append(gettext("A brace is left over: a placeholder looks like {hub}."))
    if "<" in text or ">" in text:
        problems.append(gettext("This is plain text: no HTML and no angle brackets."))
    if any(sign in text for sign in "®™©"):
        problems.append(gettext("No ®, ™ or ©: products are not named."))
    if makes_claims(text):
        problems.append(gettext("The statement does not call support unrestricted."))
    if len(text) > LONGEST:
        problems.append(gettext("At most %(number)d characters.") % {"number": LONGEST})
    return problems
