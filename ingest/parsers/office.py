"""Old office formats made new by LibreOffice, in a profile and folder of their own that are gone afterwards."""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ingest.errors import BadFile

CONVERSION_SECONDS = 50


@contextmanager
def converted(path: Path, wanted: str) -> Iterator[Path]:
    """The file as `wanted` ("docx", "xlsx"), under its own stem; raises BadFile `needs_libreoffice` or `damaged`."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        kind = path.suffix or "旧版文件"
        raise BadFile("needs_libreoffice", f"{kind} 需要本机装有 LibreOffice 才能读；请另存为 .{wanted} 再装入")
    with tempfile.TemporaryDirectory() as folder:
        # A name of our own: LibreOffice guesses formats from names, and options begin with a dash.
        source = Path(folder) / f"source{path.suffix.lower() or '.doc'}"
        shutil.copyfile(path, source)
        command = [office, f"-env:UserInstallation=file://{folder}/profile", "--headless", "--norestore", "--convert-to",
                   wanted, "--outdir", f"{folder}/made", str(source)]  # fmt: skip
        try:
            before = None if sys.platform == "win32" else _unlimited
            subprocess.run(command, timeout=CONVERSION_SECONDS, capture_output=True, check=True, preexec_fn=before)
        except subprocess.TimeoutExpired as error:
            raise BadFile("timeout", f"{CONVERSION_SECONDS} 秒内没有转换完，请另存为 .{wanted} 再装入") from error
        except (subprocess.CalledProcessError, OSError) as error:
            raise BadFile("damaged", f"旧版文件转换失败，请用 Office 另存为 .{wanted} 再装入") from error
        made = Path(folder) / "made" / f"source.{wanted}"
        if not made.exists():
            raise BadFile("damaged", f"旧版文件转换失败，请用 Office 另存为 .{wanted} 再装入")
        yield made.rename(made.with_name(f"{path.stem}.{wanted}"))


def _unlimited() -> None:
    """The parser's own limit on address space is too small for LibreOffice, which reserves much and uses little."""
    import resource

    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (hard, hard))
