"""How a benchmark talks to a peer: one JSON object a line on standard input, one a line in answer.

    {"setup": {...}}    ->  {"ready": {...}}         once; what is prepared stays warm
    {"run": "case"}     ->  {"seconds": 0.61, ...}   as often as asked, in any order; with {"with": ...} the case
                                                     gets that as its input
    end of input        ->  the peer ends

A failure is answered as {"error": "..."} and does not end the peer. Whatever a library prints goes to
standard error, so that only answers are on standard output.
"""

import json
import os
import sys
import traceback


def serve(setup):
    """Answers lines until the input ends. `setup(options)` returns (facts, {case: function -> dict})."""
    answers = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)
    cases = {}
    for line in sys.stdin:
        try:
            request = json.loads(line)
            if "setup" in request:
                facts, cases = setup(request["setup"])
                answer = {"ready": facts}
            else:
                answer = cases[request["run"]](*([request["with"]] if "with" in request else []))
        except Exception as error:  # the other side decides what a failure means
            traceback.print_exc()
            answer = {"error": f"{type(error).__name__}: {error}"}
        answers.write(json.dumps(answer) + "\n")
