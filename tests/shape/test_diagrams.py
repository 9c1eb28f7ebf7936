from tests.support import diagrams


def test_the_pages_of_the_procedures_are_current():
    """The state diagram in the documentation is the table in the code; `python -m tests.support.diagrams` writes it."""
    for path, text in diagrams.pages().items():
        assert path.read_text(encoding="utf-8") == text
