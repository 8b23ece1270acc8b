"""What a turn knows: passages and results, each under a short id that an answer can name."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from prosa.agents.engine import Evidence
from prosa.agents.llm.veil import Veil

SEARCH = "knowledge.search"
LONGEST_PASSAGE, LONGEST_QUOTE = 1_500, 2_000


@dataclass(slots=True)
class Facts:
    """`sources` by id (`S1` …) are passages of articles, `results` (`T1` …) what tools returned."""

    veil: Veil
    sources: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    results: dict[str, Evidence] = field(default_factory=dict)

    def take(self, tool: str, result: Mapping[str, Any]) -> Any:
        """Notes what a tool returned; what the model is shown of it, with ids."""
        if tool == SEARCH:
            return {"decision": result.get("decision"), "sources": [self._source(p) for p in result["passages"]]}
        name = f"T{len(self.results) + 1}"
        shown = self.veil.hidden(result)
        self.results[name] = Evidence(
            ref=tool, title=tool, quote=json.dumps(shown, ensure_ascii=False)[:LONGEST_QUOTE], score=1.0
        )
        return {"id": name, "result": shown}

    def shown(self) -> tuple[list[Any], list[Any]]:
        """All sources and all results as the model is shown them."""
        sources = [self._shown_source(name) for name in self.sources]
        return sources, [{"id": name, "tool": each.title, "result": each.quote} for name, each in self.results.items()]

    def _source(self, passage: Mapping[str, Any]) -> dict[str, str]:
        known = (name for name, each in self.sources.items() if each["ref"] == passage["ref"])
        name = next(known, None) or f"S{len(self.sources) + 1}"
        self.sources[name] = passage
        return self._shown_source(name)

    def _shown_source(self, name: str) -> dict[str, str]:
        passage = self.sources[name]
        text = self.veil.hide(str(passage["text"])[:LONGEST_PASSAGE])
        return {"id": name, "title": self.veil.hide(_heading(passage)), "text": text}

    def knows(self, name: str) -> bool:
        return name in self.sources or name in self.results

    def evidence(self, names: Sequence[str]) -> tuple[Evidence, ...]:
        """What stands behind these ids; those that mean nothing are left out."""
        return tuple(self._evidence(name) for name in dict.fromkeys(names) if self.knows(name))

    def _evidence(self, name: str) -> Evidence:
        if name in self.results:
            found = self.results[name]
            return Evidence(found.ref, found.title, self.veil.restore(found.quote), found.score)
        passage = self.sources[name]
        score = float(passage.get("score") or 0.0)
        return Evidence(str(passage["ref"]), str(passage["title"]), str(passage["text"])[:LONGEST_QUOTE], score)

    def article(self, name: str | None) -> str | None:
        """The id of the article behind a source."""
        return str(self.sources[name]["article_id"]) if name in self.sources else None


def _heading(passage: Mapping[str, Any]) -> str:
    title, heading = str(passage["title"]), str(passage.get("heading") or "")
    return f"{title} › {heading}" if heading and heading != title else title
