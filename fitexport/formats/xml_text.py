"""XML elements as text: values escaped, and without the characters that XML forbids."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element, indent, tostring

_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def xml_text(root: Element) -> str:
    """The document of an element, indented.

    >>> root = Element("name")
    >>> root.text = "<b>&\\x00"
    >>> print(xml_text(root))
    <?xml version="1.0" encoding="UTF-8"?>
    <name>&lt;b&gt;&amp;</name>
    <BLANKLINE>
    """
    for each in root.iter():
        each.text = each.text and _FORBIDDEN.sub("", each.text)
        for name, value in each.items():
            each.set(name, _FORBIDDEN.sub("", value))
    indent(root)
    body = tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{body}\n'
