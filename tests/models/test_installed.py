"""Which models are here, bringing them by hand, checking and removing them."""

import gzip
import json
import shutil
import tarfile
import zipfile
from pathlib import Path

import pytest

from models.add import add
from models.catalogue import Catalogue
from models.check import check, sentences
from models.errors import InstallError, ModelFileError, ModelsError, NoModel, UnknownModel
from models.install import remove
from models.installed import (
    MANIFEST,
    InstalledModel,
    best_installed,
    find_installed,
    installed_models,
)
from models.pool import EnginePool


def adding(path: Path, folder: Path, catalogue: Catalogue, **told: str) -> InstalledModel:
    return add(path, folder=folder, catalogue=catalogue, **told)


def refused(path: Path, folder: Path, catalogue: Catalogue, **told: str) -> str:
    with pytest.raises(ModelsError) as caught:
        adding(path, folder, catalogue, **told)
    assert "\n" not in str(caught.value)
    assert not [each for each in folder.rglob("*") if each.is_file()]
    return str(caught.value)


def test_the_embedded_models_are_always_here(tmp_path: Path, catalogue: Catalogue) -> None:
    found = installed_models(tmp_path / "none", catalogue)
    assert [each.id for each in found if each.embedded] == [
        "firefox-en-pt-tiny",
        "firefox-pt-en-tiny",
    ]
    assert best_installed("pt-BR", "en", folder=tmp_path, catalogue=catalogue).id == (
        "firefox-pt-en-tiny"
    )


def test_a_missing_model_is_named_with_the_command_and_the_other_way(
    tmp_path: Path, catalogue: Catalogue
) -> None:
    with pytest.raises(NoModel) as caught:
        best_installed("en", "ar", folder=tmp_path, catalogue=catalogue)
    assert str(caught.value) == (
        "no model for en to ar is installed; get it with 'workbench models pull firefox-en-ar', "
        "or bring it by hand with 'workbench models add DIRECTORY'"
    )
    with pytest.raises(NoModel, match="model firefox-en-fr is not installed; get it with"):
        find_installed("firefox-en-fr", folder=tmp_path, catalogue=catalogue)


def test_a_pair_that_no_model_serves_is_said(tmp_path: Path, catalogue: Catalogue) -> None:
    with pytest.raises(NoModel, match="for xx to yy is installed and the catalogue knows none"):
        best_installed("xx", "yy", folder=tmp_path, catalogue=catalogue)
    with pytest.raises(UnknownModel, match="no model 'fire'"):
        find_installed("fire", folder=tmp_path, catalogue=catalogue)


def test_a_model_brought_by_hand_gets_the_catalogues_name_and_translates(
    tmp_path: Path, catalogue: Catalogue, brought: Path
) -> None:
    folder = tmp_path / "models"
    added = adding(brought, folder, catalogue)
    assert added.id == "firefox-en-pt"
    assert added.model.licence == "MPL-2.0"
    assert best_installed("en", "pt-BR", folder=folder, catalogue=catalogue) == added
    with EnginePool(added.setup()) as pool:
        (result,) = pool.translate(["Where is the train station?"], source="en", target="pt")
    assert result.text == "Onde está a estação de trem?"
    assert not (folder / ".partial").exists()


def test_a_model_the_catalogue_does_not_know_claims_nothing(
    tmp_path: Path, catalogue: Catalogue, brought: Path
) -> None:
    folder = tmp_path / "models"
    added = adding(brought, folder, catalogue, id="mine", source="en", target="gl")
    assert (added.model.licence, added.model.scores) == ("unknown", ())
    assert best_installed("en", "gl", folder=folder, catalogue=catalogue).id == "mine"


def test_other_files_in_the_folder_stay_outside(
    tmp_path: Path, catalogue: Catalogue, brought: Path
) -> None:
    (brought / "notes.txt").write_text("not of the model")
    added = adding(brought, tmp_path / "models", catalogue)
    assert "notes.txt" not in [path.name for path in added.folder.iterdir()]


