"""Places in a page that a phone fills from its copy.

In a page that a view shows, `{% slot "name" %}…{% endslot %}` is just what stands in it. In a
skeleton, which the copy on the phone is made from, it is a mark; what stands in it comes apart, for
each door (`phone.copies`). So a page without a network is the page that the server would show.
"""

from collections.abc import Iterable
from typing import Any

from django import template
from django.template.base import NodeList, Parser, Token
from django.template.context import Context
from django.template.loader import get_template

register = template.Library()

# Two characters that nobody types and no escaping touches.
OPENS, CLOSES = "\ue000", "\ue001"


def mark(name: str) -> str:
    """What stands in a skeleton where the phone puts the slot of that name."""
    return f"{OPENS}{name}{CLOSES}"


class SlotNode(template.Node):
    def __init__(self, name: str, nodelist: NodeList) -> None:
        self.name, self.nodelist = name, nodelist

    def render(self, context: Context) -> str:
        if getattr(context.get("request"), "is_skeleton", False):
            return mark(self.name)
        return self.nodelist.render(context)


@register.tag
def slot(parser: Parser, token: Token) -> SlotNode:
    """`{% slot "name" %}…{% endslot %}`, not inside a loop or a `with`."""
    _tag, quoted = token.split_contents()
    nodelist = parser.parse(("endslot",))
    parser.delete_first_token()
    return SlotNode(quoted.strip("\"'"), nodelist)


class Slots:
    """The slots of a page and its parts, drawn apart for one door after the other."""

    def __init__(self, *template_names: str) -> None:
        self._templates = [get_template(name).template for name in template_names]  # type: ignore[attr-defined]

    @property
    def first(self) -> template.Template:
        """The page that the context is bound to."""
        return self._templates[0]

    def drawn(self, context: Context, **told: Any) -> dict[str, str]:
        """Each slot's content; `told` is known to this door alone."""
        return {
            name: html
            for template in self._templates
            for name, html in _drawn(template, context, told)
        }


def _drawn(
    page: template.Template, context: Context, told: dict[str, Any]
) -> Iterable[tuple[str, str]]:
    nodes = page.nodelist.get_nodes_by_type(SlotNode)
    with context.render_context.push_state(page), context.push(**told):
        for node in nodes:
            if isinstance(node, SlotNode):
                yield node.name, str(node.nodelist.render(context)).strip()
