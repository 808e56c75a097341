import errno
import time

import pytest

from sessions import failpoints


@pytest.fixture(autouse=True)
def disarmed():
    yield
    failpoints.arm("")


def test_without_an_order_nothing_happens():
    for point in failpoints.POINTS:
        failpoints.hit(point)


def test_a_failing_point_fails_the_first_times_and_then_lets_pass():
    failpoints.arm("before_commit=fail:2, before_tell=fail")
    for _ in range(2):
        with pytest.raises(OSError) as failure:
            failpoints.hit("before_commit")
        assert failure.value.errno == errno.ENOSPC
    failpoints.hit("before_commit")
    failpoints.hit("after_tell")


def test_a_sleeping_point_takes_its_time():
    failpoints.arm("before_tell=sleep:20")
    start = time.monotonic()
    failpoints.hit("before_tell")
    assert time.monotonic() - start >= 0.02


@pytest.mark.parametrize("order", ["nowhere=kill", "before_tell", "before_tell=explode:1", "before_tell=kill:x"])
def test_an_order_that_is_not_understood_is_refused(order):
    with pytest.raises(ValueError):
        failpoints.arm(order)
