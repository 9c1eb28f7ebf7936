"""The demonstration: one real street with invented people and matters, made only by calling actions.

Codes and names of places are real; boundaries, grids' counts, units, people and matters are invented.
"""
