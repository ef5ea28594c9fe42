"""The Firefox model service: a list of records, each an attachment to download.

The list is a Kinto collection (`translations-models-v2` of Firefox Remote Settings), or a copy
of it on somebody's own server, whose address `FXTRANSLATE_RECORDS_URL` gives.
"""

from __future__ import annotations

import os
import urllib.parse
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from models.network import Unreachable, fetch_json

RECORDS_URL = (
    "https://firefox.settings.services.mozilla.com"
    "/v1/buckets/main/collections/translations-models-v2/records"
)
_ATTACHMENTS = "https://firefox-settings-attachments.cdn.mozilla.net/"
_PARTS = ("model", "vocab", "srcvocab", "trgvocab", "lex")
_FORMAT = 3
"""The major version of model files that `fxtranslate` reads."""
_BETTER = ("tiny", "base", "base-memory")


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """One file of a model as the service offers it, compressed."""

    name: str
    url: str
    size: int | None
    compressed_sha256: str | None
    sha256: str | None
    """Of the file after decompression."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """The files of one version of one model."""

    version: str
    architecture: str
    attachments: tuple[Attachment, ...]

    @property
    def revision(self) -> str:
        return f"{self.version}-{self.architecture}" if self.architecture else self.version

    @property
    def complete(self) -> bool:
        kinds = {attachment.name.partition(".")[0] for attachment in self.attachments}
        return "model" in kinds and ("vocab" in kinds or {"srcvocab", "trgvocab"} <= kinds)


def records_url() -> str:
    """The address of the list: that of the service, or the one that the environment names."""
    return os.environ.get("FXTRANSLATE_RECORDS_URL") or RECORDS_URL


def releases(pair: str) -> list[Release]:
    """The complete releases for a pair such as `en-ar`, newest and best first.

    `Unreachable` when the service is, or when what it says is no list of records.
    """
    url = records_url()
    body = fetch_json(url)
    rows = body.get("data") if isinstance(body, dict) else None
    if not isinstance(rows, list):
        raise Unreachable(f"{url} answered with something that is no list of models")
    wanted = [row for row in rows if isinstance(row, dict) and _belongs(row, pair)]
    base = _attachments_address(url) if wanted else ""
    found = [release for release in _grouped(wanted, base) if release.complete]
    return sorted(found, key=_preference, reverse=True)


def _belongs(row: dict[str, Any], pair: str) -> bool:
    languages = f"{row.get('sourceLanguage')}-{row.get('targetLanguage')}"
    return (
        languages == pair
        and row.get("fileType") in _PARTS
        and isinstance(row.get("attachment"), dict)
        and _version(str(row.get("version", "")))[0] == _FORMAT
    )


def _version(text: str) -> tuple[int, ...]:
    digits = [part for part in text.replace("a", ".").replace("b", ".").split(".")]
    return tuple(int(part) if part.isdigit() else 0 for part in digits)


def _preference(release: Release) -> tuple[tuple[int, ...], int]:
    better = _BETTER.index(release.architecture) if release.architecture in _BETTER else -1
    return _version(release.version), better


def _grouped(rows: Iterable[dict[str, Any]], base: str) -> list[Release]:
    groups: dict[tuple[str, str], dict[str, Attachment]] = defaultdict(dict)
    for row in rows:
        # Records for only some installations of Firefox stand beside those for all
        if row.get("filter_expression"):
            continue
        key = (str(row["version"]), str(row.get("architecture") or ""))
        attachment = _attachment(row, base)
        groups[key].setdefault(attachment.name, attachment)
    return [
        Release(version=version, architecture=architecture, attachments=tuple(files.values()))
        for (version, architecture), files in groups.items()
    ]


def _attachment(row: dict[str, Any], base: str) -> Attachment:
    offered = row["attachment"]
    size = offered.get("size")
    return Attachment(
        # Only the last part: a record must not name a place outside the model's folder
        name=str(row.get("name", "")).replace("\\", "/").rpartition("/")[2],
        url=urllib.parse.urljoin(base, str(offered.get("location", ""))),
        size=size if isinstance(size, int) else None,
        compressed_sha256=offered.get("hash"),
        sha256=row.get("decompressedHash"),
    )


def _attachments_address(url: str) -> str:
    """Where attachments are: what the server says, or beside the list on a plain file server."""
    if url == RECORDS_URL:
        return _ATTACHMENTS
    root, mark, _ = url.partition("/v1/")
    if not mark:
        return url
    try:
        greeting: Any = fetch_json(f"{root}/v1/")
        return str(greeting["capabilities"]["attachments"]["base_url"])
    except (Unreachable, KeyError, TypeError):
        return url
