"""A method of one's own: five themes, ten examples each, a word list, and one command."""

import itertools
import shutil

import numpy as np
import pytest
from typer.testing import CliRunner

from app.cli_themes import themes_app
from facilitation.theming import PackError, core_engine, default_engine, load_pack
from facilitation.theming.frozen import FrozenEncoder, load_frozen, save_frozen, train_frozen
from facilitation.theming.pack import PACKS
from facilitation.theming.train import train


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    folder = tmp_path_factory.mktemp("packs") / "mine"
    shutil.copytree(PACKS / "neighbourhood", folder, ignore=shutil.ignore_patterns("*.npz"))
    return folder


def test_a_pack_of_five_themes_is_trained_by_one_command_and_places_its_statements(copy):
    with pytest.raises(PackError, match="themes train"):
        core_engine(load_pack(copy))
    result = CliRunner().invoke(themes_app, ["train", str(copy)])
    assert result.exit_code == 0, result.output
    engine = default_engine(load_pack(copy))
    assert engine.place("te veel auto's in onze straat", "nl").theme == "traffic"
    assert engine.place("les déchets traînent partout", "fr").theme == "clean"
    assert engine.place("plant more trees", "en").theme == "green"
    assert "auto's" in engine.place("te veel auto's in onze straat", "nl").because[0]


@pytest.mark.slow
def test_training_again_gives_the_same_bytes(copy):
    CliRunner().invoke(themes_app, ["train", str(copy)])
    first = (copy / "weights.npz").read_bytes()
    CliRunner().invoke(themes_app, ["train", str(copy)])
    assert (copy / "weights.npz").read_bytes() == first


def test_a_small_pack_is_honest_about_how_little_it_knows():
    pack = load_pack("neighbourhood")
    held = train(pack).held_out["theme"]
    truth = [pack.themes.index(e.label) for e in pack.statements()]
    right = float(np.mean(held.argmax(axis=1) == truth))
    assert abs(float(held.max(axis=1).mean()) - right) < 0.12
    assert 0.5 < right < 0.95


class Spelling:
    """An embedder for tests: counts of letter pairs."""

    id = "spelling"

    def embed(self, texts):
        out = np.zeros((len(texts), 512), np.float32)
        for row, text in zip(out, texts, strict=True):
            for a, b in itertools.pairwise(text):
                row[(ord(a) * 31 + ord(b)) % 512] += 1
        return out / np.maximum(np.linalg.norm(out, axis=1, keepdims=True), 1e-9)


def test_heads_on_any_vectors_are_kept_and_come_back_the_same(copy, tmp_path):
    pack = load_pack(copy)
    heads = train_frozen(pack, Spelling(), train(pack).held_out)
    save_frozen(tmp_path / "frozen.npz", heads)
    again = load_frozen(tmp_path / "frozen.npz")
    assert (again.embedder, again.data_hash, again.fusion) == ("spelling", pack.data_hash(), heads.fusion)
    before = FrozenEncoder(Spelling(), heads).run(["meer bomen"], [()])[0].scores
    after = FrozenEncoder(Spelling(), again).run(["meer bomen"], [()])[0].scores
    assert np.allclose(before, after, atol=0.05)


@pytest.mark.parametrize(
    ("toml", "complaint"),
    [
        ("name = 'x'", "missing"),
        ("name = ", "pack.toml"),
        ("name='x'\nversion='1'\nlanguages=['nl']\n[themes]\nother={nl='o'}", "always there"),
    ],
)
def test_a_broken_pack_says_what_is_wrong(tmp_path, toml, complaint):
    (tmp_path / "pack.toml").write_text(toml)
    with pytest.raises(PackError, match=complaint):
        load_pack(tmp_path)


def test_a_row_with_an_unknown_theme_is_named(copy, tmp_path):
    folder = tmp_path / "p"
    shutil.copytree(copy, folder)
    (folder / "corpus" / "more.tsv").write_text("id\tlang\ttext\ttheme\tsecond_theme\n1\tnl\tx\tnonsense\t\n")
    with pytest.raises(PackError, match=r"more.tsv:2: nonsense"):
        load_pack(folder).statements()
