"""Forwards a PRIME with the ttl that it came with."""
from planted import Node, main


class SameTtl(Node):
    def forward(self, link, message):
        for other in self.recipients(link, message):
            self.write(other, self.copy(message, message["ttl"]))


main(SameTtl)
