"""What a message says, read here and in a few milliseconds: language, labels with honest confidence, and entities.

Linear models over the words and letters of examples (`examples/*.yaml`) and of a company's own corrections, trained
once for an installation; closed sets and small grammars for what has a form. Nothing is downloaded and nothing leaves
the machine.
"""

from prosa.agents.understanding.companion import Companion
from prosa.agents.understanding.corrections import Subject, correct, correction_of, judged, judged_by_week, undo
from prosa.agents.understanding.documents import Entity
from prosa.agents.understanding.examples import BadExamples, Example
from prosa.agents.understanding.examples import load as load_examples
from prosa.agents.understanding.examples import shipped as shipped_examples
from prosa.agents.understanding.judging import golden
from prosa.agents.understanding.labels import PRIORITIES
from prosa.agents.understanding.learning import LEARN, facts
from prosa.agents.understanding.reading import HEADS, Bounds, Certainty, Reading, Understanding, Verdict
from prosa.agents.understanding.schemas import Correction, ExampleItem, Quality, Week
from prosa.agents.understanding.training import train

__all__ = [
    "HEADS",
    "LEARN",
    "PRIORITIES",
    "BadExamples",
    "Bounds",
    "Certainty",
    "Companion",
    "Correction",
    "Entity",
    "Example",
    "ExampleItem",
    "Quality",
    "Reading",
    "Subject",
    "Understanding",
    "Verdict",
    "Week",
    "correct",
    "correction_of",
    "facts",
    "golden",
    "judged",
    "judged_by_week",
    "load_examples",
    "shipped_examples",
    "train",
    "undo",
]
