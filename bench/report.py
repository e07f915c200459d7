"""One line a figure."""


def line(name: str, value: float, unit: str, *, floor: float | None = None) -> None:
    """Print `name`, the value and, where there is one, the ratio to its floor."""
    text = f"{name:<58} {value:>9,.2f} {unit}"
    if floor is not None:
        text += f"   {value / floor:>6.2f} × its floor of {floor:,.3f} {unit}"
    print(text, flush=True)
