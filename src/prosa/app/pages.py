"""The web application as files: cached for ever where the name tells the content, never where it does not."""

import mimetypes
from importlib.resources import files
from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.responses import FileResponse, HTMLResponse, Response

from prosa.core.errors import NotFound

FOLDER = Path(str(files("prosa.app"))) / "static"
_ENCODINGS = (("br", ".br"), ("gzip", ".gz"))
_API = ("api/", "webhooks/", "metrics", "health")
_MISSING = """<!doctype html><html lang="pt-BR"><meta charset="utf-8"><title>Prosa</title>
<body style="font-family:sans-serif;max-width:40rem;margin:4rem auto;padding:0 1rem">
<h1>Prosa</h1>
<p>O servidor está no ar, mas o aplicativo web não foi construído nesta instalação.</p>
<p>The server is running, but the web application has not been built in this installation.</p>
<pre>make web</pre></body></html>"""


def mount(app: FastAPI, folder: Path = FOLDER) -> None:
    """Serves the built application; every path that is none of the API's is one of its pages."""

    @app.get("/{path:path}", include_in_schema=False)
    async def page(request: Request, path: str) -> Response:
        if path.startswith(_API):
            raise NotFound("there is nothing here")
        return _file(folder, path, request.headers.get("accept-encoding", ""))


def _file(folder: Path, path: str, accepted: str) -> Response:
    found = (folder / path).resolve()
    inside = found.is_relative_to(folder.resolve())
    if inside and found.is_file():
        return _send(found, accepted, immutable=path.startswith("assets/"))
    if path.startswith("assets/"):
        raise NotFound("there is no such file")
    index = folder / "index.html"
    return _send(index, accepted, immutable=False) if index.is_file() else HTMLResponse(_MISSING, 503)


def _send(found: Path, accepted: str, *, immutable: bool) -> Response:
    kind = mimetypes.guess_type(found.name)[0] or "application/octet-stream"
    headers = {"cache-control": "public, max-age=31536000, immutable" if immutable else "no-cache"}
    for name, ending in _ENCODINGS:
        packed = found.with_name(found.name + ending)
        if name in accepted and packed.is_file():
            headers |= {"content-encoding": name, "vary": "accept-encoding"}
            return FileResponse(packed, media_type=kind, headers=headers)
    return FileResponse(found, media_type=kind, headers=headers)
