"""Takes the forwarder for the finder of the largest prime."""
from planted import Node, main


class CreditsForwarder(Node):
    def consider(self, message):
        super().consider({**message, "msg_originator": message["msg_forwarder"]})


main(CreditsForwarder)
