from xiuhuazhen.core.procedures.actions.inputs import Opening, StepInputs
from xiuhuazhen.core.procedures.actions.moving import advance, open_matter

__all__ = ["Opening", "StepInputs", "advance", "open_matter"]
