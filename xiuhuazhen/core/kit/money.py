"""Money is a whole number of fen. It becomes text only on its way to a person."""


def yuan(fen: int) -> str:
    """``123450`` as ``¥1,234.50``; a negative amount has its sign in front."""
    whole, rest = divmod(abs(fen), 100)
    return f"{'-' if fen < 0 else ''}¥{whole:,}.{rest:02d}"
