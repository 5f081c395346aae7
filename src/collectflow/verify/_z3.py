"""The solver. Its module has no types, so it is `Any` here and in everything that comes of it."""

from typing import Any

import z3 as _solver  # type: ignore[import-untyped, unused-ignore]

z3: Any = _solver
