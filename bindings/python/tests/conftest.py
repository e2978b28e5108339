"""What all tests share: the program, whose results are the reference, and small scenarios."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

#: A scenario of a second or less, with throttles and cold starts.
SMALL = """
duration = "2m"
interval = "5s"

[region]
name = "ap-northeast-2"
scaling = "regional-burst"
account_concurrency = 200
burst = 20

[slo]
throttle_rate = "< 50%"

[[functions]]
name = "shop"
service_time = { lognormal = { median = "200ms", p99 = "1s" } }
cold_start = "500ms"
traffic = [{ poisson = { rate = 150 } }]
"""


class Program:
    """The program ``burstsim``."""

    def __init__(self, path: str, folder: Path) -> None:
        self.path = path
        self.folder = folder

    def run(self, *arguments: object) -> subprocess.CompletedProcess[str]:
        """Runs it, whatever it exits with."""
        command = [self.path, *map(str, arguments)]
        return subprocess.run(command, cwd=self.folder, capture_output=True, text=True, check=False)

    def result(self, *arguments: object) -> dict[str, bytes]:
        """The files that it writes."""
        output = self.folder / "result"
        done = self.run(*arguments, "--quiet", "--output", output)
        assert done.returncode in (0, 99), done.stderr
        return files_below(output)


def files_below(folder: Path) -> dict[str, bytes]:
    """All files of a folder by their names."""
    paths = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def same(ours: dict[str, bytes], theirs: dict[str, bytes]) -> None:
    """Fails with the names of files that differ."""
    assert sorted(ours) == sorted(theirs)
    differing = [name for name in ours if ours[name] != theirs[name]]
    assert not differing, f"differ from the program's: {differing}"


@pytest.fixture
def program(tmp_path: Path) -> Program:
    path = os.environ.get("BURSTSIM") or shutil.which("burstsim")
    if not path:
        pytest.skip("no program to compare with: BURSTSIM names it, such as target/release/burstsim")
    return Program(os.path.abspath(path), tmp_path)


@pytest.fixture
def scenario(tmp_path: Path) -> Path:
    """A small scenario in a file."""
    path = tmp_path / "small.toml"
    path.write_text(SMALL)
    return path
