"""What stops a plan, and what bends it: problems are raised, remarks travel with the plan."""

from dataclasses import dataclass
from typing import Any

from runners.physiology.sentences import Sentence


class PlanProblem(ValueError):  # noqa: N818 the documents and the people who read them say "problem"
    """An input no plan can be made from: the sentence for people with its code, and figures (what is needed, where)."""

    def __init__(self, text: Sentence, **figures: Any) -> None:
        self.code = text.code
        self.text = text
        self.figures = figures
        super().__init__(text)

    def document(self) -> dict[str, Any]:
        """As answered by the preview: {code, text, ...figures}."""
        return {"code": self.code, "text": str(self.text), **self.figures}


@dataclass(frozen=True, slots=True)
class Remark:
    """Something the planner changed or could not do, said to the coach."""

    said: Sentence

    @property
    def code(self) -> str:
        """What it is about."""
        return self.said.code

    @property
    def text(self) -> str:
        """The sentence."""
        return str(self.said)

    def document(self) -> dict[str, Any]:
        """As stored with the plan: {code, values, text}."""
        return self.said.to_document()
