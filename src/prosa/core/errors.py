"""Business errors: each knows the HTTP status and the stable code it is shown with at the edge."""

from typing import ClassVar


class ProsaError(Exception):
    """Base of every error a caller may cause. `code` is the key of the text in the locale files."""

    status: ClassVar[int] = 400
    code: ClassVar[str] = "bad_request"

    def __init__(self, detail: str = "", **params: object) -> None:
        super().__init__(detail or self.code)
        self.detail = detail or self.code
        self.params = params


class NotFound(ProsaError):
    status = 404
    code = "not_found"


class Conflict(ProsaError):
    status = 409
    code = "conflict"


class Invalid(ProsaError):
    status = 422
    code = "invalid"


class Unauthenticated(ProsaError):
    status = 401
    code = "unauthenticated"


class Forbidden(ProsaError):
    status = 403
    code = "forbidden"


class TooLarge(ProsaError):
    status = 413
    code = "too_large"


class TooMany(ProsaError):
    status = 429
    code = "too_many"


class Unavailable(ProsaError):
    """Something we depend on is not there now; the caller should come again."""

    status = 503
    code = "unavailable"
