"""Executes notebooks in the kernel that each names; a failing cell ends it with exit code 1.

    python execute.py [--write] NOTEBOOK...

--write puts the outputs into the notebooks; without it they are left as they are.
The kernel takes its class path from JJAVA_CLASSPATH and its JVM's options from JJAVA_JVM_OPTS.
"""

import sys
import time
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

SECONDS_A_CELL = 600


def execute(path: Path, write: bool) -> None:
    notebook = nbformat.read(path, as_version=4)
    start = time.monotonic()
    client = NotebookClient(
        notebook,
        timeout=SECONDS_A_CELL,
        resources={"metadata": {"path": str(path.parent)}},
        record_timing=False,
        coalesce_streams=True,
    )
    client.execute()
    notebook.metadata.get("language_info", {}).pop("version", None)  # of this machine's JDK
    print(f"{path.name}: {len(notebook.cells)} cells in {time.monotonic() - start:.0f} s", flush=True)
    if write:
        whole = path.with_suffix(".part")
        nbformat.write(notebook, whole)
        whole.replace(path)


def main() -> int:
    write = "--write" in sys.argv
    paths = [Path(name) for name in sys.argv[1:] if name != "--write"]
    for path in paths:
        try:
            execute(path, write)
        except CellExecutionError as error:
            print(f"{path.name}: a cell failed: {error.ename} {error.evalue}\n{error}", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
