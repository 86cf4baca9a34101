"""Dials each peer once."""
from planted import Node, main


class NeverRedials(Node):
    def lost(self, address):
        del self.addresses[address]


main(NeverRedials)
