"""How the application is run: one process, no access log, because addresses carry what citizens search for."""

import uvicorn
from fastapi import FastAPI


def server(app: FastAPI, host: str, port: int) -> uvicorn.Server:
    """A server to `run()`; with port 0 the system chooses one."""
    return uvicorn.Server(
        uvicorn.Config(app, host=host, port=port, access_log=False, server_header=False, log_level="warning")
    )
