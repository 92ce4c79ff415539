"""How long a reader of the site waits for `kgbuild serve`: its start, the first questions, later ones, the pages.

    python benchmarks/site.py GRAPH [--memory 4096]

Prints seconds by the clock, and the memory of the process that keeps the names. Ends with status 1 if anything was not
answered.
"""

import argparse
import re
import subprocess
import sys
import time
from pathlib import Path
from urllib.request import Request, urlopen

QUESTIONS = ("papers+that+use+ImageNet", "datasets+for+question+answering", "papers+that+use+COCO+and+give+code")


def fetch(address: str) -> tuple[int, int, float]:
    """Return status, bytes and seconds of one page as a browser asks for it."""
    started = time.monotonic()
    with urlopen(Request(address, headers={"Accept": "text/html"}), timeout=600) as response:  # noqa: S310 our own server
        body = response.read()
    return response.status, len(body), time.monotonic() - started


def wait_for(address: str) -> tuple[int, float]:
    """Return bytes and seconds until a page is there that is made when it is first asked for."""
    started = time.monotonic()
    while (found := fetch(address))[0] == 202:
        time.sleep(0.5)
    return found[1], time.monotonic() - started


def resident(pid: int) -> list[int]:
    """Return the resident memory of a process's children in MiB, the largest first (Linux)."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()
    texts = (Path(f"/proc/{child}/status").read_text("ascii") for child in children)
    return sorted(
        (int(found[1]) // 1024 for text in texts if (found := re.search(r"RssAnon:\s+(\d+)", text))), reverse=True
    )


def main() -> None:
    """Start a server and visit it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("graph")
    parser.add_argument("--memory", default="4096")
    asked = parser.parse_args()
    command = [sys.executable, "-m", "kgbuild", "serve", asked.graph, "--port", "0", "--memory", asked.memory]
    started = time.monotonic()
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:  # noqa: S603 our own program
        try:
            line = process.stderr.readline() if process.stderr else ""
            found = re.search(r"at (http://\S+/) ", line)
            if found is None:
                sys.exit(f"no server: {line}")
            address = found[1]
            print(f"{'listening after':32}{time.monotonic() - started:8.2f} s")
            print(f"{'a page of a thing, at once':32}{fetch(address + 'id/graph')[2]:8.2f} s")
            for number, question in enumerate((*QUESTIONS, QUESTIONS[0])):
                name = "first question" if not number else "again" if number == len(QUESTIONS) else "another"
                print(f"{name:32}{fetch(address + 'ask?q=' + question)[2]:8.2f} s")
            print(f"{'completion of a name':32}{fetch(address + 'names?q=im')[2]:8.2f} s")
            print(f"memory of workers: {resident(process.pid)} MiB")
            for page in ("report", ""):
                size, seconds = wait_for(address + page)
                print(f"{'/' + page:32}{seconds:8.2f} s, {size / 1e6:.1f} MB")
        finally:
            process.terminate()


if __name__ == "__main__":
    main()
