"""Prints the coefficients of core/scalar/erf.ts: polynomials of least greatest error, by Remez's exchange.

Run it with Python and mpmath (Debian: python3-mpmath, /usr/bin/python3). Everything is computed at 160 bits; the last line
of each list says the greatest error that the rounded coefficients leave, as a power of two.
"""
import mpmath
from mpmath import mp, mpf

mp.prec = 160
GRID = 600
TURN = mpf("0.8125")


def fit(target, weight, variable, low, high, degree):
    """The polynomial in `variable(x)` for which `weight · |target − polynomial|` is least at its greatest."""
    middle, half = (low + high) / 2, (high - low) / 2
    grid = [middle - half * mpmath.cos(mp.pi * i / GRID) for i in range(GRID + 1)]
    rows = [(variable(x), target(x), weight(x)) for x in grid]
    chosen = [i * GRID // (degree + 1) for i in range(degree + 2)]
    while True:
        matrix, right = mp.matrix(degree + 2, degree + 2), mp.matrix(degree + 2, 1)
        for row, place in enumerate(chosen):
            v, wanted, w = rows[place]
            for power in range(degree + 1):
                matrix[row, power] = v**power
            matrix[row, degree + 1] = (-1) ** row / w
            right[row] = wanted
        solution = mpmath.lu_solve(matrix, right)
        coefficients = [solution[i] for i in range(degree + 1)]
        errors = [w * (wanted - mpmath.polyval(coefficients[::-1], v)) for v, wanted, w in rows]
        peaks = turning_points(errors)
        while len(peaks) > degree + 2:
            peaks.pop(0 if abs(errors[peaks[0]]) < abs(errors[peaks[-1]]) else -1)
        sizes = [abs(errors[i]) for i in peaks]
        if max(sizes) < 1.01 * min(sizes) or peaks == chosen:
            rounded = [float(c) for c in coefficients]
            left = max(abs(w * (wanted - mpmath.polyval(rounded[::-1], v))) for v, wanted, w in rows)
            return rounded, left
        chosen = peaks


def turning_points(errors):
    """Where each run of errors of one sign is greatest."""
    peaks = [0]
    for i, error in enumerate(errors):
        if (error > 0) != (errors[peaks[-1]] > 0):
            peaks.append(i)
        elif abs(error) > abs(errors[peaks[-1]]):
            peaks[-1] = i
    return peaks


def show(name, fitted):
    coefficients, left = fitted
    print(name, *(f"  {c!r}," for c in coefficients), sep="\n")
    print(f"  error 2^{float(mpmath.log(left, 2)):.1f}")


slope = 2 / mpmath.sqrt(mp.pi)
show(
    "near: erf(x)/x - 1 in x², for x up to 0.8125",
    fit(
        lambda x: mpmath.erf(x) / x - 1 if x > 0 else slope - 1,
        lambda x: mpf(1),
        lambda x: x * x,
        mpf(0),
        TURN,
        12,
    ),
)
show(
    "far: erfc(x)·exp(x²) in (x - 0.8125)/(x + 2), for x from there to 6, weighted by exp(-x²)",
    fit(
        lambda x: mpmath.erfc(x) * mpmath.exp(x * x),
        lambda x: mpmath.exp(-x * x),
        lambda x: (x - TURN) / (x + 2),
        TURN,
        mpf(6),
        13,
    ),
)
