// The fourth routine of the exercise, to be filled in. Your function is the only thing between a message and what the node does about it:
//   gimps-node run --port 5005 --peers 5001 --respond respond.ts
// It is pure: no clock, no network, nothing that it remembers by itself. What it gives is done in its order; what there is to do, and what
// it is told, stands in the types.
import type { Action, Message, State } from "gimps-node/respond";

export default function respond(state: State, message: Message): Action[] {
	const actions: Action[] = [];

	// Always (also for a message that came before): the forwarder was heard now.
	// { do: "hear", peer: ... }

	// Seen before, by originator and msg_id: nothing more. Else remember it.
	// state.hasSeen(message), { do: "remember" }

	// PING: send the forwarder a PONG with ttl 0, by you and from you. PONG: nothing more.
	// { do: "send", to: [...], message: { msg_type: "PONG", msg_id: state.msg_id, ... } }

	// PRIME: if it is larger than the largest that you know, it is the largest now; but who found it?
	// { do: "believe", exponent: ..., sender: ... }

	// PRIME: its originator is a peer from now on, heard now. This is the only way to learn of new peers.

	// PRIME: if its ttl is above 0, forward it with ttl - 1, all else identical but for one field. To whom? Not to whom it came from,
	// and not to whom it came from first.

	return actions;
}
