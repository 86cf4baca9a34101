"""Gives a PRIME an id of its own when it forwards it, as the exercise's published solution does."""
from planted import Node, main


class NewMsgId(Node):
    def copy(self, message, ttl):
        self.msg_id += 1
        return {**super().copy(message, ttl), "msg_id": self.msg_id}


main(NewMsgId)
