"""What can go wrong with a file; each has a stable code and a Chinese sentence that says what to do."""


class BadFile(Exception):
    """Seen by the operator in the ingestion report: this file could not be read, the others go on."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
