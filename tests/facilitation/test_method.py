"""The shipped methods are whole and translated; a wrong method file is refused with the path of the wrong key."""

import copy
import dataclasses
import json
import pickle
import tomllib

import pytest
from immutables import Map

from facilitation import method as m
from facilitation.method import MethodError, available_methods, label, load_method, parse_method

METHODS = available_methods()


def texts(thing):
    """Every Text in a method, with its path."""
    if isinstance(thing, Map) and "nl" in thing:
        yield thing
    elif dataclasses.is_dataclass(thing):
        for f in dataclasses.fields(thing):
            yield from texts(getattr(thing, f.name))
    elif isinstance(thing, tuple):
        for item in thing:
            yield from texts(item)


@pytest.fixture
def data():
    return copy.deepcopy(tomllib.loads((m.FOLDER / "startmoment.toml").read_text("utf-8")))


@pytest.mark.parametrize("method", METHODS, ids=lambda x: x.id)
def test_every_text_stands_in_three_languages(method):
    found = list(texts(method))
    assert len(found) > 50
    assert all(set(text) == {"nl", "fr", "en"} and all(text.values()) for text in found)


@pytest.mark.parametrize("method", METHODS, ids=lambda x: x.id)
def test_the_copy_a_room_keeps_is_equal_to_the_method(method):
    assert parse_method(json.loads(json.dumps(method.to_dict()))) == method
    assert pickle.loads(pickle.dumps(method)) == method
    hash(method)


def test_the_startmoment_has_the_stages_levers_and_themes_of_the_day():
    day = load_method("startmoment")
    assert [s.id for s in day.stages] == ["welcome", "interventions", "plenary", "lotus", "weigh", "closing"]
    assert day.stage("interventions").accepts == ("intervention", "precondition")
    assert [t.id for t in day.themes] == [
        "resources", "collaboration", "mindset", "policy", "commitment", "legal", "visibility", "monitoring",
    ]  # fmt: skip
    assert [t.mark for t in day.themes] == [1, 2, 3, 4, 5, 6, 7, 8]
    assert {x.id for x in day.levers} == {"rights", "agency", "redistribution", "value", "quality", "trust"}
    assert [f.id for f in day.families if not f.also] == [
        "visibility", "continuity", "accessible", "sharing", "encounter", "talent", "drivers",
    ]  # fmt: skip
    assert ("value", "redistribution") in {(r.source, r.target) for r in day.relations}
    assert day.lotus == m.LotusSettings(rings=2, opening="chosen", marks=3, bench=True)


def test_the_lotus_stage_has_its_phases_and_three_timings():
    lotus = load_method("startmoment").stage("lotus")
    assert [p.id for p in lotus.phases] == ["alone", "reveal", "choose", "open"]
    assert {t.id: t.total for t in lotus.timings} == {"short": 17, "standard": 35, "full": 62}
    assert {t.minutes["alone"] for t in lotus.timings} == {2}
    assert lotus.phase_minutes("open") == 20
    assert lotus.phase_minutes("open", "full") == 40
    with pytest.raises(KeyError):
        lotus.phase("nap")


@pytest.mark.parametrize("method", METHODS, ids=lambda x: x.id)
def test_what_must_fit_fits(method):
    """A lever is a word on the strip, an ingredient a few words on a petal, a headline one line on the board."""
    for lever in method.levers:
        assert all(len(words) <= 18 for words in lever.short.values())
        assert all(len(line) <= 13 for words in lever.board.values() for line in words.split("\n"))
    for theme in method.themes:
        assert all(len(line) <= 13 for words in theme.board.values() for line in words.split("\n"))
        assert theme.board["nl"].replace("\n", " ") == theme.label["nl"]
    for ingredient in method.ingredients:
        assert all(len(words) <= 40 for words in ingredient.label.values())
    for stage in method.stages:
        assert all(len(words) <= 36 for words in stage.headline.values()), stage.id


def test_every_family_has_something_on_the_longlist():
    day = load_method("startmoment")
    assert {i.family for i in day.ingredients} == {f.id for f in day.families}
    for language in day.languages:
        assert len({label(i, language).casefold() for i in day.ingredients}) == len(day.ingredients) == 54


def test_a_label_falls_back_on_dutch():
    theme = load_method("startmoment").theme("legal")
    assert label(theme, "fr") == "Cadre juridique"
    assert label(theme, "ar") == label(theme.label, "nl") == "Juridisch kader"
    assert label(load_method("startmoment"), "en") == "Kick-off day"
    assert label(Map({"fr": "Oui"}), "en") == "Oui"


