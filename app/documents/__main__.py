"""The process that makes one document: a job comes in on standard input, the file goes out on standard output.

Nothing is written to disk, so nothing that was erased can linger in a cache. Progress goes to standard error as lines
`progress 40 words`; whoever asked may kill the process at any moment.
"""

from __future__ import annotations

import gc
import os
import sys

import msgspec

from app.documents.making import Making
from sessions import codec
from sessions.events import Record


def main() -> int:
    os.nice(5)
    gc.disable()  # the process lives as long as one document: looking for rings costs a quarter of its time
    job = msgspec.msgpack.decode(sys.stdin.buffer.read())
    records = [
        Record(seq=seq, id=id, actor=actor, at=at, event=codec.decode(event))
        for seq, id, actor, at, event in job["records"]
    ]

    def progress(percent: int, what: str) -> None:
        print(f"progress {percent} {what}", file=sys.stderr, flush=True)

    making = Making(records, job["language"], job["at"], progress, job["made"])
    data = making.make(job["format"])
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
