"""Area tells the truth, every voice is a mark, and each mark is read in one petal only."""

import itertools
import math
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lotus import geometry, petal
from lotus.geometry import BUD, flower, petal_lengths, phone_lotus, scale_for, turn
from lotus.petal import half_width, petal_path, seeds

counts_ = st.lists(st.integers(0, 400), min_size=8, max_size=8)


def inside(point, length, slack=0.0):
    x, y = point
    return 0 <= -y <= length and abs(x) <= half_width(-y / length) * length + slack


def in_neighbours_frame(point, heart, degrees):
    angle = math.radians(-degrees)
    x, y = point[0], -point[1] + heart
    return x * math.cos(angle) + y * math.sin(angle), -(y * math.cos(angle) - x * math.sin(angle) - heart)


def shoelace(length):
    ys = [i / 500 for i in range(501)]
    return sum(2 * half_width(y) for y in ys) / 500 * length**2


@given(st.integers(24, 400), st.integers(1, 400))
def test_the_area_of_a_petal_is_proportional_to_its_count(most, count):
    count = min(count, most)
    big, small = shoelace(scale_for(most, most)), shoelace(scale_for(count, most))
    assert small / big == pytest.approx(count / most)
    assert scale_for(0, most) == 0


def test_the_flower_grows_in_the_first_minutes_and_one_voice_shows():
    assert petal_lengths([1, 0, 0, 0, 0, 0, 0, 0], 272)[:2] == (56.0, 0.0)
    assert petal_lengths([24, 1, 0, 0, 0, 0, 0, 0], 272)[0] == 272
    assert petal_lengths([400, 1], 272)[1] == BUD


@settings(max_examples=60, deadline=None)
@given(counts_)
def test_every_entry_is_a_seed_in_its_own_petal_and_in_no_other(counts):
    drawn = flower(counts)
    for this in drawn.petals:
        assert len(this.seeds) == len(set(this.seeds)) == counts[this.index]
        assert all(inside(seed, this.length) for seed in this.seeds)
        for step, degrees in ((1, 45), (-1, -45)):
            other = drawn.petals[(this.index + step) % 8]
            if other.length and this.length > BUD:
                for seed in this.seeds:
                    assert not inside(in_neighbours_frame(seed, drawn.heart, degrees), other.length, -1.0)


def test_seeds_do_not_touch():
    points, pitch = seeds(131, 272.0, 92.0, 200.0, 250.0)
    nearest = min(math.dist(a, b) for i, a in enumerate(points) for b in points[:i])
    assert nearest == pytest.approx(pitch, abs=0.2)
    assert pitch * 0.56 > 5


def test_a_very_full_petal_says_how_much_a_seed_stands_for():
    drawn = flower([2400, 100, 1, 0, 0, 0, 0, 0])
    assert drawn.mark_stands_for == 25
    assert [len(p.seeds) for p in drawn.petals[:4]] == [96, 4, 1, 0]


def test_the_newest_seed_has_a_place_for_its_halo():
    drawn = flower([60, 3, 0, 0, 0, 0, 0, 0], newest=0)
    x, y = drawn.petals[0].newest
    assert (x, y) in drawn.petals[0].seeds
    assert half_width(-y / 272) * 272 - abs(x) > 26
    assert drawn.petals[1].newest is None
    assert flower([0] * 8, newest=0).petals[0].newest is None


def test_labels_stand_in_two_columns_and_never_on_an_axis():
    drawn = flower([1] * 8)
    assert [p.side for p in drawn.petals] == list("rrrrllll")
    assert [turn(i) for i in range(8)] == [22.5 + 45 * i for i in range(8)]
    for column in (drawn.petals[:4], drawn.petals[4:][::-1]):
        ys = [p.label[1] for p in column]
        assert ys == sorted(ys)
        assert min(b - a for a, b in itertools.pairwise(ys)) > 100


def test_a_path_is_one_closed_line_of_the_right_length():
    path = petal_path(100.0)
    assert path.startswith("M0,0C")
    assert path.endswith("0,0Z")
    assert min(float(y) for y in re.findall(r",(-?[\d.]+)", path)) == -100.0


def test_a_little_lotus_keeps_the_order_of_entry_and_one_scale():
    drawn = geometry.lotus([[9, 0, 1], [36], [], [], [], [], [], []])
    first, second = drawn.petals[:2]
    assert [m.turn for m in first.minis] == [0, 90]
    tips = [max(-float(y) for y in re.findall(r",(-?[\d.]+)", m.path)) for m in (*first.minis, *second.minis)]
    assert tips == [38.0, 14.0, 76.0]
    assert drawn.petals[2].minis == ()
    assert geometry.lotus([[0] * 8] * 8).petals[0].minis == ()


def test_on_a_phone_every_name_stands_in_its_petal():
    drawn = phone_lotus()
    x0, y0, width, height = drawn.view
    for p in drawn.petals:
        assert x0 < p.name[0] < x0 + width
        assert y0 < p.name[1] < y0 + height
        assert math.hypot(*p.name) > drawn.core
        assert len(p.dots) == 8


def test_three_thousand_statements_each_have_a_mark_and_are_packed_once():
    counts = [600, 570, 490, 410, 360, 250, 210, 110]
    petal.seeds.cache_clear()
    flower(counts)
    packed = petal.seeds.cache_info().misses
    flower(counts)
    assert petal.seeds.cache_info().misses == packed
