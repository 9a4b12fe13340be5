from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

import codat


@pytest.fixture(scope="session", autouse=True)
def nothing_is_left() -> Iterator[None]:
    """Whatever the tests did, every native object is freed in the end."""
    yield
    gc.collect()
    assert codat.live_objects() == 0


@pytest.fixture
def sandbox() -> Iterator[codat.Sandbox]:
    with codat.Sandbox() as sandbox:
        yield sandbox


@pytest.fixture
def client(sandbox: codat.Sandbox) -> Iterator[codat.Client]:
    with sandbox.client(retry_delay=0.001) as client:
        yield client
