"""The Hugging Face hub, as far as fetching the files of one model goes.

Spoken to directly, so that downloads resume, are verified, report progress, and give up at once
without a network, exactly as those from the Firefox model service do.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from models.network import Unreachable, fetch_json
from models.unpickle import PICKLE

_WANTED = (
    "config.json",
    "generation_config.json",
    "tokenizer_config.json",
    "special_tokens_map.json",
    "added_tokens.json",
    "tokenizer.json",
    "vocab.json",
    "merges.txt",
    "source.spm",
    "target.spm",
    "spiece.model",
    "sentencepiece.bpe.model",
    "sentencepiece.model",
    "model.safetensors.index.json",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class HubFile:
    """One file of a repository at one commit."""

    name: str
    url: str
    size: int | None
    sha256: str | None
    """For large files."""
    blob: str | None
    """Git's own checksum (SHA-1 over a header and the bytes), for small ones."""

    def wrong(self, path: Path, sha256: str) -> str | None:
        """What tells the file on disk from this one, if anything does."""
        if self.sha256:
            return None if sha256 == self.sha256 else sha256
        if self.blob and (found := _blob(path.read_bytes())) != self.blob:
            return found
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """What a repository has at a revision: only the files that an engine reads."""

    commit: str
    files: tuple[HubFile, ...]


def endpoint() -> str:
    """The hub's address, or that of a mirror named by `HF_ENDPOINT`."""
    return (os.environ.get("HF_ENDPOINT") or "https://huggingface.co").rstrip("/")


def snapshot(repository: str, revision: str | None) -> Snapshot:
    """The files of a repository; `Unreachable` when the hub says no or nothing sensible."""
    address = f"{endpoint()}/api/models/{repository}/revision/{revision or 'main'}?blobs=true"
    document: Any = fetch_json(address)
    try:
        commit = str(document["sha"])
        siblings = [(str(each["rfilename"]), each) for each in document["siblings"]]
    except (KeyError, TypeError) as error:
        raise Unreachable(f"{address} answered with something that describes no model") from error
    files = [_file(repository, commit, name, each) for name, each in siblings if reads(name)]
    if not any(file.name.endswith(".safetensors") for file in files):
        pickled = [
            _file(repository, commit, name, each) for name, each in siblings if name == PICKLE
        ]
        if not pickled:
            raise Unreachable(f"{repository} at {commit[:12]} has no weights that can be read")
        files += pickled
    return Snapshot(commit=commit, files=tuple(files))


def reads(name: str) -> bool:
    """Whether an engine reads a file of that name."""
    return name in _WANTED or ("/" not in name and name.endswith(".safetensors"))


def _file(repository: str, commit: str, name: str, described: dict[str, Any]) -> HubFile:
    large = described.get("lfs")
    size = described.get("size")
    return HubFile(
        name=name,
        url=f"{endpoint()}/{repository}/resolve/{commit}/{name}",
        size=size if isinstance(size, int) else None,
        sha256=large.get("sha256") if isinstance(large, dict) else None,
        blob=None if large else described.get("blobId"),
    )


def _blob(data: bytes) -> str:
    header = f"blob {len(data)}\0".encode()
    return hashlib.sha1(header + data, usedforsecurity=False).hexdigest()
