"""A store that speaks the protocol of S3, on this computer: moto's server, with one bucket in it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

BUCKET = "squads"
KEY, SECRET = "AKIDEXAMPLE", "hunter2wJalrXUtnFEMI"
_SERVER = """
import sys
from moto.server import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import make_server
server = make_server("127.0.0.1", 0, DomainDispatcherApplication(create_backend_app), threaded=True)
print(server.port, flush=True)
server.serve_forever()
"""


@dataclass(frozen=True)
class Bucket:
    """The server, and what programs need to find it."""

    url: str
    client: Any
    """Amazon's own library."""

    @property
    def environment(self) -> dict[str, str]:
        return environment_of(self.url)

    def keys(self, folder: str) -> list[str]:
        """What is below a folder of the bucket."""
        pages = self.client.get_paginator("list_objects_v2").paginate(
            Bucket=BUCKET, Prefix=f"{folder}/"
        )
        return [each["Key"] for page in pages for each in page.get("Contents", ())]

    def files(self, folder: str) -> dict[str, bytes]:
        """The same, with what is in it."""
        found = {}
        for key in self.keys(folder):
            body = self.client.get_object(Bucket=BUCKET, Key=key)["Body"]
            found[key.removeprefix(f"{folder}/")] = body.read()
        return found

    def put(self, path: str, data: bytes) -> None:
        self.client.put_object(Bucket=BUCKET, Key=path, Body=data)


def environment_of(url: str) -> dict[str, str]:
    """Where the tools of S3 look for a store, and for the keys to it."""
    return {
        "AWS_ENDPOINT_URL": url,
        "AWS_ACCESS_KEY_ID": KEY,
        "AWS_SECRET_ACCESS_KEY": SECRET,
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
    }


@contextmanager
def bucket(folder: Path) -> Iterator[Bucket]:
    """The server, with an empty bucket; what it reports is in a file of the folder."""
    for package in ("moto", "flask", "flask_cors", "s3fs"):
        pytest.importorskip(package, reason=f"{package} is not installed: pip install --group dev")
    with (
        (folder / "server.log").open("w") as log,
        subprocess.Popen(
            [sys.executable, "-c", _SERVER], stdout=subprocess.PIPE, stderr=log, text=True
        ) as process,
    ):
        assert process.stdout
        url = f"http://127.0.0.1:{int(process.stdout.readline())}"
        client = pytest.importorskip("boto3").client(
            "s3",
            endpoint_url=url,
            aws_access_key_id=KEY,
            aws_secret_access_key=SECRET,
            region_name="us-east-1",
        )
        try:
            client.create_bucket(Bucket=BUCKET)
            yield Bucket(url, client)
        finally:
            process.kill()


def silent_url() -> str:
    """An address of this computer at which nothing answers."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{taken.getsockname()[1]}"
