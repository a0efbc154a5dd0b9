"""A folder that is copied: whole or not at all, whatever a killed copy left."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from support.folders import crash, in_child, tree

from fitexport.errors import UsageError
from fitexport.files.copying import copy_folder


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "source"
    (folder / "sub").mkdir(parents=True)
    for name in ("a", "b", "sub/c"):
        (folder / name).write_text(name)
    return folder


def test_a_copy_has_all_files_and_replaces_nothing(source: Path, tmp_path: Path) -> None:
    target = tmp_path / "new" / "copy"
    assert copy_folder(source, target) == 3
    assert tree(target) == tree(source)
    with pytest.raises(UsageError):
        copy_folder(source, target)
    assert list(target.parent.iterdir()) == [target]


@pytest.mark.parametrize("files", [0, 1, 2])
def test_what_a_killed_copy_left_is_removed_by_the_next(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, files: int
) -> None:
    target = tmp_path / "new" / "copy"
    copied = iter(range(files))

    def copyfile(old: str, new: str) -> None:
        if next(copied, None) is None:
            crash()
        really(old, new)

    really = shutil.copyfile
    with monkeypatch.context() as patch:
        patch.setattr(shutil, "copyfile", copyfile)
        assert in_child(lambda: copy_folder(source, target)) == 9
    assert len(list(target.parent.iterdir())) == 1
    copy_folder(source, target)
    assert tree(target) == tree(source)
    assert list(target.parent.iterdir()) == [target]
