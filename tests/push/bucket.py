"""A bucket of the S3 server of the tests, and how it is reached."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

KEY = "made-up-secret-key"
REGION = "eu-west-1"


@dataclass(frozen=True)
class Bucket:
    """A bucket, as its owner sees it."""

    server: str
    name: str

    @property
    def address(self) -> str:
        return f"s3://{self.name}/data"

    def read(self) -> dict[str, bytes]:
        """All objects by their names."""
        import obstore

        keys = [each["path"] for page in obstore.list(self._store) for each in page]
        return {key: bytes(obstore.get(self._store, key).bytes()) for key in keys}

    def put(self, key: str, data: bytes) -> None:
        import obstore

        obstore.put(self._store, key, data)

    @cached_property
    def _store(self) -> Any:
        from obstore.store import S3Store

        options: Any = {
            "endpoint": self.server,
            "access_key_id": "made-up",
            "secret_access_key": KEY,
            "region": REGION,
        }
        return S3Store.from_url(self.address, config=options, client_options={"allow_http": True})


def environment(server: str) -> Mapping[str, str]:
    """What a push to a bucket finds in its environment."""
    return {
        "AWS_ENDPOINT_URL": server,
        "AWS_ALLOW_HTTP": "true",
        "AWS_ACCESS_KEY_ID": "made-up",
        "AWS_SECRET_ACCESS_KEY": KEY,
        "AWS_REGION": REGION,
        "NO_PROXY": "*",
    }


def empty_bucket(server: str, name: str) -> Bucket:
    """A new bucket; the server keeps them in memory, and forgets them when it stops."""
    import httpx

    made = httpx.put(
        f"{server}/{name}",
        content=f"<CreateBucketConfiguration><LocationConstraint>{REGION}</LocationConstraint>"
        "</CreateBucketConfiguration>",
        headers={"Authorization": f"AWS4-HMAC-SHA256 Credential=made-up/20260101/{REGION}/s3/aws4"},
        timeout=10,
    )
    assert made.status_code == 200, made.text
    return Bucket(server, name)
