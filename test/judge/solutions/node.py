"""A whole node in Python, as the course asks for it: python3 node.py PORT PEERS, peers separated by commas.

One thread and one selector. Every event calls a method; the routines run when they are due.
"""
import json
import os
import random
import selectors
import socket
import sys
import threading
import time


def seconds(name, usual):
    return float(os.environ.get("GIMPS_NODE_" + name, usual))


PING_EVERY = seconds("PING_EVERY", 5)
EVICT_EVERY = seconds("EVICT_EVERY", 1)
STALE_AFTER = seconds("STALE_AFTER", 10)
GENERATE_EVERY = seconds("GENERATE_EVERY", 10)
CATCH_UP_EVERY = seconds("CATCH_UP_EVERY", 30)
FIRST_MESSAGE = 10
JITTER = 2
REDIAL_LEAST = 1
REDIAL_MOST = 30
LINE_BYTES = 65_536
LINE_BYTES_FIRST = 4_096
DEPTH = 16
LARGEST = 2**53 - 1
FIELDS = ("msg_type", "msg_id", "msg_forwarder", "msg_originator", "ttl", "data")


def is_count(value, least=0, most=LARGEST):
    return type(value) is int and least <= value <= most


def is_mersenne(p):
    """Lucas and Lehmer: 2^p - 1 is prime if s ends at 0."""
    if p == 2:
        return True
    if p < 2 or any(p % d == 0 for d in range(2, int(p**0.5) + 1)):
        return False
    m, s = (1 << p) - 1, 4
    for _ in range(p - 2):
        s = s * s - 2
        s = (s & m) + (s >> p)
        s = (s & m) + (s >> p)
    return s % m == 0


def is_refuted(p):
    """At a glance: p is no prime, or 2^p - 1 has a factor 2kp + 1 with k up to 40."""
    if any(p % d == 0 for d in range(2, min(int(p**0.5), 10_000) + 1)):
        return True
    return any(pow(2, p, q) == 1 for k in range(1, 41) if (q := 2 * k * p + 1) < (1 << min(p, 64)) - 1)


class Link:
    def __init__(self, sock, address=None):
        self.socket, self.address = sock, address  # the address that was dialled, or None
        self.peer, self.heard, self.last_id = None, time.monotonic(), -1
        self.received, self.to_send, self.told = b"", b"", None
        self.connected = address is None


