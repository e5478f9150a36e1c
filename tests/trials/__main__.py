"""scripts/trials ROW... | all [--times N] [--write]"""

import argparse
import sys

from tests.trials.record import write
from tests.trials.registry import names, trial
from tests.trials.table import tell


def main() -> int:
    known = names()
    parser = argparse.ArgumentParser(prog="scripts/trials", description="Tries what is promised, in full.")
    parser.add_argument("row", nargs="+", choices=[*known, "all"], help="all, or: " + " ".join(known))
    parser.add_argument("--times", type=int, help="how often, in place of each long form's own number")
    parser.add_argument("--write", action="store_true", help="put it into docs/operators/trust.md")
    given = parser.parse_args()
    chosen = known if "all" in given.row else given.row
    code = 0
    for name in chosen:
        rows = list(trial(name, given.times))
        code |= tell(*rows)
        if given.write:
            write(rows)
    return code


if __name__ == "__main__":
    sys.exit(main())
