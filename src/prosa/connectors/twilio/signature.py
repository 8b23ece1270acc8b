"""Is it Twilio? The signature covers the address that was called and the fields of the form, not the raw bytes."""

import base64
import hashlib
import hmac
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from urllib.parse import SplitResult, parse_qs, parse_qsl, urlsplit

from prosa.channels.port import PATH, InvalidSignature
from prosa.connectors.twilio.settings import TwilioSettings

HEADER = "x-twilio-signature"
MOST_FIELDS = 2000

_PORTS = {"https": 443, "http": 80}
_DIGEST = "bodySHA256"
_JSON = "application/json"
_ODD = "surrogateescape"

Fields = Iterable[tuple[bytes, bytes]]


def check_signature(settings: TwilioSettings, headers: Mapping[str, str], body: bytes) -> None:
    """Raises `InvalidSignature`. Twilio signs with the address it called, which a proxy may have hidden: the public
    one is tried, and the one in the request, each with and without the port that goes without saying."""
    given = headers.get(HEADER, "").encode()
    token = settings.auth_token.get_secret_value()
    in_json = headers.get("content-type", "").startswith(_JSON)
    fields = () if in_json else form_fields(body)
    for address in _addresses(settings, headers):
        url = _with_digest(address, body) if in_json else address
        if any(hmac.compare_digest(given, signature(token, each, fields).encode()) for each in _written(url)):
            return
    raise InvalidSignature("the signature does not fit the auth token of this channel and its public address")


def signature(auth_token: str, url: str, fields: Fields) -> str:
    """The header's value: base64 of the HMAC-SHA1 over the address and, by name, every field's name and value. Of a
    field that comes several times, each value counts once, in order."""
    parts = [url.encode()]
    for name, group in groupby(sorted(fields), lambda field: field[0]):
        parts += [name + value for value in sorted({value for _, value in group})]
    return base64.b64encode(hmac.new(auth_token.encode(), b"".join(parts), hashlib.sha1).digest()).decode()


def form_fields(body: bytes) -> list[tuple[bytes, bytes]]:
    """In order, the very bytes. Raises `InvalidSignature` for more than any delivery has."""
    text = body.decode("utf-8", _ODD)
    try:
        pairs = parse_qsl(text, keep_blank_values=True, errors=_ODD, max_num_fields=MOST_FIELDS)
    except ValueError:
        raise InvalidSignature("this form has more fields than any delivery of Twilio") from None
    return [(name.encode("utf-8", _ODD), value.encode("utf-8", _ODD)) for name, value in pairs]


def _addresses(settings: TwilioSettings, headers: Mapping[str, str]) -> Iterator[str]:
    path, host = headers.get(PATH), headers.get("host")
    if settings.webhook_url:
        query = path.partition("?")[2] if path else ""
        yield f"{settings.webhook_url}?{query}" if query else settings.webhook_url
    if path and host:
        yield from (f"{scheme}://{host}{path}" for scheme in _PORTS)


def _written(url: str) -> Iterator[str]:
    """The address as it is, without its port, and with the port of its scheme."""
    try:
        parts = urlsplit(url)
        hosts = {parts.netloc, _host(parts), f"{_host(parts)}:{parts.port or _PORTS.get(parts.scheme)}"}
    except ValueError:
        return
    yield from (parts._replace(netloc=host).geturl() for host in hosts)


def _host(parts: SplitResult) -> str:
    return parts.netloc.rpartition(":")[0] if parts.port else parts.netloc


def _with_digest(url: str, body: bytes) -> str:
    """A body in JSON is covered by its digest in the query. Raises `InvalidSignature` when it is another body's."""
    ours = hashlib.sha256(body).hexdigest()
    told = parse_qs(url.partition("?")[2]).get(_DIGEST)
    if told is None:
        return f"{url}{'&' if '?' in url else '?'}{_DIGEST}={ours}"
    if told != [ours]:
        raise InvalidSignature("the digest in the address is that of another body")
    return url
