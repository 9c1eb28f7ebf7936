"""Model fields for sealed personal data."""

from typing import TYPE_CHECKING, Any

from django.db import models

from xiuhuazhen.core.kit import sealing

if TYPE_CHECKING:
    from collections.abc import Callable


class Sealed:
    """A value that is only read on purpose: :meth:`open` for the text, :meth:`masked` for the screen.

    Whoever opens it for a person records that in the audit.
    """

    def __init__(self, content: bytes, *, field: str, row: str) -> None:
        self.content = content
        self._field = field
        self._row = row

    def open(self) -> str:
        """The text; raises ``sealing.Unreadable``."""
        if not self.content:
            return ""
        return sealing.unseal(self.content, field=self._field, row=self._row)

    def masked(self, mask: "Callable[[str], str]") -> str:
        return mask(self.open())

    def __str__(self) -> str:
        return "••••"

    def __repr__(self) -> str:
        return f"<sealed {self._field}>"

    def __bool__(self) -> bool:
        return bool(self.content)


class _SealingAttribute:
    def __init__(self, field: "SealedTextField") -> None:
        self._field = field

    def __get__(self, row: models.Model | None, owner: type | None = None) -> Any:
        if row is None:
            return self
        if self._field.attname not in row.__dict__:
            row.refresh_from_db(fields=[self._field.attname])  # left out by ``only`` or ``defer``
        return row.__dict__[self._field.attname]

    def __set__(self, row: models.Model, value: Any) -> None:
        row.__dict__[self._field.attname] = self._field.sealed(row, value)


class SealedTextField(models.BinaryField):  # type: ignore[type-arg]
    """Text that is encrypted for its field and row. Assign ``str``; read :class:`Sealed`; empty text is empty bytes.

    The row's primary key must be set before the field is (models here have ids by default).
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("default", b"")
        super().__init__(*args, **kwargs)

    def contribute_to_class(self, cls: type[models.Model], name: str, private_only: bool = False) -> None:  # noqa: FBT001, FBT002
        super().contribute_to_class(cls, name, private_only)
        setattr(cls, name, _SealingAttribute(self))

    def sealed(self, row: models.Model, value: Any) -> Sealed:
        field, pk = str(self), str(row.pk)
        if isinstance(value, Sealed):
            return value
        if isinstance(value, str):
            return Sealed(sealing.seal(value, field=field, row=pk) if value else b"", field=field, row=pk)
        return Sealed(bytes(value or b""), field=field, row=pk)

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:  # noqa: FBT001, FBT002
        content = value.content if isinstance(value, Sealed) else value
        return super().get_db_prep_value(content, connection, prepared)
