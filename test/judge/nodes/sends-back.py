"""Forwards a PRIME to everybody, its source as well."""
from planted import Node, main


class SendsBack(Node):
    def recipients(self, source, message):
        return [link for peer, link in self.chosen.items() if peer != message["msg_originator"]]


main(SendsBack)
