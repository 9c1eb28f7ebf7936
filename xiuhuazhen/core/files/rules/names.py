"""The name that somebody gave a document, made fit for a label and for the disk of whoever downloads it."""

import unicodedata

LONGEST_NAME = 80


def clean_name(filename: str, ending: str) -> str:
    """Without folders and invisible characters, at most 80 characters, ending as its contents demand.

    Invisible characters could turn the direction of writing and show ``exe.pdf`` where ``fdp.exe`` stands.
    """
    name = filename.replace("\\", "/").rpartition("/")[2]
    name = "".join(sign for sign in name if unicodedata.category(sign)[0] != "C").strip()
    stem = (name[: -len(ending)] if name.lower().endswith(ending) else name).strip(" .")
    return stem[: LONGEST_NAME - len(ending)] + ending if stem else ""
