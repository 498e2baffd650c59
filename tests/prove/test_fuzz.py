"""Any Unicode: one row, no exception, at most 50 ms of processor time. LATHUND_FUZZ sets the number of inputs."""

import os
import time

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from classifier.bootstrap import Wired
from classifier.pipeline import Comment
from classifier.taxonomy import LathundRow

INPUTS = int(os.environ.get("LATHUND_FUZZ", "300"))
FULL_PROOF = 10_000
LIMIT_SECONDS = 0.050
WORST = [
    "!" * 10_000,
    "😀" * 10_000,
    "a" * 10_000,
    "a " * 5_000,
    "f*" * 5_000,
    "1a" * 5_000,
    "\u0301" * 10_000,
    "\u200b" * 10_000,
    "(((" * 3_333,
    "jag ska " * 1_250,
    "du är " * 1_666,
    "vet var du bor " * 666,
    "070-1740605 " * 833,
    "121212-1212 " * 833,
    "@a.se " * 1_666,
    " ".join(f"ord{i}skattebetalarpengar" for i in range(400)),
    "".join(chr(0x4E00 + i % 5_000) for i in range(10_000)),
    "ﷺ" * 10_000,
    "1 " * 5_000,
    "1.1.1.1." * 1_250,
    "noll " * 2_000,
    "storgatan 1 " * 833,
    "Anna har adhd " * 714,
]

text = st.text(max_size=600) | st.text(
    alphabet="abcdeåäöABC 0123456789!?.,*@#🔪😀\u200b\u0301\u202eжλ", min_size=0, max_size=10_000
)


@given(text)
@settings(max_examples=INPUTS, deadline=None, suppress_health_check=list(HealthCheck))
def test_fuzzed_inputs_give_exactly_one_row(wired: Wired, raw: str) -> None:
    profile = wired.profiles["lilla-edet"]
    started = time.process_time()
    result = wired.pipeline.classify(Comment(raw), profile)
    seconds = time.process_time() - started
    assert result.lathund.row in set(LathundRow)
    if INPUTS >= FULL_PROOF and seconds >= LIMIT_SECONDS:
        again = time.process_time()
        wired.pipeline.classify(Comment(raw), profile)
        assert time.process_time() - again < LIMIT_SECONDS


def test_the_worst_inputs_known_stay_under_the_limit(wired: Wired) -> None:
    profile = wired.profiles["lilla-edet"]
    seconds = {}
    for raw in WORST:
        wired.pipeline.classify(Comment(raw), profile)
        best = []
        for _ in range(3):
            started = time.process_time()
            wired.pipeline.classify(Comment(raw), profile)
            best.append(time.process_time() - started)
        seconds[f"{raw[:12]!r} ×{len(raw)}"] = min(best)
    worst = max(seconds, key=seconds.__getitem__)
    print(f"\nslowest of {len(WORST)} worst inputs: {worst} {seconds[worst] * 1e3:.1f} ms")
    for name, value in sorted(seconds.items(), key=lambda kv: -kv[1])[:6]:
        print(f"  {value * 1e3:6.1f} ms  {name}")
    # A shared machine makes even processor time waver: the limit is held by `make prove`, only printed by `make test`.
    if INPUTS >= FULL_PROOF:
        assert seconds[worst] < LIMIT_SECONDS
