// The exercise's fourth routine as a function that anybody can write: what it is told, and what it may want done. Types only, and by
// themselves: this file is what `gimps-node/respond` gives to who writes one.

/** A message of the exercise. */
export type Message = Probe | Prime;

export interface Probe extends Header {
	readonly msg_type: "PING" | "PONG";
	readonly data: null;
}

export interface Prime extends Header {
	readonly msg_type: "PRIME";
	/** The exponent p of 2^p - 1. */
	readonly data: number;
}

interface Header {
	/** The originator's auto-incrementing message counter. */
	readonly msg_id: number;
	/** The node that sent this very copy. */
	readonly msg_forwarder: number;
	/** The node that created the message. */
	readonly msg_originator: number;
	/** Hops that it may still be forwarded. */
	readonly ttl: number;
}

/** The node as it is when the message comes. */
export interface State {
	/** Its own number: its port, unless it was given another. */
	readonly id: number;
	/** The numbers of its peers. */
	readonly peers: readonly number[];
	/** The largest exponent known, and who found it. */
	readonly biggest_prime: number;
	readonly biggest_prime_sender: number;
	/** The number of its own next message; it counts by itself with each that is sent. */
	readonly msg_id: number;
	/** Whether a message was remembered before, by originator and msg_id, or is the node's own. */
	readonly hasSeen: (message: Message) => boolean;
}

/** Done in the order given. */
export type Action =
	/** The peer was heard now: the forwarder of the message, or its originator, who becomes a peer by it. */
	| { readonly do: "hear"; readonly peer: number }
	/** From now on the message has been seen. */
	| { readonly do: "remember" }
	/** To peers by their numbers; none is reached whom the node has no link to. A message of the node's own gets its next msg_id. */
	| { readonly do: "send"; readonly to: readonly number[]; readonly message: Message }
	/** The exponent is the largest now, found by the sender; the node checks it first. */
	| { readonly do: "believe"; readonly exponent: number; readonly sender: number };

/** Pure: the same state and message give the same actions. */
export type Respond = (state: State, message: Message) => readonly Action[];
