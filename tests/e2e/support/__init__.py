"""What the end-to-end tests and the demo share."""

import pathlib
import sys

REPOSITORY = pathlib.Path(__file__).resolve().parents[3]

sys.path.insert(0, str(REPOSITORY / "tests" / "support"))