def put(data, path, value):
    *steps, last = path
    for step in steps:
        data = data[step]
    data[last] = value


WRONG = [
    (("stages", 2, "question", "fr"), "", "stages[2].question.fr", "empty"),
    (("stages", 2, "question"), "Wat?", "stages[2].question", "nl, fr, en"),
    (("stages", 1, "title", "de"), "Was?", "stages[1].title.de", "not one of the languages"),
    (("stages", 1, "minutes"), "45", "stages[1].minutes", "whole number"),
    (("stages", 1, "minutes"), True, "stages[1].minutes", "whole number"),
    (("stages", 1, "minutes"), -1, "stages[1].minutes", "from 0 to"),
    (("stages", 1, "colour"), "red", "stages[1].colour", "unknown key"),
    (("stages", 1, "accepts"), ["poem"], "stages[1].accepts[0]", "one of intervention"),
    (("stages", 1, "view"), "cinema", "stages[1].view", "one of themes"),
    (("stages", 1, "id"), "welcome", "stages[1].id", "twice"),
    (("stages", 3, "timing"), "endless", "stages[3].timing", "none of"),
    (("stages", 3, "minutes"), 36, "stages[3].minutes", "35 minutes"),
    (("stages", 3, "timings", 0, "minutes"), {"alone": 2}, "stages[3].timings[0].minutes", "choose"),
    (("stages",), [], "stages", "at least one"),
    (("stages",), "all day", "stages", "list"),
    (("themes", 0, "id"), "Middelen!", "themes[0].id", "short name"),
    (("themes", 0, "id"), "other", "themes[0].id", "none of these"),
    (("themes", 1, "mark"), 1, "themes[1].mark", "already"),
    (("themes", 1, "mark"), 9, "themes[1].mark", "from 1 to 8"),
    (("relations", 0, "target"), "luck", "relations[0].target", "none of agency"),
    (("relations", 0, "target"), "value", "relations[0].target", "starts from"),
    (("ingredients", 5, "family"), "luck", "ingredients[5].family", "none of"),
    (("lotus", "rings"), 4, "lotus.rings", "from 1 to 3"),
    (("lotus", "opening"), "never", "lotus.opening", "chosen, all, free"),
    (("lotus",), 2, "lotus", "table of keys"),
    (("languages",), ["fr", "en"], "languages", "hold nl"),
    (("languages",), "nl", "languages", "list like"),
    (("based_on",), "luck", "based_on", "another one of"),
    (("based_on",), "startmoment", "based_on", "another one of"),
]


@pytest.mark.parametrize(("path", "value", "where", "why"), WRONG, ids=lambda x: x if isinstance(x, str) else None)
def test_a_wrong_key_is_named(data, path, value, where, why):
    parse_method(data)
    put(data, path, value)
    with pytest.raises(MethodError) as error:
        parse_method(data)
    assert error.value.path == where
    assert why in error.value.reason
    assert str(error.value) == f"{where}: {error.value.reason}"


def test_a_missing_key_is_named(data):
    del data["themes"][3]["definition"]
    with pytest.raises(MethodError, match=r"themes\[3\]\.definition: is missing"):
        parse_method(data)


def test_a_file_that_is_not_toml_says_so():
    with pytest.raises(MethodError, match="is not a TOML file"):
        load_method("title = oops")


def test_an_organiser_edits_a_copy(data, tmp_path):
    text = (m.FOLDER / "startmoment.toml").read_text("utf-8")
    file = tmp_path / "ours.toml"
    file.write_text(text.replace('id = "startmoment"', 'id = "our_day"', 1).replace("rings = 2", "rings = 1"), "utf-8")
    ours = load_method(file)
    assert (ours.id, ours.lotus.rings) == ("our_day", 1)
    assert ours.themes == load_method(text).themes


def test_a_file_based_on_another_shares_all_but_its_stages(data):
    ours = parse_method(
        {
            "based_on": "startmoment",
            "id": "evening",
            "version": 2,
            "title": data["title"],
            "stages": data["stages"][:2],
        }
    )
    assert [s.id for s in ours.stages] == ["welcome", "interventions"]
    assert ours.levers == load_method("startmoment").levers
    with pytest.raises(MethodError, match="stages: is missing"):
        parse_method({"based_on": "startmoment", "id": "evening"})
