"""People who log in, and the files editors upload. Custom from the first migration on."""

from core.models.documents import HubDocument
from core.models.images import HubImage, HubRendition
from core.models.users import User

__all__ = ["HubDocument", "HubImage", "HubRendition", "User"]
