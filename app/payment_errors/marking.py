"""Sentences are kept in English, the key of their translation; whoever shows one translates it."""


def mark(sentence: str) -> str:
    """`sentence` as it is. Called `_l`, so that the extraction of translatable sentences finds it."""
    return sentence
