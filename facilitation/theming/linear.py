"""A softmax regression on sparse rows, in numpy: the small model that any laptop can train in seconds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from .features import Floats, Ints, Row

Doubles = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Matrix:
    """Sparse rows one after the other; `rows` says which row each value stands in."""

    columns: Ints
    values: Floats
    rows: Ints
    count: int
    width: int

    def times(self, weights: Doubles) -> Doubles:
        """Rows × weights, shape (rows, classes)."""
        product = np.zeros((self.count, weights.shape[1]))
        for c in range(weights.shape[1]):
            column = np.ascontiguousarray(weights[:, c])
            product[:, c] = np.bincount(self.rows, self.values * column[self.columns], minlength=len(product))
        return product

    def transposed_times(self, errors: Doubles) -> Doubles:
        """Columns × rows × errors, shape (width, classes): the gradient."""
        out = np.zeros((self.width, errors.shape[1]))
        for c in range(errors.shape[1]):
            out[:, c] = np.bincount(self.columns, self.values * errors[self.rows, c], minlength=self.width)
        return out


class Rows(Protocol):
    """What training asks of its rows, sparse or dense."""

    @property
    def width(self) -> int:
        """Columns of a row."""

    def times(self, weights: Doubles) -> Doubles:
        """Rows × weights."""

    def transposed_times(self, errors: Doubles) -> Doubles:
        """The gradient."""


def stack(rows: Sequence[Row], width: int) -> Matrix:
    """Put rows under each other."""
    standing = np.repeat(np.arange(len(rows)), [len(r.columns) for r in rows])
    columns, values = np.concatenate([r.columns for r in rows]), np.concatenate([r.values for r in rows])
    return Matrix(columns, values, standing, len(rows), width)


def softmax(scores: Doubles) -> Doubles:
    """Probabilities along the last axis."""
    shifted = np.exp(scores - scores.max(axis=-1, keepdims=True))
    result: Doubles = shifted / shifted.sum(axis=-1, keepdims=True)
    return result


def fit(matrix: Rows, targets: Doubles, cost: float, steps: int = 120) -> tuple[Doubles, Doubles]:
    """Weights (width, classes) and bias (classes) that minimise cross-entropy + ||W||² / (2 · cost).

    `targets` are soft: each row sums to one. `cost` is scikit-learn's C. L-BFGS, so the same input gives the
    same weights.
    """
    classes = targets.shape[1]

    def unpack(flat: Doubles) -> tuple[Doubles, Doubles]:
        grid = flat.reshape(matrix.width + 1, classes)
        return grid[:-1], grid[-1]

    def loss(flat: Doubles) -> tuple[float, Doubles]:
        weights, bias = unpack(flat)
        scores = matrix.times(weights) + bias
        chances = softmax(scores)
        entropy = -float(np.sum(targets * np.log(np.maximum(chances, 1e-12))))
        errors = chances - targets
        gradient = np.vstack([matrix.transposed_times(errors) + weights / cost, errors.sum(axis=0)])
        return entropy + float(np.sum(weights * weights)) / (2 * cost), gradient.ravel()

    return unpack(_lbfgs(loss, np.zeros((matrix.width + 1) * classes), steps))


def _lbfgs(loss: Callable[[Doubles], tuple[float, Doubles]], start: Doubles, steps: int, memory: int = 8) -> Doubles:
    """Limited-memory BFGS with a backtracking line search (Nocedal & Wright, algorithm 7.4)."""
    x = start
    value, gradient = loss(x)
    moves: list[tuple[Doubles, Doubles, float]] = []
    for _ in range(steps):
        direction = _two_loops(gradient, moves)
        slope = float(gradient @ direction)
        stride = 1.0 if moves else 1.0 / max(1.0, float(np.abs(gradient).sum()))
        for _ in range(25):
            new_value, new_gradient = loss(x + stride * direction)
            if new_value <= value + 1e-4 * stride * slope:
                break
            stride /= 2
        else:
            return x
        move, change = stride * direction, new_gradient - gradient
        if (curve := float(move @ change)) > 1e-10:
            moves = [*moves[-memory + 1 :], (move, change, 1 / curve)]
        done = value - new_value < 1e-5 * abs(value)
        x, value, gradient = x + move, new_value, new_gradient
        if done:
            break
    return x


def _two_loops(gradient: Doubles, moves: list[tuple[Doubles, Doubles, float]]) -> Doubles:
    direction = -gradient
    kept = []
    for move, change, rho in reversed(moves):
        alpha = rho * float(move @ direction)
        direction = direction - alpha * change
        kept.append(alpha)
    if moves:
        move, change, _ = moves[-1]
        direction = direction * (float(move @ change) / float(change @ change))
    for (move, change, rho), alpha in zip(moves, reversed(kept), strict=True):
        direction = direction + move * (alpha - rho * float(change @ direction))
    return direction
