"""A node to be: python3 node.py PORT PEERS. What stands here accepts links and cuts lines; the holes are yours, by level."""
import json
import socket
import sys
import threading

PORT = int(sys.argv[1])
PEERS = [int(peer) for peer in (sys.argv[2] if len(sys.argv) > 2 else "").split(",") if peer]

lock = threading.RLock()  # held while a message is dealt with
counter = 0


def create(msg_type, ttl=0, data=None):
    global counter
    counter += 1
    return {"msg_type": msg_type, "msg_id": counter, "msg_forwarder": PORT, "msg_originator": PORT, "ttl": ttl, "data": data}


class Link:
    def __init__(self, sock):
        self.socket = sock
        # Level 3: who is at the other end, and when was it heard?

    def send(self, message):
        self.socket.sendall(json.dumps(message).encode() + b"\n")

    def serve(self):
        # Level 2: what if this throws? what if the line never ends?
        for line in self.socket.makefile("rb"):
            message = json.loads(line)
            with lock:
                respond(self, message)


def respond(link, message):
    # Level 1: answer PING.
    # Level 3: its forwarder was heard.
    # Level 4: seen before? forward a PRIME, remember the largest.
    # Level 5: learn of its originator.
    # Level 6: is it true?
    pass


# Level 3: dial PEERS; every 5 s ping, every 1 s evict. Level 6: every 10 s look for a prime.

server = socket.create_server(("127.0.0.1", PORT))
while True:
    accepted, _ = server.accept()
    threading.Thread(target=Link(accepted).serve, daemon=True).start()
