"""A child process that is killed in the middle of its work, at a step of its parent's choosing."""

import os
import signal
from collections.abc import Callable


def steps_until_killed(work: Callable[[Callable[..., None]], None], kill_at: int) -> int:
    """Run `work` in a child, which calls the step it is given at every point worth dying at.

    SIGKILL comes at the n-th step. Returns how many steps were taken, 0 where the child was killed.
    """
    reader, writer = os.pipe()
    pid = os.fork()
    if pid:
        os.close(writer)
        with os.fdopen(reader) as said:
            steps = said.read()
        _, status = os.waitpid(pid, 0)
        assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0, f"the child failed: {steps}"
        return int(steps or 0)
    try:
        count = 0

        def step(*_: object) -> None:
            nonlocal count
            count += 1
            if count == kill_at:
                os.kill(os.getpid(), signal.SIGKILL)

        work(step)
        os.write(writer, str(count).encode())
        os._exit(0)
    except BaseException as error:  # noqa: BLE001 (the parent is told; a child must never run the tests' teardown)
        os.write(writer, repr(error).encode()[:500])
        os._exit(1)
