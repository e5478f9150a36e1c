"""What stands in for the API while the edge is measured: fixed answers by nginx, at next to no cost."""

import json
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from benchmarks.load import LOAD_CORE, SERVER_CORE
from benchmarks.sample import record
from benchmarks.server import Running, running
from identity.issuer import DevIssuer

PORT = 9100
ORIGIN = f"http://127.0.0.1:{PORT}"
ISSUER = f"{ORIGIN}/issuer"

_CONF = """
{user}worker_processes 1; daemon off; error_log stderr crit; pid {folder}/nginx.pid;
events {{ worker_connections 4096; }}
http {{
  access_log off; keepalive_requests 100000000; keepalive_timeout 3600s; tcp_nodelay on;
  default_type application/json; client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
  {servers}
}}
"""
_STUB = """
  server {{
    listen 127.0.0.1:{port} backlog=4096; root {folder};
    location ~ ^/workflow-executions/[^/]+/nodes/[^/]+/submit$ {{
      return 200 '{{"status":"submitted","submitted_at":"2026-11-02T08:00:00Z"}}';
    }}
    location ~ ^/workflow-executions/ {{ try_files /record.json =404; }}
    location = /readyz {{ return 200 '{{}}'; }}
    location /issuer/ {{ try_files /jwks.json =404; }}
    location / {{ try_files $uri =404; }}
  }}
"""
_PROXY = """
  upstream api {{ {targets} keepalive 128; }}
  server {{
    listen 127.0.0.1:{port} backlog=4096;
    location / {{ proxy_pass http://api; proxy_http_version 1.1; proxy_set_header Connection ""; }}
  }}
"""


@contextmanager
def stub_api(folder: Path) -> Iterator[DevIssuer]:
    """The stub on the load's core; its issuer mints tokens that everyone measured accepts."""
    issuer = DevIssuer(folder / "issuer", ISSUER)
    root = folder / "stub"
    root.mkdir()
    (root / "jwks.json").write_bytes(issuer.jwks())
    (root / "record.json").write_text(json.dumps(record()))
    (root / "1k").write_bytes(b"x" * 1024)
    (root / "100k").write_bytes(b"x" * 102_400)
    with _nginx(root, _STUB.format(port=PORT, folder=root), ORIGIN, "/readyz", LOAD_CORE):
        yield issuer


@contextmanager
def nginx_proxy(
    folder: Path, port: int, targets: Sequence[str] = (f"127.0.0.1:{PORT}",)
) -> Iterator[Running]:
    """nginx as a reverse proxy, to the stub unless told otherwise, on the servers' core."""
    root = folder / f"proxy-{port}"
    root.mkdir()
    servers = _PROXY.format(port=port, targets=" ".join(f"server {each};" for each in targets))
    with _nginx(root, servers, f"http://127.0.0.1:{port}", "/readyz", SERVER_CORE) as server:
        yield server


@contextmanager
def _nginx(root: Path, servers: str, origin: str, ready: str, core: str) -> Iterator[Running]:
    program = shutil.which("nginx")
    if program is None:
        raise RuntimeError("nginx is not installed: apt-get install nginx-light")
    (root / "nginx.conf").write_text(_CONF.format(folder=root, servers=servers, user=_as_root()))
    command = [program, "-e", "stderr", "-p", str(root), "-c", str(root / "nginx.conf")]
    with running(command, origin, ready=ready, log=root / "log", core=core) as server:
        yield server


def _as_root() -> str:
    """Started by root, nginx would hand over to somebody who may not read a temporary folder."""
    return "user root; " if os.geteuid() == 0 else ""
