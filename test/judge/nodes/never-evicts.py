"""Forgets nobody."""
from planted import Node, main


class NeverEvicts(Node):
    def evict(self):
        pass


main(NeverEvicts)
