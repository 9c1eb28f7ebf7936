from tests.support.keys import use_keys

__all__ = ["use_keys"]
