def wire() -> None:
    """Nothing offered yet."""
