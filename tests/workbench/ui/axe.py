"""What axe-core finds wrong with a page."""

from __future__ import annotations

from collections.abc import Sequence

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

COLOURS = ("color-contrast", "link-in-text-block")
"""The rules that a theme can break, of those that hold by default."""


def found(page: Page, *, rules: Sequence[str] = ()) -> list[tuple[str, object, str]]:
    """What is wrong, and where, once nothing moves any more; by the named rules, or by all."""
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
    expect(page.locator("[data-stale=true]")).to_have_count(0)
    only = {"runOnly": {"type": "rule", "values": list(rules)}} if rules else {}
    results = Axe().run(page, options={"resultTypes": ["violations"], **only})
    return [
        (rule["id"], node["target"], node["failureSummary"])
        for rule in results.response["violations"]
        for node in rule["nodes"]
    ]
