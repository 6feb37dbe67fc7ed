"""How fast it is, against what Qt, SQLCipher, ReportLab and pyHanko take by themselves.

`python -m tests.bench`, which `dev.py bench` calls. No test runs it: a busy machine in CI keeps no
time. A row is a module with a function `measure(bench) -> list[Figure]`; the table of them is
`registry.ROWS`. What is measured and what it is measured against run in turn; the latter lies in
`baselines`, each a file under 40 lines that does only the named thing. What each row means, and why
a goal is missed, stands in `packaging/BENCHMARKS.md`.
"""
