"""Entry of a child process of ``xiuhuazhen run``: ``python -m xiuhuazhen.web.child <module> <arguments>``.

The child leads its own process group and reads a pipe whose other end only the parent holds. When the parent is gone,
however it ended, the pipe ends and the child ends itself and its group: nothing is left behind.
"""

import os
import runpy
import signal
import sys
import threading
import time

GRACE_SECONDS = 5.0


def main() -> None:
    threading.Thread(target=_end_with_parent, args=(_parent_pipe(),), daemon=True).start()
    sys.argv = sys.argv[1:]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)


def _parent_pipe() -> int:
    """The pipe comes as standard input; the program itself, and what it starts, sees an empty one instead."""
    pipe = os.dup(0)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    return pipe


def _end_with_parent(pipe: int) -> None:
    while os.read(pipe, 1):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(GRACE_SECONDS)
    os.killpg(os.getpgrp(), signal.SIGKILL)


if __name__ == "__main__":
    main()
