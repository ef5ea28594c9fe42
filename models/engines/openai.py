"""A model behind a server with OpenAI's interface: Ollama, llama.cpp, vLLM and their like.

The server is somebody's own, on this machine or in this network. Text leaves this process for
it, which the application has to say plainly; `WARNING` is how.
"""

from __future__ import annotations

import http.client
import json
import re
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

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
from models.engines.text import cleaned, says_nothing
from models.errors import EngineError
from models.network import Unreachable, reach

PROMPT = Path(__file__).parents[1] / "prompts" / "translate.txt"
CONTEXT = PROMPT.with_name("context.txt")
WARNING = "every segment is sent to the server at {server}, which is not part of this program"

_SECONDS = 90.0
_TRIES = 3
_PAUSE = 0.5
_BUSY = frozenset({408, 429, 500, 502, 503, 504})
_LONGEST_ANSWER = 4 << 20
_THOUGHT = re.compile(r"<think(?:ing)?>.*?</think(?:ing)?>", re.DOTALL)
_WRAPPED = re.compile(r"</?text>")


class _Unusable(Exception):
    """An answer that is no translation of one segment; the message says why."""


class OpenAIEngine:
    """One request for each segment, one line of answer for each request."""

    def __init__(self, setup: Setup) -> None:
        if not setup.server or not setup.served_model:
            raise EngineError(
                f"model {setup.model} runs on a server; say which and what it calls the model, "
                f"such as http://localhost:11434/v1 and a name from its list"
            )
        try:
            reach(setup.server)
        except Unreachable as error:
            raise EngineError(
                f"the server for {setup.model} cannot be used: {error}; start it or name another"
            ) from error
        self._server = setup.server.rstrip("/")
        self._model = setup.served_model
        self._prompt = PROMPT.read_text(encoding="utf-8")
        self._context = CONTEXT.read_text(encoding="utf-8")

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
        """As every engine; of the options only `temperature` and `context` are for servers."""
        translations = []
        for done, segment in enumerate(segments, start=1):
            check_cancelled()
            text = cleaned(segment)
            said = text if says_nothing(text) else self._asked(text, source, target, options)
            translations.append(Translation(text=said))
            progress(done, len(segments))
        return translations

    def close(self) -> None:
        pass

    def _asked(self, text: str, source: str, target: str, options: DecodingOptions) -> str:
        prompt = self._prompt.format(source=_name(source), target=_name(target), text=text)
        if options.context:
            before = "\n".join(cleaned(each) for each in options.context)
            prompt = self._context.format(context=before) + prompt
        reason = ""
        for attempt in range(_TRIES):
            if attempt:
                time.sleep(_PAUSE * attempt)
            try:
                # The same question at temperature 0 would get the same bad answer
                temperature = options.temperature if attempt == 0 else max(0.5, options.temperature)
                return _one_line(self._request(prompt, len(text), temperature), text)
            except _Unusable as error:
                reason = str(error)
        raise EngineError(
            f"the server at {self._server} {reason}, {_TRIES} times; "
            f"try a model that is better at following instructions"
        )

    def _request(self, prompt: str, length: int, temperature: float) -> object:
        body = {
            "model": self._model,
            "messages": [{"role": "user", "content": prompt}],
            "temperature": temperature,
            "max_tokens": 512 + 4 * length,
            "stream": False,
        }
        request = urllib.request.Request(
            f"{self._server}/chat/completions",
            data=json.dumps(body).encode(),
            headers={"Content-Type": "application/json"},
        )
        try:
            with closing(urllib.request.urlopen(request, timeout=_SECONDS)) as response:
                raw = response.read(_LONGEST_ANSWER)
        except urllib.error.HTTPError as error:
            raise self._refused(error) from error
        except (OSError, http.client.HTTPException) as error:
            raise _Unusable(f"did not answer ({_reason(error)})") from error
        try:
            answer: object = json.loads(raw)
        except ValueError as error:
            raise _Unusable("answered with something that is not JSON") from error
        return answer

    def _refused(self, error: urllib.error.HTTPError) -> Exception:
        with error:
            said = _message(error.read(10_000))
        if error.code in _BUSY:
            return _Unusable(f"answered {error.code} {error.reason}")
        return EngineError(
            f"the server at {self._server} answered {error.code} {error.reason}{said}; "
            f"check the address and that it has a model called {self._model!r}"
        )


def _reason(error: Exception) -> str:
    reason = error.reason if isinstance(error, urllib.error.URLError) else error
    return str(reason).strip().partition("\n")[0] or type(error).__name__


def _message(raw: bytes) -> str:
    """What a server says about its refusal, if it says it in the usual form."""
    try:
        error: Any = json.loads(raw)["error"]
        said = error["message"] if isinstance(error, dict) else error
    except (ValueError, KeyError, TypeError):
        return ""
    return f" ({' '.join(str(said).split())[:200]})"


def _name(tag: str) -> str:
    from langcodes import Language

    return Language.get(tag).display_name("en")


def _one_line(answer: Any, text: str) -> str:  # noqa: ANN401 (whatever JSON the server sent)
    """The translation in an answer, or `_Unusable`."""
    try:
        choice = answer["choices"][0]
        content = choice["message"]["content"]
    except (KeyError, IndexError, TypeError) as error:
        raise _Unusable("answered in a form that has no message in it") from error
    if not isinstance(content, str):
        raise _Unusable("answered with a message that has no text")
    if choice.get("finish_reason") == "length":
        raise _Unusable("broke off its answer")
    lines = [line.strip() for line in _THOUGHT.sub("", content).splitlines() if line.strip()]
    said = cleaned(_WRAPPED.sub("", " ".join(lines)))
    if not said:
        raise _Unusable("gave an empty answer")
    if len(lines) > 1:
        raise _Unusable(f"gave {len(lines)} lines for one segment")
    if len(said) > 200 + 5 * len(text):
        raise _Unusable(f"gave {len(said)} characters for a segment of {len(text)}")
    return _unquoted(said, text)


def _unquoted(said: str, text: str) -> str:
    """Without quotation marks around the whole that the segment does not have."""
    pairs = ('""', "“”", "«»", "``")
    quoted = len(said) > 1 and said[0] + said[-1] in pairs
    return said[1:-1].strip() if quoted and text[0] != said[0] and text[0] not in '"“«' else said
