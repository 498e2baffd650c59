"""Shared fixtures: the wired product with the shipped model, and the same without a model."""

import dataclasses
from collections.abc import Callable
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from classifier.bootstrap import Wired, wire
from classifier.lathund import Profile
from classifier.pipeline import Classification, Comment, Pipeline
from classifier.settings import Settings
from classifier.web.app import create_app

pytest_plugins = ["tests.databases"]
ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"
Classify = Callable[..., Classification]


@pytest.fixture(scope="session")
def wired() -> Wired:
    parts = wire(Settings(models_dir=ROOT / "models"))
    assert parts.model_problem == "", "the shipped model must load"
    return parts


@pytest.fixture(scope="session")
def rules_only(wired: Wired) -> Wired:
    pipeline = Pipeline(wired.pipeline.normalizer, wired.pipeline.matcher, None)
    return dataclasses.replace(wired, pipeline=pipeline, model_problem="removed for the test")


@pytest.fixture(scope="session")
def profiles(wired: Wired) -> dict[str, Profile]:
    return wired.profiles


@pytest.fixture(scope="session")
def classify(wired: Wired) -> Classify:
    def run(text: str, policy: str = "lilla-edet", **extra: object) -> Classification:
        return wired.pipeline.classify(Comment(text, **extra), wired.profiles[policy])  # type: ignore[arg-type]

    return run


@pytest.fixture(scope="session")
def client(wired: Wired) -> TestClient:
    return TestClient(create_app(wired, Settings()), raise_server_exceptions=False)
