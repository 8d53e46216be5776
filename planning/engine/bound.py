"""Prove how good a plan can be at best: PDLP prices the limits, in a child process.

What PDLP calls its own bound counts for nothing here: prices are clipped to the right sign and the
bound is counted from them, so it holds however far PDLP has come.
"""

from __future__ import annotations

import importlib
import math
import time
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from typing import Any

from planning.engine.lp import NoStartError, Relaxation, relaxation
from planning.engine.model import Instance, Result
from planning.engine.process import Caller, has_solver
from planning.engine.sheet import sheet_of

ROUND_S = 10.0
"""PDLP's prices are taken and the bound is counted every so many seconds."""
GRACE_S = 60.0
"""Building may take so much longer than asked."""
MEMORY_MB = 12_288
"""The relaxation of 200 lines is large."""
PRECISE = 1e-4
"""Relative accuracy at which PDLP may stop."""
ROUNDING = 1e-7
"""Relative safety margin for sums of floats."""


def upper_bound(instance: Instance, *, seconds: float, workers: int = 1) -> float | None:
    """Return a net present value that no plan exceeds; None: no solver, or not in time.

    Parameters
    ----------
    seconds
        For the solver; building the relaxation comes on top.
    """
    if not instance.discount or not has_solver():
        return None
    child = Caller(memory_mb=MEMORY_MB)
    try:
        child.ask("bound:bounded", instance, seconds, workers)
        found: float | None = child.answer(seconds + GRACE_S)
    finally:
        child.kill()
    return found


def with_bound(instance: Instance, result: Result, *, seconds: float, workers: int = 1) -> Result:
    """Return the result with a proved bound; without a solver as it is."""
    bound = upper_bound(instance, seconds=seconds, workers=workers)
    if bound is None:
        return result
    worth = result.schedule.objective
    close = bound - worth <= 10 * ROUNDING * max(1.0, abs(worth))
    return replace(result, bound=bound, proved=close)


def bounded(instance: Instance, seconds: float, workers: int = 1) -> float | None:
    """Return the best bound found in the time; for a child process."""
    try:
        lp = relaxation(sheet_of(instance))
    except NoStartError:
        return None
    if not lp.limit:
        return _free(lp)
    prices = _Prices(lp)
    best = math.inf
    begun = time.perf_counter()
    while (left := seconds - (time.perf_counter() - begun)) > 0:
        done = prices.improve(min(ROUND_S, left), workers)
        best = min(best, prices.bound())
        if done:
            break
    return best if math.isfinite(best) else None


def proved(lp: Relaxation, prices: Any) -> float:
    """Return the bound that prices of the rows, none negative, prove.

    The limits at their prices, and for every activity the start that is worth most after it has
    paid for the rows that it loads.
    """
    np: Any = importlib.import_module("numpy")
    loads = np.asarray(lp.factor) * np.asarray(prices)[np.asarray(lp.row, dtype=np.int64)]
    paid = np.bincount(np.asarray(lp.column, dtype=np.int64), loads, minlength=lp.first[-1])
    worth = np.asarray(lp.worth)
    total = float(np.asarray(prices) @ np.asarray(lp.limit))
    for first, end in pairwise(lp.first):
        # Started in a slot: started by it and by every later one.
        later = np.cumsum(paid[first:end][::-1])[::-1]
        total += float(np.max(worth[first:end] - later))
    return total + ROUNDING * max(1.0, abs(total))


def _free(lp: Relaxation) -> float:
    """Nothing binds: everybody takes the best start."""
    return sum(max(lp.worth[a:b]) for a, b in pairwise(lp.first))


class _Prices:
    """PDLP on the relaxation, and the bound of its prices."""

    def __init__(self, lp: Relaxation) -> None:
        self._np: Any = importlib.import_module("numpy")
        self._pdlp: Any = importlib.import_module("ortools.pdlp.python.pdlp")
        np = self._np
        self._lp = lp
        self._rows = np.array(lp.row, dtype=np.int64)
        self._columns = np.array(lp.column, dtype=np.int64)
        self._factors = np.array(lp.factor)
        self._limits = np.array(lp.limit)
        self._worth = np.array(lp.worth)
        self._program: Any = self._built()
        self._latest: Any = None

    def improve(self, seconds: float, workers: int) -> bool:
        """Run on from the latest prices; True: PDLP has converged."""
        solvers: Any = importlib.import_module("ortools.pdlp.solvers_pb2")
        parameters = solvers.PrimalDualHybridGradientParams()
        parameters.num_threads = workers
        parameters.presolve_options.use_glop = False
        criteria = parameters.termination_criteria
        criteria.time_sec_limit = seconds
        criteria.simple_optimality_criteria.eps_optimal_relative = PRECISE
        criteria.simple_optimality_criteria.eps_optimal_absolute = PRECISE
        solve: Callable[..., Any] = self._pdlp.primal_dual_hybrid_gradient
        result = (
            solve(self._program, parameters)
            if self._latest is None
            else solve(self._program, parameters, initial_solution=self._latest)
        )
        self._latest = self._pdlp.PrimalAndDualSolution()
        self._latest.primal_solution = result.primal_solution
        self._latest.dual_solution = result.dual_solution
        reason = result.solve_log.termination_reason
        log: Any = importlib.import_module("ortools.pdlp.solve_log_pb2")
        return bool(reason == log.TERMINATION_REASON_OPTIMAL)

    def bound(self) -> float:
        """What the latest prices prove."""
        duals = self._np.asarray(self._latest.dual_solution)[: len(self._lp.limit)]
        return proved(self._lp, self._np.maximum(0.0, -duals))

    def _built(self) -> Any:
        """Least cost in PDLP's form: limit rows first, then the rows that say 'started stays'."""
        proto: Any = importlib.import_module("ortools.linear_solver.linear_solver_pb2")
        np, lp = self._np, self._lp
        model = proto.MPModelProto()
        gains = self._worth.copy()
        gains[:-1] -= self._worth[1:]
        ends = np.array(lp.first[1:]) - 1
        gains[ends] = self._worth[ends]
        fixed = set(ends.tolist())
        for column, gain in enumerate(gains.tolist()):
            model.variable.add(
                lower_bound=1.0 if column in fixed else 0.0,
                upper_bound=1.0,
                objective_coefficient=-gain,
            )
        order = np.argsort(self._rows, kind="stable")
        bounds = np.searchsorted(self._rows[order], np.arange(len(lp.limit) + 1))
        columns, factors = self._columns[order].tolist(), self._factors[order].tolist()
        for row, limit in enumerate(lp.limit):
            part = slice(int(bounds[row]), int(bounds[row + 1]))
            model.constraint.add(
                var_index=columns[part],
                coefficient=factors[part],
                lower_bound=-math.inf,
                upper_bound=limit,
            )
        for first, end in pairwise(lp.first):
            for column in range(first, end - 1):
                model.constraint.add(
                    var_index=[column, column + 1],
                    coefficient=[1.0, -1.0],
                    lower_bound=-math.inf,
                    upper_bound=0.0,
                )
        return self._pdlp.qp_from_mpmodel_proto(model, relax_integer_variables=True)
