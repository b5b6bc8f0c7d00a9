#!/usr/bin/python3
"""Writes the ONNX project's own conformance cases (nodes, and models that need no download) into a folder.

    make_cases.py FOLDER

Needs Debian's python3-onnx. The folder belongs outside of the repository: test data of others are not committed.
"""
import sys

import numpy

if len(sys.argv) != 2:
    sys.exit(__doc__)
for name, builtin in dict(float=float, int=int, bool=bool, object=object).items():
    if name not in numpy.__dict__:      # the cases of onnx 1.12 were written for an older NumPy
        setattr(numpy, name, builtin)
numpy.random.seed(0)

import onnx
from onnx.backend.test import cmd_tools

sys.argv = [sys.argv[0], "generate-data", "-o", sys.argv[1]]
cmd_tools.main()
operators = {s.name: s.since_version for s in reversed(onnx.defs.get_all_schemas_with_history()) if s.domain == "" and not s.deprecated}
with open(sys.argv[-1] + "/operators.txt", "w") as file:
    file.write("\n".join(sorted(operators)) + "\n")
print(f"cases of onnx {onnx.__version__} in {sys.argv[-1]}")
