"""Everything that changes a case: one action per change, by the part of its life in which it happens."""
