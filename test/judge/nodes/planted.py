"""What the planted mistakes share: the whole node of the solutions, to be wrong in one place."""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "solutions"))

from node import Node, main  # noqa: E402, F401
