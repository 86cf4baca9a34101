// The one table of checks: the level, the sentence that is held against the node, and the section of docs/PROTOCOL.md to read.

export interface Check {
	readonly level: Level;
	readonly sentence: string;
	/** Of docs/PROTOCOL.md. */
	readonly section: number;
}

export const LEVELS = {
	1: "answers PING",
	2: "frames its messages, and survives what are none",
	3: "has peers: pings them, and evicts them in time",
	4: "gossips: once, not back, unchanged",
	5: "learns of peers, heals, meets itself, restarts",
	6: "finds primes, and checks those of others",
} as const;
export type Level = keyof typeof LEVELS;

export const CHECKS = {
	// Level 1
	pong: check(1, 3, "A PING is answered with a PONG on the same link."),
	"pong-fields": check(1, 2, "A PONG has ttl 0 and data null; its forwarder and its originator are the node's own id, its port."),
	"pong-each": check(1, 3, "Each new PING is answered, those of another link too."),
	"closed-link": check(1, 4, "A link that ends without a word ends nothing else."),

	// Level 2
	lines: check(2, 2, "Every line that the node sends is one JSON object in UTF-8 with all six fields in their ranges."),
	"own-id": check(2, 2, "msg_forwarder of every message that the node sends is its own id."),
	counter: check(2, 2, "Each message that the node creates has a larger msg_id."),
	"two-in-one": check(2, 1, "A message is one line: two that come in one packet are two messages."),
	"half-line": check(2, 1, "A message is one line: it may come in pieces, cut anywhere, within a character too."),
	"carriage-return": check(2, 1, "A \\r before the \\n is accepted."),
	"long-line": check(2, 1, "A line may have 4,096 bytes at first, and 65,536 once its sender has spoken."),
	nesting: check(2, 1, "JSON may nest 16 deep."),
	"last-field": check(2, 1, "Of two fields with one name the last counts."),
	"unknown-fields": check(2, 2, "Unknown fields are ignored."),
	"unknown-type": check(2, 2, "An unknown msg_type is ignored, and the link goes on."),
	"not-json": check(2, 9, "A line that is no JSON does not stop the node."),
	"not-an-object": check(2, 9, "JSON that is no object does not stop the node."),
	"too-deep": check(2, 9, "JSON that nests thousands deep does not stop the node."),
	"endless-line": check(2, 1, "A line longer than 65,536 bytes does not stop the node."),
	"invalid-utf8": check(2, 1, "Invalid UTF-8 is refused, not replaced."),
	"missing-field": check(2, 2, "All six fields are needed: of a line without one nothing comes."),
	"wrong-field": check(2, 2, "A field of the wrong type or out of its range makes a line nothing, and does not stop the node."),
	"others-unharmed": check(2, 9, "What one peer does wrong harms no link of another."),

	// Level 3
	dials: check(3, 8, "Configured peers are dialled."),
	greets: check(3, 4, "The dialler speaks first, with a PING."),
	"pings-in-time": check(3, 3, "Every 5 s a PING goes to each peer."),
	"pings-who-dialled": check(3, 3, "Whoever speaks is a peer, and is pinged over the link that it dialled."),
	"pong-nothing": check(3, 3, "PONG: nothing more."),
	binds: check(3, 4, "The first message binds the link: a later one from another forwarder is not read."),
	"not-too-soon": check(3, 3, "A peer is not evicted before 10 s of silence."),
	evicts: check(3, 3, "A peer unheard for more than 10 s is evicted, and not pinged any more."),
	"closes-silent": check(3, 3, "A link unheard for more than 10 s is closed."),
	"closes-mute": check(3, 4, "A link on which nothing valid came within 10 s is closed."),
	"unknown-counts": check(3, 2, "An unknown msg_type counts as a word from its forwarder."),
	"duplicate-counts": check(3, 3, "The forwarder of a duplicate was heard now, too."),

	// Level 4
	forwards: check(4, 3, "A PRIME with ttl > 0 is sent on to every other peer."),
	"forward-ttl": check(4, 3, "It is sent on with ttl - 1."),
	"forward-forwarder": check(4, 3, "It is sent on with the node's own id as msg_forwarder."),
	"forward-id": check(4, 3, "It is sent on with its msg_id unchanged."),
	"forward-originator": check(4, 3, "It is sent on with its msg_originator unchanged."),
	"forward-fields": check(4, 2, "Unknown fields are not forwarded."),
	"forward-address": check(4, 3, "msg_originator_addr is forwarded unchanged."),
	"forward-large-id": check(4, 2, "msg_id goes up to 2^53 - 1, and is forwarded to the digit."),
	"forward-smaller": check(4, 3, "A PRIME that is not the largest is sent on all the same."),
	"not-back": check(4, 3, "A PRIME is never forwarded to the peer that it came from."),
	"not-to-originator": check(4, 3, "A PRIME is never forwarded to its originator."),
	"ttl-one": check(4, 3, "A PRIME with ttl 1 is sent on with ttl 0."),
	"ttl-zero": check(4, 3, "A PRIME with ttl 0 is not forwarded."),
	once: check(4, 3, "A PRIME that was seen before, by its originator and msg_id, is not forwarded again."),
	"once-from-others": check(4, 3, "Nor is it when another peer brings it."),
	"same-id": check(4, 3, "The same msg_id of another originator is another message."),
	"ping-once": check(4, 3, "A PING that was seen before is not answered again."),
	"own-back": check(4, 3, "The node's own message that comes back is nothing more."),
	"hands-over": check(4, 6, "On a new link, after the first message, the node hands over the PRIME that holds its largest prime."),
	"hand-over-original": check(4, 6, "It is the original message, with the node as msg_forwarder and ttl 0."),
	credit: check(4, 3, "The originator, never the forwarder, is credited with the largest prime."),
	"hand-over-originator": check(4, 6, "Its originator gets it too, for it may have come back without its memory."),
	"hand-over-known": check(4, 6, "A peer whose first message was that very PRIME does not."),

	// Level 5
	learns: check(5, 3, "The originator of a PRIME becomes a peer: it is dialled on this machine under its id."),
	"learned-pinged": check(5, 4, "A learned peer is greeted with a PING, and pinged from then on."),
	"learns-address": check(5, 8, "An originator with msg_originator_addr is dialled there."),
	redials: check(5, 8, "A configured peer that closed its link is dialled again."),
	heals: check(5, 8, "A configured peer that was away for long is dialled again."),
	"evicted-returns": check(5, 3, "Who was evicted and comes back is a peer again."),
	"restart-pong": check(5, 5, "The first PING of a peer that was started again, and counts from 0 again, is answered."),
	"restart-gossip": check(5, 5, "So is its PRIME forwarded, though its msg_id was seen before."),
	"itself-configured": check(5, 4, "A node that is told of its own address meets itself, and goes on."),
	"itself-dialled": check(5, 4, "A node that gets its own id from the other end hangs up, and forgets the address."),
	"itself-accepted": check(5, 4, "The accepting side answers its own id with a PONG, and hangs up."),
	"simultaneous-lower": check(
		5,
		4,
		"Of two links the one that the lower id dialled stays; the lower id closes the other once it was heard on the first.",
	),
	"simultaneous-higher": check(5, 4, "The higher id closes neither of two links, and speaks on the one that the lower id dialled."),
	"dialled-twice": check(5, 4, "Of two links that the same node dialled the later is spoken on, where the earlier has fallen silent."),
	"third-link": check(5, 4, "Of three links between the same nodes one goes."),
	"link-silent": check(5, 4, "A link unheard for 10 s is closed even if its peer is heard of through others."),
	"own-restart": check(5, 5, "A node that was started again opens each link with a message of its own, and dials its peers."),
	"catch-up": check(5, 6, "Every 30 s the largest prime is handed to a peer that has not told of it."),

	// Level 6
	"finds-first": check(6, 3, "The search begins above 2: the first find is 2^3 - 1."),
	"find-fields": check(6, 3, "A find is a PRIME with ttl 2, the node its forwarder and originator."),
	"find-to-all": check(6, 3, "A find is sent to all peers."),
	"finds-next": check(6, 3, "Every 10 s the next Mersenne prime above the largest known is looked for."),
	"finds-above": check(6, 3, "The search goes on above the largest prime that others have found."),
	"false-dropped": check(6, 7, "A PRIME whose number has a small factor is dropped, and not forwarded."),
	"true-claim": check(6, 7, "A claim becomes the largest when its check says prime."),
	"false-claim": check(6, 7, "A claim that only a test refutes never becomes the largest."),
	"lowest-credited": check(6, 3, "Of several finders of one prime the lowest id is credited, whichever was heard first."),
	unmoved: check(6, 7, "A false claim does not move the search."),
} as const satisfies Readonly<Record<string, Check>>;

export type CheckId = keyof typeof CHECKS;

/** Sentences that nobody can see over TCP alone, or that bind this project's own nodes: not judged. */
export const LEFT_OUT: readonly (readonly [section: number, sentence: string, why: string])[] = [
	[3, "Each routine begins after a random 0 to 2 seconds of its own.", "nobody sees when a process began its clocks"],
	[3, "Peers unheard for more than 10 s leave the peer list.", "the list is not seen; that nothing more is sent to them is (evicts)"],
	[4, "A link that ends takes nobody off the peer list.", "the list is not seen, and a configured peer is dialled in any case"],
	[5, "Ids after a restart are larger than all before.", "said with Here; a counter from 0 works as well"],
	[6, "Each side hands over PRIMEs for the exponent 2, its own and its peers'.", "said with Here"],
];

function check(level: Level, section: number, sentence: string): Check {
	return { level, section, sentence };
}
