"""Pages and scripts: served with an ETag under a strict policy, and asking no other host for anything."""

import re

import pytest
from fastapi.testclient import TestClient

from tests.web.fakes import FakeConversations, FakeKnowledge
from web.api import create_api
from web.pages import STATIC, read_assets
from web.settings import WebSettings

FILES = sorted(path.relative_to(STATIC).as_posix() for path in STATIC.rglob("*") if path.is_file())
ADDRESSES = ["/", "/search", "/search?q=许可", "/source/food-law-35?version=1&quote=x", "/widget.js"]
# Names of XML namespaces look like addresses and are never fetched.
NAMESPACES = ("http://www.w3.org/2000/svg",)


@pytest.mark.parametrize("address", ADDRESSES + [f"/static/{name}" for name in FILES])
def test_every_page_and_file_is_served_and_revalidated(client: TestClient, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-cache"
    again = client.get(address, headers={"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    head = client.head(address)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == str(len(answer.content))


@pytest.mark.parametrize("name", FILES)
def test_media_types_are_what_a_browser_runs_under_nosniff(client: TestClient, name: str) -> None:
    expected = {"js": "text/javascript", "css": "text/css", "html": "text/html", "svg": "image/svg+xml"}
    answer = client.get(f"/static/{name}")
    assert answer.headers["content-type"].split(";")[0] == expected[name.rsplit(".", 1)[1]]


@pytest.mark.parametrize("name", ["../api.py", "..%2fapi.py", "%2e%2e/api.py", "widget", "", "nothing.js"])
def test_nothing_outside_the_folder_can_be_asked_for(client: TestClient, name: str) -> None:
    assert client.get(f"/static/{name}").status_code == 404


@pytest.mark.parametrize("name", FILES)
def test_no_file_names_another_host(name: str) -> None:
    text = (STATIC / name).read_text(encoding="utf-8")
    for namespace in NAMESPACES:
        text = text.replace(namespace, "")
    assert re.findall(r"(?:https?:)?//[a-z0-9-]+\.[a-z]{2,}", text) == []


@pytest.mark.parametrize("name", [name for name in FILES if name.endswith(".html")])
def test_pages_hold_nothing_that_the_policy_forbids(name: str) -> None:
    text = (STATIC / name).read_text(encoding="utf-8")
    assert not re.search(r"<script(?![^>]*\ssrc=)", text)
    assert not re.search(r"\s(?:style|on[a-z]+)=", text)
    assert "<style" not in text


@pytest.mark.parametrize("name", [name for name in FILES if name.endswith(".js")])
def test_scripts_never_make_markup_from_data(name: str) -> None:
    text = (STATIC / name).read_text(encoding="utf-8")
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function", text)


def test_every_imported_module_exists() -> None:
    assets = read_assets()
    for name in (n for n in assets if n.endswith(".js") and "/" in n):
        folder = name.rsplit("/", 1)[0]
        for target in re.findall(r'from "\./([\w.]+)"', assets[name].body.decode()):
            assert f"{folder}/{target}" in assets, (name, target)


@pytest.mark.parametrize("address", [*ADDRESSES, "/nowhere", "/api/suggestions", "/api/search"])
def test_every_response_carries_the_security_headers(client: TestClient, address: str) -> None:
    headers = client.get(address).headers
    policy = dict(part.strip().split(" ", 1) for part in headers["content-security-policy"].split(";"))
    assert policy["default-src"] == "'none'"
    for name in ("script-src", "style-src", "img-src", "connect-src"):
        assert policy[name] == "'self'"
    assert policy["frame-ancestors"] == "'self'"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"


def test_framing_can_be_allowed_by_setting() -> None:
    settings = WebSettings(frame_ancestors="https://hall.example")
    client = TestClient(create_api(FakeConversations(), FakeKnowledge(), settings))
    assert "frame-ancestors https://hall.example" in client.get("/").headers["content-security-policy"]


def test_only_an_allowed_origin_may_embed(client: TestClient) -> None:
    asked = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization,content-type"}
    allowed = client.options("/api/conversations", headers={"Origin": "https://hall.example", **asked})
    assert allowed.headers["access-control-allow-origin"] == "https://hall.example"
    other = client.options("/api/conversations", headers={"Origin": "https://other.example", **asked})
    assert "access-control-allow-origin" not in other.headers
    module = client.get("/static/widget/main.js", headers={"Origin": "https://hall.example"})
    assert module.headers["access-control-allow-origin"] == "https://hall.example"


def variables(text: str) -> dict[str, str]:
    return dict(re.findall(r"(--[a-z-]+): ([^;]+);", text))


def test_the_pages_and_the_widget_have_the_same_colours() -> None:
    css = (STATIC / "page.css").read_text(encoding="utf-8")
    light, dark = re.findall(r":root \{(.*?)\}", css, re.DOTALL)[:2]
    script = (STATIC / "widget/tokens.js").read_text(encoding="utf-8")
    widget_light, widget_dark = re.findall(r"`(.*?)`", script, re.DOTALL)
    own = {"--size", "--meta"}
    assert {k: v for k, v in variables(light).items() if k not in own} == variables(widget_light)
    assert variables(dark) == variables(widget_dark)


def luminance(colour: str) -> float:
    parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


PAIRS = [
    ("--on-accent", "--accent"), ("--text", "--surface"), ("--text", "--page"), ("--text", "--accent-weak"),
    ("--text", "--mark"), ("--muted", "--surface"), ("--muted", "--page"), ("--accent", "--surface"),
    ("--accent", "--page"), ("--accent", "--accent-weak"), ("--ok", "--surface"), ("--warn", "--surface"),
    ("--danger", "--surface"), ("--surface", "--danger"), ("--danger", "--page"), ("--ok", "--page"),
    ("--warn", "--page"),
]  # fmt: skip


@pytest.mark.parametrize(("above", "below"), PAIRS)
@pytest.mark.parametrize("theme", [0, 1])
def test_every_pair_of_colours_can_be_read(above: str, below: str, theme: int) -> None:
    script = (STATIC / "widget/tokens.js").read_text(encoding="utf-8")
    colours = variables(re.findall(r"`(.*?)`", script, re.DOTALL)[theme])
    lighter, darker = sorted((luminance(colours[above]), luminance(colours[below])), reverse=True)
    assert (lighter + 0.05) / (darker + 0.05) >= 4.5
