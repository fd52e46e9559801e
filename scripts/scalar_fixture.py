"""Writes tests/core/fixtures/scalar.json: inputs and correctly rounded results, computed with mpmath.

Run it with Python and mpmath (Debian: python3-mpmath, /usr/bin/python3); the numbers are drawn with a fixed seed, so the
file comes out the same. Angles up to 2^1024 and results down to 2^-1074 need the digits that are kept here.
"""
import json
import math
import random
import struct
from pathlib import Path

import mpmath

mpmath.mp.prec = 2400
random.seed(20)


def held(x):
    """Beyond ±2000 these functions have reached their limits, and their digits would be too many to compute."""
    return min(max(x, -2000), 2000)


FUNCTIONS = {
    "exp": lambda x: mpmath.exp(held(x)),
    "expm1": lambda x: mpmath.expm1(held(x)),
    "log": mpmath.log,
    "log1p": mpmath.log1p,
    "tanh": lambda x: mpmath.tanh(held(x)),
    "sigmoid": lambda x: 1 / (1 + mpmath.exp(-held(x))),
    "softplus": lambda x: max(x, 0) + mpmath.log1p(mpmath.exp(-abs(held(x)))),
    "erf": lambda x: mpmath.erf(held(x)),
    "sin": mpmath.sin,
    "cos": mpmath.cos,
    "rsqrt": lambda x: 1 / mpmath.sqrt(x),
}
# Where a function bends: most samples are drawn from here.
RANGES = {
    "exp": (-100, 88),
    "expm1": (-4, 4),
    "log": (0.4, 2.5),
    "log1p": (-0.99, 4),
    "tanh": (-10, 10),
    "sigmoid": (-100, 30),
    "softplus": (-40, 40),
    "erf": (-4, 4),
    "sin": (-30, 30),
    "cos": (-30, 30),
    "rsqrt": (0.01, 10),
}
# The least positive float32 and double, the least normal ones, the greatest, and what lies about 1.
EDGES = [1.401298464324817e-45, 5e-324, 1.1754943508222875e-38, 2.2250738585072014e-308, 3.4028234663852886e38]
EDGES += [1.7976931348623157e308, 1.0, 0.9999999403953552, 1.0000001192092896, 1 - 2**-53, 1 + 2**-52, 2.0**-53, 2.0**-54]
# Where results leave the range of float32 or double, reach their limit, or change from one formula to another.
TURNS = {
    "exp": [88.72283172607422, 88.72283935546875, 709.782712893384, 709.7827128933841, -87.33654022216797, -103.97207641601562]
    + [-103.97208404541016, -708.3964185322641, -745.1332191019411, -745.1332191019412, 0.34657359027997264],
    "expm1": [-37.42994775023705, -17.328680038452148, 37.43, 709.782712893384, 0.34657359027997264, -0.34657359027997264],
    "log": [math.sqrt(2), math.sqrt(0.5), math.e],
    "log1p": [-0.9999999403953552, -1 + 2**-53, 0.41421356237309503, -0.2928932188134524],
    "tanh": [9.010913848876953, -9.010913848876953, 19.06154746539849, 19.061547465398498, 22.0],
    "sigmoid": [-745.1332191019411, -745.1332191019412, -103.97208404541016, 17.328680038452148, 36.7368005696771],
    "softplus": [-745.1332191019411, -745.1332191019412, -103.97208404541016, 17.328680038452148, 36.7368005696771, 40.0],
    "erf": [3.919205904006958, -3.919206142425537, 5.921587195794507, 5.9215871957945, 6.0],
    "sin": [math.pi, math.pi / 2, 0.75, 2.0**84, 2.0**32, 1e22],
    "cos": [math.pi, math.pi / 2, 0.75, 2.0**84, 2.0**32, 1e22],
    "rsqrt": [4.0, 0.25],
}
POSITIVE = {"log", "rsqrt"}


def to_float32(x):
    return struct.unpack("f", struct.pack("f", x))[0]


def random_number(bits, kind):
    """A number drawn over its bits, so that every magnitude has its share."""
    while True:
        x = struct.unpack(kind, random.getrandbits(bits).to_bytes(bits // 8, "little"))[0]
        if math.isfinite(x) and x != 0:
            return x


def nearest_quarter_turns(count):
    """The doubles that come nearest to multiples of pi/2: denominators of continued fractions of 2^e · 2/pi."""
    found = []
    for exponent in range(-40, 972):
        ratio = mpmath.mpf(2) ** exponent * 2 / mpmath.pi
        before, denominator, rest = 0, 1, ratio - mpmath.floor(ratio)
        while True:
            rest = 1 / rest
            whole = int(mpmath.floor(rest))
            rest -= whole
            before, denominator = denominator, whole * denominator + before
            if denominator >= 2**53:
                break
        x = math.ldexp(before, exponent)
        turns = mpmath.mpf(x) * 2 / mpmath.pi
        found.append((abs(turns - mpmath.nint(turns)), x))
    return [x for _, x in sorted(found)[:count]]


def inputs(name):
    low, high = RANGES[name]
    numbers = [random_number(32, "f") for _ in range(80)]
    numbers += [to_float32(random.uniform(low, high)) for _ in range(150)]
    numbers += [to_float32(random.uniform(-0.3, 0.3)) for _ in range(50)]
    numbers += [random_number(64, "d") for _ in range(40)]
    numbers += [random.uniform(low, high) for _ in range(100)]
    numbers += [1 + random.choice((-1, 1)) * 2 ** -random.uniform(2, 52) for _ in range(20)]
    numbers += [random.choice((-1, 1)) * 2 ** -random.uniform(2, 60) for _ in range(20)]
    numbers += EDGES + [-x for x in EDGES] + TURNS[name]
    if name in ("sin", "cos"):
        numbers += hardest
    if name in POSITIVE:
        return [abs(x) for x in numbers]
    return [x for x in numbers if x > -1] if name == "log1p" else numbers


def result(f, x):
    """The nearest double, as JSON can say it."""
    value = float(f(mpmath.mpf(x)))
    return value if math.isfinite(value) else str(value).replace("inf", "Infinity")


hardest = nearest_quarter_turns(40)
cases = {name: [[x, result(f, x)] for x in inputs(name)] for name, f in FUNCTIONS.items()}
cases["pow"] = []
for _ in range(400):
    x, y = math.exp(random.uniform(-8, 8)), random.uniform(-60, 60)
    cases["pow"].append([x, y, result(lambda b: b ** mpmath.mpf(y), x)])
target = Path(__file__).parent.parent / "tests/core/fixtures/scalar.json"
target.write_text(json.dumps(cases) + "\n")
