"""What a body may be: one JSON object. A list, a number or `null` is refused before any view reads it."""

from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser


class ObjectParser(JSONParser):
    def parse(self, stream, media_type=None, parser_context=None):
        try:
            found = super().parse(stream, media_type, parser_context)
        except RecursionError:  # thousands of lists, one in the other
            raise ParseError from None
        if not isinstance(found, dict):
            raise ParseError
        return found
