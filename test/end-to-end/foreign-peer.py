"""A peer in another language, written from the base protocol alone: two of them join one node.

Usage: foreign-peer.py PORT_OF_THE_NODE. Prints one JSON object: what the node answered, in the order of the questions.
"""
import json
import socket
import sys
import time

NODE = int(sys.argv[1])


class Peer:
    def __init__(self, port):
        self.port, self.msg_id = port, 0
        self.socket = socket.create_connection(("127.0.0.1", NODE), timeout=20)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.lines = self.socket.makefile("r", encoding="utf-8", newline="\n")

    def send(self, msg_type, data=None, ttl=0, originator=None, msg_id=None):
        self.msg_id += 1
        message = {
            "msg_type": msg_type,
            "msg_id": self.msg_id if msg_id is None else msg_id,
            "msg_forwarder": self.port,
            "msg_originator": self.port if originator is None else originator,
            "ttl": ttl,
            "data": data,
        }
        self.socket.sendall((json.dumps(message) + "\n").encode())
        return message

    def receive(self, msg_type):
        """The next message of the type; pings in between are answered."""
        for line in self.lines:
            message = json.loads(line)
            if message["msg_type"] == "PING":
                self.send("PONG")
            if message["msg_type"] == msg_type:
                return message
        raise EOFError("the node hung up")


one, two = Peer(41001), Peer(41002)
answers = {}
waits = []
for peer in (one, two):
    for _ in range(20):
        asked = time.monotonic()
        peer.send("PING")
        answers["pong"] = peer.receive("PONG")
        waits.append(time.monotonic() - asked)
answers["pong_milliseconds"] = sorted(waits)[len(waits) // 2] * 1000
answers["sent"] = one.send("PRIME", data=17, ttl=2, originator=41009, msg_id=41)
answers["forwarded"] = two.receive("PRIME")
one.send("PRIME", data=11, ttl=2)
one.send("PRIME", data=17, ttl=2, originator=41009, msg_id=41)
one.send("PRIME", data=19, ttl=0)
answers["marker"] = one.send("PRIME", data=13, ttl=1)
answers["forwarded_next"] = two.receive("PRIME")
answers["pinged"] = one.receive("PING")
print(json.dumps(answers))