class Node:
    def __init__(self, port, peers):
        self.id = port
        self.selector = selectors.DefaultSelector()
        self.links = []
        self.peers = {}  # id: when it was heard
        self.chosen = {}  # id: the link that it is spoken to on
        self.addresses = {("127.0.0.1", peer): {"due": 0, "lost": 0, "keep": True} for peer in peers}
        self.ended = {}  # id: the highest own msg_id of its earlier link
        self.seen = {}  # originator: ids
        self.msg_id = 0
        self.largest, self.finder, self.largest_message = 2, self.id, None
        self.proved = {2}
        self.testing = False
        self.claims, self.pending = [], {}
        self.results, self.wake = [], socket.socketpair()

    # The loop

    def run(self):
        server = socket.create_server(("127.0.0.1", self.id), backlog=64)
        server.setblocking(False)
        self.selector.register(server, selectors.EVENT_READ, self.accept)
        self.wake[0].setblocking(False)
        self.selector.register(self.wake[0], selectors.EVENT_READ, self.take_results)
        now = time.monotonic()
        routines = [[PING_EVERY, self.ping], [EVICT_EVERY, self.evict], [GENERATE_EVERY, self.generate], [CATCH_UP_EVERY, self.catch_up]]
        due = [now + random.uniform(0, min(JITTER, every)) for every, _ in routines]
        while True:
            now = time.monotonic()
            for index, (every, routine) in enumerate(routines):
                if now >= due[index]:
                    due[index] = now + every
                    routine()
            self.dial_due()
            for key, events in self.selector.select(min(0.1, max(0, min(due) - time.monotonic()))):
                key.data(key.fileobj, events)

    def accept(self, server, _):
        sock, _ = server.accept()
        self.open(Link(sock))

    def open(self, link):
        link.socket.setblocking(False)
        self.links.append(link)
        events = selectors.EVENT_READ if link.connected else selectors.EVENT_WRITE
        self.selector.register(link.socket, events, lambda _, events: self.ready(link, events))

    def ready(self, link, events):
        if events & selectors.EVENT_WRITE:
            if not link.connected:
                if link.socket.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR) != 0:
                    return self.close(link)
                link.connected = True
                self.greet(link)
            self.flush(link)
        if events & selectors.EVENT_READ and link in self.links:
            try:
                data = link.socket.recv(65_536)
            except BlockingIOError:
                return
            except OSError:
                data = b""
            if not data:
                return self.close(link)
            self.read(link, data)

    def write(self, link, message):
        link.to_send += json.dumps(message, separators=(",", ":")).encode() + b"\n"
        self.flush(link)

    def flush(self, link):
        if link not in self.links or not link.connected:
            return
        try:
            sent = link.socket.send(link.to_send) if link.to_send else 0
        except BlockingIOError:
            sent = 0
        except OSError:
            return self.close(link)
        link.to_send = link.to_send[sent:]
        events = selectors.EVENT_READ | (selectors.EVENT_WRITE if link.to_send else 0)
        self.selector.modify(link.socket, events, self.selector.get_key(link.socket).data)

    def close(self, link):
        if link not in self.links:
            return
        self.links.remove(link)
        self.selector.unregister(link.socket)
        link.socket.close()
        if link.address in self.addresses:
            self.lost(link.address)
        if link.peer is None:
            return
        self.ended[link.peer] = link.last_id
        if self.chosen.get(link.peer) is link:
            del self.chosen[link.peer]
            for other in self.links:
                if other.peer == link.peer:
                    self.chosen[link.peer] = other

    # Dialling

    def dial_due(self):
        now = time.monotonic()
        for address, state in list(self.addresses.items()):
            busy = any(link.address == address for link in self.links) or address[1] in self.chosen
            if busy or now < state["due"]:
                continue
            sock = socket.socket()
            sock.setblocking(False)
            sock.connect_ex(address)
            self.open(Link(sock, address))

    def lost(self, address):
        state, now = self.addresses[address], time.monotonic()
        if not state["keep"]:
            state["failures"] = state.get("failures", 0) + 1
            if state["failures"] > 4:
                del self.addresses[address]
                return
        state["lost"] = state["lost"] or now
        pause = min(max((now - state["lost"]) / 8, REDIAL_LEAST), REDIAL_MOST)
        state["due"] = now + random.uniform(0, pause)

    def learn_address(self, message):
        host, port = "127.0.0.1", message["msg_originator"]
        said = message.get("msg_originator_addr")
        if said is not None:
            host, _, port = said.rpartition(":")
            port = int(port) if port.isdigit() else 0
        if host and 0 < port < 65_536 and port != self.id:
            self.addresses.setdefault((host, port), {"due": 0, "lost": 0, "keep": False})

    # Lines

    def read(self, link, data):
        link.received += data
        while link in self.links and b"\n" in link.received:
            line, link.received = link.received.split(b"\n", 1)
            message = self.parse(line, link)
            if message is not None:
                self.respond(link, message)
        if len(link.received) > LINE_BYTES:
            self.close(link)

    def parse(self, line, link):
        """A message, or None for a line that is none."""
        if len(line) > (LINE_BYTES if link.peer is not None else LINE_BYTES_FIRST):
            self.close(link)
            return None
        try:
            text = line.decode("utf-8")
            message = json.loads(text)
        except (ValueError, RecursionError):
            return None
        if type(message) is not dict or type(message.get("msg_type")) is not str or not is_count(message.get("msg_forwarder")):
            return None
        if message["msg_type"] not in ("PING", "PONG", "PRIME"):
            return {"msg_type": "?", "msg_forwarder": message["msg_forwarder"]}
        if any(field not in message for field in FIELDS):
            return None
        if not is_count(message["msg_id"]) or not is_count(message["msg_originator"]) or not is_count(message["ttl"], 0, 64):
            return None
        is_prime = message["msg_type"] == "PRIME"
        if is_prime and not is_count(message["data"], 2):
            return None
        if not is_prime and (message["data"] is not None or message["msg_originator"] != message["msg_forwarder"]):
            return None
        known = {field: message[field] for field in FIELDS}
        said = message.get("msg_originator_addr")
        if is_prime and said is not None:
            if type(said) is not str or len(said) > 262:
                return None
            known["msg_originator_addr"] = said
        return known

    # What is said

    def new(self, msg_type, ttl=0, data=None):
        self.msg_id += 1
        return dict(zip(FIELDS, (msg_type, self.msg_id, self.id, self.id, ttl, data)))

    def greet(self, link):
        self.write(link, self.new("PING"))

    def answer(self, link):
        self.write(link, self.new("PONG"))

    def ping(self):
        for link in list(self.chosen.values()):
            self.write(link, self.new("PING"))

    def evict(self):
        now = time.monotonic()
        for link in list(self.links):
            if now - link.heard > (FIRST_MESSAGE if link.peer is None else STALE_AFTER):
                self.close(link)
        for peer, heard in list(self.peers.items()):
            if now - heard > STALE_AFTER:
                del self.peers[peer]

    def respond(self, link, message):
        forwarder = message["msg_forwarder"]
        first = link.peer is None
        if first and forwarder == self.id:
            if link.address is None:
                self.answer(link)
            self.addresses.pop(link.address, None)
            return self.close(link)
        if first:
            self.notice_restart(message)
            self.bind(link, forwarder)
        elif forwarder != link.peer:
            return
        self.heard(link, message)
        if message["msg_type"] == "PRIME":
            link.told = (message["data"], message["msg_originator"])
        if message["msg_type"] != "?" and self.is_new(message):
            if message["msg_type"] == "PING":
                self.answer(link)
            if message["msg_type"] == "PRIME":
                self.prime(link, message)
        if first and link in self.links:
            self.hand_over(link)

    def heard(self, link, message):
        link.heard = self.peers[link.peer] = time.monotonic()
        if message.get("msg_originator") == link.peer:
            link.last_id = max(link.last_id, message["msg_id"])
        others = [other for other in self.links if other.peer == link.peer and other is not link]
        if self.chosen[link.peer] is link and self.id < link.peer:
            for other in others:
                self.close(other)

    def bind(self, link, peer):
        link.peer = peer
        others = [other for other in self.links if other.peer == peer and other is not link]
        chosen = self.chosen.get(peer)
        for other in others:
            if len(others) > 1 and other is not chosen:
                self.close(other)
        dialler = lambda one: peer if one.address is None else self.id
        if chosen is None or dialler(link) <= dialler(chosen):
            self.chosen[peer] = link
        if link.address in self.addresses:
            self.addresses[link.address]["lost"] = 0
            self.addresses[link.address]["failures"] = 0

    def notice_restart(self, message):
        """A counter begins again only with its node."""
        originator, forwarder = message.get("msg_originator"), message["msg_forwarder"]
        if originator != forwarder:
            return
        if message["msg_id"] in self.seen.get(originator, ()) or message["msg_id"] <= self.ended.get(originator, -1):
            self.seen.pop(originator, None)

    def is_new(self, message):
        originator, msg_id = message["msg_originator"], message["msg_id"]
        if originator == self.id:
            return False
        ids = self.seen.setdefault(originator, {})
        if msg_id in ids:
            return False
        ids[msg_id] = True
        if len(ids) > 8_192:
            del ids[next(iter(ids))]
        return True

    # Primes

    def prime(self, link, message):
        p = message["data"]
        if p not in self.proved and is_refuted(p):
            return
        self.learn(message)
        if message["ttl"] > 0:
            self.forward(link, message)
        self.consider(message)

    def learn(self, message):
        self.peers[message["msg_originator"]] = time.monotonic()
        self.learn_address(message)

    def copy(self, message, ttl):
        return {**message, "msg_forwarder": self.id, "ttl": ttl}

    def recipients(self, source, message):
        return [link for peer, link in self.chosen.items() if peer not in (source.peer, message["msg_originator"])]

    def forward(self, link, message):
        for other in self.recipients(link, message):
            self.write(other, self.copy(message, message["ttl"] - 1))

    def consider(self, message):
        """It becomes the largest once it is proved."""
        p, finder = message["data"], message["msg_originator"]
        if p < self.largest or (p == self.largest and finder >= self.finder):
            return
        if p in self.proved:
            self.largest, self.finder, self.largest_message = p, finder, message
        elif len(self.claims) < 64:
            self.claims.append(message)
            self.test_next()

    def hand_over(self, link):
        if self.largest_message is not None and link.told != (self.largest, self.finder):
            self.write(link, self.copy(self.largest_message, 0))

    def catch_up(self):
        untold = [link for link in self.chosen.values() if link.told != (self.largest, self.finder)]
        if untold:
            self.hand_over(random.choice(untold))

    def generate(self):
        if not self.testing:
            self.compute("find", self.largest, lambda: self.next_mersenne(self.largest))

    def next_mersenne(self, above):
        p = above + 1
        while not is_mersenne(p):
            p += 1
            if self.largest > above:
                return None
        return p

    def test_next(self):
        if self.claims and not self.pending:
            p = self.claims[0]["data"]
            self.pending = {"p": p}
            self.compute("claim", p, lambda: is_mersenne(p))

    def compute(self, kind, p, work):
        self.testing = self.testing or kind == "find"

        def go():
            self.results.append((kind, p, work()))
            self.wake[1].send(b"!")

        threading.Thread(target=go, daemon=True).start()

    def take_results(self, sock, _):
        sock.recv(64)
        while self.results:
            kind, p, result = self.results.pop(0)
            if kind == "find":
                self.testing = False
                if result is not None and result > self.largest:
                    self.found(result)
                continue
            claims, self.claims = self.claims, [claim for claim in self.claims if claim["data"] != p]
            self.pending = {}
            if result:
                self.proved.add(p)
                for claim in claims:
                    if claim["data"] == p:
                        self.consider(claim)
            self.test_next()

    def found(self, p):
        message = self.new("PRIME", 2, p)
        self.proved.add(p)
        self.largest, self.finder, self.largest_message = p, self.id, message
        for link in self.chosen.values():
            self.write(link, message)


def main(kind=Node):
    port, peers = int(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else ""
    kind(port, [int(peer) for peer in peers.split(",") if peer]).run()


if __name__ == "__main__":
    main()
