"""Remembers no message."""
from planted import Node, main


class NoDedupe(Node):
    def is_new(self, message):
        return message["msg_originator"] != self.id


main(NoDedupe)
