"""The laws of forms, at length: `scripts/trials laws [EXAMPLES]`, 2,000 schemas for each when not told."""

import os
import subprocess
import sys

LAWS = ("tests/renderer/form/test_laws.py", "tests/renderer/form/test_seeded_law.py")


def main(arguments: list[str]) -> int:
    examples = arguments[0] if arguments else "2000"
    command = [sys.executable, "-m", "pytest", "-q", "--timeout=0", "--hypothesis-show-statistics", *LAWS]
    return subprocess.run(command, env={**os.environ, "LAW_EXAMPLES": examples}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
