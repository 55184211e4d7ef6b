"""The rooms of the house: the tree that the README shows, and a toolkit without its subject."""

from __future__ import annotations

import re
from pathlib import Path

import inburgering_opendata

PACKAGE = Path(inburgering_opendata.__file__).parent
README = Path(__file__).parents[1] / "README.md"

SUBJECT = re.compile(
    r"municipalit|gemeente|allocation|cohort|inburgering|civic integration|netherlands|trajectory"
    r"|\bGM[0-9]{4}",
    re.IGNORECASE,
)
OWN_NAME = re.compile(r"\binburgering_opendata\.toolkit(?:\.\w+)*")
"""The address of a module of the toolkit: that of the package has a word of the subject in it."""


def test_no_word_of_the_subject_is_in_the_toolkit() -> None:
    files = [path for path in (PACKAGE / "toolkit").rglob("*") if path.is_file()]
    texts = {path: path for path in files if path.suffix not in (".pyc", ".ttf")}
    assert len(texts) > 150
    found = [
        f"{path.relative_to(PACKAGE)}:{number}: {line.strip()}"
        for path in texts
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if SUBJECT.search(OWN_NAME.sub("", line))
    ]
    assert not found, "\n".join(found)


def rooms_of_readme() -> set[str]:
    """Every room of the tree, as a path below the package."""
    tree = README.read_text(encoding="utf-8").partition("src/inburgering_opendata/\n")[2]
    found: set[str] = set()
    above = ""
    for line in tree.partition("tests/")[0].splitlines():
        match = re.fullmatch(r"( *)[├└]── (\S+?)(/?) +(.*)", line)
        assert match, line
        deep, name, is_folder, told = match.groups()
        room = f"{above}/{name}" if deep else name
        found.add(room)
        if is_folder:
            found |= {f"{room}/{below}" for below in re.findall(r"(\w+)/", told)}
        above = above if deep else name
    return found


def test_the_tree_of_the_readme_is_that_of_the_folders() -> None:
    """Folders of modules two levels deep, in the toolkit three, and the modules beside them."""
    folders = {
        path.parent.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("__init__.py")
    } - {"."}
    depth = {room: 3 if room.startswith("toolkit/") else 2 for room in folders}
    wanted = {room for room in folders if room.count("/") < depth[room]}
    wanted |= {path.name for path in PACKAGE.glob("*.py") if not path.name.startswith("__")}
    wanted |= {"toolkit/subject.py"}
    assert rooms_of_readme() == wanted
