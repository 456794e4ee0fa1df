"""What is forgotten in docker-compose.yml is said, by the name of who lacks it."""

import copy
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[1]
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
DONE = "service_completed_successfully"
EVERYTHING = "".join(f"`{name}`" for name in COMPOSE["services"]["web"]["environment"])


def load_lint():
    loader = SourceFileLoader("lint_compose", str(ROOT / "packaging" / "lint-compose"))
    module = module_from_spec(spec_from_loader(loader.name, loader))
    loader.exec_module(module)
    return module


LINT = load_lint()


def faults_after(service: str, key: str, value) -> list[str]:
    compose = copy.deepcopy(COMPOSE)
    compose["services"][service][key] = value
    if value is None:
        del compose["services"][service][key]
    return list(LINT.faults(compose, documented=EVERYTHING, read_by_us=EVERYTHING))


def test_compose_file_is_without_fault():
    assert LINT.main() == 0


NO_RIGHT = "our code writes nowhere and has no right of its own (read_only, cap_drop)."
FORGOTTEN = [
    ("valkey", "image", "valkey/valkey", "valkey/valkey names no version."),
    ("beat", "healthcheck", None, "nothing says whether it is well (healthcheck)."),
    ("worker", "restart", "no", "it is not started again when it dies (restart)."),
    (
        "live",
        "read_only",
        False,
        "our code writes nowhere and has no right of its own (read_only, cap_drop).",
    ),
    ("postgres", "privileged", True, "it would own the machine."),
    ("postgres", "ports", ["5432:5432"], "only the proxy is open to the world (ports)."),
    ("worker", "volumes", ["files:/srv"], "the volume files is not declared."),
    ("valkey", "environment", {"A_KEY": "a"}, "A_KEY is written here: it comes from the environment."),
    ("web", "depends_on", {"valkey": {"condition": DONE}}, "it waits for valkey in the wrong way."),
]


@pytest.mark.parametrize(("service", "key", "value", "said"), FORGOTTEN)
def test_what_is_forgotten_of_a_service_is_said(service, key, value, said):
    assert faults_after(service, key, value) == [f"{service}: {said}"]


def test_variable_that_nobody_documents_or_reads_is_said():
    found = list(LINT.faults(COMPOSE, documented=EVERYTHING.replace("`SITE_URL`", ""), read_by_us=EVERYTHING))
    assert found == ["SITE_URL is not in docs/operations.md."]
    found = list(LINT.faults(COMPOSE, documented=EVERYTHING, read_by_us=EVERYTHING.replace("SITE_URL", "")))
    assert found == ["web: nobody reads SITE_URL."]
