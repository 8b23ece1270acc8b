"""Documents of others as Markdown.

What people upload or a site serves is hostile until proven: it is read in a process of its own, which has little
memory, little time and none of our secrets, and is ended when it says nothing for long (`Reader`).
"""

from prosa.core.documents.encoding import decode
from prosa.core.documents.reader import Reader
from prosa.core.documents.shape import Document, DocumentKind, Unreadable

__all__ = ["Document", "DocumentKind", "Reader", "Unreadable", "decode"]
