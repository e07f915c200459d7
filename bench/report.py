"""One line a figure."""


def line(
    name: str, value: float, unit: str, *, floor: float | None = None, is_: str = "its floor"
) -> None:
    """Print `name`, the value and, where there is one, the ratio to its floor and what that is."""
    text = f"{name:<58} {value:>9,.2f} {unit}"
    if floor is not None:
        text += f"   {value / floor:>6.2f} × {is_}, {floor:,.2f} {unit}"
    print(text, flush=True)
