"""How the audit judges, in the words of the annex."""

METHOD = (
    "The pilot's conditions are written down and held against the pilot itself; then every other"
    " line is held against them and against what the use case needs.",
    "The verdict comes first: NOT PROVEN for all lines while the conditions are unsigned; NOT"
    " READY when a gate fails; NOT PROVEN when a gate is unknown; READY WITH CONDITIONS when a gate"
    " warns, a risk was accepted, the low score is under 60 or less than 80 % was answered; else"
    " READY.",
    "The score runs from what is known at worst to what is known at best. An unknown is 0 in the"
    " low score and 1 in the high one, so the width of the bar is what nobody knows. It is never"
    " counted as good.",
    "The index is 0.6 × the transfer score's low end + 0.4 × the foundation score's low end,"
    " capped at 49 when a gate fails, 69 when one is unknown, 79 when one is waived. It sorts lines"
    " with the same verdict and serves no other purpose.",
    "Evidence grades: A measured or raw machine output, B a configuration or export by the client,"
    " C a dated document or photo, D+ two independent statements that agree, D one statement,"
    " E an assumption.",
    "Limits marked `project default` are ours, and the case can change each of them with a reason.",
)
