"""Lathund: reads a Swedish comment, says what it does and which row of the lathund it is."""

import os

__version__ = "2026.11.1"

# The matrices of one comment are small: several threads of BLAS wait for each other and double its cost. Set before
# numpy is loaded; who sets the variable decides.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
