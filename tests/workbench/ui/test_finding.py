"""The marks of the search, run by Node as the browser would."""

import json
import shutil
import subprocess

import pytest

from workbench.ui.assets import FOLDER

SCRIPT = """
import {{ finder }} from "{module}";
let text = "";
for await (const piece of process.stdin) text += piece;
const [view, one] = JSON.parse(text);
console.log(JSON.stringify(finder(view)(one).map(([from, to]) => one.slice(from, to))));
"""


def marked(text, **view):
    node = shutil.which("node")
    if node is None:
        pytest.skip("needs Node to run the browser's modules")
    script = SCRIPT.format(module=(FOLDER / "finding.js").as_uri())
    result = subprocess.run(
        [node, "--input-type=module", "--no-warnings", "-e", script],
        input=json.dumps([view, text]),
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(result.stdout)


def test_what_the_search_looks_past_is_marked_as_it_stands():
    assert marked("الأُمَم المتحدة", query="الامم") == ["الأُمَم"]
    assert marked("ÉCOLE and école", query="ecole") == ["ÉCOLE", "école"]
    assert marked("🌊 river 🌊 River", query="RIVER") == ["river", "River"]


def test_case_and_marks_count_on_request():
    assert marked("River river", query="River", case="1") == ["River"]
    assert marked("أمم امم", query="امم", marks="1") == ["امم"]


def test_expressions_are_marked_where_they_cannot_hang_the_browser():
    assert marked("14.7% of 3", query=r"\d+", regex="1") == ["14", "7", "3"]
    assert marked("a" * 50, query="(a+)+b", regex="1") == []
    assert marked("text", query="(", regex="1") == []
