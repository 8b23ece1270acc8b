"""What a message says, read here and in a few milliseconds: language, labels with honest confidence, and entities.

Linear models over the words and letters of examples (`examples/*.yaml`), trained at start; closed sets and small
grammars for what has a form. Nothing is downloaded and nothing leaves the machine.
"""

from prosa.agents.understanding.documents import Entity
from prosa.agents.understanding.examples import BadExamples, Example
from prosa.agents.understanding.examples import load as load_examples
from prosa.agents.understanding.examples import shipped as shipped_examples
from prosa.agents.understanding.reading import HEADS, Bounds, Certainty, Reading, Understanding, Verdict
from prosa.agents.understanding.training import shipped, train

__all__ = [
    "HEADS",
    "BadExamples",
    "Bounds",
    "Certainty",
    "Entity",
    "Example",
    "Reading",
    "Understanding",
    "Verdict",
    "load_examples",
    "shipped",
    "shipped_examples",
    "train",
]
