"""The machine a benchmark ran on, in words that travel: sizes and versions, no names and no paths."""

import platform
import shutil
import subprocess
from datetime import UTC, datetime
from importlib.metadata import version

import psutil

LIBRARIES = ("uvicorn", "starlette", "uvloop", "httptools", "jinja2", "orjson", "psycopg")


def described() -> dict[str, object]:
    """Date, size and versions of what took part."""
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "cores": psutil.cpu_count(),
        "memory_gb": round(psutil.virtual_memory().total / 2**30),
        "load_before": round(psutil.getloadavg()[0], 1),
        "python": platform.python_version(),
        **{name: version(name) for name in LIBRARIES},
    }


def program_version(*command: str) -> str:
    """The first line a program prints of itself; it may print to either stream."""
    if shutil.which(command[0]) is None:
        return f"no {command[0].rpartition('/')[2]}"
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return (done.stdout or done.stderr).partition("\n")[0].strip()
