"""`bloesem themes` reads any sensible table and writes the promised columns."""

import io
import json

import pytest
from typer.testing import CliRunner

from app.cli_themes import themes_app
from facilitation.theming import core_engine, load_pack
from facilitation.theming.table import TableError, place_table, read_statements

TSV = 'id\tlang\ttext\ttheme\na1\tnl\tmeer geld, en "tijd"\tx\na2\tfr\tchanger la loi\tx\n'


@pytest.fixture(scope="module")
def engine():
    return core_engine(load_pack("startmoment"))


def test_every_row_comes_back_in_order_with_the_promised_columns(engine):
    out = io.StringIO()
    assert place_table(io.StringIO(TSV), out, engine) == 2
    lines = [line.split("\t") for line in out.getvalue().splitlines()]
    assert lines[0] == ["id", "theme", "second_theme", "confidence", "because"]
    assert [line[:2] for line in lines[1:]] == [["a1", "resources"], ["a2", "legal"]]
    assert all(len(line) == 5 and 0 <= float(line[3]) <= 1 for line in lines[1:])


def test_json_says_the_same(engine):
    out = io.StringIO()
    place_table(io.StringIO(TSV), out, engine, "json")
    rows = json.loads(out.getvalue())
    assert [row["id"] for row in rows] == ["a1", "a2"]
    assert rows[0]["because"]
    assert isinstance(rows[0]["because"], list)


def test_commas_quotes_other_orders_and_missing_cells_are_read():
    table = '\ufeffTEXT,extra,id\n"geld, en tijd",x,7\n\nkort\n'
    assert read_statements(io.StringIO(table)) == [("7", "", "geld, en tijd"), ("3", "", "kort")]


def test_a_table_without_text_is_refused_in_a_sentence(tmp_path):
    with pytest.raises(TableError, match="text"):
        read_statements(io.StringIO("id,lang\n1,nl\n"))
    file = tmp_path / "bad.csv"
    file.write_text("id,lang\n1,nl\n")
    result = CliRunner().invoke(themes_app, [str(file)])
    assert result.exit_code == 2
    assert "text" in result.output


def test_the_command_places_a_file_and_standard_input(tmp_path):
    file = tmp_path / "in.tsv"
    file.write_text(TSV)
    by_file = CliRunner().invoke(themes_app, [str(file)])
    by_pipe = CliRunner().invoke(themes_app, ["-", "--method", "startmoment"], input=TSV)
    assert by_file.exit_code == by_pipe.exit_code == 0
    assert by_file.output == by_pipe.output
    assert by_file.output.startswith("id\ttheme\tsecond_theme\tconfidence\tbecause\na1\tresources")


def test_an_unknown_method_is_refused_in_a_sentence():
    result = CliRunner().invoke(themes_app, ["-", "--method", "nothing-like-it"], input=TSV)
    assert result.exit_code == 2
    assert "nothing-like-it" in result.output
