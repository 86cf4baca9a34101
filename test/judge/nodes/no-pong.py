"""Never answers a PING."""
from planted import Node, main


class NoPong(Node):
    def answer(self, link):
        pass


main(NoPong)
