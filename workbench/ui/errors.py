"""What the routes refuse, and with which HTTP status.

* WorkbenchError
  + RequestRefused    a request cannot be answered
    - BadRequest      400: what it says cannot be done
    - BadToken        401: it does not say who asks, or not for this document
    - Forbidden       403: who asks may less than that
    - BodyTooLarge    413: more than any segment could need
"""

from __future__ import annotations

from workbench.errors import WorkbenchError


class RequestRefused(WorkbenchError):
    """A request cannot be answered."""

    status = 400


class BadRequest(RequestRefused):
    """What the request says cannot be done."""


class BadToken(RequestRefused):
    """The request does not say who asks, or not for this document."""

    status = 401


class Forbidden(RequestRefused):
    """Who asks may less than that."""

    status = 403


class BodyTooLarge(RequestRefused):
    """The body holds more than any segment could need."""

    status = 413
