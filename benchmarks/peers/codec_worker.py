"""Run the cases of one codec module on demand: codec_worker.py MODULE.

Says first, in one line of JSON, which cases it has and whether each returns what it should. Then, for each
line "SECONDS CASE" on its input, repeats the case for about that long and answers with microseconds per call.
"""

import gc
import importlib
import json
import sys
import time

import codec_data

cases = importlib.import_module(sys.argv[1]).CASES
checks = {}
for name, case in cases.items():
    try:
        value = case()
        wanted = codec_data.EXPECTED[name]
        if name.startswith("1.0 flow_add"):
            # The wildcards of an unused address have several spellings.
            value, wanted = value[:8] + value[12:], wanted[:8] + wanted[12:]
        checks[name] = "" if value == wanted else f"{value!r:.300} is not {wanted!r:.300}"
    except Exception as error:
        checks[name] = f"{type(error).__name__}: {error}"
print(json.dumps(checks), flush=True)

for line in sys.stdin:
    seconds, _, name = line.strip().partition(" ")
    case, clock, number = cases[name], time.perf_counter, 1
    gc.collect()
    gc.disable()
    best, end = float("inf"), clock() + float(seconds)
    while True:
        rounds = range(number)
        start = clock()
        for _ in rounds:
            case()
        took = clock() - start
        if took < 0.002:
            # Too short to measure: longer loops, but no more than a tenth of a common slice.
            number = max(number + 1, int(number * min(10.0, 0.003 / max(took, 1e-7))))
        else:
            best = min(best, took / number)
        if clock() > end and best < float("inf"):
            break
    gc.enable()
    print(f"{best * 1e6:.6f}", flush=True)
