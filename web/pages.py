"""The pages and their scripts, read once from web/static and served with an ETag."""

import mimetypes
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from fastapi import APIRouter, Request, Response
from starlette.exceptions import HTTPException

STATIC = Path(__file__).parent / "static"

# Address → file. Everything else in the folder is under /static/.
PAGES = {"/": "index.html", "/search": "search.html", "/source/{entry_id}": "source.html", "/widget.js": "widget.js"}

TYPES = {".js": "text/javascript", ".svg": "image/svg+xml"}


@dataclass(frozen=True, slots=True)
class Asset:
    """One file as it is sent."""

    body: bytes
    media_type: str
    etag: str


def read_assets(folder: Path = STATIC) -> dict[str, Asset]:
    """Every file under `folder` by its relative path; nothing else can be asked for, so no path can escape."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): _asset(path) for path in files}


def page_routes(assets: dict[str, Asset]) -> APIRouter:
    """Routes of the pages, the widget and the static files; none of them in openapi.json."""
    router = APIRouter(include_in_schema=False)
    for address, name in PAGES.items():
        router.add_api_route(address, _sender(assets, name), methods=["GET", "HEAD"])

    @router.api_route("/static/{name:path}", methods=["GET", "HEAD"])
    async def static(name: str, request: Request) -> Response:
        if name not in assets:
            raise HTTPException(404)
        return send(assets[name], request)

    return router


def send(asset: Asset, request: Request) -> Response:
    """The asset, or 304 when the browser holds it.

    Names carry no version, so a browser asks again each time: a new release is never mixed with old modules.
    """
    headers = {"ETag": asset.etag, "Cache-Control": "no-cache"}
    if asset.etag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    body = b"" if request.method == "HEAD" else asset.body
    headers["Content-Length"] = str(len(asset.body))
    return Response(body, headers=headers, media_type=asset.media_type)


def _sender(assets: dict[str, Asset], name: str) -> Callable[[Request], Awaitable[Response]]:
    async def page(request: Request) -> Response:
        return send(assets[name], request)

    return page


def _asset(path: Path) -> Asset:
    body = path.read_bytes()
    media_type = TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return Asset(body, media_type, f'"{sha256(body).hexdigest()[:20]}"')
