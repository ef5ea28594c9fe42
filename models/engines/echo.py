"""An engine that translates nothing: for demos, tests and timing everything but the model."""

from __future__ import annotations

from collections.abc import Sequence

from models.engines.base import (
    DEFAULT_OPTIONS,
    CheckCancelled,
    DecodingOptions,
    Progress,
    Setup,
    Translation,
    never_cancelled,
    no_progress,
)


class EchoEngine:
    def __init__(self, setup: Setup | None = None) -> None:
        """Nothing to load; `setup` is taken so that every family is made the same way."""

    def translate(
        self,
        segments: Sequence[str],
        *,
        source: str,
        target: str,
        options: DecodingOptions = DEFAULT_OPTIONS,
        progress: Progress = no_progress,
        check_cancelled: CheckCancelled = never_cancelled,
    ) -> list[Translation]:
        check_cancelled()
        progress(len(segments), len(segments))
        return [Translation(text=f"[{target}] {segment}") for segment in segments]

    def close(self) -> None:
        pass
