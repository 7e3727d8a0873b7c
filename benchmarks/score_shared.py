"""Score ddx on the shared gold: `python benchmarks/score_shared.py ../shared/gold`.

Extracts every text of the folder as a user would (its date given), prints the table of the folder's own
score.py, and ends with status 1 where a figure stands below the floor that was promised for it.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

import ddx

FLOORS = {
    "outline": 0.98,
    "edges": 0.97,
    "directive": 0.97,
    "force": 0.95,
    "body": 0.93,
    "body_role": 0.91,
    "target": 0.93,
    "value": 0.92,
    "metric": 0.86,
    "deadline": 0.93,
    "due": 0.92,
}


def main(gold: Path) -> int:
    extractor = ddx.Extractor()
    with tempfile.TemporaryDirectory() as folder:
        for path in sorted((gold / "readings").glob("*.json")):
            reading = json.loads(path.read_text(encoding="utf-8"))
            text = (gold / "texts" / reading["file"]).read_text(encoding="utf-8")
            document = extractor.extract(text, name=reading["file"], date=reading["date"])
            (Path(folder) / path.name).write_text(json.dumps(document.to_dict()), encoding="utf-8")
        command = [
            sys.executable,
            str(gold / "score.py"),
            str(gold / "texts"),
            str(gold / "readings"),
            folder,
        ]
        print(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        rows = json.loads(
            subprocess.run([*command, "--json"], check=True, capture_output=True, text=True).stdout
        )
    below = {
        figure: rows["all"][figure]["f"]
        for figure, floor in FLOORS.items()
        if rows["all"][figure]["f"] < floor
    }
    for figure, found in below.items():
        print(f"{figure}: {found:.3f}, promised {FLOORS[figure]:.2f}", file=sys.stderr)
    return 1 if below else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
