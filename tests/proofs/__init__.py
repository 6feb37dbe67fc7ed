"""The proofs that the record and the protocol can be trusted, and how to add one.

    python3 packaging/dev.py prove                          every proof that is built, quick
    python3 packaging/dev.py prove T15 --release --seed 7   one, as for a release
    python3 packaging/dev.py prove T15 --json FILE          the figures as a file too

To add a proof:

1. Write one module beside this one, `t01_killed_at_random.py`, with one `PROOF`:

       PROOF = Proof(
           id="T01",
           proves="An acknowledged entry is there, whole, after kill -9 at any moment.",
           quick=100,           # trials in each CI run; None: it runs for a release only
           release=3_000,       # trials of a release
           run=run,
           sabotage=Sabotage("entries are acknowledged before they are committed", broken),
       )

   `run(trials, seed) -> Outcome` makes that many trials, all drawn from `Random(seed)`, and says
   how many it made and each failing case, in words from which the case can be made again. It
   raises nothing for a failing case, only where the proof itself is broken. A proof over a fixed
   set ("all") may make more or fewer trials than it is told, and says how many. What must be
   reported beside (kills between BEGIN and acknowledgement) goes into `Outcome.remarks`; a share
   that is too small is a failing case. Seconds, cores, files: a proof's own affair; it leaves
   nothing behind.

   `broken()` is a context manager that breaks the *product's* path, never the proof's assertion,
   and puts it right again. The same `run` with `sabotage.trials` trials (the quick number when not
   told) must then find a failing case: it is red. A product in another process must be broken
   there: forked ones are, others must be told.

2. Add its line to `BUILT` in `registry.py`.

A proof whose disk must fail, kill or be recorded runs in a Python of its own: its `run` calls
`run_watched`, its sabotage is `broken_there`, and both find `watched` and `broken` in its module
(`watched_disk.py`). What people do meanwhile is in `deeds.py`.

CI then runs it and its sabotage (`test_quick.py`). What is measured for a release goes, with its
date and the machine's size, into `packaging/PROOFS.md`.
"""
