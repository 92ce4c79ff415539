"""How good extractions are: figures against hand-made annotations."""

from kgbuild.evaluation.gold import Annotated, AnnotatedPaper, is_gold, read_annotations, to_annotated
from kgbuild.evaluation.scoring import Figure, Scores, evaluate

__all__ = ["Annotated", "AnnotatedPaper", "Figure", "Scores", "evaluate", "is_gold", "read_annotations", "to_annotated"]
