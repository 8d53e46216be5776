"""The rules engine: the questions by theme, the baseline, the score and the verdict."""
