"""What a browser would send of a page's form, read from its HTML."""

from html.parser import HTMLParser


def form_fields(html: str) -> dict[str, list[str]]:
    """Name to values of the form with the most fields: inputs, checked boxes, selects, texts."""
    reader = _Reader()
    reader.feed(html)
    return max(reader.forms, key=len)


class _Reader(HTMLParser):
    """Collects each form's fields; a select's chosen options, a textarea's text."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[dict[str, list[str]]] = [{}]
        self._select = self._area = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a field or its choice."""
        told = dict(attrs)
        name, value = told.get("name") or "", told.get("value") or ""
        if tag == "form":
            self.forms.append({})
        elif tag == "input" and name and told.get("type") in ("checkbox", "radio"):
            if "checked" in told:
                self._add(name, value or "on")
        elif tag == "input" and name and told.get("type") not in ("submit", "file"):
            self._add(name, value)
        elif tag == "select":
            self._select = name
        elif tag == "option" and "selected" in told:
            self._add(self._select, value)
        elif tag == "textarea":
            self._area = name

    def handle_data(self, data: str) -> None:
        """The text of a textarea, without the line break a browser leaves out."""
        if self._area:
            self._add(self._area, data.removeprefix("\r\n").removeprefix("\n"))

    def handle_endtag(self, tag: str) -> None:
        """The end of a select or a textarea; an empty one counts as well."""
        if tag == "select" and self._select:
            self.forms[-1].setdefault(self._select, [""])
            self._select = ""
        if tag == "textarea" and self._area:
            self.forms[-1].setdefault(self._area, [""])
            self._area = ""

    def _add(self, name: str, value: str) -> None:
        self.forms[-1].setdefault(name, []).append(value)
