"""What the web can be told; read once at the entry point and handed in."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class WebSettings:
    """`allowed_origins` may embed the widget (CORS); `frame_ancestors` is the CSP source list for framing.

    `body_limit` in bytes; `messages_per_minute` per client address, 0 turns the limit off; `message_burst` is how
    many may come at once.
    """

    allowed_origins: tuple[str, ...] = ()
    frame_ancestors: str = "'self'"
    body_limit: int = 64 * 1024
    messages_per_minute: int = 30
    message_burst: int = 10
