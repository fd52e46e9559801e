"""Writes tests/core/fixtures/scalar.json: inputs and correctly rounded results, computed with mpmath at 300 bits.

Run it with Python and mpmath; the numbers are drawn with a fixed seed, so the file comes out the same.
"""
import json
import math
import random
import struct
from pathlib import Path

import mpmath

mpmath.mp.prec = 300
random.seed(20)
FUNCTIONS = {
    "exp": mpmath.exp,
    "log": mpmath.log,
    "tanh": mpmath.tanh,
    "sigmoid": lambda x: 1 / (1 + mpmath.exp(-x)),
}


def to_float32(x):
    return struct.unpack("f", struct.pack("f", x))[0]


def random_float32(positive):
    """A float32 drawn over its bits, so that every magnitude has its share."""
    while True:
        bits = random.getrandbits(32)
        x = struct.unpack("f", struct.pack("I", bits))[0]
        if math.isfinite(x) and x != 0:
            return abs(x) if positive else x


def inputs(name):
    positive = name == "log"
    spread = [random_float32(positive) for _ in range(150)]
    ranges = {"exp": (-100, 88), "log": (0.4, 2.5), "tanh": (-10, 10), "sigmoid": (-100, 30)}
    low, high = ranges[name]
    near = [to_float32(random.uniform(low, high)) for _ in range(250)]
    small = [to_float32(random.uniform(-0.3, 0.3)) for _ in range(100)]
    return spread + near + ([abs(x) for x in small] if positive else small)


def result(f, x):
    """The nearest double, as JSON can say it."""
    value = float(f(mpmath.mpf(x)))
    return value if math.isfinite(value) else str(value).replace("inf", "Infinity")


cases = {name: [[x, result(f, x)] for x in inputs(name)] for name, f in FUNCTIONS.items()}
cases["pow"] = []
for _ in range(400):
    x, y = math.exp(random.uniform(-8, 8)), random.uniform(-60, 60)
    cases["pow"].append([x, y, result(lambda b: b ** mpmath.mpf(y), x)])
target = Path(__file__).parent.parent / "tests/core/fixtures/scalar.json"
target.write_text(json.dumps(cases) + "\n")
