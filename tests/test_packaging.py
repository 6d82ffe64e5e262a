"""What an index shows: the long description, as it is made from the README, and the classifiers."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def long_description():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    for each in PROJECT["tool"]["hatch"]["metadata"]["hooks"]["fancy-pypi-readme"]["substitutions"]:
        text = re.sub(each["pattern"], each["replacement"], text)
    return text


def test_the_long_description_has_no_relative_link_and_no_picture_of_the_repository():
    text = re.sub(r"^```.*?^```$", "", long_description(), flags=re.DOTALL | re.MULTILINE)
    targets = re.findall(r"\]\(([^)\s]+)\)", text)
    assert [target for target in targets if not target.startswith(("https://", "#"))] == []
    assert "Immutable, typed configurations" in text
    assert "Quickstart" in text  # the words of a link stay


def test_the_readme_fits_on_a_few_screens():
    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) <= 200


def test_classifiers_name_the_pythons_that_the_workflow_runs():
    workflow = (ROOT / ".github/workflows/ci.yml").read_text(encoding="utf-8")
    listed = re.search(r'python: \[((?:"3\.\d+"(?:, )?){2,})\]', workflow)
    named = re.findall(r"Programming Language :: Python :: (3\.\d+)", "\n".join(PROJECT["project"]["classifiers"]))
    assert named == re.findall(r"3\.\d+", listed[1])
    assert named[-1] == "3.15"
