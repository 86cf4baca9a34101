"""Takes it for granted that every line is JSON."""
import json

from planted import Node, main


class DiesOnBadLine(Node):
    def parse(self, line, link):
        json.loads(line)
        return super().parse(line, link)


main(DiesOnBadLine)
