"""Stores what transformers makes of the labels in configurations, for TransformersLabelsTest.

Run from any folder: python make_labels.py. labels.json is a list of configurations' fields, each
with the labels of the classes as transformers has them: null where an id has none.
"""

import json
from pathlib import Path

from transformers import ASTConfig

FILE = Path(__file__).parent.parent / "resources" / "oracle" / "exchange" / "labels.json"

CONFIGURATIONS = {
    "nothing": {},
    "num_labels alone": {"num_labels": 3},
    "numbers": {"id2label": {"0": 0, "1": 1, "2": 2}},
    "doubled": {"id2label": {"0": "dog", "1": "dog", "2": "cat"}},
    "from one": {"id2label": {"1": "cat", "2": "dog", "3": "bird"}},
    "gap": {"id2label": {"0": "cat", "2": "bird"}},
    "another order": {"id2label": {"2": "bird", "0": "cat", "1": "dog"}},
    "with num_labels": {"id2label": {"0": "cat", "1": "dog"}, "num_labels": 2},
    "other num_labels": {"id2label": {"0": "cat", "1": "dog"}, "num_labels": 5},
    "label2id and num_labels": {"label2id": {"LABEL_0": 0, "LABEL_1": 1}, "num_labels": 2},
    "null": {"id2label": None, "num_labels": 4},
    "one": {"id2label": {"0": "alarm"}},
    "contradiction": {"id2label": {"0": "cat", "1": "dog"}, "label2id": {"dog": 0, "cat": 1}},
}


def labels(fields):
    config = ASTConfig.from_dict(dict(fields))
    return [config.id2label.get(index) for index in range(config.num_labels)]


if __name__ == "__main__":
    cases = [{"name": name, "config": c, "labels": labels(c)} for name, c in CONFIGURATIONS.items()]
    FILE.write_text(json.dumps(cases, indent=1) + "\n")
