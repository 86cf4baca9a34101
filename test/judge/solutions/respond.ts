// The fourth routine of the exercise as a function of one's own; the template is docs/course/starters/respond.ts.
import type { Action, Message, State } from "gimps-node/respond";

export default function respond(state: State, message: Message): Action[] {
	const { msg_forwarder, msg_originator } = message;
	const actions: Action[] = [{ do: "hear", peer: msg_forwarder }];
	if (state.hasSeen(message)) return actions;
	actions.push({ do: "remember" });

	if (message.msg_type === "PING") {
		const own = { msg_id: state.msg_id, msg_forwarder: state.id, msg_originator: state.id };
		actions.push({ do: "send", to: [msg_forwarder], message: { msg_type: "PONG", ...own, ttl: 0, data: null } });
	}
	if (message.msg_type === "PRIME") {
		if (message.data > state.biggest_prime) actions.push({ do: "believe", exponent: message.data, sender: msg_originator });
		actions.push({ do: "hear", peer: msg_originator });
		const others = state.peers.filter((peer) => peer !== msg_forwarder && peer !== msg_originator);
		if (message.ttl > 0) actions.push({ do: "send", to: others, message: { ...message, msg_forwarder: state.id, ttl: message.ttl - 1 } });
	}
	return actions;
}
