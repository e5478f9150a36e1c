"""How long a law is tried: a few examples in the suite, thousands in `scripts/trials laws`."""

import os

from hypothesis import HealthCheck, Phase, settings

EXAMPLES = int(os.environ.get("LAW_EXAMPLES", "25"))

# To look for the smallest example takes minutes, as every step of it makes a package: long trials do that.
_PHASES = tuple(Phase) if EXAMPLES > 1000 else (Phase.explicit, Phase.reuse, Phase.generate)

law = settings(
    deadline=None,
    max_examples=EXAMPLES,
    phases=_PHASES,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