@pytest.mark.parametrize("kind", ["zip", "tar", "gztar"])
def test_an_archive_of_the_folder_will_do(
    tmp_path: Path, catalogue: Catalogue, brought: Path, kind: str
) -> None:
    archive = shutil.make_archive(str(tmp_path / "packed"), kind, tmp_path, "brought")
    added = adding(Path(archive), tmp_path / "models", catalogue)
    assert len(added.files) == 3


def test_files_compressed_as_in_the_models_repository_are_unpacked(
    tmp_path: Path, catalogue: Catalogue, brought: Path, embedded: InstalledModel
) -> None:
    for path in list(brought.iterdir()):
        (brought / f"{path.name}.gz").write_bytes(gzip.compress(path.read_bytes(), 1))
        path.unlink()
    added = adding(brought, tmp_path / "models", catalogue)
    assert added.files == embedded.files


def test_names_that_do_not_tell_the_languages_need_them_said(
    tmp_path: Path, catalogue: Catalogue, brought: Path
) -> None:
    next(brought.glob("model.*")).rename(brought / "model.mine.v2.bin")
    assert "'--from en --to ar'" in refused(brought, tmp_path / "models", catalogue)
    added = adding(brought, tmp_path / "models", catalogue, source="en", target="pt_br")
    assert (added.model.source, added.model.target) == (("en",), ("pt-BR",))


def test_the_same_model_twice_is_refused(
    tmp_path: Path, catalogue: Catalogue, brought: Path
) -> None:
    adding(brought, tmp_path / "models", catalogue)
    with pytest.raises(InstallError, match="installed already; 'workbench models remove"):
        adding(brought, tmp_path / "models", catalogue)


@pytest.mark.parametrize("pattern", ["model.*", "lex.*"])
def test_a_damaged_model_is_not_installed(
    tmp_path: Path, catalogue: Catalogue, brought: Path, pattern: str
) -> None:
    (path,) = brought.glob(pattern)
    path.write_bytes(path.read_bytes()[:10_000])
    refused(brought, tmp_path / "models", catalogue)


def test_what_is_no_model_is_refused(tmp_path: Path, catalogue: Catalogue) -> None:
    folder = tmp_path / "models"
    assert "does not exist" in refused(tmp_path / "none", folder, catalogue)
    (tmp_path / "empty").mkdir()
    assert "no model here" in refused(tmp_path / "empty", folder, catalogue)
    (tmp_path / "text.txt").write_text("hello")
    assert "neither a folder nor" in refused(tmp_path / "text.txt", folder, catalogue)
    (tmp_path / "cut.zip").write_bytes(b"PK\x03\x04 not really")
    assert "neither a folder nor" in refused(tmp_path / "cut.zip", folder, catalogue)


def test_an_archive_that_reaches_outside_or_is_a_bomb_is_refused(
    tmp_path: Path, catalogue: Catalogue
) -> None:
    folder = tmp_path / "models"
    with tarfile.open(tmp_path / "outside.tar", "w") as packed:
        packed.addfile(tarfile.TarInfo("../../model.enpt.bin"))
    assert "broken archive" in refused(tmp_path / "outside.tar", folder, catalogue)
    with zipfile.ZipFile(tmp_path / "many.zip", "w") as many:
        for number in range(10_001):
            many.writestr(f"{number}", "")
    assert "are no model" in refused(tmp_path / "many.zip", folder, catalogue)


@pytest.mark.parametrize("id", ["../evil", "", ".hidden", "a/b", "UPPER"])
def test_an_id_that_is_no_plain_name_is_refused(
    tmp_path: Path, catalogue: Catalogue, brought: Path, id: str
) -> None:
    assert "cannot be a model's id" in refused(brought, tmp_path / "models", catalogue, id=id)


def test_the_name_of_another_model_is_refused(
    tmp_path: Path, catalogue: Catalogue, brought: Path
) -> None:
    said = refused(brought, tmp_path / "models", catalogue, id="firefox-en-ar")
    assert "another model than this one for en to pt" in said


def test_a_model_is_removed(tmp_path: Path, catalogue: Catalogue, brought: Path) -> None:
    folder = tmp_path / "models"
    added = adding(brought, folder, catalogue)
    assert remove(added.id, folder=folder, catalogue=catalogue) >= added.size
    assert not (folder / added.id).exists()
    with pytest.raises(NoModel):
        remove(added.id, folder=folder, catalogue=catalogue)


def test_only_what_was_installed_can_be_removed(tmp_path: Path, catalogue: Catalogue) -> None:
    for id, said in [
        ("firefox-en-pt-tiny", "comes with the program"),
        ("echo", "nothing to remove"),
        ("firefox-en-ar", "is not installed"),
        ("../..", "no model '../..'"),
    ]:
        with pytest.raises(ModelsError, match=said):
            remove(id, folder=tmp_path, catalogue=catalogue)


def test_a_sound_model_passes_its_check(embedded: InstalledModel) -> None:
    checked = check(embedded)
    assert checked.problems == ()
    assert [source for source, _ in checked.samples] == list(sentences("en"))
    assert ("Where is the train station?", "Onde está a estação de trem?") in checked.samples


def test_a_changed_file_fails_the_check_by_name(
    tmp_path: Path, catalogue: Catalogue, brought: Path
) -> None:
    added = adding(brought, tmp_path / "models", catalogue)
    (path,) = added.folder.glob("model.*")
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)
    (problem,) = check(added).problems
    assert path.name in problem
    assert "workbench models pull firefox-en-pt" in problem


def test_a_model_for_another_language_fails_the_check(
    tmp_path: Path, catalogue: Catalogue, brought: Path
) -> None:
    added = adding(brought, tmp_path / "models", catalogue, id="odd", source="en", target="ar")
    assert all("not written in ar" in problem for problem in check(added).problems)
    assert len(check(added).problems) == 3


def test_a_model_that_only_copies_fails_the_check(catalogue: Catalogue, tmp_path: Path) -> None:
    echo = find_installed("echo", folder=tmp_path, catalogue=catalogue)
    assert check(echo, source="en", target="ar").problems
    assert not check(echo, source="en", target="fr").problems


@pytest.mark.parametrize(
    "manifest", ["", "{", "[]", '{"id": "x"}', '{"id": 3}', '{"unknown": 1}', "\udcff"]
)
def test_a_manifest_that_makes_no_sense_hides_its_model_alone(
    tmp_path: Path, catalogue: Catalogue, brought: Path, manifest: str
) -> None:
    folder = tmp_path / "models"
    adding(brought, folder, catalogue)
    (folder / "broken").mkdir()
    (folder / "broken" / MANIFEST).write_text(manifest, errors="surrogateescape")
    assert "firefox-en-pt" in [each.id for each in installed_models(folder, catalogue)]
    with pytest.raises(ModelFileError, match=r"broken/manifest\.json: cannot be understood"):
        find_installed("broken", folder=folder, catalogue=catalogue)


def test_a_manifest_cannot_bring_code(tmp_path: Path, catalogue: Catalogue) -> None:
    (tmp_path / "evil").mkdir()
    entry = {
        "id": "evil",
        "family": "os:system",
        "source": ["en"],
        "target": ["ar"],
        "licence": "none",
    }
    (tmp_path / "evil" / MANIFEST).write_text(json.dumps(entry))
    with pytest.raises(ModelFileError, match="no engine family 'os:system'"):
        find_installed("evil", folder=tmp_path, catalogue=catalogue)


def test_a_folder_without_a_manifest_is_no_model(tmp_path: Path, catalogue: Catalogue) -> None:
    (tmp_path / "firefox-en-ar").mkdir()
    with pytest.raises(NoModel):
        find_installed("firefox-en-ar", folder=tmp_path, catalogue=catalogue)
